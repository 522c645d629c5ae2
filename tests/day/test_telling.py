"""Who must be told what changed: derived from versions, holds and calls; ticked by name, and no replan loses it."""

from datetime import timedelta

import pytest

from app.day import queries, telling
from app.domain.errors import Changed, NotHere
from app.domain.outcomes import Outcome
from app.domain.states import RouteState, VisitState
from app.models import PromiseMove, RouteChangeSeen, Whom
from app.needs.service import record_visit
from app.routes import adjust, service
from app.routes.gather import gather, local_moment
from app.routes.problem import TOLD_SLACK_MIN, make_problem
from tests.day.world import hold, make_visit, publish
from tests.factories import NOON, THE_DAY, make_hub, make_need, make_team, make_user, sign_in, tell_story_time
from tests.routes.test_hand_over import working
from tests.routes.test_hand_over import world as planned  # noqa: F401
from tests.routes.world import World


class Moved:
    """One visit at 12:30, then published anew for another minute."""

    minute = 720

    def __init__(self, session, hub, area):
        self.session, self.hub, self.area = session, hub, area
        self.oksana = make_user(session, hub, display_name="Оксана")
        self.team = make_team(session, hub)
        self.visit = make_visit(session, make_need(session, area, hub))
        self.routes = [publish(session, self.team, (self.visit, area, 750))]

    def publish(self, minute=None, team=None):
        self.routes[-1].state = RouteState.SUPERSEDED
        self.session.flush()
        if minute is not None:
            number = len(self.routes) + 1
            self.routes.append(publish(self.session, team or self.team, (self.visit, self.area, minute), number=number))
            self.routes[-1].published_at = NOON + timedelta(minutes=1)

    def list(self, now=NOON):
        self.session.flush()
        self.session.expire_all()
        day = queries.running(self.session, self.hub.id, THE_DAY, now=now)
        return telling.to_tell(self.session, self.hub.id, THE_DAY, day.published, day.index, minute=self.minute)

    def clients(self):
        return [(one.old, one.new, one.is_held) for one in self.list() if one.whom is Whom.CLIENT]

    def tell(self, minute, *, is_reached=True, whom=Whom.CLIENT, **what):
        return telling.tell(
            self.session,
            whom,
            **(what or {"visit_id": self.visit.id}),
            start_min=minute,
            is_reached=is_reached,
            current=self.list(),
            hub_id=self.hub.id,
            by_id=self.oksana.id,
            now=NOON,
        )


@pytest.fixture
def moved(session, hub, area):
    return Moved(session, hub, area)


def test_as_long_as_nothing_changes_nobody_is_told(moved):
    assert moved.list() == []


def test_who_moved_it_and_why_stands_beside_whom_to_tell(moved):
    values = {"told_min": 750, "why": "дорога розмита", "by_id": moved.oksana.id, "at": NOON}
    moved.session.add(PromiseMove(hub_id=moved.hub.id, visit_id=moved.visit.id, **values))
    moved.publish(800)

    assert [one.why for one in moved.list() if one.whom is Whom.CLIENT] == ["дорога розмита"]


def test_a_few_minutes_are_no_news(moved):
    moved.publish(760)

    assert moved.clients() == []


def test_a_new_time_is_told_beside_the_old_one(moved):
    moved.publish(800)

    assert moved.clients() == [(750, 800, False)]


def test_who_was_rung_after_the_new_version_knows_it(moved):
    moved.publish(800)
    moved.visit.needs[0].phone_confirmed_at = NOON + timedelta(minutes=5)

    assert moved.clients() == []


def test_who_is_off_the_routes_or_held_is_told_that_nobody_comes(moved):
    hold(moved.session, moved.hub, moved.area, moved.oksana)
    assert moved.clients() == [(750, None, True)]

    moved.publish()
    assert moved.clients() == [(750, None, False)]


def test_who_has_the_team_at_the_door_is_told_by_it(moved):
    hold(moved.session, moved.hub, moved.area, moved.oksana)
    moved.visit.state = VisitState.UNDER_WAY
    moved.minute = 755

    assert moved.clients() == []


def test_told_is_done_until_it_changes_again(moved):
    moved.publish(800)
    moved.tell(800)
    assert moved.clients() == []

    moved.publish(900)
    assert moved.clients() == [(800, 900, False)]

    moved.tell(900, is_reached=False)
    [left] = [one for one in moved.list() if one.whom is Whom.CLIENT]
    assert not left.last.is_reached


def test_a_visit_that_is_over_tells_nobody(moved):
    moved.publish(800)
    who = {"hub_id": moved.hub.id, "by_id": moved.oksana.id}
    record_visit(moved.session, moved.visit.id, Outcome.DONE, now=NOON, **who)

    assert moved.clients() == []


def test_a_team_with_a_new_version_or_none_is_told_until_one_of_it_has_read(moved):
    moved.publish(800)
    [lead] = [one for one in moved.list() if one.whom is Whom.LEAD]
    assert (lead.team, lead.route_id) == (moved.team, moved.routes[-1].id)

    moved.session.add(RouteChangeSeen(route_id=lead.route_id, user_id=moved.oksana.id, seen_at=NOON))
    assert [one for one in moved.list() if one.whom is Whom.LEAD] == []

    moved.publish()
    [gone] = [one for one in moved.list() if one.whom is Whom.LEAD]
    assert gone.new is None
    moved.tell(None, whom=Whom.LEAD, route_id=gone.route_id)
    assert [one for one in moved.list() if one.whom is Whom.LEAD] == []


def test_a_time_that_is_old_by_now_is_not_told(moved):
    moved.publish(800)

    with pytest.raises(Changed):
        moved.tell(750)
    other = make_hub(moved.session, "dru")
    with pytest.raises(NotHere):
        telling.tell(
            moved.session,
            Whom.CLIENT,
            visit_id=moved.visit.id,
            start_min=800,
            is_reached=True,
            current=moved.list(),
            hub_id=other.id,
            by_id=moved.oksana.id,
            now=NOON,
        )


def tell_client(world: World, visit, minute: int) -> None:
    world.session.add(
        telling.Telling(
            hub_id=world.hub.id,
            on=world.on,
            whom=Whom.CLIENT,
            visit_id=visit.id,
            start_min=minute,
            is_reached=True,
            by_id=world.coordinator.id,
            at=world.now,
        )
    )
    world.session.flush()


def first_visit(world: World):
    """With its planned start."""
    visit = working(world, world.team)[0]
    return visit, next(stop.start_min for stop in world.routes()[0].stops if stop.visit is visit)


def start_planned(world: World, visit) -> int | None:
    rows = gather(world.session, world.hub.id, world.on, now=world.now).working.values()
    return next((stop.start_min for route in rows for stop in route.stops if stop.visit is visit), None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_was_told_a_time_keeps_it_in_the_next_plan(planned: World):  # noqa: F811
    world = planned
    visit, start = first_visit(world)
    told = start + 60
    tell_client(world, visit, told)

    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()

    assert next(job for job in day.problem.jobs if job.id == visit.needs[0].id).pin.start.start == told - TOLD_SLACK_MIN
    assert abs(start_planned(world, visit) - told) <= TOLD_SLACK_MIN
    assert visit.state is VisitState.PUBLISHED
    adjust.pin(world.session, world.hub.id, world.on, visit.needs[0].id, **world.acts)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_time_that_was_told_and_has_passed_keeps_nobody_off_the_routes(planned: World):  # noqa: F811
    world = planned
    visit, start = first_visit(world)
    tell_client(world, visit, start)
    world.now = local_moment(gather(world.session, world.hub.id, world.on, now=world.now), start + 45)

    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()

    assert start_planned(world, visit) > start + 45


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_today_lists_them_with_two_buttons_each(moved, session, request):
    moved.publish(800)
    tell_story_time(session, NOON)
    visit_id, route_id, need = moved.visit.id, moved.routes[-1].id, moved.visit.needs[0].code
    client = request.getfixturevalue("client")
    sign_in(session, client, moved.oksana)
    session.commit()

    page = client.get("/today").text
    assert "<del>12:30</del> → <ins>13:20</ins>" in page
    assert f"{need}: повідомлено" in page
    told = {"whom": "client", "minute": 800, "reached": "1"}
    assert client.post(f"/today/visits/{visit_id}/told", data=told).status_code == 303
    assert client.post(f"/today/visits/{visit_id}/told", data=told).status_code == 409
    lead = {"whom": "lead", "minute": 540, "reached": ""}
    assert client.post(f"/today/routes/{route_id}/told", data=lead).status_code == 303
    assert "Не додзвонилися о 12:00" in client.get("/today").text
    assert client.post(f"/today/visits/{visit_id}/told", data={"whom": "x"}).status_code == 404
