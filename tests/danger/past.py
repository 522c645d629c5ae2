"""A past of reports and of listening, as rows: what the danger picture is drawn from."""

from datetime import timedelta

from app.domain.roles import Role
from app.domain.shelling import EventState, SourceType
from app.models import AreaWatch
from tests.factories import NOON, make_event, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def watch(session, hub, area, by, *, days=2.0, until=NOON + HOUR):
    session.add(AreaWatch(hub_id=hub.id, area_id=area.id, by_id=by.id, from_at=NOON - days * DAY, to_at=until))
    session.flush()


def shell(session, hub, area, *reporters, hours_ago=1.0, lasts_h=0.0, received_at=NOON, **values):
    span = {"earliest_at": NOON - hours_ago * HOUR, "latest_at": NOON - hours_ago * HOUR + lasts_h * HOUR}
    event = make_event(session, area, hub, *reporters, **(span | values))
    for report in event.reports:
        report.received_at = received_at
        report.earliest_at, report.latest_at = span["earliest_at"], span["latest_at"]
    session.flush()
    return event


def confirmed_nights(session, hub, area, count=40):
    """A shelling at 03:00 in Kyiv each night, told by an own team on site the same morning."""
    team = make_user(session, hub, Role.VOLUNTEER)
    for night in range(count):
        at = 9 + 24 * night
        event = shell(
            session, hub, area, team, hours_ago=at, received_at=NOON - (at - 1) * HOUR, state=EventState.CONFIRMED
        )
        event.reports[0].source_type = SourceType.TEAM_ON_SITE
    session.flush()
