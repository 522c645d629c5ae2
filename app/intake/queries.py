"""What the phone shows: the areas one used last, and one's own records of the last 24 hours. Nothing of others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import get_in_hub
from app.domain.errors import NotHere
from app.domain.phone_chips import PhoneChip
from app.models import Area, AreaKind, Household, Need, Person, ShellingReport
from app.needs.service import is_brought_by
from app.places.queries import areas

OWN_FOR = timedelta(hours=24)
LOOKED_AT = 20


def areas_of_work(session: Session, hub_id: int) -> list[Area]:
    """What a volunteer may choose from: areas, and settlements that have none below them."""
    found = areas(session, hub_id, kinds=(AreaKind.AREA, AreaKind.SETTLEMENT))
    parents = {area.parent_id for area in found if area.kind is AreaKind.AREA}
    return [area for area in found if area.id not in parents]


def areas_used_last(session: Session, user_id: int, hub_id: int) -> list[int]:
    """Ids of the areas in one's own reports and needs, the latest first, each once."""
    of_reports = select(ShellingReport.received_at, ShellingReport.area_id).where(
        ShellingReport.reporter_id == user_id, ShellingReport.hub_id == hub_id
    )
    of_needs = (
        select(Need.received_at, Household.area_id)
        .join(Household, Household.id == Need.household_id)
        .where(Need.logged_by_id == user_id, Need.hub_id == hub_id, Household.area_id.is_not(None))
    )
    latest_reports = session.execute(of_reports.order_by(ShellingReport.received_at.desc()).limit(LOOKED_AT)).all()
    latest_needs = session.execute(of_needs.order_by(Need.received_at.desc()).limit(LOOKED_AT)).all()
    used = [(at, area_id) for at, area_id in [*latest_reports, *latest_needs] if area_id is not None]
    return list(dict.fromkeys(area_id for _at, area_id in sorted(used, reverse=True)))


def own_needs(session: Session, user_id: int, hub_id: int, *, now: datetime) -> list[Need]:
    """Logged by this person in the last 24 hours, the latest first."""
    query = select(Need).where(Need.hub_id == hub_id, Need.logged_by_id == user_id, Need.received_at > now - OWN_FOR)
    return list(session.scalars(query.order_by(Need.id.desc())))


def own_reports(session: Session, user_id: int, hub_id: int, *, now: datetime) -> list[ShellingReport]:
    """Sent by this person in the last 24 hours, the latest first; one that a later one corrects is left out."""
    query = select(ShellingReport).where(
        ShellingReport.hub_id == hub_id,
        ShellingReport.reporter_id == user_id,
        ShellingReport.received_at > now - OWN_FOR,
    )
    found = list(session.scalars(query.order_by(ShellingReport.id.desc())))
    corrected = {report.corrects_id for report in found}
    return [report for report in found if report.id not in corrected]


def own_need(session: Session, need_id: int, *, user_id: int, hub_id: int, now: datetime) -> Need:
    """Raises NotHere for another's need and for one of yesterday, as for one that never was."""
    need = get_in_hub(session, Need, need_id, hub_id)
    if need.logged_by_id != user_id or need.received_at <= now - OWN_FOR:
        raise NotHere("Need")
    return need


def own_report(session: Session, report_id: int, *, user_id: int, hub_id: int, now: datetime) -> ShellingReport:
    """Raises NotHere like own_need."""
    report = get_in_hub(session, ShellingReport, report_id, hub_id)
    if report.reporter_id != user_id or report.received_at <= now - OWN_FOR:
        raise NotHere("ShellingReport")
    return report


def id_under_key(session: Session, table: type[Need] | type[ShellingReport], key: UUID) -> int:
    """The row a form's key names; whose it is, the caller asks next. Raises NotHere."""
    found = session.scalar(select(table.id).where(table.uid == key))
    if found is None:
        raise NotHere(table.__name__)
    return found


@dataclass(frozen=True)
class Told:
    """What the author said of who and where; what was known before, or added since, is not theirs to read."""

    who_where: str
    note: str = ""
    home: Household | None = None
    person: Person | None = None


def what_was_told(session: Session, need: Need) -> Told:
    """The home and the person only where this telling made them and nobody else has corrected them since.

    A phone number finds people who are here already: their names and address must not come back as an answer.
    """
    home = need.household if is_brought_by(session, need, need.household) else None
    person = need.person if need.person is not None and is_brought_by(session, need, need.person) else None
    whole, address = need.note or "", (home.address or "") if home is not None else ""
    if address and whole.startswith(address):
        return Told(address, whole.removeprefix(address).lstrip("\n"), home, person)
    return Told(whole, "", home, person)


def told_together(session: Session, first: Need) -> list[Need]:
    """The need and those told in the same breath, by keys that follow from its own, or added by a correction of it."""
    keys: list[UUID] = [uuid5(first.uid, chip.value) for chip in PhoneChip]
    corrected_at = [move.at for move in first.moves if move.why == "amended"]
    added = and_(
        Need.household_id == first.household_id,
        Need.logged_by_id == first.logged_by_id,
        Need.received_at.in_(corrected_at),
    )
    together = select(Need).where(Need.hub_id == first.hub_id, Need.id != first.id, or_(Need.uid.in_(keys), added))
    return [first, *session.scalars(together.order_by(Need.id))]
