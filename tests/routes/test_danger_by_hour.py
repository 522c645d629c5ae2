"""The hours of a plan, in the nights on which clocks are moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.danger.picture import danger_now
from app.models import AreaWatch
from app.routes.gather import _danger_by_hour
from tests.factories import make_area, make_hub, make_user

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize("on", [date(2023, 10, 29), date(2023, 3, 26)])
def test_a_plan_meets_a_number_in_each_of_the_24_hours_of_a_night_of_the_clock_change(session, on):
    hub = make_hub(session)
    area = make_area(session, hub)
    now = datetime(on.year, on.month, on.day - 1, 12, tzinfo=UTC)
    coordinator = make_user(session, hub)
    session.add(
        AreaWatch(hub_id=hub.id, area_id=area.id, by_id=coordinator.id, from_at=now - timedelta(days=2), to_at=now)
    )
    session.flush()

    hours = _danger_by_hour(danger_now(session, hub.id, now=now), on, ZoneInfo(hub.time_zone))[area.id]

    assert len(hours) == 24
    assert all(hour.per_h is not None for hour in hours)
    assert hours[3].per_h == pytest.approx(hours[2].per_h)
