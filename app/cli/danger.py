"""Danger maps at a console: make a stored one again and compare."""

import click
from sqlalchemy.orm import Session

from app import db
from app.cli.console import Problem, opened
from app.danger import maps
from app.models import IssuedMap


@click.group()
def danger() -> None:
    """Danger maps as they were issued."""


@danger.command()
@click.option("--map", "map_id", type=click.IntRange(1), required=True, help="The number of the map.")
def replay(map_id: int) -> None:
    """Make a map again from the reports and verdicts known then; exit code 1 where it is not the same, byte by byte."""
    with opened(), Session(db.engine()) as session:
        row = session.get(IssuedMap, map_id)
        if row is None:
            raise Problem(f"There is no danger map {map_id}: those nobody used are deleted after 90 days.")
        found = maps.replay(session, row)
        what = f"Danger map {row.id} of {row.issued_at:%Y-%m-%d %H:%M} UTC"
    if not found.equal:
        click.echo(f"{what} is not the same when made again. First difference: {found.first_difference}.")
        raise SystemExit(1)
    click.echo(f"{what} is the same when made again.")


COMMANDS = (danger,)
