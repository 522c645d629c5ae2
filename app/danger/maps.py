"""Danger maps as they were issued: store one, keep one for ever, make one again and compare, forget old ones."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger.agreement import disagreement
from app.danger.basis import MapBasis
from app.danger.confirmed import confirmed_tellings_of
from app.danger.drawing import DangerPicture, smallest_areas
from app.danger.learned import learn
from app.danger.packing import first_difference, pack, plain
from app.danger.picture import danger_now, picture_of
from app.danger.weighing import shellings_known
from app.domain.danger.forecast import HABITS_H
from app.domain.danger.version import MODEL_VERSION
from app.domain.danger.wall_clock import learned_until
from app.domain.hub_settings import HubSettings
from app.models import DayDecision, HubSettingsChange, IssuedMap, RouteVersion

KEPT = timedelta(days=90)
QUARTER_MIN = 15


@dataclass(frozen=True)
class Replay:
    """Whether a map made again from the records is the one that was stored, byte by byte; else where it differs."""

    equal: bool
    first_difference: str | None = None


def store_map(session: Session, hub_id: int, *, now: datetime) -> IssuedMap:
    """The map of this quarter of an hour, and another whenever anything it rests on changes; stored once."""
    quarter = now.replace(minute=now.minute // QUARTER_MIN * QUARTER_MIN, second=0, microsecond=0)
    return _store(session, hub_id, danger_now(session, hub_id, now=now), slot=quarter)


def store_picture(session: Session, hub_id: int, picture: DangerPicture) -> IssuedMap:
    """Exactly this picture: for a plan or a decision that rests on it."""
    return _store(session, hub_id, picture, slot=picture.issued_at)


def _store(session: Session, hub_id: int, picture: DangerPicture, *, slot: datetime) -> IssuedMap:
    basis = picture.basis
    if basis is None:
        raise ValueError("a picture that was read back is stored already")
    digest = basis.digest
    key = hashlib.sha256(f"{hub_id} {slot.isoformat()} {MODEL_VERSION} {digest}".encode()).hexdigest()
    found = session.scalar(select(IssuedMap).where(IssuedMap.key == key))
    if found is not None:
        return found
    row = IssuedMap(
        hub_id=hub_id,
        key=key,
        issued_at=picture.issued_at,
        last_report_id=basis.drawn.known.reports.last,
        last_verdict_id=basis.drawn.known.verdicts.last,
        settings_version=basis.settings_version,
        code_version=MODEL_VERSION,
        inputs=basis.packed(),
        inputs_digest=digest,
        result=pack(picture),
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:  # another machine was faster
        return session.scalars(select(IssuedMap).where(IssuedMap.key == key)).one()
    return row


def keep_map(session: Session, map_id: int, *, now: datetime) -> None:
    """A plan or a decision rests on this map: it stays for ever."""
    row = session.get_one(IssuedMap, map_id)
    row.kept_at = row.kept_at or now


def forget_old_maps(session: Session, *, now: datetime) -> None:
    """Those of more than 90 days that no plan and no decision used."""
    used = select(RouteVersion.danger_map_id).where(RouteVersion.danger_map_id.is_not(None))
    decided = select(DayDecision.danger_map_id).where(DayDecision.danger_map_id.is_not(None))
    session.execute(
        delete(IssuedMap).where(
            *(IssuedMap.issued_at < now - KEPT, IssuedMap.kept_at.is_(None)),
            *(IssuedMap.id.not_in(used), IssuedMap.id.not_in(decided)),
        )
    )


def replay(session: Session, row: IssuedMap) -> Replay:
    """Make the map again from reports and verdicts as they were known, under the settings of then, and compare.

    Areas, zones and holds come from what was stored beside it, which has to agree with their history.
    """
    try:
        inputs_then, stored = zlib.decompress(row.inputs), zlib.decompress(row.result)
    except zlib.error:
        return Replay(False, "inputs or result: cannot be read any more")
    if hashlib.sha256(inputs_then).hexdigest() != row.inputs_digest:
        return Replay(False, "inputs: not those that were stored")
    basis, now = MapBasis.unpacked(row.inputs), row.issued_at
    difference = disagreement(session, row.hub_id, basis.drawn.beside, now)
    difference = difference or _differs(stored, plain(_again(session, row, basis, now)))
    if difference and row.code_version != MODEL_VERSION:
        difference = f"model {row.code_version} made it, this is {MODEL_VERSION}; {difference}"
    return Replay(difference is None, difference)


def _differs(stored: bytes, again: bytes) -> str | None:
    try:
        return first_difference(stored, again)
    except ValueError:
        return "result: cannot be read any more"


def _again(session: Session, row: IssuedMap, basis: MapBasis, now: datetime) -> DangerPicture:
    area_ids, until = smallest_areas(basis.drawn.beside), learned_until(now, basis.drawn.beside.tz)
    shellings, year = shellings_known(session, row.hub_id, basis.drawn.known, basis.drawn.beside.tree, now=now)
    if basis.learned.known != basis.drawn.known:
        _, year = shellings_known(session, row.hub_id, basis.learned.known, basis.learned.beside.tree, now=now)
    since = until - timedelta(hours=HABITS_H)
    events = confirmed_tellings_of(year, basis.learned.beside, since=since, until=until)
    learned = learn(session, row.hub_id, basis.learned, area_ids, events, until)
    settings = HubSettings.from_stored(_settings_then(session, row))
    return picture_of(session, row.hub_id, basis, learned, shellings, settings, now=now)


def _settings_then(session: Session, row: IssuedMap) -> dict[str, object]:
    """Of that version: the present ones, or what they were before a change."""
    hub = get_hub(session, row.hub_id)
    if row.settings_version == hub.settings_version:
        return hub.settings
    query = select(HubSettingsChange.settings).where(
        HubSettingsChange.hub_id == row.hub_id, HubSettingsChange.settings_version == row.settings_version
    )
    found: dict[str, object] = session.scalars(query.order_by(HubSettingsChange.id.desc()).limit(1)).one()
    return found
