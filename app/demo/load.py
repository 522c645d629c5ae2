"""Tells the story into an empty database; takes it out again to begin anew."""

from collections.abc import Callable

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import clock
from app.db import writing
from app.demo import alarms, cast, morning, needs, places, strikes, teams
from app.demo.times import BEGUN, START, at
from app.models import Base, Hub, KeyCheck, StoryClock
from app.needs.kinds import seed_need_kinds

Tell = Callable[[str], None]


def is_empty(engine: Engine) -> bool:
    with Session(engine) as session:
        return session.scalar(select(Hub.id).limit(1)) is None


def load(engine: Engine, tell: Tell) -> None:
    """The whole story up to its first moment, in one transaction. Only ever called for a demo database."""
    with Session(writing(engine), expire_on_commit=False) as session, session.begin():
        tell_story(session, tell)


def tell_story(session: Session, tell: Tell) -> None:
    tell("Demo: places and people")
    hub = places.add_hub(session)
    users = cast.add_cast(session, hub, now=at(BEGUN, "08:00"))
    areas = places.add_areas(session, hub, users["admin"])
    seed_need_kinds(session, hub.id)
    boiko, lead = users["boiko"], users["honchar"]
    places.set_zones(session, areas, hub, lead, boiko)
    places.add_watches(session, areas, hub, (boiko, lead))
    points = places.add_points(session, areas, hub, boiko)
    crews = teams.add_teams(session, users, areas, hub, boiko)
    tell("Demo: strikes of March to May 2023")
    alarms.add_alarms(session)
    strikes.report_past(session, hub.id, areas, boiko.id)
    tell("Demo: needs and the visits of the past fortnight")
    world = needs.World(session, hub, users, areas, points, crews)
    found = needs.add_needs(world)
    needs.add_past_visits(world, found)
    needs.close_past_days(world)
    needs.finish_old_steps(world)
    needs.ring_everybody(world, found)
    morning.approve_and_pin(world, found)
    session.add(StoryClock(id=1, offset_s=(START - clock.real_now()).total_seconds()))


def begin_again(session: Session, tell: Tell) -> None:
    """Everything the visitors did is gone, their sign-ins too; the story stands at its first moment."""
    if session.get(StoryClock, 1) is None:
        raise RuntimeError("this is no demo database")
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in reversed(Base.metadata.sorted_tables):
        if table is not KeyCheck.__table__:
            session.execute(table.delete())
    session.expunge_all()
    tell_story(session, tell)
