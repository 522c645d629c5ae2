"""How long the danger picture takes from the rows of a database, as the first page after a report asks for it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.danger import learned, listening, picture, weighing
from app.db import make_engine, writing
from app.domain.roles import Role
from app.domain.shelling import AreaPrecision, Chip, EventState, Observation, SourceType, TimePrecision
from app.models import Area, AreaKind, AreaWatch, Base, Hub, Membership, ShellingEvent, ShellingReport, User
from app.shelling.draft import ReportDraft
from app.shelling.service import amend_report, report_shelling
from benchmarks.danger.taking import Taken, taken

YEAR_MIN = 365 * 24 * 60
ROWS_AT_ONCE = 20_000
TAKES = 5
DAY = timedelta(days=1)


class Town:
    """A hub with a year of reports; one in ten came a day late, one in twenty is corrected by a later one."""

    def __init__(self, engine: Engine, areas: int, events: int) -> None:
        self.engine, self.chance, self.now = engine, Random(1), clock.real_now()
        with Session(writing(engine)) as session, session.begin():
            self.hub_id, self.boss_id = self._people(session)
            self.areas = self._areas(session, areas)
            for start in range(0, events, ROWS_AT_ONCE):
                self._add(session, start, min(ROWS_AT_ONCE, events - start))
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()

    def cases(self) -> Iterator[tuple[str, Taken]]:
        """What comes before the picture is drawn, and how long that takes at best."""
        yield "nothing read yet", min(self._after(self._forget) for _ in range(TAKES))
        steps: dict[str, Callable[[int], object]] = {"new": self._new, "late": self._late, "changed": self._changed}
        for name, write in steps.items():
            yield f"one {name} report", min(self._after(partial(write, turn)) for turn in range(TAKES))
        yield "habits learned anew", min(self._after(learned._latest.clear, self._forget) for _ in range(2))

    def _after(self, *before: Callable[[], object]) -> Taken:
        for one in before:
            one()
        with Session(self.engine) as session:
            return taken(lambda: picture.danger_now(session, self.hub_id, now=self.now))

    @staticmethod
    def _forget() -> None:
        for kept in (picture._latest_pictures, weighing._last_read, listening._last_read):
            kept.clear()

    def _new(self, turn: int) -> None:
        self._tell(turn, timedelta(hours=1 + turn))

    def _late(self, turn: int) -> None:
        self._tell(turn, (10 + turn) * DAY)

    def _tell(self, turn: int, ago: timedelta) -> None:
        by = {"hub_id": self.hub_id, "by_id": self.boss_id, "now": self.now}
        with Session(writing(self.engine)) as session, session.begin():
            report_shelling(session, self._draft(self.areas[turn], ago), **by)

    def _changed(self, turn: int) -> None:
        by = {"hub_id": self.hub_id, "by_id": self.boss_id, "now": self.now}
        recent = select(ShellingReport).where(ShellingReport.latest_at > self.now - 20 * DAY)
        with Session(writing(self.engine)) as session, session.begin():
            old = session.scalars(recent.order_by(ShellingReport.id).offset(turn).limit(1)).one()
            amend_report(session, old.id, self._draft(old.area_id, timedelta(hours=30 + turn)), **by)

    def _draft(self, area_id: int, ago: timedelta) -> ReportDraft:
        at, key = self.now - ago, uuid4()
        return ReportDraft(
            client_key=key, area_id=area_id, chip=Chip.MORTAR, earliest_at=at, latest_at=at,
            precision=TimePrecision.EXACT,
        )  # fmt: skip

    def _people(self, session: Session) -> tuple[int, int]:
        since = self.now - 400 * DAY
        hub = Hub(
            code="bench", name_uk="Б", name_en="B", time_zone="Europe/Kyiv", base_lat=48.6, base_lon=37.5,
            base_name="Б", duty_phone="-", created_at=since, settings={},
        )  # fmt: skip
        boss = User(username="boss", role=Role.COORDINATOR, display_name="B", password_hash="-", created_at=since)  # noqa: S106
        session.add_all([hub, boss])
        session.flush()
        session.add(Membership(user_id=boss.id, hub_id=hub.id))
        return hub.id, boss.id

    def _areas(self, session: Session, number: int) -> list[int]:
        """Somebody listens in each of them, a year long, a watch a day."""
        area = {"hub_id": self.hub_id, "name_uk": "Д", "name_en": "A", "kind": AreaKind.AREA}
        rows = [Area(code=f"A-{one}", **area) for one in range(number)]
        session.add_all(rows)
        session.flush()
        by = {"hub_id": self.hub_id, "by_id": self.boss_id}
        days = [{"from_at": self.now - (back + 1) * DAY, "to_at": self.now - back * DAY} for back in range(365)]
        session.execute(insert(AreaWatch), [by | {"area_id": row.id} | day for row in rows for day in days])
        return [row.id for row in rows]

    def _add(self, session: Session, start: int, number: int) -> None:
        events: list[dict[str, Any]] = []
        reports: list[dict[str, Any]] = []
        for key in range(start + 1, start + number + 1):
            latest = self.now - timedelta(minutes=self.chance.randrange(YEAR_MIN))
            width, late_min = self.chance.choice([0, 30, 120]), self.chance.choice([1440] + [5] * 9)
            span = {"earliest_at": latest - timedelta(minutes=width), "latest_at": latest}
            where = {"hub_id": self.hub_id, "area_id": self.chance.choice(self.areas)} | span
            state = {"state": EventState.REPORTED, "created_at": self.now, "version": 1}
            events.append(where | state | {"id": key, "uid": UUID(int=key)})
            told = where | {
                "event_id": key, "reporter_id": self.boss_id,
                "received_at": min(latest + timedelta(minutes=late_min), self.now),
                "time_precision": TimePrecision.QUARTER, "chip": Chip.ARTILLERY, "area_precision": AreaPrecision.AREA,
                "observation": Observation.HEARD, "source_type": SourceType.VOLUNTEER, "body_hash": "-",
            }  # fmt: skip
            numbers = count(2 * key)
            for corrects in (None, 2 * key)[: 2 if key % 20 == 0 else 1]:
                report_id = next(numbers)
                reports.append(told | {"id": report_id, "uid": UUID(int=report_id), "corrects_id": corrects})
        session.execute(insert(ShellingEvent), events)
        session.execute(insert(ShellingReport), reports)


@contextmanager
def town(areas: int, events: int) -> Iterator[Town]:
    """On a throw-away database."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        try:
            Base.metadata.create_all(engine)
            yield Town(engine, areas, events)
        finally:
            engine.dispose()
