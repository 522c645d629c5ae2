"""Teams at a console: write down a team with its people and car, give it a shift."""

from datetime import date

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Action
from app.cli.console import Acting, Problem, acting, as_option, hub_option, opened
from app.cli.typed import Hours, date_option, today
from app.db import transaction
from app.models import Team, Vehicle, Volunteer
from app.teams import roster, service

people_option = click.option("--person", "people", multiple=True, required=True, help="Name of who goes; repeat it.")


@click.group()
def team() -> None:
    """Teams and their shifts."""


@team.command("add")
@click.argument("number", type=click.IntRange(1, 999))
@people_option
@click.option("--call-sign", default="")
@click.option("--car", required=True, help="Code of the car, as on paper.")
@click.option("--seats", type=click.IntRange(0, 50), default=3, show_default=True)
@click.option("--cargo-kg", type=click.IntRange(0, 20_000), default=200, show_default=True)
@hub_option
@as_option
def add(
    number: int,
    people: tuple[str, ...],
    call_sign: str,
    car: str,
    seats: int,
    cargo_kg: int,
    hub_code: str | None,
    by: str,
) -> None:
    """Write down a team, with those of its people and its car that are not there yet."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.EDIT_TEAMS, hub_code)
        writer = roster.Who(who.hub_id, who.id, who.now, today(who))
        roster.save_team(session, roster.TeamDraft(number, call_sign), writer)
        for name in people:
            if _find(session, who, name) is None:
                roster.save_volunteer(session, roster.VolunteerDraft(name), writer)
        if _car(session, who, car) is None:
            roster.save_vehicle(session, roster.VehicleDraft(car, seats=seats, cargo_kg=cargo_kg), writer)
    click.echo(f"Team {number}: {', '.join(people)}; car {car}.")


@team.command()
@click.argument("number", type=int)
@click.argument("hours", type=Hours())
@people_option
@click.option("--car", required=True, help="Code of the car.")
@date_option
@hub_option
@as_option
def shift(
    number: int,
    hours: tuple[int, int],
    people: tuple[str, ...],
    car: str,
    on: date | None,
    hub_code: str | None,
    by: str,
) -> None:
    """Give a team a shift, like: team shift 1 08:00-17:00 --person Іван --person Оля --car А-1."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.EDIT_TEAMS, hub_code)
        found = session.scalar(select(Team).where(Team.hub_id == who.hub_id, Team.number == number))
        members = [_find(session, who, name) for name in people]
        vehicle = _car(session, who, car)
        if found is None or vehicle is None or None in members:
            raise Problem("There is no such team, car or person: `obkhid team add` writes them down.")
        ids = tuple(one.id for one in members if one is not None)
        draft = service.ShiftDraft(*hours, ids, ids[0], vehicle.id)
        result = service.set_shift(
            session, found.id, on or today(who), draft, hub_id=who.hub_id, by_id=who.id, now=who.now
        )
    click.echo(f"Team {number} goes on {result.shift.on.isoformat()}.")


def _find(session: Session, who: Acting, name: str) -> Volunteer | None:
    return session.scalar(select(Volunteer).where(Volunteer.hub_id == who.hub_id, Volunteer.name == name))


def _car(session: Session, who: Acting, code: str) -> Vehicle | None:
    return session.scalar(select(Vehicle).where(Vehicle.hub_id == who.hub_id, Vehicle.code == code))


COMMANDS = (team,)
