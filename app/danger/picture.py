"""The danger picture of a hub: reports weighted by their verification, forecast by the domain, graded by its limits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger import inputs
from app.danger.basis import Basis, Known, MapBasis, surroundings_of
from app.danger.drawing import AreaDanger, DangerPicture, Why, draw, smallest_areas
from app.danger.kept import Kept
from app.danger.learned import Learned, learned_now
from app.danger.listening import watch_spans
from app.danger.shellings import Shellings
from app.danger.weighing import recent_shellings, shellings_now
from app.domain.danger.coverage import lately
from app.domain.danger.forecast import LEVEL_H, DangerMap, forecast
from app.domain.hub_settings import HubSettings
from app.models import AreaWatch, DayDecision, Hub
from app.places import decisions
from app.places import queries as places
from app.places.queries import AreaStanding

__all__ = ["AreaDanger", "DangerPicture", "Why", "danger_now", "picture_of"]

WATCHES = timedelta(hours=LEVEL_H)
TRIES = 5

_latest_pictures: Kept[int, tuple[Any, DangerPicture]] = Kept()


def danger_now(session: Session, hub_id: int, *, now: datetime) -> DangerPicture:
    """The picture as of now; made again when anything it rests on changed, and each minute."""
    hub = get_hub(session, hub_id)
    standing = places.standing(session, hub_id, now=now)
    shellings = recent_shellings(session, hub_id, now=now)
    minute = now.replace(second=0, microsecond=0)
    state = (minute, hub.settings_version, shellings.state, _inputs(session, hub_id, standing))
    known = _latest_pictures.find(hub_id)
    if known is not None and known[0] == state:
        return known[1]
    picture = _draw_now(session, hub, now)
    return _latest_pictures.keep(hub_id, (state, picture))[1]


def _inputs(session: Session, hub_id: int, standing: Mapping[int, AreaStanding]) -> tuple[Any, ...]:
    """What changes when somebody listens, holds, releases, sets a zone or decides about a day."""
    watches = select(func.max(AreaWatch.id)).where(AreaWatch.hub_id == hub_id)
    holds = [[(hold.uid, hold.version) for hold in one.holds] for one in standing.values()]
    places_stand = [(one.area.uid, one.area.version, one.zone) for one in standing.values()]
    decided = select(func.max(DayDecision.id)).where(DayDecision.hub_id == hub_id)
    return session.scalar(watches), holds, places_stand, session.scalar(decided)


def _draw_now(session: Session, hub: Hub, now: datetime) -> DangerPicture:
    """Drawn again where a report came in meanwhile: a picture knows exactly what it rests on."""
    known = Known.now(session, hub.id)
    for _ in range(TRIES):
        picture = _draw_once(session, hub, known, now)
        seen, known = known, Known.now(session, hub.id)
        if seen == known:
            break
    return picture


def _draw_once(session: Session, hub: Hub, known: Known, now: datetime) -> DangerPicture:
    beside = surroundings_of(
        session,
        hub,
        places.standing(session, hub.id, now=now).values(),
        since=inputs.since_when(session, hub),
        watchers_needed=inputs.watchers_needed(session, hub.id),
        stood_down=decisions.days_stood_down(session, hub.id, now.astimezone(ZoneInfo(hub.time_zone)).date()),
    )
    drawn = Basis(known, beside)
    learned = learned_now(session, hub, drawn, smallest_areas(beside), now)
    basis = MapBasis(drawn, learned.basis, hub.settings_version)
    shellings = shellings_now(session, hub.id, now=now).all
    settings = HubSettings.from_stored(hub.settings)
    return picture_of(session, hub.id, basis, learned, shellings, settings, now=now)


def picture_of(
    session: Session,
    hub_id: int,
    basis: MapBasis,
    learned: Learned,
    shellings: Shellings,
    settings: HubSettings,
    *,
    now: datetime,
) -> DangerPicture:
    """The picture that follows from all of these; reads nothing but who was listening."""
    danger = _forecast(session, hub_id, basis.drawn, learned, shellings, settings.reporting_share, now)
    return draw(danger, shellings, basis, settings, now=now)


def _forecast(
    session: Session,
    hub_id: int,
    basis: Basis,
    learned: Learned,
    shellings: Shellings,
    reporting_share: float,
    now: datetime,
) -> DangerMap:
    """The forecast of the smallest areas."""
    beside, area_ids = basis.beside, smallest_areas(basis.beside)
    spans = watch_spans(session, hub_id, basis, area_ids, since=now - WATCHES, now=now)
    watched = inputs.watched_time(spans, beside.watchers_needed)
    hours = inputs.watched_hours(watched, since=beside.since, end=now, hours=LEVEL_H)
    return forecast(
        shellings.events(area_ids),
        area_ids,
        np.hstack([hours, np.zeros((len(area_ids), 1))]),  # of the hour that runs nothing counts as passed yet
        learned.profile,
        coverage=np.array([lately(there, now) for there in watched], np.float64),
        now=now,
        tz=beside.tz,
        mean_delay_h=learned.mean_delay_h,
        reporting_share=reporting_share,
    )
