"""Before leaving: people and points that nobody rang lately are named, with the number of their stop."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.day.leaving import to_ring
from app.models import PointStatus, ServicePointStatus
from tests.day.route import make_on_route
from tests.factories import NOON, make_service_point


def test_who_was_rung_an_hour_ago_is_not_named(app, client, session: Session):
    made = make_on_route(session, app, client)
    need = made.route.stops[0].visit.needs[0]

    need.phone_confirmed_at = NOON - timedelta(hours=1)
    assert all(need not in one.needs for one in to_ring(session, made.route, now=NOON))

    need.phone_confirmed_at = NOON - timedelta(hours=3)
    assert to_ring(session, made.route, now=NOON)[0].needs == (need,)


@pytest.mark.parametrize(
    ("status", "asked_min_ago", "is_named"),
    [(PointStatus.OPEN, 30, False), (PointStatus.OPEN, 180, True), (PointStatus.CLOSED, 30, True)],
)
def test_a_point_must_be_known_open_since_two_hours(app, client, session: Session, status, asked_min_ago, is_named):
    made = make_on_route(session, app, client)
    visit = made.route.stops[0].visit
    point = make_service_point(session, visit.household.area, made.hub, status=None)
    visit.service_point = point
    visit.needs[0].phone_confirmed_at = NOON
    asked = NOON - timedelta(minutes=asked_min_ago)
    point.statuses.append(
        ServicePointStatus(
            status=status, as_of=asked, source="телефоном", expires_at=NOON + timedelta(hours=8), entered_at=asked
        )
    )
    session.flush()

    named = [one.point for one in to_ring(session, made.route, now=NOON) if one.point]

    assert bool(named) is is_named
