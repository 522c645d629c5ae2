"""The story's time, and what happens in it by itself: strikes are reported once the clock has passed them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models import StoryClock


def go_to(session: Session, moment: datetime, *, real_now: datetime) -> None:
    """Set the story's clock. Domain time only: sessions, throttles and the chain of the audit keep real time."""
    row = session.get_one(StoryClock, 1)
    row.offset_s = (moment - real_now).total_seconds()
    move_on(session, now=moment)


def story_now(session: Session, *, real_now: datetime) -> datetime:
    return real_now + timedelta(seconds=session.get_one(StoryClock, 1).offset_s)


def move_on(session: Session, *, now: datetime) -> int:
    """Report the strikes of the past that are not yet reported; how many those were."""
    return 0
