"""The audit chain: any change of what was written is found, and the first bad entry named."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts import audit
from tests.factories import NOON, make_hub, make_user


def make_entries(session: Session, count: int) -> None:
    hub = make_hub(session)
    user = make_user(session, hub)
    for number in range(count):
        audit.record(session, "hold", hub, by_id=user.id, now=NOON, hub_id=hub.id, number=number)


def test_a_chain_left_alone_is_sound(session: Session):
    make_entries(session, 5)

    found = audit.verify(session)

    assert found.is_sound
    assert found.entries == 5


def test_an_entry_told_in_local_time_holds_when_it_is_read_back_in_utc(session: Session):
    hub = make_hub(session)
    in_kyiv = NOON.astimezone(ZoneInfo("Europe/Kyiv"))

    audit.record(session, "hold", hub, by_id=None, now=in_kyiv, hub_id=hub.id)
    session.commit()
    session.expire_all()

    assert audit.verify(session).is_sound


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE audit_entries SET action = 'release' WHERE seq = 3", 3),
        ("UPDATE audit_entries SET facts = '{\"number\": 9}' WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq = 4", 4),
        ("UPDATE audit_entries SET seq = 99 WHERE seq = 1", 1),
    ],
)
def test_tampering_is_found_and_named(session: Session, tampering: str, first_bad: int):
    make_entries(session, 5)

    session.execute(text(tampering.replace(":", "\\:")))
    session.expire_all()

    assert audit.verify(session).first_bad == first_bad


def test_an_entry_goes_with_what_it_records(session: Session):
    hub = make_hub(session)
    session.commit()

    audit.record(session, "hold", hub, by_id=None, now=NOON, hub_id=hub.id)
    session.rollback()

    assert audit.verify(session).entries == 0
