"""Every view says who may use it, and the application does not start otherwise."""

import pytest
from flask import Flask

from app.accounts.policy import ALLOWED, OUTSIDE_POLICY, Action, PolicyMissing, check_policies, policy_of
from app.domain.roles import Role


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_view_names_an_action_or_that_it_is_public(app: Flask):
    views = {name: policy_of(view) for name, view in app.view_functions.items() if name not in OUTSIDE_POLICY}

    assert len(views) > 5
    assert all(isinstance(policy, Action) or policy == "public" for policy in views.values())


def test_a_view_without_a_policy_stops_the_start():
    bare = Flask("bare")
    bare.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(PolicyMissing, match="forgotten"):
        check_policies(bare)


def test_each_action_is_for_somebody():
    assert set(ALLOWED) == set(Action)
    assert all(ALLOWED.values())


def test_nobody_but_coordinators_opens_what_people_told():
    assert ALLOWED[Action.SEE_PEOPLE] == {Role.COORDINATOR}
