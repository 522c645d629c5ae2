"""The routing server is asked for the drives of a day before its plan is searched for."""

import logging
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.config import Config
from app.db import writing
from app.routes.candidates import candidates
from app.routes.drives import ends_of_drives
from app.routes.gather import gather
from app.travel.answers import is_set, may_ask
from app.travel.asking import ask_ahead
from app.travel.places import Place
from app.travel.server import server_of

log = logging.getLogger(__name__)
Ahead = Callable[[int, date, datetime, datetime], None]


def asker(engine: Engine, config: Config) -> Ahead:
    """What to call before a search: with the hub, the day, the hub's clock and the real one. It never fails."""
    server, transaction = server_of(config), sessionmaker(writing(engine)).begin

    def ahead(hub_id: int, on: date, now: datetime, real_now: datetime) -> None:
        try:
            with Session(engine) as session:
                if server is None and not is_set(session):
                    return
                places = _places(session, hub_id, on, now) if server and may_ask(session, hub_id) else []
            ask_ahead(transaction, server, hub_id, places, now=real_now)
        except Exception:
            log.exception("The routing server was not asked; the plan goes by what is known.")

    return ahead


def _places(session: Session, hub_id: int, on: date, now: datetime) -> list[Place]:
    facts = gather(session, hub_id, on, now=now)
    return ends_of_drives(facts, candidates(facts))
