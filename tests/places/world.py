"""What the tests of pages stand on: a hub at noon, two coordinators, a signed-in desk, an area."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import HoldReason
from app.places import service
from tests.factories import NOON

LATER = "2023-05-13T16:00"
AREA = {"code": "kos-w", "name_uk": "Захід", "name_en": "West", "kind": "area", "parent_id": "", "is_active": "y"}


def text_of(answer):
    return answer.get_data(as_text=True)


def put_hold(session, area, by, **how):
    facts = {"reason": HoldReason.PERSON, "note": "чутно", "review_at": NOON + timedelta(hours=2)} | how
    hold = service.hold_area(session, area.id, hub_id=area.hub_id, by_id=by.id, now=NOON, **facts)
    session.commit()
    return hold


def fresh(session, table):
    """The rows as the application left them, read aside: this session must not hold the write lock."""
    with Session(session.get_bind(), expire_on_commit=False) as aside:
        return aside.scalars(select(table).order_by(table.id)).all()
