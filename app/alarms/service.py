"""Writes down what a feed said: alarms by their identity, an end by absence, the state of the feed."""

import zlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.scope import get_in_hub
from app.alarms import queries
from app.domain.alarms import AlarmList, AlarmRecord, Source, identity
from app.domain.errors import N_, Refused
from app.models import Alarm, AlarmAnswer, AlarmFeed, Area, Hold, HoldReason
from app.places import service as places

ANSWERS_KEPT = timedelta(days=3)
MOST_KEPT_BYTES = 100_000  # one a minute: a feed that swells fills no more than 430 MB of a small box in three days
ALARMS_KEPT = timedelta(days=90)  # after their end, as long as the maps that were shown with them
LONGEST_WAIT = timedelta(minutes=30)
FIRST_WAIT_AFTER_LIMIT = timedelta(minutes=2)


def switch_feeds(session: Session, sources: set[Source]) -> None:
    """The feeds that have a key now; one that lost it is shown no longer, its alarms stay written."""
    known = {feed.source: feed for feed in session.scalars(select(AlarmFeed))}
    session.add_all(AlarmFeed(source=source) for source in sources - known.keys())
    for source, feed in known.items():
        is_on = source in sources or source is Source.TRAINING
        if feed.is_on != is_on:
            feed.is_on = is_on


def note_asked(session: Session, source: Source, *, now: datetime) -> None:
    session.get_one(AlarmFeed, source).asked_at = now


def note_answer(
    session: Session, source: Source, *, now: datetime, last_modified: str | None = None, index: int | None = None
) -> None:
    """The feed answered: it is heard, and what went wrong before is over."""
    feed = session.get_one(AlarmFeed, source)
    feed.answered_at, feed.error, feed.error_at, feed.failures, feed.wait_until = now, None, None, 0, None
    if last_modified is not None:
        feed.last_modified = last_modified
    if index is not None:
        feed.wanted_index = index


def note_list(session: Session, source: Source, found: AlarmList, body: bytes, *, now: datetime) -> None:
    """Alarms of a whole list. One that is missing from it has ended: the feeds name only what is on."""
    open_ones = list(session.scalars(select(Alarm).where(Alarm.source == source, Alarm.finished_at.is_(None))))
    seen = {_note_alarm(session, source, record, open_ones, now=now).id for record in found.records}
    if not found.unread:
        for alarm in open_ones:
            if alarm.id not in seen and alarm.finished_at is None:
                alarm.finished_at, alarm.is_estimated = now, True
    feed = session.get_one(AlarmFeed, source)
    feed.action_index = feed.wanted_index
    kept = zlib.compress(body)
    session.add(AlarmAnswer(source=source, fetched_at=now, body=kept if len(kept) <= MOST_KEPT_BYTES else b""))
    session.execute(delete(AlarmAnswer).where(AlarmAnswer.fetched_at < now - ANSWERS_KEPT))
    session.execute(delete(Alarm).where(Alarm.finished_at < now - ALARMS_KEPT))


def _note_alarm(
    session: Session, source: Source, record: AlarmRecord, open_ones: list[Alarm], *, now: datetime
) -> Alarm:
    """The alarm of this record, new or as it was. A feed without numbers moves its time on: the first start stays."""
    known = None if record.ref else next((one for one in open_ones if _is_same(one, record)), None)
    ref = record.ref or (known.ref if known else _made_ref(record))
    alarm = known or session.scalar(select(Alarm).where(Alarm.source == source, Alarm.ref == ref))
    if alarm is None:
        alarm = Alarm(source=source, ref=ref, started_at=min(record.started_at, now))
        session.add(alarm)
    elif record.ref:
        alarm.started_at = min(record.started_at, now)
    for name in ("region_uid", "region_kind", "oblast_uid", "kind", "kind_text", "level", "notes"):
        setattr(alarm, name, getattr(record, name))
    alarm.region_name = record.region_name or alarm.region_name or ""
    alarm.finished_at, alarm.is_estimated, alarm.fetched_at = _end(record, now), record.is_estimated, now
    session.flush()
    return alarm


def _end(record: AlarmRecord, now: datetime) -> datetime | None:
    """An end before the start is a mistake, and one that lies ahead a guess: while silence follows, neither ends it."""
    is_told = record.finished_at is not None and record.started_at <= record.finished_at <= now
    return record.finished_at if is_told else None


def _is_same(alarm: Alarm, record: AlarmRecord) -> bool:
    return (alarm.region_uid, alarm.kind, alarm.kind_text) == identity(record)


def _made_ref(record: AlarmRecord) -> str:
    return "/".join((*identity(record), record.started_at.isoformat()))


def note_failure(
    session: Session, source: Source, error: str, *, now: datetime, wait: timedelta | None = None, stop: bool = False
) -> None:
    """The feed did not answer. It is asked more and more seldom, at most every half hour; no alarm ends by that."""
    feed = session.get_one(AlarmFeed, source)
    feed.error, feed.error_at, feed.is_stopped = error, now, stop
    feed.failures += 1
    if error == "limit":
        wait = max(wait or timedelta(), FIRST_WAIT_AFTER_LIMIT * 2 ** min(feed.failures - 1, 4))
    elif wait is None and feed.failures > 3:
        wait = timedelta(minutes=min(feed.failures - 2, 5))
    feed.wait_until = now + min(wait, LONGEST_WAIT) if wait else None


def ask_again(session: Session, source: Source) -> None:
    """An administrator mended the key: the feed may be asked again at its next turn."""
    feed = session.get(AlarmFeed, source)
    if feed is None or not feed.is_on:
        raise Refused(N_("This feed has no key here, so it is not asked."))
    feed.is_stopped, feed.wait_until, feed.failures = False, None, 0


def hold_for_alarm(
    session: Session, area_id: int, *, hub_id: int, note: str, review_at: datetime, by_id: int, now: datetime
) -> Hold:
    """Hold an area in one's own name because an alarm is on there. Only a person's release ends it, never the feed."""
    area = get_in_hub(session, Area, area_id, hub_id)
    on = queries.alarms_now(session, hub_id, now=now).get(area.id, [])
    if all(alarm.is_long_standing for alarm in on):
        raise Refused(N_("No alarm is on there any more. To hold it all the same, use the page of the area."))
    return places.hold_area(
        session,
        area_id,
        hub_id=hub_id,
        reason=HoldReason.PERSON,
        note=note,
        review_at=review_at,
        by_id=by_id,
        now=now,
    )
