"""A car out of service: no plan uses it on those days, the pages say why and until when, and it is put back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.domain.errors import Changed, Refused
from app.domain.states import RouteState
from app.models import AuditEntry, RouteVersion, Vehicle, VehicleOutage
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.teams import outages, queries
from app.teams.outages import OutageDraft
from app.teams.roster import Who
from app.teams.service import ShiftDraft, set_shift
from tests.factories import NOON, THE_DAY, make_hub, make_team, make_user, sign_in

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)


@pytest.fixture
def team(session, hub):
    return make_team(session, hub, on=(THE_DAY, THE_DAY + DAY, THE_DAY + 2 * DAY))


@pytest.fixture
def acts(session, hub):
    return Who(hub.id, make_user(session, hub).id, NOON, THE_DAY)


def car_of(session):
    return session.scalars(select(Vehicle).order_by(Vehicle.id)).first()


def take_out(session, acts, *, reason="гальма", from_on=THE_DAY, until_on=None, version=None):
    car = car_of(session)
    draft = OutageDraft(reason, from_on, until_on)
    return outages.take_out(session, car.id, draft, acts, expected_version=version or car.version)


def idle(session, hub, on):
    return make_problem(gather(session, hub.id, on, now=NOON)).idle


def test_a_team_is_not_planned_while_its_car_is_out_and_goes_again_the_day_after(session, hub, team, acts):
    take_out(session, acts, until_on=THE_DAY + DAY)
    session.flush()

    assert idle(session, hub, THE_DAY) == {team.id: "car_out"}
    assert idle(session, hub, THE_DAY + DAY) == {team.id: "car_out"}
    assert idle(session, hub, THE_DAY + 2 * DAY) == {}


def test_until_further_notice_it_stays_out_until_somebody_puts_it_back(session, hub, team, acts):
    outage = take_out(session, acts, from_on=THE_DAY + DAY)
    session.flush()
    assert idle(session, hub, THE_DAY) == {}
    assert queries.outages_on(session, hub.id, THE_DAY + 400 * DAY)

    outages.put_back(session, outage.id, acts, expected_version=car_of(session).version)
    session.flush()

    assert queries.outages_on(session, hub.id, THE_DAY + DAY) == {}
    actions = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))]
    assert actions[-2:] == ["take_out_of_service", "put_back_in_service"]
    with pytest.raises(Refused, match="already"):
        outages.put_back(session, outage.id, acts, expected_version=car_of(session).version)


def test_what_was_is_not_overwritten_when_it_is_put_back(session, hub, team, acts):
    outage = take_out(session, acts, from_on=THE_DAY - 3 * DAY)

    outages.put_back(session, outage.id, acts, expected_version=car_of(session).version)

    assert outage.covers(THE_DAY - DAY)
    assert not outage.covers(THE_DAY)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "why the car"),
        ({"until_on": THE_DAY - DAY}, "before the first"),
        ({"from_on": THE_DAY - 2 * DAY, "until_on": THE_DAY - DAY}, "has passed"),
    ],
)
def test_an_outage_without_reason_or_days_is_refused(session, hub, team, acts, wrong, said):
    with pytest.raises(Refused, match=said):
        take_out(session, acts, **wrong)


def test_who_saves_from_an_old_page_is_shown_the_car_first(session, hub, team, acts):
    seen = car_of(session).version
    outage = take_out(session, acts)
    session.flush()

    with pytest.raises(Changed):
        take_out(session, acts, version=seen)
    with pytest.raises(Changed):
        outages.put_back(session, outage.id, acts, expected_version=seen)


def test_a_published_route_and_a_new_shift_are_warned_of_the_car(session, hub, team, acts):
    route = RouteVersion(hub_id=hub.id, on=THE_DAY, team_id=team.id, state=RouteState.PUBLISHED, number=1, made_at=NOON)
    session.add(route)
    outage = take_out(session, acts)
    session.flush()

    [said] = outages.cautions(session, outage, THE_DAY)
    assert said.facts == {"team": 1, "day": THE_DAY}
    on = THE_DAY + 3 * DAY
    people = tuple(one.id for one in team.shifts[0].members)
    saved = set_shift(
        session,
        team.id,
        on,
        ShiftDraft(480, 900, people, None, car_of(session).id),
        hub_id=hub.id,
        by_id=acts.by_id,
        now=NOON,
    )
    assert any("out of service that day" in one.sentence for one in saved.cautions)


def test_the_pages_say_it_and_a_button_puts_the_car_back(session, hub, client, team):
    sign_in(session, client, make_user(session, hub, language="en"))
    car = car_of(session)
    car_id, version = car.id, car.version
    session.commit()
    url = f"/teams/cars/{car_id}/outages"
    typed = {"out-reason": "gearbox", "out-from_on": THE_DAY.isoformat(), "out-version": str(version)}
    with clock.frozen_at(NOON):
        refused = client.post(url, data=typed | {"out-until_on": (THE_DAY - DAY).isoformat()})
        assert refused.status_code == 422
        assert "gearbox" in refused.text
        assert client.post(url, data=typed | {"out-until_on": (THE_DAY + DAY).isoformat()}).status_code == 303
        assert client.post(url, data=typed).status_code == 409

        assert "gearbox" in client.get(f"/teams/cars/{car_id}").text
        assert "gearbox" in client.get("/teams").text
        assert "gearbox" in client.get(f"/teams/{team.id}").text
        assert "Out of service" in client.get(f"/teams?on={THE_DAY}").text
        assert "out of service" in client.get(f"/teams/{team.id}/shift/{THE_DAY}").text
        plan = client.get(f"/plan/{THE_DAY}").text
        assert "The car is out of service" in plan
        assert "gearbox" in plan

        session.expire_all()
        outage = session.scalars(select(VehicleOutage)).one()
        back, seen = f"/teams/outages/{outage.id}/back", outage.vehicle.version
        session.commit()
        assert client.post(back, data={"version": "1"}).status_code == 409
        assert client.post(back, data={"version": str(seen)}).status_code == 303
        assert "gearbox" not in client.get("/teams").text


def test_a_car_of_another_hub_does_not_exist(session, hub, client, team, acts):
    theirs = make_user(session, make_hub(session, "else"))
    outage = take_out(session, acts)
    session.commit()
    sign_in(session, client, theirs)

    assert client.post(f"/teams/outages/{outage.id}/back").status_code == 404
    assert client.post(f"/teams/cars/{outage.vehicle_id}/outages").status_code == 404
