"""What the past of a hub teaches, at set hours only: the hours of the day by area, and how late reports come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.danger import inputs
from app.danger.basis import Basis
from app.danger.confirmed import confirmed_tellings
from app.danger.kept import Kept
from app.danger.listening import watch_spans
from app.domain.danger.events import Events, FloatArray, WeightedEvent
from app.domain.danger.forecast import HABITS_H, learn_habits
from app.domain.danger.wall_clock import learned_until
from app.models import Hub


@dataclass(frozen=True, eq=False)
class Learned:
    """basis: what was known when it was learned, which may be hours ago."""

    of: tuple[Any, ...]
    basis: Basis
    profile: FloatArray
    mean_delay_h: float


_latest: Kept[UUID, Learned] = Kept()


def learned_now(session: Session, hub: Hub, basis: Basis, area_ids: tuple[int, ...], now: datetime) -> Learned:
    """Kept until the next of the four hours a day at which habits are learned anew, or until there are other areas."""
    until = learned_until(now, basis.beside.tz)
    of = (until, area_ids, basis.beside.time_zone)
    known = _latest.find(hub.uid)
    if known is None or known.of != of:
        span = {"since": until - timedelta(hours=HABITS_H), "until": until}
        events = confirmed_tellings(session, hub.id, basis.beside, **span)
        known = _latest.keep(hub.uid, learn(session, hub.id, basis, area_ids, events, until))
    return known


def learn(
    session: Session,
    hub_id: int,
    basis: Basis,
    area_ids: tuple[int, ...],
    events: list[WeightedEvent],
    until: datetime,
) -> Learned:
    beside, year_ago = basis.beside, until - timedelta(hours=HABITS_H)
    spans = watch_spans(session, hub_id, basis, area_ids, since=year_ago, now=until)
    watched = inputs.watched_time(spans, beside.watchers_needed)
    hours = inputs.watched_hours(watched, since=beside.since, end=until, hours=HABITS_H)
    profile = learn_habits(Events.of(events, area_ids), hours, until, beside.tz)
    delay_h = inputs.mean_delay_h(session, hub_id, basis, until=until)
    return Learned((until, area_ids, beside.time_zone), basis, profile, delay_h)
