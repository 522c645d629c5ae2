"""A report taken back or corrected leaves what it held, and each of its holds says what the author says now."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.shelling import Chip, TimePrecision
from app.models import Hold
from app.places.second_thoughts import SecondThought, second_thoughts
from app.shelling.draft import ReportDraft
from app.shelling.service import amend_report, report_shelling, withdraw_report
from tests.factories import NOON, make_area, make_user, sign_in, tell_story_time

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def areas(session, hub):
    return [
        make_area(session, hub, code, lat=48.53, lon=lon, radius_m=1000)
        for code, lon in (("KOS-C", 37.70), ("KOS-E", 37.72))
    ]


@pytest.fixture
def volunteer(session, hub):
    return make_user(session, hub, Role.VOLUNTEER)


def draft(area, **values):
    facts = {"chip": Chip.ROCKETS, "earliest_at": NOON, "latest_at": NOON, "precision": TimePrecision.EXACT} | values
    return ReportDraft(client_key=uuid4(), area_id=area.id, **facts)


def tell(session, hub, who, area):
    return report_shelling(session, draft(area), hub_id=hub.id, by_id=who.id, now=NOON).report


def all_holds(session):
    session.flush()
    return list(session.scalars(select(Hold).order_by(Hold.id)))


def said(session):
    return [second_thoughts(session, [hold]).get(hold.id) for hold in all_holds(session)]


def test_a_report_that_stands_says_nothing_more(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas[0])

    assert said(session) == [None, None]


def test_a_withdrawn_report_leaves_every_hold_and_each_says_why_the_author_took_it_back(session, hub, areas, volunteer):
    report = tell(session, hub, volunteer, areas[0])
    withdraw_report(session, report.id, hub_id=hub.id, by_id=volunteer.id, reason="wrong_area", now=LATER)

    assert [hold.released_at for hold in all_holds(session)] == [None, None]
    assert said(session) == [[SecondThought("wrong_area")]] * 2


def test_a_report_corrected_to_another_area_leaves_its_holds_and_each_names_the_other(session, hub, areas, volunteer):
    far = make_area(session, hub, "DRU-C", lat=48.63, lon=37.55, radius_m=1000)
    report = tell(session, hub, volunteer, areas[0])
    amend_report(session, report.id, draft(far), hub_id=hub.id, by_id=volunteer.id, now=LATER)

    assert [hold.released_at for hold in all_holds(session)] == [None] * 3
    assert said(session) == [[SecondThought("wrong_area", "DRU-C")]] * 2 + [None]


def test_the_kind_named_later_is_no_mistake_and_another_kind_is_one(session, hub, areas, volunteer):
    report = tell(session, hub, volunteer, areas[0])
    more = {"hub_id": hub.id, "by_id": volunteer.id, "now": LATER}
    named = amend_report(session, report.id, draft(areas[0], weapon="MLRS_GRAD"), **more).report
    before = said(session)
    amend_report(session, named.id, draft(areas[0], weapon="MLRS_SMERCH"), **more)

    assert before == [None, None]
    assert said(session) == [[SecondThought("wrong_kind")]] * 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_neighbours_hold_says_it_on_its_page(session, client, hub, areas, volunteer):
    tell_story_time(session, LATER)
    report = tell(session, hub, volunteer, areas[0])
    withdraw_report(session, report.id, hub_id=hub.id, by_id=volunteer.id, reason="wrong_area", now=LATER)
    sign_in(session, client, make_user(session, hub, language="uk"))
    neighbour = next(hold for hold in all_holds(session) if hold.area_id == areas[1].id)
    session.commit()

    assert "каже: не та ділянка" in client.get(f"/holds/{neighbour.id}").text
