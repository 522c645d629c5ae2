"""The story's time, and what happens in it by itself: strikes are reported once the clock has passed them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo import strikes
from app.models import Hub, StoryClock, User


def go_to(session: Session, moment: datetime, *, real_now: datetime) -> None:
    """Set the story's clock. Domain time only: sessions, throttles and the chain of the audit keep real time."""
    row = session.get_one(StoryClock, 1)
    row.offset_s = (moment - real_now).total_seconds()
    move_on(session, now=moment)


def story_now(session: Session, *, real_now: datetime) -> datetime:
    return real_now + timedelta(seconds=session.get_one(StoryClock, 1).offset_s)


def move_on(session: Session, *, now: datetime) -> int:
    """Report the strikes that the clock has passed and nobody has reported yet; how many those were.

    Nothing is reported where the one who reports them is gone.
    """
    hub_id = session.scalars(select(Hub.id).order_by(Hub.id).limit(1)).one()
    by_id = session.scalars(select(User.id).where(User.username == "boiko")).first()
    return 0 if by_id is None else strikes.report_due(session, hub_id, by_id, now=now)
