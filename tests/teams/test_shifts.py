"""Shifts: nobody and no car is in two places, a swap that breaks a permit is told by name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.hubs import keep_settings
from app.domain.errors import Changed, NotHere, Refused
from app.domain.states import RouteState
from app.models import AuditEntry, Permit, RouteStop, RouteVersion, Shift
from app.teams import queries, service
from app.teams.service import ShiftDraft
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_team, make_user

TOMORROW = THE_DAY + timedelta(days=1)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана")


def shift_of(session, team, on=THE_DAY):
    return session.scalar(select(Shift).where(Shift.team_id == team.id, Shift.on == on))


def draft_of(shift, **changes):
    values = {
        "starts_min": shift.starts_min,
        "ends_min": shift.ends_min,
        "member_ids": tuple(one.id for one in shift.members),
        "lead_id": shift.lead_id,
        "vehicle_id": shift.vehicle_id,
    }
    return ShiftDraft(**(values | changes))


def set_shift(session, team, draft, by, on=THE_DAY, version=None):
    return service.set_shift(
        session, team.id, on, draft, hub_id=team.hub_id, by_id=by.id, now=NOON, expected_version=version
    )


@pytest.fixture
def short(session, hub):
    """A hub whose builder shifts of ten hours are allowed."""
    keep_settings(session, hub, {"shift_longest_min": 600}, by_id=make_user(session, hub).id, now=NOON)


def publish(session, team, area, on=THE_DAY):
    route = RouteVersion(
        hub_id=team.hub_id,
        on=on,
        team_id=team.id,
        number=1,
        state=RouteState.PUBLISHED,
        made_at=NOON,
        published_at=NOON,
    )
    route.stops = [RouteStop(position=1, area_id=area.id, arrive_min=600, start_min=600, depart_min=615)]
    session.add(route)
    session.flush()
    return route


def test_somebody_on_another_team_at_that_time_is_refused_by_name_and_place(session, hub, oksana, short):
    first, second = make_team(session, hub, 1), make_team(session, hub, 2)
    busy = shift_of(session, first).members[0]
    shift = shift_of(session, second)

    with pytest.raises(Refused, match=f"{busy.name}: with team 1 that day from 08:00 to 18:00"):
        set_shift(session, second, draft_of(shift, member_ids=(busy.id,), lead_id=None), oksana, version=shift.version)


def test_a_car_is_not_with_two_teams_at_once(session, hub, oksana, short):
    first, second = make_team(session, hub, 1), make_team(session, hub, 2)
    shift = shift_of(session, second)
    car = shift_of(session, first).vehicle

    with pytest.raises(Refused, match="Car А-1: with team 1"):
        set_shift(session, second, draft_of(shift, vehicle_id=car.id), oksana, version=shift.version)


def test_one_may_go_again_with_another_team_after_the_first_shift_is_over(session, hub, oksana):
    first = make_team(session, hub, 1, starts_min=480, ends_min=720)
    second = make_team(session, hub, 2, on=())
    early = shift_of(session, first)

    late = set_shift(session, second, draft_of(early, starts_min=720, ends_min=1000), oksana).shift

    assert [one.id for one in late.members] == [one.id for one in early.members]


def test_a_shift_longer_than_the_setting_is_refused_or_warned_of(session, hub, oksana):
    team = make_team(session, hub, on=())
    draft = ShiftDraft(starts_min=360, ends_min=900)

    with pytest.raises(Refused, match="at most 8 h"):
        set_shift(session, team, draft, oksana)
    keep_settings(session, hub, {"longer_shifts_allowed": True}, by_id=oksana.id, now=NOON)
    result = set_shift(session, team, draft, oksana)

    assert any("longer than" in one.sentence for one in result.cautions)


def test_a_team_of_one_is_saved_with_a_warning(session, hub, oksana):
    team = make_team(session, hub, people=1, starts_min=480, ends_min=900)
    shift = shift_of(session, team)

    result = set_shift(session, team, draft_of(shift), oksana, version=shift.version)

    assert [one.facts for one in result.cautions] == [{"team": 1, "least": 2}]


def test_taking_somebody_off_a_published_route_says_which_permit_breaks_and_through_whom(session, hub, oksana):
    area = make_area(session, hub, permit_needed=True)
    team = make_team(session, hub, people=3, starts_min=480, ends_min=900)
    shift = shift_of(session, team)
    permit = Permit(hub_id=hub.id, number="14", valid_from=THE_DAY, valid_to=THE_DAY, created_at=NOON)
    permit.volunteers, permit.areas, permit.vehicle = list(shift.members), [area], shift.vehicle
    session.add(permit)
    publish(session, team, area)
    leaves = shift.members[2]

    fewer = draft_of(shift, member_ids=tuple(one.id for one in shift.members[:2]))
    result = set_shift(session, team, fewer, oksana, version=shift.version)

    assert [one.facts["people"] for one in result.cautions] == [leaves.name]
    assert "names %(people)s, who no longer goes" in result.cautions[0].sentence


def test_other_people_alone_make_a_new_version_so_two_desks_do_not_overwrite_each_other(session, hub, oksana):
    team = make_team(session, hub, people=3, starts_min=480, ends_min=900)
    shift = shift_of(session, team)
    seen = shift.version
    ids = [one.id for one in shift.members]

    set_shift(session, team, draft_of(shift, member_ids=tuple(ids[:2])), oksana, version=seen)

    with pytest.raises(Changed):
        set_shift(session, team, draft_of(shift, member_ids=tuple(ids)), oksana, version=seen)


def test_shifts_are_copied_from_another_day_and_who_is_busy_is_told(session, hub, oksana, short):
    first, second = make_team(session, hub, 1), make_team(session, hub, 2)
    third = make_team(session, hub, 3, on=())
    taken = draft_of(shift_of(session, first))
    set_shift(session, third, taken, oksana, on=TOMORROW)

    result = service.copy_shifts(session, hub.id, from_on=THE_DAY, to_on=TOMORROW, by_id=oksana.id, now=NOON)

    assert result.copied == [2]
    assert [number for number, _ in result.left_out] == [1]
    assert {one.team_id for one in queries.shifts_on(session, hub.id, TOMORROW)} == {second.id, third.id}


def test_a_shift_with_a_published_route_is_not_removed_under_it(session, hub, oksana):
    area, team = make_area(session, hub), make_team(session, hub)
    shift = shift_of(session, team)
    route = publish(session, team, area)
    who = {"hub_id": hub.id, "by_id": oksana.id, "now": NOON}

    with pytest.raises(Refused, match="Withdraw the route first"):
        service.remove_shift(session, shift.id, expected_version=shift.version, **who)
    route.state = RouteState.SUPERSEDED
    session.flush()
    service.remove_shift(session, shift.id, expected_version=shift.version, **who)

    assert queries.shifts_on(session, hub.id, THE_DAY) == []


def test_people_of_another_hub_are_not_here(session, hub, oksana):
    team = make_team(session, hub, on=())
    foreign = make_team(session, make_hub(session, "dru"))
    stranger = shift_of(session, foreign).members[0]

    with pytest.raises(NotHere):
        set_shift(session, team, ShiftDraft(480, 900, (stranger.id,)), oksana)


def test_the_trail_keeps_ids_and_no_names(session, hub, oksana):
    team = make_team(session, hub, starts_min=480, ends_min=900)
    shift = shift_of(session, team)

    set_shift(session, team, draft_of(shift), oksana, version=shift.version)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.facts["team"]) == ("set_shift", 1)
    assert shift.members[0].name not in str(entry.facts)
