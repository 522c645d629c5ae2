"""Settings of a hub: stricter at once, looser with a reason and a second person, whichever way one person tries."""

from dataclasses import fields
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.hubs import hub_kinds, hub_settings, keep_settings
from app.accounts.loosening import asked_of, confirm, put_aside
from app.accounts.service import add_user, change_user, reset_password
from app.accounts.settings_service import change_settings
from app.accounts.weapon_service import change_weapon
from app.domain.errors import Changed, Refused
from app.domain.hub_settings import HubSettings, Looser, loosened
from app.domain.roles import Role
from app.domain.weapon_numbers import BOUNDS, WeaponNumbers, numbers_of
from app.models import AuditEntry
from tests.factories import NOON, make_hub, make_user

LOOSER_BY = {Looser.HIGHER: 1, Looser.LOWER: -1, Looser.EITHER: 1}
WITH_DIRECTION = [one for one in fields(HubSettings) if one.metadata["looser"] is not Looser.NEITHER]
CLOCKS_AND_WORDS = {"plan_opens_min", "evacuation_line"}


def moved(one, direction):
    """The default and a step in that direction, within the bounds."""
    if isinstance(one.default, bool):
        return direction > 0
    low, high, step = one.metadata["low"], one.metadata["high"], 0.004 if isinstance(one.default, float) else 1
    return min(high, max(low, one.default + direction * step))


def strict_and_looser(one):
    """Two values of a setting; the default is one of them."""
    direction = LOOSER_BY[one.metadata["looser"]]
    looser = moved(one, direction)
    return (one.default, looser) if looser != one.default else (moved(one, -direction), one.default)


def change(session, hub, changes, by, why="навчання"):
    return change_settings(session, hub.id, changes, why, seen=hub.settings_version, by_id=by.id, now=NOON)


def test_each_number_says_which_way_is_looser():
    silent = {one.name for one in fields(HubSettings) if one.metadata["looser"] is Looser.NEITHER}

    assert silent == CLOCKS_AND_WORDS


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("one", WITH_DIRECTION, ids=lambda one: one.name)
def test_each_looser_setting_waits_for_a_second_person(session, one):
    hub = make_hub(session)
    admin, lead = make_user(session, hub, Role.ADMIN), make_user(session, hub, is_safety_lead=True)
    strict, looser = strict_and_looser(one)
    keep_settings(session, hub, {one.name: strict}, by_id=lead.id, now=NOON)

    with pytest.raises(Refused):
        change(session, hub, {one.name: looser}, admin, why=" ")
    assert change(session, hub, {one.name: looser}, admin) == [one.name]
    assert getattr(hub_settings(session, hub.id), one.name) == strict
    with pytest.raises(Refused):
        confirm(session, hub.id, [one.name], seen=hub.settings_version, by_id=admin.id, now=NOON)
    confirm(session, hub.id, [one.name], seen=hub.settings_version, by_id=lead.id, now=NOON)

    assert getattr(hub_settings(session, hub.id), one.name) == looser
    assert asked_of(hub) == {}
    session.flush()
    assert session.scalars(select(AuditEntry.facts).where(AuditEntry.action == "confirm_looser")).one()["asked_by"] == [
        admin.id
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "one", [one for one in WITH_DIRECTION if not isinstance(one.default, bool)], ids=lambda o: o.name
)
def test_each_stricter_setting_rules_at_once_and_takes_back_what_waits(session, one):
    if one.metadata["looser"] is Looser.EITHER:
        pytest.skip("no way of it is stricter")
    hub, direction = make_hub(session), LOOSER_BY[one.metadata["looser"]]
    admin = make_user(session, hub, Role.ADMIN)
    change(session, hub, {one.name: moved(one, direction)}, admin)
    stricter = moved(one, -direction)
    if stricter == one.default:
        pytest.skip("as strict as it gets")

    assert change(session, hub, {one.name: stricter}, admin, why="") == []

    assert getattr(hub_settings(session, hub.id), one.name) == stricter
    assert asked_of(hub) == {}


def test_what_was_asked_for_is_put_aside_by_anybody(session):
    hub = make_hub(session)
    admin = make_user(session, hub, Role.ADMIN)
    change(session, hub, {"clearance_min": 240, "double_tap_min": 60}, admin)

    put_aside(session, hub.id, ["clearance_min"], seen=hub.settings_version, by_id=admin.id, now=NOON)

    assert asked_of(hub).keys() == {"double_tap_min"}
    with pytest.raises(Refused):
        confirm(session, hub.id, ["clearance_min"], seen=hub.settings_version, by_id=admin.id + 1, now=NOON)


@pytest.mark.parametrize("gives", ["an account", "a role", "a password"])
def test_who_was_let_in_by_the_first_person_within_seven_days_is_no_second_person(session, gives):
    hub = make_hub(session)
    admin, lead = make_user(session, hub, Role.ADMIN), make_user(session, hub, is_safety_lead=True)
    access = {"by_id": admin.id, "now": NOON}
    lead_flags = {"role": Role.COORDINATOR, "flags": ["safety_lead"], "hub_ids": [hub.id]}
    if gives == "an account":
        lead, _ = add_user(session, username="druhyi", display_name="Друга", real_now=NOON, **lead_flags, **access)
    elif gives == "a role":
        change_user(session, lead.id, display_name="Друга", **lead_flags, **access)
    else:
        reset_password(session, lead.id, real_now=NOON, **access)
    change(session, hub, {"clearance_min": 240}, admin)

    def confirm_on(day):
        now = NOON + timedelta(days=day)
        confirm(session, hub.id, ["clearance_min"], seen=hub.settings_version, by_id=lead.id, now=now)

    with pytest.raises(Refused, match="less than seven days ago"):
        confirm_on(6)
    confirm_on(7)
    assert hub_settings(session, hub.id).clearance_min == 240


def test_a_confirmation_from_an_old_page_is_refused(session):
    hub = make_hub(session)
    admin, lead = make_user(session, hub, Role.ADMIN), make_user(session, hub, is_safety_lead=True)
    change(session, hub, {"clearance_min": 240}, admin)
    seen = hub.settings_version
    change(session, hub, {"clearance_min": 720}, admin)

    with pytest.raises(Changed):
        confirm(session, hub.id, ["clearance_min"], seen=seen, by_id=lead.id, now=NOON)


def test_limits_asked_for_together_rule_together(session):
    hub = make_hub(session)
    admin, lead = make_user(session, hub, Role.ADMIN), make_user(session, hub, is_safety_lead=True)
    limits = {"caution_share": 0.1, "dangerous_share": 0.2, "very_dangerous_share": 0.4}
    change(session, hub, limits, admin)

    with pytest.raises(Refused):
        confirm(session, hub.id, ["caution_share"], seen=hub.settings_version, by_id=lead.id, now=NOON)
    confirm(session, hub.id, list(limits), seen=hub.settings_version, by_id=lead.id, now=NOON)

    assert hub_settings(session, hub.id).caution_share == 0.1


SETTING_STEPS = st.sampled_from(WITH_DIRECTION).flatmap(
    lambda one: st.tuples(st.just(one.name), st.sampled_from([moved(one, way) for way in (-1, 1)] + [one.default]))
)
WEAPON_NUMBERS = st.fixed_dictionaries(
    {
        "radius_m": st.sampled_from([0, 500, 2000, BOUNDS["radius_m"][1]]),
        "linger_min": st.sampled_from([0, 120, 600]),
        "until_cleared": st.booleans(),
        "double_tap_min": st.sampled_from([0, 60, 120, 121, 240]),
    }
)
CODES = st.sampled_from(["MLRS_GRAD", "KAB", "UXO"])
STEPS = st.one_of(SETTING_STEPS, st.tuples(CODES, WEAPON_NUMBERS), st.just(("confirm", None)), st.just(("aside", None)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=12))
def test_no_row_of_one_accounts_posts_ever_protects_less(session, steps):
    hub = make_hub(session, code=uuid4().hex[:8])
    alone = make_user(session, hub, Role.ADMIN)
    for what, value in steps:
        before, kinds = hub_settings(session, hub.id), hub_kinds(session, hub.id)

        post(session, hub, what, value, alone)

        assert loosened(before, hub_settings(session, hub.id)) == []
        now = hub_kinds(session, hub.id)
        assert [code for code in kinds if numbers_of(now[code]).is_looser_than(numbers_of(kinds[code]))] == []


def post(session, hub, what, value, by):
    named = {"seen": hub.settings_version, "by_id": by.id, "now": NOON}
    try:
        if what == "confirm":
            confirm(session, hub.id, list(asked_of(hub)), **named)
        elif what == "aside":
            put_aside(session, hub.id, list(asked_of(hub)), **named)
        elif isinstance(value, dict):
            change_weapon(session, hub.id, what, WeaponNumbers(**value), "навчання", **named)
        else:
            change_settings(session, hub.id, {what: value}, "навчання", **named)
    except Refused:
        pass
