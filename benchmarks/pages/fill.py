"""Five invented years behind the demo's fortnight: people, closed needs with their visits, reports and their events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Table, insert, select
from sqlalchemy.orm import Session

from app.db import writing
from app.domain.needs import Urgency
from app.domain.outcomes import Cause, Outcome
from app.domain.shelling import AreaPrecision, Chip, EventState, Observation, SourceType, TimePrecision
from app.domain.states import CloseReason, NeedState, VisitState
from app.models import (
    Area,
    Base,
    Household,
    Hub,
    Need,
    NeedKind,
    NeedMove,
    Person,
    PersonLookup,
    ShellingEvent,
    ShellingReport,
    User,
    Visit,
    VisitNeed,
)
from app.models.needs import NeedSource
from app.people.lookup import digests_of

AT_ONCE = 20_000
YEARS = timedelta(days=5 * 365)
FIRST = ("Людмила", "Галина", "Микола", "Степан", "Оксана", "Раїса", "Петро", "Ганна", "Віктор", "Марія", "Надія")
STEMS = (
    "Вигад",
    "Приклад",
    "Зразк",
    "Умовн",
    "Навчальн",
    "Пробн",
    "Казк",
    "Байк",
    "Мрійн",
    "Загадк",
    "Словн",
    "Літерн",
)
ENDS = ("енко", "ко", "юк", "чук", "ський", "ець", "ов", "ова", "ина", "ак", "ик", "ишин")

EXPLODED = [chip for chip in Chip if chip is not Chip.MINE]

Row = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What the invented rows point to."""

    hub_id: int
    areas: tuple[int, ...]
    kinds: tuple[int, ...]
    user_id: int
    until: datetime


def fill(engine: Engine, *, people: int, records: int, until: datetime, tell: Callable[[str], None]) -> None:
    """Add `people` who can be searched, and `records` past needs and as many reports, all before `until`."""
    chance = Random(13)
    with Session(writing(engine)) as session, session.begin():
        ground = _ground(session, until)
        tell(f"{people:,} people")
        households = _add_people(session, ground, people, chance)
    tell(f"{records:,} needs and visits")
    _add(engine, lambda: _needs(ground, records, households, chance), Need, NeedMove, Visit, VisitNeed)
    tell(f"{records:,} reports")
    _add(engine, lambda: _reports(ground, records, chance), ShellingEvent, ShellingReport)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _ground(session: Session, until: datetime) -> Ground:
    hub_id = session.scalars(select(Hub.id).order_by(Hub.id)).first()
    assert hub_id is not None
    parents = select(Area.parent_id).where(Area.parent_id.is_not(None))
    return Ground(
        hub_id,
        tuple(session.scalars(select(Area.id).where(Area.hub_id == hub_id, Area.id.not_in(parents)))),
        tuple(session.scalars(select(NeedKind.id).where(NeedKind.hub_id == hub_id))),
        session.scalars(select(User.id).order_by(User.id)).all()[0],
        until,
    )


def _add_people(session: Session, ground: Ground, count: int, chance: Random) -> list[int]:
    last = session.scalar(select(Person.changed_seq).order_by(Person.changed_seq.desc()).limit(1)) or 0
    made = []
    for number in range(count):
        household = Household(
            hub_id=ground.hub_id, area_id=chance.choice(ground.areas), created_at=ground.until - YEARS
        )
        household.address = f"вул. Вигадана, {number}"
        person = Person(hub_id=ground.hub_id, household=household, created_at=household.created_at)
        person.first_name = chance.choice(FIRST)
        person.surname = chance.choice(STEMS) + chance.choice(ENDS) + chance.choice(("", "", "-Байко"))
        person.birth_year, person.phones = chance.randint(1930, 2000), f"+38050{number:07d}"
        person.changed_seq = last + number + 1
        made.append((household, person))
    session.add_all([row for pair in made for row in pair])
    session.flush()
    looked = [(person.id, digest) for household, person in made for digest in digests_of(person, household)]
    session.execute(
        insert(PersonLookup),
        [{"person_id": owner, "hub_id": ground.hub_id, "digest": digest} for owner, digest in looked],
    )
    return [household.id for household, _ in made]


def _needs(ground: Ground, count: int, households: list[int], chance: Random) -> Iterator[dict[type[Base], Row]]:
    """Ids far above those of the demo, so that the two never meet."""
    for number in range(count):
        key = 1_000_000 + number
        at = ground.until - YEARS * ((number + 1) / count)
        missed = number % 5 == 0
        closed = {"state": NeedState.CLOSED, "close_reason": CloseReason.MET, "closed_at": at + timedelta(days=3)}
        yield {
            Need: {
                "id": key,
                "uid": UUID(int=chance.getrandbits(128)),
                "hub_id": ground.hub_id,
                "number": key,
                "kind_id": chance.choice(ground.kinds),
                "household_id": chance.choice(households),
                "urgency": chance.choice(list(Urgency)),
                "source": NeedSource.PHONE,
                "logged_by_id": ground.user_id,
                "logged_at": at,
                "received_at": at,
                "body_hash": "",
                **closed,
            },
            NeedMove: {
                "need_id": key,
                "to_state": NeedState.CLOSED,
                "by_id": ground.user_id,
                "at": closed["closed_at"],
            },
            Visit: {
                "id": key,
                "uid": UUID(int=chance.getrandbits(128)),
                "hub_id": ground.hub_id,
                "on_date": (at + timedelta(days=2)).date(),
                "household_id": chance.choice(households),
                "state": VisitState.MISSED if missed else VisitState.DONE,
                "outcome": Outcome.ABORT_DANGER if missed else Outcome.DONE,
                "cause": Cause.DANGER if missed else None,
                "outcome_at": at + timedelta(days=2),
                "recorded_at": at + timedelta(days=2),
                "created_at": at,
            },
            VisitNeed: {"visit_id": key, "need_id": key},
        }


def _reports(ground: Ground, count: int, chance: Random) -> Iterator[dict[type[Base], Row]]:
    for number in range(count):
        key = 1_000_000 + number
        at = ground.until - YEARS * ((number + 1) / count)
        span = {"earliest_at": at, "latest_at": at + timedelta(minutes=chance.choice((0, 0, 15, 60)))}
        place = {"hub_id": ground.hub_id, "area_id": chance.choice(ground.areas)}
        yield {
            ShellingEvent: {
                "id": key,
                "uid": UUID(int=chance.getrandbits(128)),
                "state": EventState.REPORTED,
                "created_at": at,
                **span,
                **place,
            },
            ShellingReport: {
                "id": key,
                "uid": UUID(int=chance.getrandbits(128)),
                "event_id": key,
                "received_at": at + timedelta(hours=1),
                "time_precision": TimePrecision.EXACT,
                "chip": Chip.MINE if number % 100 == 0 else chance.choice(EXPLODED),
                "lat": 48.5 + chance.random() / 2 if number % 3 == 0 else None,
                "lon": 37.5 + chance.random() / 2 if number % 3 == 0 else None,
                "area_precision": AreaPrecision.AREA,
                "observation": Observation.HEARD,
                "source_type": SourceType.HISTORY,
                "body_hash": "",
                **span,
                **place,
            },
        }


def _add(engine: Engine, rows: Callable[[], Iterator[dict[type[Base], Row]]], *kinds: type[Base]) -> None:
    """Write the rows of several tables in step, some thousands at once."""
    waiting: dict[type[Base], list[Row]] = {kind: [] for kind in kinds}

    def write() -> None:
        with writing(engine).begin() as connection:
            for kind in kinds:
                if waiting[kind]:
                    table = kind.__table__
                    assert isinstance(table, Table)
                    connection.execute(insert(table), waiting[kind])
                    waiting[kind].clear()

    for row in rows():
        for kind, values in row.items():
            waiting[kind].append(values)
        if len(waiting[kinds[0]]) >= AT_ONCE:
            write()
    write()
