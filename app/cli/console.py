"""What every command shares: the opened installation, who acts in which hub, refusals as one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import clock, create_app, db
from app.accounts.actor import Actor
from app.accounts.login import make_actor
from app.accounts.policy import Action, may
from app.accounts.service import hubs_of
from app.config import Config, ConfigError
from app.domain.errors import Refused
from app.exchange.csv_table import FileRefused, LinesRefused
from app.factory import story_offset
from app.installation import check_keys, choose, current_revision, newest_revision
from app.models import Hub, User
from app.models.sealing import KeyProblem, Keyring


class Problem(click.ClickException):
    """Bad input, or something that is not here: one sentence, exit code 2, nothing written."""

    exit_code = 2


class Sentences(click.Group):
    """A group whose commands end with a sentence where the program refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refused, KeyProblem, ConfigError) as refusal:
            raise Problem(str(refusal)) from None
        except OperationalError as error:
            raise Problem(f"The database does not answer: {error.orig}") from None
        except OSError as error:
            if error.filename is None:
                raise
            raise Problem(f"{error.filename}: {error.strerror}.") from None


def show_bad_lines(refusal: LinesRefused) -> None:
    for bad in refusal.lines:
        click.echo(str(bad), err=True)
    if refusal.count > len(refusal.lines):
        click.echo(f"and {refusal.count - len(refusal.lines)} more", err=True)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """What is refused inside is refused of this file."""
    try:
        yield
    except FileRefused as refusal:
        if isinstance(refusal, LinesRefused):
            show_bad_lines(refusal)
        raise Problem(f"{path}: {refusal}") from None


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None


@contextmanager
def opened(config: Config | None = None) -> Iterator[Flask]:
    """The installation in this folder, or else its demo, with its own time. Raises Problem where there is none."""
    config = config or choose(Config.from_environment())
    revision = current_revision(config.url) if has_database(config) else None
    if revision is None:
        raise Problem("There is no database here yet: `obkhid init` makes one, `obkhid run` makes a demo.")
    if revision != newest_revision():
        raise Problem("The database has the tables of another version: run `obkhid migrate` first.")
    ring = Keyring.load(config.keys_path)
    app = create_app({"config": config, "keyring": ring})
    engine = app.extensions["obkhid_engine"]
    check_keys(engine, ring)
    with app.app_context():
        clock.set_offset(story_offset(db.current_session()))
        db.close_reading_session()
        try:
            yield app
        finally:
            engine.dispose()


def has_database(config: Config) -> bool:
    return not config.is_sqlite or config.sqlite_file.exists()


@dataclass(frozen=True)
class Acting:
    """Somebody doing something in a hub, now."""

    actor: Actor
    hub_id: int
    hub: Hub
    now: datetime

    @property
    def id(self) -> int:
        return self.actor.id


def acting(session: Session, username: str, action: Action, hub_code: str | None) -> Acting:
    """Who this is and where; raises Problem for an unknown name or hub, or for what they may not do."""
    user = session.scalar(select(User).where(User.username == username.strip().lower()))
    if user is None or not user.is_active:
        raise Problem(f"There is no active account named {username}.")
    hub = _hub_of(session, user, hub_code)
    actor = make_actor(user, [hub], hub.id)
    if not may(actor, action):
        raise Problem(f"{username} may not do this ({action}): somebody else has to.")
    return Acting(actor, hub.id, hub, clock.now())


def _hub_of(session: Session, user: User, code: str | None) -> Hub:
    own = hubs_of(session, user.id)
    if code is None and len(own) == 1:
        return own[0]
    if code is None:
        raise Problem(f"{user.username} works in {len(own)} hubs: say which with --hub CODE.")
    found = next((hub for hub in own if hub.code == code), None)
    if found is None:
        raise Problem(f"{user.username} has no hub with the code {code}.")
    return found


as_option = click.option("--as", "by", required=True, metavar="USER", help="Who does it; the policy asks.")
hub_option = click.option("--hub", "hub_code", metavar="CODE", help="The hub; not needed by who has only one.")
