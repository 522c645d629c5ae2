"""A danger picture as bytes: the same picture, the same bytes; and what differs between two."""

import json
import zlib
from datetime import datetime
from typing import Any

import numpy as np

from app.danger.drawing import AreaDanger, DangerPicture, Why
from app.domain.danger.grade import Grade
from app.domain.danger.hour_order import HourRank, RankedHour

# Rates are kept as whole events in a million hours: no grade hangs on less, and no machine rounds it otherwise.
PER_HOURS = 1_000_000


def pack(picture: DangerPicture) -> bytes:
    """A line of JSON, then the rates of each area by the hour, four bytes each, little-endian; compressed."""
    return zlib.compress(plain(picture), 9)


def plain(picture: DangerPicture) -> bytes:
    areas = picture.areas.items()
    hours = [hour for hour, _, _ in next(iter(picture.areas.values())).hours] if picture.areas else []
    head = {
        "issued_at": _told(picture.issued_at),
        "reports_until": _told(picture.reports_until),
        "is_learning": picture.is_learning,
        "first_hour": _told(hours[0] if hours else None),
        "hours": len(hours),
        "areas": [[area_id, _head_of(area)] for area_id, area in areas],
    }
    rates = np.array([[rate for _, _, rate in area.hours] for _, area in areas], np.float64)
    line = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    return line + b"\n" + np.rint(rates * PER_HOURS).astype("<u4").tobytes()


def _head_of(area: AreaDanger) -> dict[str, Any]:
    return {
        "grades": [area.grade_now, area.grade_today, area.grade_tomorrow],
        "by_hour": "".join(grade for _, grade, _ in area.hours),
        "coverage": round(area.coverage, 6),
        "counts": list(area.counts_1h_6h_24h_7d),
        "last_report_at": _told(area.last_report_at),
        "shellings": area.why.shellings,
        "days": area.why.days,
        "last_at": _told(area.why.last_at),
        "closed_by": area.why.closed_by,
        "chance_now": round(area.why.chance_now, 6),
        "today": _order(area.order_today),
        "tomorrow": _order(area.order_tomorrow),
    }


def _order(hours: list[RankedHour] | None) -> list[Any] | None:
    return None if hours is None else [[one.step, one.rank, one.hit_of_100] for one in hours]


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def unpack(packed: bytes) -> DangerPicture:
    """The picture as it was issued; rates as finely as they are kept."""
    line, _, rest = zlib.decompress(packed).partition(b"\n")
    head = json.loads(line)
    rates = np.frombuffer(rest, "<u4").reshape(len(head["areas"]), head["hours"]) / PER_HOURS
    first = _moment(head["first_hour"])
    step = np.timedelta64(1, "h").item()
    hours = [first + step * place for place in range(head["hours"])] if first else []
    areas = {
        area_id: _area_of(told, hours, row.tolist()) for (area_id, told), row in zip(head["areas"], rates, strict=True)
    }
    issued_at = _moment(head["issued_at"])
    assert issued_at is not None
    return DangerPicture(issued_at, _moment(head["reports_until"]), areas, head["is_learning"])


def _area_of(told: dict[str, Any], hours: list[datetime], rates: list[float]) -> AreaDanger:
    now, today, tomorrow = (Grade(one) for one in told["grades"])
    hour, six, day, week = told["counts"]
    return AreaDanger(
        grade_now=now,
        grade_today=today,
        grade_tomorrow=tomorrow,
        hours=[(at, Grade(grade), rate) for at, grade, rate in zip(hours, told["by_hour"], rates, strict=True)],
        coverage=told["coverage"],
        counts_1h_6h_24h_7d=(hour, six, day, week),
        last_report_at=_moment(told["last_report_at"]),
        why=Why(
            shellings=told["shellings"],
            days=told["days"],
            last_at=_moment(told["last_at"]),
            closed_by=told["closed_by"],
            watched=told["coverage"],
            chance_now=told["chance_now"],
        ),
        order_today=_ranked(told["today"]),
        order_tomorrow=_ranked(told["tomorrow"]),
    )


def _ranked(told: list[Any] | None) -> list[RankedHour] | None:
    return None if told is None else [RankedHour(step, HourRank(rank), hit) for step, rank, hit in told]


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def first_difference(stored: bytes, again: bytes) -> str | None:
    """Where two plain pictures first differ, in words for whoever looks into it; None where they are equal."""
    if stored == again:
        return None
    (old, _, old_rates), (new, _, new_rates) = (one.partition(b"\n") for one in (stored, again))
    if old != new:
        return _differs(json.loads(old), json.loads(new), "")
    one, other = np.frombuffer(old_rates, "<u4"), np.frombuffer(new_rates, "<u4")
    place = int(np.argmax(one != other)) if len(one) == len(other) else min(len(one), len(other))
    return f"rate {place}: {one[place : place + 1].tolist()} was stored, {other[place : place + 1].tolist()} now"


def _differs(old: Any, new: Any, path: str) -> str | None:
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(f"{path}.{name}", old.get(name), new.get(name)) for name in sorted({*old, *new})]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(f"{path}[{place}]", *both) for place, both in enumerate(zip(old, new, strict=True))]
    else:
        return None if old == new else f"{path.lstrip('.')}: {old!r} was stored, {new!r} now"
    return next((found for name, one, other in pairs if (found := _differs(one, other, name))), None)
