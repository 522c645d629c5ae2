"""The way a need is met: what it makes of a visit, and its choice by a coordinator, kept with its history."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.needs import Way
from app.domain.states import NeedState
from app.domain.ways import WayPlan, WhyNoVisit, plan_of_way, usual_way, ways_of_kind
from app.models import Need, NeedKind, RecordChange
from app.needs.errors import WayNotOfKind
from app.needs.open_visits import cancel_proposed, refuse_while_published
from app.people import history

NEVER_VISITED = (WhyNoVisit.BY_OTHERS, WhyNoVisit.FROM_AFAR)


def plan_of(need: Need) -> WayPlan:
    """The stops its way in force makes, or why there are none."""
    return plan_of_way(need.kind.code, need.kind.pattern, need.way)


def ways_of(need: Need) -> tuple[Way, ...]:
    """The ways this need can be met, the usual one first."""
    return ways_of_kind(need.kind.code, need.kind.pattern)


def is_for_a_team(need: Need) -> bool:
    """Whether a day plan lists it at all: what is done from afar or by others is on no route, whatever its way."""
    return plan_of(need).why_not not in NEVER_VISITED


def other_than_usual(need: Need) -> Way | None:
    """The way in force where it is not the one that the kind begins with."""
    way = plan_of(need).way
    return way if way is not usual_way(need.kind.code, need.kind.pattern) else None


def check_way(kind: NeedKind, way: Way | None) -> None:
    """Raise WayNotOfKind for a way that the kind does not know."""
    if way is not None and way not in ways_of_kind(kind.code, kind.pattern):
        raise WayNotOfKind


def set_way(
    session: Session,
    need_id: int,
    way: Way | None,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    why: str = "",
    expected_version: int | None = None,
) -> Need:
    """Choose how a need is met; none is the usual way of its kind.

    A proposed visit is taken off its draft, since its stops were another way's; a published one has to be first.
    """
    need = get_in_hub(session, Need, need_id, hub_id, lock=True)
    if expected_version is not None:
        check_version(need, expected_version)
    check_way(need.kind, way)
    change_way(session, need, way, by_id=by_id, now=now, why=why.strip())
    return need


def change_way(session: Session, need: Need, way: Way | None, *, by_id: int, now: datetime, why: str = "") -> None:
    """Nothing is written where it stays the same; what stood before is kept."""
    if need.way is way or need.state is NeedState.CLOSED:
        return
    refuse_while_published(session, need)
    cancel_proposed(session, need, by_id=by_id, now=now)
    history.apply(session, need, {"way": way}, by_id=by_id, now=now, reason=why)
    audit.record(session, "set_way", need, by_id=by_id, now=now, way=way or "")


@dataclass(frozen=True)
class WayChange:
    """From which way to which, by whom; none is the usual one."""

    before: Way | None
    after: Way | None
    change: RecordChange


def way_changes(session: Session, need: Need) -> list[WayChange]:
    """Newest first."""
    after, found = need.way, []
    for change in session.scalars(_changes(need)):
        if "way" not in change.fields:
            continue
        told = history.before_of(change).get("way")
        before = Way(told) if told else None
        found.append(WayChange(before, after, change))
        after = before
    return found


def _changes(need: Need) -> Select[RecordChange]:
    query = select(RecordChange).where(RecordChange.table == Need.__tablename__, RecordChange.row_id == need.id)
    return query.where(RecordChange.hub_id == need.hub_id).order_by(RecordChange.id.desc())
