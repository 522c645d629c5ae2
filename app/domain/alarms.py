"""Alarms: what two siren feeds answer, read tolerantly, and what an alarm may be called. It informs, it never holds."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.errors import N_

STALE_AFTER = timedelta(minutes=10)
LONGEST_TEXT, LONGEST_NOTE = 120, 500


class Source(StrEnum):
    """Where alarms come from. TRAINING is the demo's own, never asked of any network."""

    ALERTS_IN_UA = "alerts_in_ua"
    UKRAINEALARM = "ukrainealarm"
    TRAINING = "training"


SOURCE_NAMES = {
    Source.ALERTS_IN_UA: "alerts.in.ua",
    Source.UKRAINEALARM: "ukrainealarm.com",
    Source.TRAINING: N_("training data"),
}


class AlarmKind(StrEnum):
    AIR_RAID = "air_raid"
    ARTILLERY_SHELLING = "artillery_shelling"
    URBAN_FIGHTS = "urban_fights"
    COMBINED_SHELLING = "combined_shelling"
    CHEMICAL = "chemical"
    NUCLEAR = "nuclear"
    INFO = "info"
    UNKNOWN = "unknown"


KIND_LABELS = {
    AlarmKind.AIR_RAID: N_("air alarm"),
    AlarmKind.ARTILLERY_SHELLING: N_("threat of artillery"),
    AlarmKind.URBAN_FIGHTS: N_("threat of street fighting"),
    AlarmKind.COMBINED_SHELLING: N_("threat of combined shelling"),
    AlarmKind.CHEMICAL: N_("chemical threat"),
    AlarmKind.NUCLEAR: N_("radiation threat"),
    AlarmKind.INFO: N_("message of the feed"),
    AlarmKind.UNKNOWN: N_("alarm of an unknown kind"),
}


class RegionKind(StrEnum):
    OBLAST = "oblast"
    RAION = "raion"
    HROMADA = "hromada"
    CITY = "city"
    UNKNOWN = "unknown"


SCOPE_LABELS = {
    RegionKind.OBLAST: N_("oblast alarm"),
    RegionKind.RAION: N_("raion alarm"),
    RegionKind.HROMADA: N_("hromada alarm"),
    RegionKind.CITY: N_("town alarm"),
    RegionKind.UNKNOWN: N_("alarm of a region"),
}
# The words of api.ukrainealarm.com v3 in those of alerts.in.ua.
OTHER_KINDS = {"AIR": AlarmKind.AIR_RAID, "ARTILLERY": AlarmKind.ARTILLERY_SHELLING}
OTHER_REGIONS = {"State": RegionKind.OBLAST, "District": RegionKind.RAION, "Community": RegionKind.HROMADA}


# Judgement: there are about 1,600 hromadas, raions and oblasts. More would keep everybody else from writing for long.
MOST_ALARMS = 2000


class Unreadable(ValueError):
    """The answer is not the list of alarms that was asked for: nothing is learnt from it, and nothing ends by it."""


@dataclass(frozen=True, kw_only=True)
class AlarmRecord:
    """One alarm as a feed tells it. ref: the feed's own number; None where it gives none."""

    ref: str | None
    region_uid: str
    region_name: str
    region_kind: RegionKind
    oblast_uid: str | None
    kind: AlarmKind
    kind_text: str
    level: str
    started_at: datetime
    finished_at: datetime | None
    updated_at: datetime
    is_estimated: bool
    notes: str


@dataclass(frozen=True)
class AlarmList:
    """What is active by one answer. unread: entries that made no sense; while there is one, absence ends no alarm."""

    records: tuple[AlarmRecord, ...]
    unread: int


def read_alerts_in_ua(body: bytes) -> AlarmList:
    """The answer of /v1/alerts/active.json; raises Unreadable."""
    data = _json(body)
    if not isinstance(data, dict) or not isinstance(data.get("alerts"), list):
        raise Unreadable("no list of alerts")
    return _gather([_alert(entry) for entry in data["alerts"]])


def read_ukrainealarm(body: bytes) -> AlarmList:
    """The answer of /api/v3/alerts; raises Unreadable."""
    data = _json(body)
    if not isinstance(data, list):
        raise Unreadable("no list of regions")
    return _gather([alarm for region in data for alarm in _region(region)])


def read_status(body: bytes) -> int:
    """lastActionIndex of /api/v3/alerts/status; raises Unreadable."""
    data = _json(body)
    index = data.get("lastActionIndex") if isinstance(data, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < 2**63:
        raise Unreadable("no index")
    return index


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, object_pairs_hook=_told_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error


def _told_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are each told once: of two lists of alerts nobody knows which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("a key told twice")
    return found


def _gather(found: Iterable[AlarmRecord | None]) -> AlarmList:
    """The latest word on each alarm; one told twice counts once."""
    latest: dict[tuple[str, ...], AlarmRecord] = {}
    unread = 0
    for record in found:
        if record is None:
            unread += 1
        elif (known := latest.get(identity(record))) is None or _replaces(record, known):
            latest[identity(record)] = record
    if len(latest) > MOST_ALARMS:
        raise Unreadable("more alarms than there are regions")
    return AlarmList(tuple(_numbered_apart(latest.values())), unread)


def _numbered_apart(records: Iterable[AlarmRecord]) -> Iterator[AlarmRecord]:
    """Two regions under one number are two alarms: neither may take the other's place."""
    found = list(records)
    told = Counter(record.ref for record in found if record.ref)
    for record in found:
        is_shared = record.ref is not None and told[record.ref] > 1
        yield replace(record, ref=f"{record.ref}/{record.region_uid}") if is_shared else record


def _replaces(record: AlarmRecord, known: AlarmRecord) -> bool:
    """A later word does; of one moment, the one that ends nothing, then the one that names its region."""
    return _word(record) >= _word(known)


def _word(record: AlarmRecord) -> tuple[datetime, bool, bool]:
    return record.updated_at, record.finished_at is None, bool(record.region_name)


def identity(record: AlarmRecord) -> tuple[str, ...]:
    """The feed's number and the region, else the region and kind: of each, one alarm can be on at a time."""
    return (record.ref, record.region_uid) if record.ref else (record.region_uid, record.kind, record.kind_text)


def _alert(entry: Any) -> AlarmRecord | None:
    if not isinstance(entry, dict):
        return None
    ref, uid = _text(entry.get("id")), _text(entry.get("location_uid"))
    started_at, finished_at = _moment(entry.get("started_at")), _moment(entry.get("finished_at"))
    says_an_end = entry.get("finished_at") not in (None, "")
    if not ref or not uid or started_at is None or (says_an_end and finished_at is None):
        return None
    kind, kind_text = _kind(entry.get("alert_type"))
    return AlarmRecord(
        ref=ref,
        region_uid=uid,
        region_name=_text(entry.get("location_title")),
        region_kind=_one_of(RegionKind, entry.get("location_type"), RegionKind.UNKNOWN),
        oblast_uid=_text(entry.get("location_oblast_uid")) or None,
        kind=kind,
        kind_text=kind_text,
        level=_text(entry.get("alert_level"))[:32],
        started_at=started_at,
        finished_at=finished_at,
        updated_at=_moment(entry.get("updated_at")) or started_at,
        is_estimated=entry.get("calculated") is True,
        notes=_text(entry.get("notes"), LONGEST_NOTE),
    )


def _region(region: Any) -> Iterator[AlarmRecord | None]:
    alarms = region.get("activeAlerts", "missing") if isinstance(region, dict) else "missing"
    if not isinstance(alarms, list | None):
        yield None
        return
    name = _text(region.get("regionName")) or _text(region.get("regionEngName"))
    for alarm in alarms or ():
        yield _active(alarm, region, name) if isinstance(alarm, dict) else None


def _active(alarm: dict[str, Any], region: dict[str, Any], name: str) -> AlarmRecord | None:
    """An entry of a region. It may name a wider region than the one it is listed under."""
    own = _text(region.get("regionId"))
    uid, started_at = _text(alarm.get("regionId")) or own, _moment(alarm.get("lastUpdate"))
    if not uid or started_at is None:
        return None
    kind, kind_text = _kind(alarm.get("type"))
    said = alarm.get("regionType") or region.get("regionType")
    return AlarmRecord(
        ref=None,
        region_uid=uid,
        region_name=name if uid == own else "",
        region_kind=OTHER_REGIONS.get(said, RegionKind.UNKNOWN) if isinstance(said, str) else RegionKind.UNKNOWN,
        oblast_uid=uid if said == "State" else None,
        kind=kind,
        kind_text=kind_text,
        level="",
        started_at=started_at,
        finished_at=None,
        updated_at=started_at,
        is_estimated=False,
        notes="",
    )


def _kind(said: Any) -> tuple[AlarmKind, str]:
    """The kind, and the feed's own word where it is none of ours."""
    text = _text(said)
    kind = OTHER_KINDS.get(text.upper()) or _one_of(AlarmKind, text.lower(), AlarmKind.UNKNOWN)
    return kind, text[:64] if kind is AlarmKind.UNKNOWN else ""


def _one_of(kinds: Any, said: Any, otherwise: Any) -> Any:
    return kinds(said) if isinstance(said, str) and said in set(kinds) else otherwise


def _text(said: Any, longest: int = LONGEST_TEXT) -> str:
    """Plain text of one line; numbers as they are written, anything else as nothing."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    if isinstance(said, int):
        return str(said) if abs(said) < 2**63 else ""
    printable = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in said[: 4 * longest])
    return " ".join("".join(printable).split())[:longest]


def _moment(said: Any) -> datetime | None:
    """An aware moment in UTC; one without an offset is taken for UTC, as the feeds document it."""
    if not isinstance(said, str) or len(said) > 40:
        return None
    try:
        moment = datetime.fromisoformat(said)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        found = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 2014 <= found.year <= 2100 else None
