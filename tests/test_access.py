"""A walk over all routes: without signing in nothing opens, and rows of another hub are answered like unknown ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.accounts.policy import OUTSIDE_POLICY, WITHOUT_HUB, Action, may, policy_of
from app.domain.roles import Role
from app.models import Hub, InHub, User
from app.models.base import Base
from tests.factories import THE_DAY, make_hub, make_user, sign_in
from tests.whole_hub import make_whole_hub

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# Rows of one person: everybody else is answered as if they were not there, in the same hub too.
OF_THE_AUTHOR = {Action.AMEND_OWN, Action.SEE_OWN_ROUTE, Action.RECORD_OWN_VISIT}
# Arguments of addresses that do not name a row of a hub.
NOT_ROWS = {"filename", "on", "day", "date", "moment", "language", "code"}


@dataclass(frozen=True)
class Step:
    """One method of one address."""

    rule: Rule
    method: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.rule}"


def steps(app: Flask) -> Iterator[Step]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OUTSIDE_POLICY:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield Step(rule, method)


def address(app: Flask, rule: Rule, ids: dict[str, int]) -> str:
    values: dict[str, Any] = {name: THE_DAY.isoformat() for name in NOT_ROWS} | ids
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("")
        return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, append_unknown=False)


def row_arguments(rule: Rule) -> set[str]:
    return set(rule.arguments) - NOT_ROWS


def ids_of(session: Session, hub_id: int) -> dict[str, int]:
    """For each name an address uses (`need_id`, ...), a row of that hub."""
    found: dict[str, int] = {}
    for mapper in Base.registry.mappers:
        table = mapper.class_
        if issubclass(table, InHub) and hasattr(table, "id"):
            row_id = session.scalar(select(table.id).where(table.hub_id == hub_id).limit(1))
            if row_id is not None:
                found[ARGUMENTS.get(table.__tablename__, "") or _singular(table.__tablename__)] = row_id
    return found | {"other_id": found["event_id"]}


ARGUMENTS = {
    "people": "person_id",
    "shelling_reports": "report_id",
    "shelling_events": "event_id",
    "events_apart": "apart_id",
    "service_points": "point_id",
    "route_versions": "route_id",
    "road_segments": "road_id",
    "need_kinds": "kind_id",
    "record_changes": "change_id",
    "vehicle_outages": "outage_id",
}


def _singular(table: str) -> str:
    return f"{table.removesuffix('s')}_id"


def call(client: FlaskClient, step: Step, url: str) -> int:
    return (client.get(url) if step.method == "GET" else client.post(url, data={})).status_code


@pytest.fixture
def two_hubs(session: Session) -> tuple[int, int]:
    own, foreign = make_whole_hub(session, "own"), make_whole_hub(session, "else")
    session.commit()
    return own.id, foreign.id


def test_nobody_gets_in_without_signing_in(
    app: Flask, client: FlaskClient, session: Session, two_hubs: tuple[int, int]
):
    ids = ids_of(session, two_hubs[0]) | {"user_id": 1}
    session.rollback()
    open_doors = []
    for step in steps(app):
        if policy_of(app.view_functions[step.rule.endpoint]) == "public":
            continue
        answer = client.open(address(app, step.rule, ids), method=step.method)
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            open_doors.append((step.name, answer.status_code))

    assert open_doors == []


@pytest.mark.parametrize("role", list(Role))
def test_rows_of_another_hub_do_not_exist(
    app: Flask, client: FlaskClient, session: Session, two_hubs: tuple[int, int], role: Role
):
    own, foreign = two_hubs
    flags = {"is_approver": True, "is_safety_lead": True, "is_duty_officer": True} if role is Role.COORDINATOR else {}
    user = make_user(session, session.get_one(Hub, own), role, **flags)
    stranger = session.scalars(select(User).where(User.username.startswith("else"))).first()
    assert stranger is not None
    ids = ids_of(session, foreign) | {"user_id": stranger.id}
    sign_in(session, client, user)
    leaks, unknown = [], set()
    for step in steps(app):
        policy = policy_of(app.view_functions[step.rule.endpoint])
        names = row_arguments(step.rule)
        if not names or policy == "public":
            continue
        if missing := names - ids.keys():
            unknown |= missing
            continue
        wanted = 404 if may(_actor_of(user), Action(policy)) else 403
        status = call(client, step, address(app, step.rule, ids))
        if status != wanted:
            leaks.append((step.name, status, wanted))

    assert unknown == set(), "the walk has no row for these arguments: add them to tests/whole_hub.py"
    assert leaks == []


def test_every_page_answers_the_role_it_is_for(
    app: Flask, client: FlaskClient, session: Session, two_hubs: tuple[int, int]
):
    """No page breaks on a hub with something of everything, nor on one with nothing."""
    own, _ = two_hubs
    broken = []
    for hub, ids in ((session.get_one(Hub, own), ids_of(session, own)), (make_hub(session, "empty"), {})):
        for role in Role:
            flags = {"is_approver": True, "is_safety_lead": True} if role is Role.COORDINATOR else {}
            user = make_user(session, hub, role, **flags)
            sign_in(session, client, user)
            for step in steps(app):
                policy = policy_of(app.view_functions[step.rule.endpoint])
                here = ids | {"user_id": user.id}
                if step.method != "GET" or policy == "public" or row_arguments(step.rule) - here.keys():
                    continue
                if may(_actor_of(user), Action(policy)):
                    status = call(client, step, address(app, step.rule, here))
                    is_lost = status == 404 and ids and policy not in OF_THE_AUTHOR
                    if status not in {200, 303, 404, 409, 422} or is_lost:
                        broken.append((role, step.name, status))

    assert broken == []


def test_who_is_of_no_hub_is_told_so_wherever_a_hub_is_needed(app: Flask, client: FlaskClient, session: Session):
    broken = []
    for role in Role:
        flags = {"is_approver": True, "is_safety_lead": True} if role is Role.COORDINATOR else {}
        user = make_user(session, None, role, **flags)
        for step in steps(app):
            policy = policy_of(app.view_functions[step.rule.endpoint])
            if policy == "public" or policy in WITHOUT_HUB:
                continue
            sign_in(session, client, user)
            status = call(client, step, address(app, step.rule, dict.fromkeys(row_arguments(step.rule), 1)))
            if status != 403:
                broken.append((role, step.name, status))

    assert broken == []


def _actor_of(user: User) -> Any:
    from app.accounts.login import make_actor

    return make_actor(user, [], None)
