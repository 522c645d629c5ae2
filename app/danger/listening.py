"""Who said that they listen, and when: rows that are only ever added, so a process reads each of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger.basis import Basis, Rows
from app.danger.kept import Kept
from app.domain.danger.coverage import WatchSpans
from app.models import AreaWatch

WATCH = np.dtype("i8, i8, i8, f8, f8")
WATCH.names = ("id", "area", "by", "start_s", "end_s")
Watches = NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of a hub: the rows that could be seen then and did not end before since."""

    seen: Rows
    since: datetime
    watches: Watches


_last_read: Kept[UUID, _Read] = Kept()


def watch_spans(
    session: Session, hub_id: int, basis: Basis, area_ids: Sequence[int], *, since: datetime, now: datetime
) -> dict[int, WatchSpans]:
    """Who said that they listen, by area.

    Nobody but these: were reports to count, one more report could take an area from "?" to a digit, and no report
    ever loosens.
    """
    told = _watches(session, hub_id, basis.known.watches, since)
    told = told[(told["end_s"] >= since.timestamp()) & (told["start_s"] <= now.timestamp())]
    told = told[np.argsort(told["area"], kind="stable")]
    led = np.isin(told["by"], list(basis.beside.leaders))
    heard, tree = {one.id for one in basis.beside.areas if one.in_earshot}, basis.beside.tree
    found = {}
    for area_id in area_ids:
        near = [one for one in tree.up(area_id) if one in heard]
        ends = np.searchsorted(told["area"], [(one, one + 1) for one in near] or np.zeros((0, 2)))
        rows = np.concatenate([np.zeros(0, np.int64), *(np.arange(*pair) for pair in ends)])
        there = told[rows]
        found[area_id] = WatchSpans(there["by"], there["start_s"], there["end_s"], led[rows])
    return found


def _watches(session: Session, hub_id: int, seen: Rows, since: datetime) -> Watches:
    """Those of a longer past, or of an earlier state of the records, are read for themselves."""
    hub = get_hub(session, hub_id)
    known = _last_read.find(hub.uid)
    if known is None or known.since > since or not _is_part(session, known, seen):
        watches = _rows(session, hub_id, seen.seen(AreaWatch), since)
    elif known.seen == seen:
        return known.watches
    else:
        new = (AreaWatch.id > known.seen.last) | AreaWatch.id.in_(known.seen.unseen)
        added = _rows(session, hub_id, seen.seen(AreaWatch) & new, since)
        kept = known.watches[known.watches["end_s"] >= since.timestamp()]
        watches = np.concatenate([kept, added])
    if known is None or seen.last >= known.seen.last:
        _last_read.keep(hub.uid, _Read(seen, since, watches))
    return watches


def _is_part(session: Session, known: _Read, seen: Rows) -> bool:
    """Whether all that is known can be seen; the last row, for a database put back from a backup has others."""
    if known.seen.last > seen.last or not set(seen.unseen) & set(range(known.seen.last + 1)) <= set(known.seen.unseen):
        return False
    last = known.watches[-1:]
    return not len(last) or bool((_rows_of(session, AreaWatch.id == int(last["id"][0])) == last).all())


def _rows(session: Session, hub_id: int, which: ColumnElement[bool], since: datetime) -> Watches:
    return _rows_of(session, (AreaWatch.hub_id == hub_id) & (AreaWatch.to_at >= since) & which)


def _rows_of(session: Session, which: ColumnElement[bool]) -> Watches:
    columns = (AreaWatch.id, AreaWatch.area_id, AreaWatch.by_id, AreaWatch.from_at, AreaWatch.to_at)
    found = session.execute(select(*columns).where(which).order_by(AreaWatch.id))
    return np.array([(*ids, start.timestamp(), end.timestamp()) for *ids, start, end in found], WATCH)
