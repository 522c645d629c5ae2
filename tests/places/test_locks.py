"""Reports that lengthen a hold and people who release it, at the same moment: nobody waits in a circle."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.db import writing
from app.domain.errors import Refused
from app.models import Hold, HoldReason
from app.places import service
from tests.factories import NOON, make_area, make_event

TIMES = 25


def test_a_report_and_a_release_at_once_never_wait_in_a_circle(database, session, hub, oksana):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana)
    ids = {"hub_id": hub.id, "by_id": oksana.id}
    area_id, event_id = area.id, event.id
    session.commit()

    def lengthen(number: int) -> str:
        with Session(writing(database.engine)) as own, own.begin():
            service.get_in_hub(own, service.Area, area_id, hub.id, lock=True)
            audit.record(own, "report_shelling", own.get_one(service.Area, area_id), by_id=oksana.id, now=NOON)
            review_at = NOON + timedelta(hours=2, minutes=number)
            how = {"reason": HoldReason.REPORT, "now": NOON, "review_at": review_at, "event_id": event_id}
            service.hold_area(own, area_id, **how, **ids)
        return "held"

    def release(_number: int) -> str:
        try:
            with Session(writing(database.engine)) as own, own.begin():
                hold = own.scalars(select(Hold).where(Hold.released_at.is_(None))).first()
                if hold is None:
                    return "none"
                hold_id, version = hold.id, hold.version
                own.expunge(hold)
                how = {"reason": "перевірили", "expected_version": version, "now": NOON + timedelta(hours=3)}
                service.release_hold(own, hold_id, **how, **ids)
        except Refused:
            return "told"
        return "released"

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(lambda: [lengthen(number) for number in range(TIMES)])
        released = pool.submit(lambda: [release(number) for number in range(TIMES)])
        answers = held.result(timeout=60) + released.result(timeout=60)

    assert answers.count("held") == TIMES
    assert set(answers[TIMES:]) <= {"released", "told", "none"}
    with Session(database.engine) as own:
        assert audit.verify(own).is_sound
