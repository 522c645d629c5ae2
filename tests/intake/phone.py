"""A volunteer with a phone: signed in, with areas to choose from."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import Area, Hub, User
from app.needs.service import seed_need_kinds
from tests.factories import make_area, make_hub, make_user, sign_in


@dataclass
class Phone:
    """What a test needs of it. The test's transaction ends before each request: SQLite has one writer."""

    session: Session
    client: FlaskClient
    hub: Hub
    user: User
    area: Area
    other: Area

    def get(self, address: str) -> Any:
        self.session.commit()
        return self.client.get(address)

    def post(self, address: str, **data: Any) -> Any:
        self.session.commit()
        return self.client.post(address, data=data)

    def need(self, key: UUID | None = None, **answers: Any) -> Any:
        said = {"chips": ["food"], "soon": "U2", "who_where": "Людмила, вул. Вигадана, 12", "area_id": self.area.id}
        return self.post("/need", **({"client_key": str(key or uuid4())} | said | answers))

    def report(self, key: UUID | None = None, **answers: Any) -> Any:
        said = {"area_id": self.area.id, "other_area_id": 0, "chip": "rockets", "when": "0", "precision": "quarter"}
        return self.post("/report", **({"client_key": str(key or uuid4())} | said | answers))


def make_phone(session: Session, client: FlaskClient, code: str = "kos") -> Phone:
    hub = make_hub(session, code)
    user = make_user(session, hub, Role.VOLUNTEER)
    area, other = make_area(session, hub, "KOS-C"), make_area(session, hub, "KOS-E")
    seed_need_kinds(session, hub.id)
    sign_in(session, client, user)
    return Phone(session, client, hub, user, area, other)


def another_volunteer(session: Session, client: FlaskClient, phone: Phone) -> User:
    """From here on somebody else of the same hub holds the phone."""
    user = make_user(session, phone.hub, Role.VOLUNTEER)
    sign_in(session, client, user)
    return user
