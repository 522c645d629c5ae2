"""Take over files of partners: shelling import, needs import."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.accounts.policy import Action
from app.cli.console import acting, as_option, hub_option, naming, opened, read_file
from app.db import current_session, transaction
from app.exchange import needs_csv, shelling_csv
from app.exchange.shelling_csv import Import

dry_run = click.option("--dry-run", is_flag=True, help="Check every row, count, and write nothing.")
Reader = Callable[..., Any]


def template_option(template: Path) -> Callable[[Any], Any]:
    def show(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo(template.read_text(), nl=False)
            ctx.exit()

    help_text = "Print an example of the file, then stop."
    return click.option("--template", is_flag=True, is_eager=True, expose_value=False, callback=show, help=help_text)


@click.group()
def shelling() -> None:
    """Reports of shelling."""


@click.group()
def needs() -> None:
    """Needs of people."""


@shelling.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@hub_option
@as_option
@dry_run
@click.option("--history", is_flag=True, help="Every row only counts and holds nothing, mines too.")
@template_option(shelling_csv.TEMPLATE)
def import_shelling(file: Path, hub_code: str | None, by: str, dry_run: bool, history: bool) -> None:
    """Take over reports from a CSV FILE, all of them or none. The same file twice adds nothing."""
    read = partial(shelling_csv.read_reports, history=history)
    done = _take_over(file, by, hub_code, dry_run, read, shelling_csv.take_over)
    mended = f" Corrections kept beside the first: {done.corrected}." if done.corrected else ""
    held = f" Holds made: {done.holds}." if done.holds else ""
    click.echo(f"{_would(dry_run)}{done.new} new reports, {done.known} known before.{mended}{held}")


@needs.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@hub_option
@as_option
@dry_run
@template_option(needs_csv.TEMPLATE)
def import_needs(file: Path, hub_code: str | None, by: str, dry_run: bool) -> None:
    """Take over needs from a CSV FILE, all of them or none. The same file twice adds nothing."""
    done = _take_over(file, by, hub_code, dry_run, needs_csv.read_needs, needs_csv.take_over)
    click.echo(f"{_would(dry_run)}{done.new} new needs, {done.known} known before. They wait for triage.")


def _would(dry_run: bool) -> str:
    return "Nothing was kept. It would be: " if dry_run else ""


def _take_over(
    file: Path, by: str, hub_code: str | None, dry_run: bool, read: Reader, take: Callable[..., Import]
) -> Import:
    """Try every row first, while others go on writing; then keep all of them in one transaction."""
    with naming(file), opened():
        who = acting(current_session(), by, Action.IMPORT, hub_code)
        rows = read(read_file(file), current_session(), who.hub, now=who.now)
        if dry_run:
            expected: Import = rows.expected
            return expected
        with transaction() as session, _progress(len(rows)) as step:
            done: Import = take(session, rows, hub_id=who.hub_id, by_id=who.id, now=who.now, step=step)
        return done


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    hidden = not sys.stderr.isatty()  # in a log a bar is noise
    with click.progressbar(length=length, label="Rows", file=sys.stderr, hidden=hidden) as bar:
        yield lambda: bar.update(1)


COMMANDS = (shelling, needs)
