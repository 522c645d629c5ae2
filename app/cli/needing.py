"""Needs and visits at a console: list, judge and make ready, record how a visit ended."""

from datetime import date, datetime, time

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Action
from app.cli.console import Acting, Problem, acting, as_option, hub_option, opened
from app.cli.importing import needs
from app.cli.typed import Moment, NeedNumber, date_option, moment_of, today
from app.db import current_session, transaction
from app.domain.outcomes import Cause, Outcome
from app.domain.states import NeedState
from app.models import Need, Visit
from app.needs import queries, service


@needs.command("list")
@click.option("--state", type=click.Choice([state.value for state in NeedState]), help="Only those that stand there.")
@hub_option
@as_option
def list_needs(state: str | None, hub_code: str | None, by: str) -> None:
    """Open needs as they stand in triage, the highest score first; without names."""
    with opened():
        session = current_session()
        who = acting(session, by, Action.TRIAGE, hub_code)
        states = [NeedState(state)] if state else queries.OPEN
        for row in queries.triage_queue(session, who.hub_id, now=who.now, states=states):
            place = row.need.area.code if row.need.area else "no area"
            missed = f", missed {row.misses.in_a_row} in a row" if row.misses.in_a_row else ""
            click.echo(
                f"{row.need.number:>5}  {row.need.kind.code:<6}{row.need.urgency.value}  {place:<9}"
                f"{row.need.state.value:<16}{row.total:>4}{missed}"
            )


@needs.command()
@click.argument("numbers", nargs=-1, required=True, type=NeedNumber(), metavar="NUMBER...")
@click.option("--rung", is_flag=True, help="Somebody rang: they are there, want the visit and know of it.")
@hub_option
@as_option
def ready(numbers: tuple[int, ...], rung: bool, hub_code: str | None, by: str) -> None:
    """Judge needs and make them ready for the plan."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.TRIAGE, hub_code)
        for number in numbers:
            need = _need(session, who, number)
            if need.state is not NeedState.READY:
                service.make_ready(session, need.id, hub_id=who.hub_id, by_id=who.id, now=who.now)
            if rung:
                service.confirm_by_phone(session, need.id, hub_id=who.hub_id, by_id=who.id, now=who.now)
    click.echo(f"Ready: {', '.join(str(number) for number in numbers)}.")


def _need(session: Session, who: Acting, number: int) -> Need:
    need = session.scalar(select(Need).where(Need.hub_id == who.hub_id, Need.number == number))
    if need is None:
        raise Problem(f"There is no need {number} in {who.hub.code}.")
    return need


@click.group()
def visit() -> None:
    """Visits of a day."""


@visit.command("list")
@date_option
@hub_option
@as_option
def list_visits(on: date | None, hub_code: str | None, by: str) -> None:
    """The visits of a day with their numbers, states and outcomes; without names."""
    with opened():
        session = current_session()
        who = acting(session, by, Action.RECORD_VISIT, hub_code)
        query = select(Visit).where(Visit.hub_id == who.hub_id, Visit.on == (on or today(who))).order_by(Visit.id)
        for one in session.scalars(query):
            kinds = "+".join(need.kind.code for need in one.needs)
            area = one.household.area.code if one.household.area else ""
            click.echo(f"{one.id:>5}  {kinds:<10}{area:<9}{one.state.value:<12}{one.outcome or ''}")


@visit.command()
@click.argument("number", type=int)
@click.argument("outcome", type=click.Choice([outcome.value for outcome in Outcome]))
@click.option("--cause", type=click.Choice([cause.value for cause in Cause]), help="Where the outcome alone says less.")
@click.option("--at", "ended_at", type=Moment(), help="When it ended; now where it is not said.")
@click.option("--note", default="")
@hub_option
@as_option
def record(
    number: int,
    outcome: str,
    cause: str | None,
    ended_at: datetime | time | None,
    note: str,
    hub_code: str | None,
    by: str,
) -> None:
    """Write down how a visit ended; its number is in `visit list`."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.RECORD_VISIT, hub_code)
        recorded = service.record_visit(
            session,
            number,
            Outcome(outcome),
            hub_id=who.hub_id,
            by_id=who.id,
            now=who.now,
            cause=Cause(cause) if cause else None,
            note=note,
            outcome_at=moment_of(ended_at, who) if ended_at else None,
        )
        states = ", ".join(f"need {need.number} is {need.state.value}" for need in recorded.needs)
    click.echo(f"Visit {number}: {outcome}; {states}.")


COMMANDS = (visit,)
