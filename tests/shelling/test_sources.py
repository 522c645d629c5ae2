"""Who reports: each account and each named source once, with what became of it; others than its owner mark it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.shelling import VerdictKind
from app.models import AuditEntry, SourceMark
from app.shelling import service
from app.shelling.errors import OwnMark
from app.shelling.sources import sources
from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.shelling.drafts import report

pytestmark = pytest.mark.usefixtures("noon")
HOUR = timedelta(hours=1)


@pytest.fixture
def boss(session, hub):
    return make_user(session, hub, language="en", display_name="O. Boiko")


@pytest.fixture
def olena(session, hub):
    return make_user(session, hub, Role.VOLUNTEER, display_name="Olena K.")


def told_twice(session, hub, boss, olena):
    """Olena tells of two shellings, one confirmed and one not borne out; a bulletin of a third."""
    area = make_area(session, hub)
    for ago, kind in ((5, VerdictKind.CONFIRM), (10, VerdictKind.MARK_FALSE)):
        event = report(session, hub, olena, area, NOON - ago * HOUR).report.event
        service.record_verdict(
            session, event.id, kind, "-", hub_id=hub.id, expected_version=event.version, by_id=boss.id, now=NOON
        )
    return report(session, hub, boss, area, NOON - 20 * HOUR, source_ref="police").report


def test_each_source_stands_once_with_what_became_of_its_reports(session, hub, boss, olena):
    told_twice(session, hub, boss, olena)

    found = [(one.name, one.reports, one.confirmed, one.refuted) for one in sources(session, hub.id, now=NOON)]

    assert found == [("Olena K.", 2, 1, 1), ("police", 1, 0, 0)]


def test_a_mark_of_a_source_stays_out_of_its_reports_and_nobody_marks_themselves(session, hub, boss, olena):
    bulletin = told_twice(session, hub, boss, olena)
    hers = sources(session, hub.id, now=NOON)[0].report_id
    service.mark_source(session, bulletin.id, "B", hub_id=hub.id, by_id=boss.id, now=NOON)

    with pytest.raises(OwnMark):
        service.mark_source(session, hers, "A", hub_id=hub.id, by_id=olena.id, now=NOON)

    assert [one.reliability for one in sources(session, hub.id, now=NOON)] == [None, "B"]
    assert bulletin.reliability is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_marks_a_source_and_writes_it_in_the_audit(session, client, hub, boss, olena):
    bulletin = told_twice(session, hub, boss, olena).id
    sign_in(session, client, boss)
    session.commit()
    assert "Who reports" in client.get("/shelling").text

    answer = client.post(f"/shelling/reports/{bulletin}/mark-source", data={f"s{bulletin}-reliability": "B"})

    assert answer.status_code == 303
    assert "Olena K." in client.get("/shelling/sources").text
    assert session.scalars(select(SourceMark.reliability)).all() == ["B"]
    assert "mark_source" in session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_unknown_mark_changes_nothing(session, client, hub, boss, olena):
    bulletin = told_twice(session, hub, boss, olena).id
    sign_in(session, client, boss)
    session.commit()

    answer = client.post(f"/shelling/reports/{bulletin}/mark-source", data={f"s{bulletin}-reliability": "Z"})

    assert answer.status_code == 303
    assert session.scalars(select(SourceMark)).all() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sources_of_another_hub_are_not_here(session, client, hub, boss, olena):
    bulletin = told_twice(session, hub, boss, olena).id
    sign_in(session, client, make_user(session, make_hub(session, "dru")))
    session.commit()

    assert "Olena K." not in client.get("/shelling/sources").text
    assert client.post(f"/shelling/reports/{bulletin}/mark-source").status_code == 404
