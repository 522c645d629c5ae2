"""Who is there and passes on what happens: only then silence means something."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Refused
from app.models import Area, AreaWatch

LONGEST = timedelta(hours=24)
LOOK_BACK = timedelta(hours=48)


def say_quiet(
    session: Session, area_id: int, *, from_at: datetime, to_at: datetime, hub_id: int, by_id: int, now: datetime
) -> AreaWatch:
    """ "I am here and pass on what happens, from - to." One account alone never covers an area."""
    area = get_in_hub(session, Area, area_id, hub_id)
    if not from_at < to_at:
        raise Refused(N_("The time ends before it begins. Check both times."))
    if to_at - from_at > LONGEST:
        raise Refused(N_("Nobody listens for more than 24 hours on end. Say a shorter time."))
    if to_at < now - LOOK_BACK or from_at > now + LONGEST:
        raise Refused(N_("Say a time of the last two days or of the day ahead."))
    watch = AreaWatch(hub_id=hub_id, area_id=area.id, by_id=by_id, from_at=from_at, to_at=to_at)
    session.add(watch)
    audit.record(session, "watch_area", area, by_id=by_id, now=now, from_at=from_at, to_at=to_at)
    return watch
