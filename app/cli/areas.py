"""Areas and holds at a console: list, set a zone, clear, hold, release."""

from datetime import date, datetime, time

import click
from sqlalchemy.orm import Session

from app.accounts.policy import Action
from app.cli.console import Acting, Problem, acting, as_option, hub_option, opened
from app.cli.typed import Moment, area_of, date_option, moment_of, today, why_option
from app.db import current_session, transaction
from app.domain.zones import Zone
from app.models import HoldReason
from app.places import queries, service
from app.places.service import ReleaseResult


@click.group()
def area() -> None:
    """Areas of the hub."""


@area.command("list")
@hub_option
@as_option
def list_areas(hub_code: str | None, by: str) -> None:
    """How each area stands now: zone, holds with their numbers, clearance."""
    with opened():
        session = current_session()
        who = acting(session, by, Action.SEE_AREAS, hub_code)
        for one in queries.standing(session, who.hub_id, now=who.now).values():
            zone = f"{one.zone.value}{' (review overdue)' if one.zone_expired else ''}" if one.zone else "no zone"
            held = "".join(f", held ({hold.id})" for hold in one.holds)
            cleared = f", cleared until {one.clearance.until:%H:%M} UTC" if one.clearance else ""
            click.echo(f"{one.area.code:<10}{zone}{held}{cleared}")


@area.command("zone")
@click.argument("code")
@click.argument("zone", type=click.Choice([zone.value for zone in Zone]))
@click.option("--review-by", type=Moment(), required=True, help="When somebody looks at it again.")
@why_option
@hub_option
@as_option
def set_zone(code: str, zone: str, review_by: datetime | time, why: str, hub_code: str | None, by: str) -> None:
    """Set the zone of an area; a better one waits for a second person."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.SET_ZONE, hub_code)
        setting = service.set_zone(
            session,
            area_of(session, who, code).id,
            Zone(zone),
            hub_id=who.hub_id,
            review_by=moment_of(review_by, who),
            note=why,
            by_id=who.id,
            now=who.now,
        )
    waits = " once a second person confirms it" if setting.needs_second else ""
    click.echo(f"{code} is {zone}{waits}.")


@area.command()
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option("--all", "whole_day", is_flag=True, help="Every area that the day's routes stop in.")
@date_option
@click.option("--until", type=Moment(), help="How long it stands; the hub's span where it is not said.")
@click.option("--note", default="")
@hub_option
@as_option
def clear(
    codes: tuple[str, ...],
    whole_day: bool,
    on: date | None,
    until: datetime | time | None,
    note: str,
    hub_code: str | None,
    by: str,
) -> None:
    """Clear areas for visits in your own name; refused while one of them is held."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.CLEAR_AREA, hub_code)
        codes = codes or (_codes_of_day(session, who, on or today(who)) if whole_day else ())
        if not codes:
            raise Problem("Name the areas, or --all where the day has routes.")
        for code in codes:
            service.clear_area(
                session,
                area_of(session, who, code).id,
                on or today(who),
                hub_id=who.hub_id,
                until=moment_of(until, who) if until else None,
                note=note,
                by_id=who.id,
                now=who.now,
            )
    click.echo(f"Cleared by {who.actor.name}: {', '.join(codes)}.")


def _codes_of_day(session: Session, who: Acting, on: date) -> tuple[str, ...]:
    wanted = queries.areas_of_day(session, who.hub_id, on)
    return tuple(area.code for area in queries.areas(session, who.hub_id) if area.id in wanted)


@click.command()
@click.argument("code")
@why_option
@click.option("--until", type=Moment(), help="When somebody looks at it again.")
@click.option("--until-cleared", is_flag=True, help="Without a time: until it is cleared.")
@hub_option
@as_option
def hold(
    code: str, why: str, until: datetime | time | None, until_cleared: bool, hub_code: str | None, by: str
) -> None:
    """Hold an area and all in it. No clock opens it again: a named person does."""
    if (until is None) is not until_cleared:
        raise Problem("Say either --until TIME or --until-cleared.")
    with opened(), transaction() as session:
        who = acting(session, by, Action.HOLD, hub_code)
        held = service.hold_area(
            session,
            area_of(session, who, code).id,
            hub_id=who.hub_id,
            reason=HoldReason.PERSON,
            note=why,
            review_at=moment_of(until, who) if until else None,
            by_id=who.id,
            now=who.now,
        )
    click.echo(f"{code} is held (hold {held.id}).")


@click.command()
@click.argument("code")
@why_option
@hub_option
@as_option
def release(code: str, why: str, hub_code: str | None, by: str) -> None:
    """Release the holds that lie on an area itself, with your name and the reason."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.RELEASE, hub_code)
        area = area_of(session, who, code)
        own = [one for one in queries.holds_covering(session, who.hub_id, now=who.now).all if one.area_id == area.id]
        if not own:
            raise Problem(f"No hold lies on {code} itself.")
        results = [
            service.release_hold(
                session,
                one.id,
                hub_id=who.hub_id,
                reason=why,
                expected_version=one.version,
                by_id=who.id,
                now=who.now,
            )
            for one in own
        ]
    asked = results.count(ReleaseResult.ASKED)
    click.echo(f"{code}: {len(results) - asked} released, {asked} wait for a second person.")


COMMANDS = (area, hold, release)
