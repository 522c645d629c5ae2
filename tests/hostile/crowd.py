"""Two hubs with something of everything, and a browser for each kind of person in the first."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import Hub, Need, User
from tests.factories import NOON, make_user, sign_in, tell_story_time
from tests.test_access import address, ids_of, row_arguments, steps
from tests.whole_hub import make_whole_hub

HOUR = timedelta(hours=1)
# The first row of the other hub in every table has this number, so one number names a foreign row of each kind.
FIRST_FOREIGN = 7007


@dataclass
class Crowd:
    """`own` and `foreign` name a row of each kind in either hub."""

    app: Flask
    hub_id: int
    foreign_hub_id: int
    own: dict[str, int]
    foreign: dict[str, int]
    users: dict[Role, User]
    clients: dict[Role | None, FlaskClient]

    def addresses(self, method: str, ids: dict[str, int] | None = None) -> list[str]:
        """Every address of the application with rows of the own hub in it."""
        ids = ids or self.own
        wanted = (step.rule for step in steps(self.app) if step.method == method)
        return [address(self.app, rule, ids) for rule in wanted if not row_arguments(rule) - ids.keys()]


def gather(session: Session, make_app: Callable[[], Flask]) -> Crowd:
    """The story stands at an hour after NOON; the volunteer has logged a need and sent a report."""
    hub = make_whole_hub(session, "own")
    with numbered_from(session, FIRST_FOREIGN):
        foreign = make_whole_hub(session, "else")
    tell_story_time(session, NOON + HOUR)
    users = {
        Role.VOLUNTEER: session.scalars(select(User).where(User.username == "own-volunteer")).one(),
        Role.COORDINATOR: make_user(session, hub, is_approver=True, is_safety_lead=True),
        Role.ADMIN: make_user(session, hub, Role.ADMIN),
        Role.AUDITOR: make_user(session, hub, Role.AUDITOR),
    }
    for need in session.scalars(select(Need).where(Need.hub_id == hub.id)):
        need.logged_by_id = users[Role.VOLUNTEER].id
    session.commit()
    app = make_app()  # which looks at its start whether it tells a story
    clients: dict[Role | None, FlaskClient] = {None: app.test_client()}
    for role, user in users.items():
        clients[role] = app.test_client()
        sign_in(session, clients[role], user)
    crowd = Crowd(app, hub.id, foreign.id, _rows(session, hub), _rows(session, foreign), users, clients)
    session.commit()  # a test session that stays open would lock everybody out
    return crowd


@contextmanager
def numbered_from(session: Session, first: int) -> Iterator[None]:
    """New rows of each table get the numbers from this one on."""
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(first))

    def number(_session: Session, _flush: object, _instances: object) -> None:
        for row in session.new:
            if hasattr(row, "id") and row.id is None:
                row.id = next(numbers[row.__tablename__])

    event.listen(session, "before_flush", number)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "before_flush", number)


def _rows(session: Session, hub: Hub) -> dict[str, int]:
    user_id = session.scalars(select(User.id).where(User.username == f"{hub.code}-volunteer")).one()
    return ids_of(session, hub.id) | {"user_id": user_id}
