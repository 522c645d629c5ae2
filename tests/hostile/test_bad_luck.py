"""A locked database, a full disk, the same thing twice: an answer in words, and nothing acknowledged is lost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.db import writing
from app.domain.roles import Role
from app.models import ShellingReport, UserSession
from tests.hostile.crowd import Crowd
from tests.infrastructure.databases import Database

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BUSY = "Застосунок зайнятий"
FULL = "на диску застосунку немає місця"


def report(crowd: Crowd, **values: str) -> TestResponse:
    fields = {"client_key": str(uuid4()), "area_id": str(crowd.own["area_id"]), "chip": "rockets", "when": "0"}
    return crowd.clients[Role.VOLUNTEER].post("/report", data=fields | values)


def reports_kept(session: Session) -> int:
    count = session.scalars(select(func.count()).select_from(ShellingReport)).one()
    session.rollback()
    return count


@pytest.fixture
def prepare(crowd: Crowd) -> Callable[[str], None]:
    """Lets each connection of the application begin with one more pragma."""
    engine: Engine = crowd.app.extensions["obkhid_engine"]
    said: list[str] = []
    event.listen(engine, "connect", lambda connection, _record: [connection.execute(pragma) for pragma in said])

    def begin_with(pragma: str) -> None:
        said[:] = [pragma]
        engine.dispose()

    return begin_with


def test_a_write_to_a_locked_database_is_refused_in_words_and_succeeds_after(
    crowd: Crowd, database: Database, prepare: Callable[[str], None]
):
    prepare("PRAGMA busy_timeout=200")
    with Session(writing(database.engine)) as other:
        before = reports_kept(other)
        other.connection()  # takes the lock of writers
        refused = report(crowd)
        other.rollback()
        sent = report(crowd)

        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert BUSY in refused.text
        assert sent.status_code == 303
        assert reports_kept(other) == before + 1


def test_pages_are_read_while_nobody_can_write(
    crowd: Crowd, database: Database, session: Session, prepare: Callable[[str], None]
):
    """To note when a session was last seen is a write: it may fail, the page may not."""
    for row in session.scalars(select(UserSession)):
        row.seen_at = clock.real_now() - timedelta(minutes=2)
    session.commit()
    prepare("PRAGMA busy_timeout=200")
    with Session(writing(database.engine)) as other:
        other.connection()
        statuses = [crowd.clients[Role.COORDINATOR].get(page).status_code for page in ("/today", "/triage", "/areas")]
        other.rollback()

    assert statuses == [200, 200, 200]


def test_a_full_disk_loses_nothing_that_was_acknowledged(
    crowd: Crowd, session: Session, prepare: Callable[[str], None]
):
    before = reports_kept(session)
    give_free_pages_back(session)
    prepare("PRAGMA max_page_count=1")  # which SQLite raises to the size the file has
    answers = [report(crowd, happened_at=f"2023-05-13T0{number % 10}:00").status_code for number in range(30)]
    page = report(crowd)
    kept_when_full = reports_kept(session)
    prepare("PRAGMA max_page_count=4294967294")
    again = report(crowd)

    assert set(answers) == {303, 507}
    assert (page.status_code, FULL in page.text) == (507, True)
    assert kept_when_full == before + answers.count(303)
    assert again.status_code == 303


def give_free_pages_back(session: Session) -> None:
    """Earlier tests leave room in the file that would have to be filled first."""
    bare = session.get_bind().raw_connection()  # type: ignore[union-attr]
    bare.cursor().execute("VACUUM")
    bare.close()
