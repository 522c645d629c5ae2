"""Serve it: run (make what is missing first), serve, demo."""

import click
from sqlalchemy.orm import Session

from app.cli.console import Problem, has_database
from app.config import Config
from app.db import make_engine, writing
from app.demo import cast
from app.demo.load import begin_again, is_empty, load
from app.installation import choose, current_revision, demo_of, newest_revision, prepare
from app.models.sealing import install_keyring
from app.server import Server, is_free

ANYBODY = "127.0.0.1"
port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@port_option
def run(port: int) -> None:
    """Open the database of this folder, or a demo where there is none, and serve it on this machine alone."""
    config = choose(Config.from_environment())
    if config.url == demo_of(config).url:
        make_demo(config)
        show_cast()
    else:
        prepare(config)
    start(config, ANYBODY, port, jobs=True)


@click.command()
@click.option("--reset", is_flag=True, help="Begin the story again; what was tried in it is lost.")
def demo(reset: bool) -> None:
    """Make the demo database beside the real one, or begin its story again. It never touches a real database."""
    config = demo_of(Config.from_environment())
    if not make_demo(config) and reset:
        engine = make_engine(config.url)
        with Session(writing(engine), expire_on_commit=False) as session, session.begin():
            begin_again(session, click.echo)
        engine.dispose()
    show_cast()


def make_demo(config: Config) -> bool:
    """Tables, keys and the story where they are missing; whether there was anything to tell."""
    install_keyring(prepare(config))
    engine = make_engine(config.url)
    try:
        if not is_empty(engine):
            return False
        load(engine, click.echo)
        return True
    finally:
        engine.dispose()


def show_cast() -> None:
    click.echo(f"Demo accounts, all with the password {cast.PASSWORD}")
    for person in cast.SHOWN:
        click.echo(f"  {person.username:<10}{person.task_en}")


@click.command()
@click.option("--host", default=ANYBODY, show_default=True)
@port_option
@click.option("--no-worker", is_flag=True, help="Without the process of background jobs.")
def serve(host: str, port: int, no_worker: bool) -> None:
    """Serve the database of this installation until SIGTERM or Ctrl-C."""
    config = Config.from_environment()
    if not has_database(config) or current_revision(config.url) is None:
        raise Problem("There is no database here yet: `obkhid init` makes one, `obkhid run` makes a demo.")
    if current_revision(config.url) != newest_revision():
        raise Problem("The database has the tables of another version: run `obkhid migrate` first.")
    prepare(config)
    start(config, host, port, jobs=not no_worker)


def start(config: Config, host: str, port: int, *, jobs: bool) -> None:
    if not is_free(host, port):
        raise Problem(f"Port {port} is taken on {host}: choose another with --port.")
    shown = f"[{host}]" if ":" in host else host
    Server(config, f"{shown}:{port}", jobs=jobs, when_ready=lambda: click.echo(f"Open http://{shown}:{port}/")).run()


COMMANDS = (run, serve, demo)
