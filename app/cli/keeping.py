"""Keep it: backup, restore, audit verify."""

from pathlib import Path

import click
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, db
from app.accounts import audit as trail
from app.backup.restore import restore as restore_backup
from app.backup.write import write_backup
from app.cli.console import Problem, opened
from app.config import Config
from app.installation import newest_revision
from app.models.sealing import keyring


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything but the keys into one encrypted FILE, and read it again to be sure.

    Only this installation's key file opens it: keep a copy of that elsewhere.
    """
    if file.exists():
        raise Problem(f"{file} is there already: give another name.")
    if not file.parent.is_dir():
        raise Problem(f"There is no folder {file.parent}.")
    with opened():
        if current_app.config["IS_DEMO"]:
            raise Problem("This is the demo: there is nothing in it to back up.")
        contents = write_backup(
            db.engine(), keyring(), file, revision=newest_revision() or "", now=clock.real_now(), tell=click.echo
        )
    click.echo(f"{file}: {contents.rows} rows, {file.stat().st_size // 1024 + 1} KiB, read again and found whole.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where there is a database; its file is kept beside the new one.")
def restore(file: Path, replace: bool) -> None:
    """Restore a backup FILE as the database of this folder. Stop the server first; put the key file in its place.

    Nothing is written unless the file opens and is whole. Works from SQLite to PostgreSQL and back.
    """
    contents = restore_backup(Config.from_environment(), file, replace=replace, now=clock.real_now(), tell=click.echo)
    click.echo(f"Restored {contents.rows} rows as of {contents.made_at}; everybody signs in anew.")


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--head", help="A head noted down earlier: was nothing cut off since?")
def verify(head: str | None) -> None:
    """Walk the chain of the audit from its first entry; exit code 1 where it does not hold."""
    with opened(), Session(db.engine()) as session:
        verdict = trail.verify(session)
        known = head is None or trail.has_head(session, head)
    if not verdict.is_sound:
        click.echo(f"The chain breaks at entry {verdict.first_bad}; {verdict.entries} entries before it hold.")
        raise SystemExit(1)
    if not known:
        click.echo("No entry has that head: entries were cut off, or it is of another installation.")
        raise SystemExit(1)
    click.echo(f"{verdict.entries} entries hold. Head: {verdict.head}")


COMMANDS = (backup, restore, audit)
