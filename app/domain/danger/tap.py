"""Shelling comes back: how much worse the hours after an event are than the area's usual ones."""

import numpy as np

from app.domain.danger.events import Events, FloatArray

# Extra hazard just after an event, as a multiple of the usual, and how fast it fades (e-folding time, h).
EXTRA = ((2.5, 0.75), (0.6, 4.0))
# Any account not refuted counts, however unsure: a stay-away costs an hour, a missed second strike a life.
FROM_WEIGHT = 0.2


def tap_factor(since_h: FloatArray) -> FloatArray:
    """How many times the usual an hour is that begins since_h hours after the area's last event; >= 1, falling.

    The mean over that hour of 1 + 2.5 exp(-t / 0.75 h) + 0.6 exp(-t / 4 h): 2.9 at once, 1.7 an hour later, 1.1
    after six. An hour that began before the event counts as if it began with it.
    Source: measured hazard after an event in towns under rocket fire, against the fortnight around it and the hour of
    the day: 2.4 to 4.6 times within the hour (docs/danger.md).
    """
    start = np.maximum(since_h, 0)
    rise = sum(extra * fade * (np.exp(-start / fade) - np.exp(-(start + 1) / fade)) for extra, fade in EXTRA)
    return np.asarray(1 + rise, np.float64)


def hours_since(events: Events, n_areas: int, now_min: int, hours: FloatArray) -> FloatArray:
    """(n, m) hours from the last event of each area to the start of each hour; infinite where nothing happened.

    A vague event counts from its latest moment. now_min: minutes since 1970; nothing happened after it. hours: (m,)
    hour numbers.
    """
    last = np.full(n_areas, -np.inf)
    counting = events.where(events.weight >= FROM_WEIGHT)
    np.maximum.at(last, counting.area, np.minimum(counting.latest_min, now_min) / 60)
    result: FloatArray = hours[None, :] - last[:, None]
    return result
