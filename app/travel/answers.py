"""What a routing server told of drives: kept with its time, read for a plan, asked for again when old or missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_settings
from app.models import DriveAnswer, RoutingState, StoryClock
from app.travel.places import Place

FRESH, KEPT = timedelta(days=7), timedelta(days=30)  # judgements: asked for again; believed at most
LONGEST_WAIT = timedelta(minutes=30)
Drive = tuple[str, str]


def key_of(place: Place) -> str:
    """A place to about 100 m: what is kept and what leaves this machine says no house number."""
    return f"{place[0]:.3f},{place[1]:.3f}"


def place_of(key: str) -> Place:
    lat, lon = key.split(",")
    return float(lat), float(lon)


@dataclass(frozen=True)
class Answers:
    """What a plan may use. is_asked: this hub asks a server. minutes: None where it knows no way."""

    is_asked: bool = False
    silent_since: datetime | None = None
    oldest_at: datetime | None = None
    minutes: Mapping[Drive, float | None] = field(default_factory=dict)

    def has(self, start: Place, end: Place) -> bool:
        return (key_of(start), key_of(end)) in self.minutes

    def leads_nowhere(self, start: Place, end: Place) -> bool:
        """Whether the server was asked for this drive and knows no way."""
        return self.minutes.get((key_of(start), key_of(end)), 0.0) is None


def state_of(session: Session) -> RoutingState | None:
    """How the server stands; None before one was ever set."""
    return session.get(RoutingState, 1)


def is_set(session: Session) -> bool:
    """Whether the plans use what a server told."""
    state = state_of(session)
    return state is not None and bool(state.server)


def may_ask(session: Session, hub_id: int) -> bool:
    """Only where the hub has agreed to it, and never in a demo, which has no network."""
    return hub_settings(session, hub_id).asks_routing and session.get(StoryClock, 1) is None


def answers(session: Session, hub_id: int, places: Iterable[Place], *, now: datetime) -> Answers:
    """What is known of the drives between these places."""
    state = state_of(session)
    if state is None or not state.server or not may_ask(session, hub_id):
        return Answers()
    keys = {key_of(place) for place in places}
    query = select(DriveAnswer.start, DriveAnswer.end, DriveAnswer.minutes, DriveAnswer.at).where(
        *_of(hub_id, state.server), DriveAnswer.start.in_(keys), DriveAnswer.at >= now - KEPT
    )
    rows = [row for row in session.execute(query) if row.end in keys and row.end != row.start]
    minutes = {(row.start, row.end): row.minutes for row in rows}
    return Answers(True, state.silent_since, min((row.at for row in rows), default=None), minutes)


@dataclass(frozen=True)
class Question:
    """Rounded places: those that lack drives, and the others, to and from which they are asked too."""

    lacking: list[Place] = field(default_factory=list)
    others: list[Place] = field(default_factory=list)


def begin(session: Session, hub_id: int, server: str, places: Iterable[Place], *, now: datetime) -> Question:
    """Note which server is set, and that it is asked now; of which places drives are missing or old.

    A place near which the server knows no road is kept as a drive to itself, so that nobody asks for it each time.

    server: its code, or empty where none is set. Nothing is to be asked after a failure until its wait is over.
    """
    state = session.get(RoutingState, 1, with_for_update=True)
    if state is None:
        state = RoutingState(id=1, server="", failures=0)
        session.add(state)
    if state.server != server:
        state.server, state.failures, state.error = server, 0, None
        state.asked_at = state.answered_at = state.silent_since = state.wait_until = None
    if not server or not may_ask(session, hub_id) or (state.wait_until and now < state.wait_until):
        return Question()
    session.execute(delete(DriveAnswer).where(DriveAnswer.hub_id == hub_id, DriveAnswer.at < now - KEPT))
    keys = list(dict.fromkeys(map(key_of, places)))
    query = select(DriveAnswer.start, DriveAnswer.end).where(
        *_of(hub_id, server), DriveAnswer.start.in_(keys), DriveAnswer.at >= now - FRESH
    )
    known = {(row.start, row.end) for row in session.execute(query)}
    keys = [key for key in keys if (key, key) not in known]  # no road is known near those
    lacking = _lacking(keys, {(one, other) for one in keys for other in keys if one != other} - known)
    if lacking:
        state.asked_at = now
    others = [key for key in keys if key not in set(lacking)]
    return Question([place_of(key) for key in lacking], [place_of(key) for key in others])


def _lacking(keys: list[str], missing: set[Drive]) -> list[str]:
    """New addresses, of which most drives are missing, where that is all; else every place that lacks one."""
    ends = Counter(key for drive in missing for key in drive)
    new = {key for key in keys if ends[key] > len(keys) - 1}  # of two drives to each other place
    if not all(start in new or end in new for start, end in missing):
        new = set(ends)
    return [key for key in keys if key in new]


def keep(
    session: Session, hub_id: int, server: str, told: Mapping[Drive, float | None], *, error: str, now: datetime
) -> None:
    """Write down what was told, also before a failure; error: what went wrong, empty when nothing did."""
    state = session.get_one(RoutingState, 1, with_for_update=True)
    if state.server != server:
        return
    if told:
        starts, ends = {start for start, _ in told}, {end for _, end in told}
        query = select(DriveAnswer.id, DriveAnswer.start, DriveAnswer.end).where(
            *_of(hub_id, server), DriveAnswer.start.in_(starts), DriveAnswer.end.in_(ends)
        )
        old = [row.id for row in session.execute(query) if (row.start, row.end) in told]
        for i in range(0, len(old), 500):
            session.execute(delete(DriveAnswer).where(DriveAnswer.id.in_(old[i : i + 500])))
        rows = [
            {"hub_id": hub_id, "server": server, "start": start, "end": end, "minutes": minutes, "at": now}
            for (start, end), minutes in told.items()
        ]
        session.execute(insert(DriveAnswer), rows)
    if error:
        _note_failure(state, error, now)
    else:
        state.answered_at, state.error, state.silent_since, state.failures, state.wait_until = now, None, None, 0, None


def _note_failure(state: RoutingState, error: str, now: datetime) -> None:
    """It is asked more and more seldom, at most every half hour."""
    state.silent_since = state.silent_since or now
    state.error, state.failures = error, state.failures + 1
    state.wait_until = now + min(LONGEST_WAIT, timedelta(minutes=2 ** min(state.failures - 1, 5)))


def counted(session: Session, hub_id: int, server: str) -> tuple[int, datetime | None]:
    """How many drives of this hub are kept, and when the oldest was told."""
    query = select(func.count(), func.min(DriveAnswer.at)).where(*_of(hub_id, server))
    count, oldest_at = session.execute(query).one()
    return count, oldest_at


def _of(hub_id: int, server: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DriveAnswer.hub_id == hub_id, DriveAnswer.server == server
