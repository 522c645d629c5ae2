"""Builders of small histories for the danger model, and random ones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from app.domain.danger.events import Events, WeightedEvent
from app.domain.danger.forecast import forecast, learn_habits
from app.domain.danger.profile import flat_profile

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KYIV = ZoneInfo("Europe/Kyiv")
CENTRE, NORTH = 7, 9
AREAS = (CENTRE, NORTH)
T = 28 * 24


def event(*, hours_ago=1.0, lasts_h=0.0, weight=0.7, area=CENTRE, now=NOON):
    earliest = now - hours_ago * HOUR
    return WeightedEvent(area, earliest, earliest + lasts_h * HOUR, weight)


def all_watched(share=1.0, hours=T):
    """(2, hours) of which the one that runs has not passed yet."""
    watched = np.full((2, hours), share)
    watched[:, -1] = 0
    return watched


def estimate(*events, watched=None, now=NOON, profile=None, tz=KYIV, **facts):
    return forecast(
        Events.of(events, AREAS),
        AREAS,
        all_watched() if watched is None else watched,
        flat_profile(2) if profile is None else profile,
        coverage=np.ones(2),
        now=now,
        tz=tz,
        **facts,
    )


def habits(*events, until=NOON, watched=None, tz=KYIV):
    return learn_habits(Events.of(events, AREAS), np.ones((2, T)) if watched is None else watched, until, tz)


events = st.builds(
    event,
    hours_ago=st.floats(-30, 800),
    lasts_h=st.floats(0, 24),
    weight=st.sampled_from([0.0, 0.2, 0.4, 0.7, 0.9, 1.0]),
    area=st.sampled_from(AREAS),
)
