"""Numbers of a kind of weapon: stricter at once, looser by two people, and what ruled before stays readable."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.hubs import hub_kinds, kinds_of_settings
from app.accounts.loosening import asked_of, confirm
from app.accounts.settings_service import change_settings
from app.accounts.weapon_service import change_weapon
from app.domain.errors import Changed, Refused
from app.domain.roles import Role
from app.domain.weapon_numbers import WeaponNumbers, kinds_with, numbers_of
from app.domain.weapons import WEAPONS
from app.models import HubSettingsChange
from tests.factories import NOON, make_hub, make_user

GRAD = numbers_of(WEAPONS["MLRS_GRAD"])
NUMBERS = st.builds(WeaponNumbers, st.integers(0, 5000), st.integers(0, 2000), st.booleans(), st.integers(0, 300))


def change(session, hub, numbers, by, code="MLRS_GRAD", why="навчання", seen=None):
    seen = hub.settings_version if seen is None else seen
    return change_weapon(session, hub.id, code, numbers, why, seen=seen, by_id=by.id, now=NOON)


def test_stricter_rules_at_once_and_the_earlier_version_stays_readable(session):
    hub = make_hub(session)
    admin = make_user(session, hub, Role.ADMIN)

    assert change(session, hub, replace(GRAD, radius_m=3000), admin)

    assert hub_kinds(session, hub.id)["MLRS_GRAD"].radius_m == 3000
    session.flush()
    before = session.scalars(select(HubSettingsChange)).one()
    assert kinds_of_settings(before.settings)["MLRS_GRAD"].radius_m == 2000


def test_looser_waits_for_a_second_person(session):
    hub = make_hub(session)
    admin, lead = make_user(session, hub, Role.ADMIN), make_user(session, hub, is_safety_lead=True)

    assert not change(session, hub, replace(GRAD, radius_m=500), admin)
    assert hub_kinds(session, hub.id)["MLRS_GRAD"].radius_m == 2000
    with pytest.raises(Refused):
        confirm(session, hub.id, ["weapon.MLRS_GRAD"], seen=hub.settings_version, by_id=admin.id, now=NOON)
    confirm(session, hub.id, ["weapon.MLRS_GRAD"], seen=hub.settings_version, by_id=lead.id, now=NOON)

    assert hub_kinds(session, hub.id)["MLRS_GRAD"].radius_m == 500
    assert asked_of(hub) == {}


def test_no_change_without_a_reason_nor_from_an_old_page(session):
    hub = make_hub(session)
    admin = make_user(session, hub, Role.ADMIN)

    with pytest.raises(Refused):
        change(session, hub, replace(GRAD, radius_m=3000), admin, why=" ")
    with pytest.raises(Changed):
        change(session, hub, replace(GRAD, radius_m=3000), admin, seen=hub.settings_version - 1)


def test_a_number_out_of_its_bounds_is_refused():
    with pytest.raises(Refused):
        WeaponNumbers(10_001, 60, False, 0)


def test_a_hub_s_own_double_tap_time_holds_for_every_kind_that_is_struck_twice():
    kinds = kinds_with({}, double_tap_min=180)

    assert {kind.double_tap_min for kind in kinds.values()} == {0, 180}


@given(one=NUMBERS, other=NUMBERS)
def test_of_two_that_differ_at_least_one_is_looser(one, other):
    if one != other:
        assert one.is_looser_than(other) or other.is_looser_than(one)
    assert not one.is_looser_than(one)


def test_linger_counts_under_a_hold_until_cleared_too():
    held = replace(GRAD, until_cleared=True, linger_min=600)

    assert replace(held, linger_min=60).is_looser_than(held)
    assert replace(GRAD, until_cleared=True, linger_min=60).is_looser_than(replace(GRAD, linger_min=600))


def test_a_longer_double_tap_time_of_the_hub_reaches_kinds_with_numbers_of_their_own(session):
    hub = make_hub(session)
    admin = make_user(session, hub, Role.ADMIN)
    change(session, hub, replace(GRAD, radius_m=3000), admin)

    seen = hub.settings_version
    change_settings(session, hub.id, {"double_tap_min": 300}, seen=seen, by_id=admin.id, now=NOON)

    assert hub_kinds(session, hub.id)["MLRS_GRAD"].double_tap_min == 300
    assert hub_kinds(session, hub.id)["MLRS_GRAD"].radius_m == 3000
