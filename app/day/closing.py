"""Closing a day: refused while something is untold; what stays open takes a reason, and that is kept with the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import get_hub
from app.day.errors import LooseEnds
from app.day.evening import TeamDay, team_days
from app.day.queries import today
from app.domain.errors import N_, Refused
from app.domain.states import DayState, check_move
from app.models import Day, Departure, Hub, Team
from app.needs.errors import ReasonMissing
from app.routes import queries as routes
from app.routes.fate import Fate, fate_of
from app.routes.sheet import sheet_number


class LooseKind(StrEnum):
    SHEET = "sheet"
    DEPARTURE = "departure"


@dataclass(frozen=True)
class LooseEnd:
    """What a day may be closed with only for a reason: a print that is still out, a departure nobody wrote down.

    name: the number of the sheet, or of the team.
    """

    kind: LooseKind
    id: int
    name: str
    team: int

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


def loose_ends(session: Session, hub_id: int, on: date, days: Sequence[TeamDay]) -> list[LooseEnd]:
    """Departures first, then every print that is out, also of versions that are in force no more."""
    unwritten = [
        LooseEnd(LooseKind.DEPARTURE, day.team.id, str(day.team.number), day.team.number)
        for day in days
        if day.team is not None and day.left_unwritten
    ]
    out = [sheet for sheet in reversed(routes.sheets_on(session, hub_id, on)) if fate_of(sheet) is Fate.OUT]
    return unwritten + [
        LooseEnd(LooseKind.SHEET, sheet.id, sheet_number(sheet), sheet.route.team.number) for sheet in out
    ]


def close_day(
    session: Session, hub_id: int, on: date, *, by_id: int, now: datetime, whys: Mapping[str, str] | None = None
) -> Day:
    """Refused while a visit has no outcome or a team is not home, naming them.

    whys: for each loose end, by its key, why the day is closed with it. Raises LooseEnds where one has none.
    """
    if on > today(session, hub_id, now):
        raise Refused(N_("That day lies ahead. It is closed when it is over."))
    session.execute(select(Hub.id).where(Hub.id == hub_id).with_for_update(key_share=True))
    day = routes.find_day(session, hub_id, on, lock=True) or Day(hub_id=hub_id, on=on, state=DayState.OPEN)
    if day.state is DayState.CLOSED:
        raise Refused(N_("This day is closed already."))
    days = team_days(session, hub_id, on, now=now)
    _check_all_written(days)
    _check_all_home(session, hub_id, on)
    ends = loose_ends(session, hub_id, on, days)
    day.closed_with = _decided(ends, whys or {})
    check_move(day.state, DayState.CLOSED)
    day.state, day.closed_by_id, day.closed_at = DayState.CLOSED, by_id, now
    session.add(day)
    codes = [f"{end.kind}:{end.name}" for end in ends]
    hub = get_hub(session, hub_id)
    audit.record(session, "close_day", hub, by_id=by_id, now=now, hub_id=hub_id, on=on, left_open=codes)
    return day


def _decided(ends: Sequence[LooseEnd], whys: Mapping[str, str]) -> dict[str, dict[str, str | int]]:
    said = {end.key: whys.get(end.key, "").strip() for end in ends}
    left = [end.name for end in ends if not said[end.key]]
    if left:
        raise LooseEnds(left)
    return {end.key: {"kind": end.kind.value, "name": end.name, "team": end.team, "why": said[end.key]} for end in ends}


def _check_all_written(days: Sequence[TeamDay]) -> None:
    left = [line.label for day in days for line in day.lines if line.is_open]
    if left:
        raise Refused(
            N_("Not closed: no outcome yet for %(visits)s. Write down what became of each."), visits=", ".join(left)
        )


def _check_all_home(session: Session, hub_id: int, on: date) -> None:
    query = (
        select(Team.number)
        .join(Departure, Departure.team_id == Team.id)
        .where(Departure.hub_id == hub_id, Departure.on == on, Departure.home_at.is_(None))
    )
    out = sorted(session.scalars(query))
    if out:
        raise Refused(
            N_("Not closed: not home yet: team %(teams)s. Tick everyone home first."), teams=", ".join(map(str, out))
        )


def reopen_day(session: Session, hub_id: int, on: date, why: str, *, by_id: int, now: datetime) -> Day:
    """Open a closed day again; the reason stays with it."""
    day = routes.find_day(session, hub_id, on, lock=True)
    if day is None or day.state is not DayState.CLOSED:
        raise Refused(N_("This day is open."))
    if not why.strip():
        raise ReasonMissing
    check_move(day.state, DayState.OPEN)
    day.state, day.reopened_why, day.closed_at, day.closed_by_id = DayState.OPEN, why.strip(), None, None
    audit.record(session, "reopen_day", get_hub(session, hub_id), by_id=by_id, now=now, hub_id=hub_id, on=on)
    return day
