"""What a person was promised, told or confirmed: moved, by hand or by a proposal, only with a reason, which stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.models import PromiseMove, Visit
from app.routes import drafts
from app.routes.errors import PromiseGiven, PromisesGiven
from app.routes.gather import DayFacts
from app.routes.problem import TOLD_SLACK_MIN

Spot = tuple[int, int] | None  # team and first minute; none is on no route
Spots = Mapping[int, tuple[int, int]]  # by visit, the minute at the door; one that is missing is on no route


@dataclass(frozen=True)
class Whys:
    """What a person says of each visit that breaks a promise, or of all of them at once."""

    for_all: str = ""
    by_key: Mapping[int, str] = field(default_factory=dict)

    def of(self, key: int) -> str:
        return self.by_key.get(key, "").strip() or self.for_all.strip()


NOTHING_SAID = Whys()


def promised_minute(facts: DayFacts, visit: Visit | None) -> int | None:
    """When the person expects the team: as they were told last, else as published when they were rung to confirm."""
    if visit is None or visit.id in facts.told:
        return facts.told.get(visit.id) if visit else None
    rung_at = max((need.phone_confirmed_at for need in visit.needs if need.phone_confirmed_at), default=None)
    for route in facts.published.values() if rung_at is not None else ():
        if route.published_at is not None and rung_at is not None and route.published_at <= rung_at:
            starts = [one.start_min for one in route.stops if one.visit is visit and one.service_point_id is None]
            if starts:
                return starts[0]
    return None


def moves_of(session: Session, visits: Iterable[Visit]) -> dict[int, list[PromiseMove]]:
    """By visit, the oldest first."""
    query = select(PromiseMove).where(PromiseMove.visit_id.in_([visit.id for visit in visits]))
    found: dict[int, list[PromiseMove]] = {}
    for one in session.scalars(query.order_by(PromiseMove.id)):
        found.setdefault(one.visit_id, []).append(one)
    return found


def hold_to(
    session: Session, facts: DayFacts, visit: Visit | None, before: Spot, after: Spot, why: str, by_id: int
) -> None:
    """Raise PromiseGiven where a promised visit was moved without a reason; a promise is taken back once."""
    promised = promised_minute(facts, visit)
    if visit is None or promised is None or before == after:
        return
    if before is None and after is not None and after[1] == promised:
        return
    is_kept = before is not None and before[1] == promised
    if not is_kept and any(one.told_min == promised for one in moves_of(session, [visit]).get(visit.id, [])):
        return
    if not why.strip():
        raise PromiseGiven(promised)
    note_moves(session, facts, [visit], why, by_id)


def broken_by(session: Session, facts: DayFacts, before: Spots, after: Spots) -> dict[int, int]:
    """By visit the promised minute of each that leaves its half hour; what was taken back once is not asked."""
    known = [visit for visit in facts.visits if visit.needs]
    promised = {visit: at for visit in known if (at := promised_minute(facts, visit)) is not None}
    found, moves = dict[int, int](), moves_of(session, promised) if promised else {}
    for visit, at in promised.items():
        key = drafts.key_of(visit)
        old, new = before.get(key), after.get(key)
        taken_back = any(one.told_min == at for one in moves.get(visit.id, []))
        if old != new and not _is_kept(at, new) and (_is_kept(at, old) or not taken_back):
            found[key] = at
    return found


def _is_kept(promised: int, spot: Spot) -> bool:
    return spot is not None and abs(spot[1] - promised) <= TOLD_SLACK_MIN


def hold_all_to(session: Session, facts: DayFacts, before: Spots, after: Spots, whys: Whys, by_id: int) -> None:
    """Raise PromisesGiven naming each visit that breaks its promise without a reason; else write the reasons down."""
    broken = broken_by(session, facts, before, after)
    if unsaid := {key: at for key, at in broken.items() if not whys.of(key)}:
        raise PromisesGiven(unsaid)
    for visit in facts.visits:
        if visit.needs and (key := drafts.key_of(visit)) in broken:
            note_moves(session, facts, [visit], whys.of(key), by_id)


def note_moves(session: Session, facts: DayFacts, visits: Iterable[Visit], why: str, by_id: int) -> None:
    """Write down why these visits leave the time they were promised, those that were promised one."""
    for visit in visits:
        if (promised := promised_minute(facts, visit)) is not None:
            values = {"told_min": promised, "why": why.strip(), "by_id": by_id, "at": facts.now}
            session.add(PromiseMove(hub_id=facts.hub.id, visit_id=visit.id, **values))
            audit.record(session, "move_promised", visit, by_id=by_id, now=facts.now, on=facts.on, minute=promised)
