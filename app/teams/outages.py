"""Cars that do not go for some days: taken out of service with a reason, and put back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Refused
from app.models import Vehicle, VehicleOutage
from app.teams import queries
from app.teams.cautions import Caution
from app.teams.roster import Who


@dataclass(frozen=True)
class OutageDraft:
    """Days a car does not go, both ends included; without a last one until further notice."""

    reason: str
    from_on: date
    until_on: date | None = None


def take_out(
    session: Session, vehicle_id: int, draft: OutageDraft, who: Who, *, expected_version: int
) -> VehicleOutage:
    """The car does not go on these days. Its shifts stay as they are, so that they go again once it is back."""
    car = get_in_hub(session, Vehicle, vehicle_id, who.hub_id, lock=True)
    check_version(car, expected_version)
    return add_outage(session, car, draft, who)


def add_outage(session: Session, car: Vehicle, draft: OutageDraft, who: Who) -> VehicleOutage:
    """As take_out, of a car that nobody else can have changed meanwhile."""
    if not draft.reason:
        raise Refused(N_("Write why the car does not go."))
    if draft.until_on is not None and draft.until_on < draft.from_on:
        raise Refused(N_("The last day is before the first. Check the two dates."))
    if draft.until_on is not None and draft.until_on < who.today:
        raise Refused(N_("The last day has passed already. Check the two dates."))
    outage = VehicleOutage(
        hub_id=car.hub_id,
        reason=draft.reason,
        from_on=draft.from_on,
        until_on=draft.until_on,
        by_id=who.by_id,
        at=who.now,
    )
    car.outages.append(outage)
    flag_modified(car, "code")  # a page of the car that is open shows something else now
    audit.record(
        session,
        "take_out_of_service",
        car,
        by_id=who.by_id,
        now=who.now,
        from_on=draft.from_on,
        until_on=draft.until_on,
    )
    return outage


def put_back(session: Session, outage_id: int, who: Who, *, expected_version: int) -> VehicleOutage:
    """The car goes again from today on; refused where it does so already."""
    outage = get_in_hub(session, VehicleOutage, outage_id, who.hub_id, lock=True)
    check_version(outage.vehicle, expected_version)
    if not queries.is_ahead(outage, who.today):
        raise Refused(N_("This car is back in service already."))
    outage.back_on, outage.back_by_id, outage.back_at = who.today, who.by_id, who.now
    flag_modified(outage.vehicle, "code")
    audit.record(session, "put_back_in_service", outage.vehicle, by_id=who.by_id, now=who.now, from_on=outage.from_on)
    return outage


def cautions(session: Session, outage: VehicleOutage, today: date) -> list[Caution]:
    """The days on which a team has a published route and now no car for it."""
    shifts = queries.shifts_with(session, outage.vehicle, max(outage.from_on, today), outage.until_on)
    return [
        Caution(
            N_("Team %(team)s has a published route on %(day)s: give it another car, or plan that day again."),
            {"team": shift.team.number, "day": shift.on},
        )
        for shift in shifts
        if queries.published_route(session, shift) is not None
    ]
