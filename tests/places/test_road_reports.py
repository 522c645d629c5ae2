"""A report that names a road segment holds it beside its areas: a waiting drone for a day, mines until cleared."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.errors import NotHere
from app.domain.roles import Role
from app.domain.shelling import Chip, TimePrecision
from app.models import Hold, RoadSegment, ShellingReport
from app.shelling.draft import ReportDraft
from app.shelling.service import amend_report, report_shelling
from tests.factories import NOON, make_area, make_hub, make_user, sign_in


@pytest.fixture
def areas(session, hub):
    return [make_area(session, hub, code, lat=lat, lon=37.7) for code, lat in (("KOS-C", 48.53), ("DRU-C", 48.63))]


@pytest.fixture
def road(session, hub, areas):
    found = RoadSegment(hub_id=hub.id, name="T0504", from_area_id=areas[0].id, to_area_id=areas[1].id)
    session.add(found)
    session.flush()
    return found


@pytest.fixture
def volunteer(session, hub):
    return make_user(session, hub, Role.VOLUNTEER, language="en")


def draft(area, weapon, chip, **values):
    facts = {"earliest_at": NOON, "latest_at": NOON, "precision": TimePrecision.EXACT} | values
    return ReportDraft(client_key=uuid4(), area_id=area.id, weapon=weapon, chip=chip, **facts)


def held_on(session, road):
    session.expire_all()
    query = select(Hold).where(Hold.road_segment_id == road.id, Hold.released_at.is_(None))
    return [hold.review_at for hold in session.scalars(query)]


@pytest.mark.parametrize(
    ("weapon", "chip", "review_at"),
    [("FPV_WAIT", Chip.DRONE, NOON + timedelta(hours=24)), ("MINE_REM", Chip.MINE, None)],
)
def test_the_segment_is_held_for_the_linger_of_the_kind(session, hub, areas, road, volunteer, weapon, chip, review_at):
    said = draft(areas[0], weapon, chip, road_segment_id=road.id)
    result = report_shelling(session, said, hub_id=hub.id, by_id=volunteer.id, now=NOON)

    assert held_on(session, road) == [review_at]
    assert result.hold.area_id == areas[0].id


def test_the_segment_named_later_is_held_from_then_on_and_once(session, hub, areas, road, volunteer):
    who = {"hub_id": hub.id, "by_id": volunteer.id}
    first = report_shelling(session, draft(areas[0], "FPV_WAIT", Chip.DRONE), **who, now=NOON).report
    assert held_on(session, road) == []

    for minutes in (5, 10):
        said = draft(areas[0], "FPV_WAIT", Chip.DRONE, road_segment_id=road.id)
        amend_report(session, first.id, said, **who, now=NOON + timedelta(minutes=minutes))

    assert held_on(session, road) == [NOON + timedelta(hours=24)]


def test_another_hubs_road_is_no_road_here(session, hub, areas, volunteer):
    other = make_hub(session, "dru")
    ends = make_area(session, other, "X-A"), make_area(session, other, "X-B")
    foreign = RoadSegment(hub_id=other.id, name="T1", from_area_id=ends[0].id, to_area_id=ends[1].id)
    session.add(foreign)
    session.flush()

    said = draft(areas[0], "FPV_WAIT", Chip.DRONE, road_segment_id=foreign.id)
    with pytest.raises(NotHere):
        report_shelling(session, said, hub_id=hub.id, by_id=volunteer.id, now=NOON)


def test_a_form_without_a_road_is_the_form_it_always_was(areas):
    said = draft(areas[0], "FPV_WAIT", Chip.DRONE)

    assert ReportDraft(**(vars(said) | {"road_segment_id": None})).body_hash == said.body_hash
    assert ReportDraft(**(vars(said) | {"road_segment_id": 7})).body_hash != said.body_hash


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_phone_names_the_road_in_its_later_form(session, noon, client, hub, areas, road, volunteer):
    said = draft(areas[0], None, Chip.DRONE)
    report = report_shelling(session, said, hub_id=hub.id, by_id=volunteer.id, now=NOON).report
    sign_in(session, client, volunteer)
    session.commit()

    client.post(f"/report/{report.id}/more", data={"client_key": str(uuid4()), "road_segment_id": str(road.id)})

    assert len(held_on(session, road)) == 1
    newest = session.scalars(select(ShellingReport).order_by(ShellingReport.id.desc())).first()
    session.commit()
    assert "T0504" in client.get(f"/report/{newest.id}").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("chosen", "status"), [("", 303), ("road", 303), ("999", 422)])
def test_the_desk_may_choose_a_road(session, noon, client, hub, areas, road, chosen, status):
    sign_in(session, client, make_user(session, hub, language="en"))
    area_id, road_id = areas[0].id, road.id
    session.commit()
    form = {
        "client_key": str(uuid4()),
        "area_id": str(area_id),
        "road_segment_id": str(road_id) if chosen == "road" else chosen,
        "chip": "drone",
        "weapon": "FPV_WAIT",
        "observed_on": "2023-05-13",
        "observed_time": "11:50",
        "precision": "quarter",
        "observation": "seen",
        "source_type": "resident",
    }

    assert client.post("/shelling/new", data=form).status_code == status
    assert len(held_on(session, road)) == (1 if chosen == "road" else 0)
