"""Shellings that are probably one: shown side by side for a person to join or to tell apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.hubs import hub_settings
from app.domain.salvos import Likeness, Place, Salvo, likeness
from app.domain.shelling import WEIGHT, EventState
from app.domain.weapons import WEAPONS
from app.models import ShellingEvent
from app.places.queries import Tree, tree
from app.places.witnesses import standing_reports
from app.shelling.apart import told_apart
from app.shelling.joining import SHARP

LOOKED_AT = timedelta(days=7)
MOST_EVENTS = 300
# Where nobody named the kind: the disc of an unknown one.
UNKNOWN_M = WEAPONS["UNK"].radius_m


@dataclass(frozen=True)
class Proposal:
    """Two events and why they may be one. `goes` is joined into `stays`, which is surer or older."""

    goes: ShellingEvent
    stays: ShellingEvent
    why: Likeness


def proposals(session: Session, hub_id: int, *, now: datetime) -> list[Proposal]:
    """Likely pairs of the last week that nobody told apart, newest first."""
    events = _open_events(session, hub_id, now)
    salvo = timedelta(minutes=hub_settings(session, hub_id).salvo_min)
    places = tree(session, hub_id)
    by_id = {event.id: event for event in events}
    pairs = list(_likely([_salvo(event, places) for event in events], salvo))
    apart = {(one.first_id, one.second_id) for one in told_apart(session, hub_id, list(by_id))}
    left = [(one, two, why) for one, two, why in _sure_enough(pairs) if tuple(sorted((one.id, two.id))) not in apart]
    return [_proposal(by_id[one.id], by_id[two.id], why) for one, two, why in left]


def _open_events(session: Session, hub_id: int, now: datetime) -> Sequence[ShellingEvent]:
    query = (
        select(ShellingEvent)
        .where(ShellingEvent.hub_id == hub_id, ShellingEvent.latest_at >= now - LOOKED_AT)
        .where(ShellingEvent.state.not_in((EventState.MERGED, EventState.FALSE)))
        .order_by(ShellingEvent.latest_at.desc(), ShellingEvent.id.desc())
        .options(selectinload(ShellingEvent.reports), selectinload(ShellingEvent.area))
    )
    return session.scalars(query.limit(MOST_EVENTS)).all()


def _salvo(event: ShellingEvent, places: Tree) -> Salvo:
    told = standing_reports(event.reports)
    sharp = [one for one in told if one.time_precision in SHARP]
    point = next((one for one in told if one.lat is not None), None)
    middle = point or event.area
    return Salvo(
        event.id,
        min(one.earliest_at for one in sharp or told) if told else event.earliest_at,
        max(one.latest_at for one in sharp or told) if told else event.latest_at,
        is_sharp=bool(sharp),
        chips=frozenset(one.chip for one in told),
        radius_m=max((WEAPONS[one.weapon].radius_m if one.weapon else UNKNOWN_M for one in told), default=UNKNOWN_M),
        place=Place(
            event.area_id,
            frozenset((*places.up(event.area_id), *places.down(event.area_id))),
            middle.lat,
            middle.lon,
            is_point=point is not None,
        ),
    )


Pair = tuple[Salvo, Salvo, Likeness]


def _likely(salvos: Sequence[Salvo], salvo: timedelta) -> Iterator[Pair]:
    for place, one in enumerate(salvos):
        for other in salvos[place + 1 :]:
            why = likeness(one, other, salvo=salvo)
            if why is not None:
                yield one, other, why


def _sure_enough(pairs: Sequence[Pair]) -> list[Pair]:
    """«Some time that day» fits many: such an event is proposed only where one alone fits that knows its hour.

    Where none does, several of them are likely tellings of one: each is proposed with the first.
    """
    known = Counter(vague.id for one, two, _ in pairs for vague, other in ((one, two), (two, one)) if other.is_sharp)
    first: dict[int, int] = {}
    for one, two, _ in pairs:
        if not (one.is_sharp or two.is_sharp or known[one.id] or known[two.id]):
            for vague in (one, two):
                first[vague.id] = min(first.get(vague.id, vague.id), one.id, two.id)
    return [pair for pair in pairs if _is_sure_enough(pair, known, first)]


def _is_sure_enough(pair: Pair, known: Counter[int], first: dict[int, int]) -> bool:
    vague = [one.id for one in pair[:2] if not one.is_sharp]
    if len(vague) < 2:
        return all(known[one] == 1 for one in vague)
    return all(first.get(one) == min(vague) for one in vague)


def _proposal(one: ShellingEvent, two: ShellingEvent, why: Likeness) -> Proposal:
    stays = max((one, two), key=lambda event: (WEIGHT[event.state], -event.id))
    return Proposal(two if stays is one else one, stays, why)
