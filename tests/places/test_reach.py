"""What one report holds: its own area, and what the disc of its kind touches."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.errors import Changed
from app.domain.roles import Role
from app.domain.shelling import Chip, TimePrecision
from app.models import AreaKind, Hold, HoldReason, RoadSegment
from app.places import register_service
from app.places.double_tap import double_taps, taps_in
from app.places.queries import clearances_on
from app.places.service import ReleasedTogether, clear_area, hold_area, release_event
from app.shelling.draft import ReportDraft
from app.shelling.service import report_shelling
from tests.factories import NOON, make_area, make_user

TOWN = {
    "KOS-C": (48.528, 37.707, 1000),
    "KOS-N": (48.545, 37.700, 1000),
    "KOS-S": (48.505, 37.725, 1000),
    "KOS-W": (48.530, 37.675, 1000),
    "KOS-E": (48.530, 37.735, 1000),
    "IVA": (48.480, 37.750, 2000),
    "DRU-C": (48.630, 37.553, 2000),
    "KRA-C": (48.738, 37.584, 1800),
}


@pytest.fixture
def areas(session, hub):
    """Kostiantynivka in its parts, and what lies round it."""
    kos = make_area(session, hub, "KOS", kind=AreaKind.SETTLEMENT, lat=48.5277, lon=37.7069, radius_m=6000)
    made = {"KOS": kos}
    for code, (lat, lon, radius_m) in TOWN.items():
        parent_id = kos.id if code.startswith("KOS-") else None
        made[code] = make_area(session, hub, code, lat=lat, lon=lon, radius_m=radius_m, parent_id=parent_id)
    return made


@pytest.fixture
def volunteer(session, hub):
    return make_user(session, hub, Role.VOLUNTEER)


def tell(session, hub, who, area, weapon="MLRS_SMERCH", chip=Chip.ROCKETS, at=NOON, now=NOON, **more):
    draft = ReportDraft(
        client_key=uuid4(),
        area_id=area.id,
        chip=chip,
        weapon=weapon,
        earliest_at=at,
        latest_at=at,
        precision=TimePrecision.EXACT,
        **more,
    )
    return report_shelling(session, draft, hub_id=hub.id, by_id=who.id, now=now)


def held(session):
    session.flush()
    return {hold.area.code for hold in session.scalars(select(Hold)) if hold.area}


def test_smerch_in_the_centre_holds_the_town_and_not_the_next_one(session, hub, areas, volunteer):
    result = tell(session, hub, volunteer, areas["KOS-C"])

    assert held(session) == {"KOS-C", "KOS-N", "KOS-S", "KOS-W", "KOS-E"}
    rows = session.scalars(select(Hold)).all()
    assert {row.event_id for row in rows} == {result.report.event_id}
    assert {row.review_at for row in rows} == {NOON + timedelta(hours=2)}


def test_a_mortar_at_a_known_point_holds_only_what_its_disc_touches(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS-C"], "MORTAR", Chip.MORTAR, lat=48.528, lon=37.707)

    assert held(session) == {"KOS-C"}


def test_a_mortar_somewhere_in_the_centre_reaches_the_near_quarters_only(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS-C"], "MORTAR", Chip.MORTAR)

    assert held(session) == {"KOS-C", "KOS-N", "KOS-E", "KOS-W"}


def test_a_report_of_the_whole_town_reaches_from_its_quarters_not_from_its_wide_circle(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS"])

    assert held(session) == {"KOS", "IVA"}


def test_a_thing_on_the_ground_holds_its_own_area_unless_the_point_is_known(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS-C"], "UXO", Chip.MINE)

    assert held(session) == {"KOS-C"}


def test_naming_the_kind_later_holds_more_and_ends_nothing(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS-C"], "MORTAR", Chip.MORTAR)
    before = held(session)
    tell(session, hub, volunteer, areas["KOS-C"], "MLRS_SMERCH")

    assert before < held(session)
    assert len(session.scalars(select(Hold)).all()) == 5, "one row a thing, however many reports"


def test_what_comes_too_late_holds_nothing_anywhere(session, hub, areas, volunteer):
    tell(session, hub, volunteer, areas["KOS-C"], "ART_TUBE", Chip.ARTILLERY, at=NOON - timedelta(hours=4))

    assert held(session) == set()


def test_a_road_that_passes_by_is_held_although_its_ends_lie_apart(session, hub, areas, volunteer):
    far = [make_area(session, hub, code, lat=48.58, lon=lon, radius_m=500) for code, lon in (("A", 37.5), ("B", 37.9))]
    road = RoadSegment(hub_id=hub.id, name="T0504", from_area_id=far[0].id, to_area_id=far[1].id)
    session.add(road)
    session.flush()

    tell(session, hub, volunteer, areas["KOS-N"], "MSL_BAL", Chip.MISSILE)

    assert [one.road_segment_id for one in session.scalars(select(Hold)) if one.road_segment_id] == [road.id]


def test_a_neighbour_that_was_cleared_is_cleared_no_longer(session, hub, areas, volunteer):
    boss = make_user(session, hub)
    on = NOON.date()
    clear_area(session, areas["KOS-N"].id, on, hub_id=hub.id, by_id=boss.id, now=NOON)
    tell(session, hub, volunteer, areas["KOS-C"], now=NOON + timedelta(minutes=5))

    assert clearances_on(session, hub.id, on, now=NOON + timedelta(minutes=6)) == {}


def of_event(session, event_id):
    session.flush()
    query = select(Hold).where(Hold.event_id == event_id, Hold.released_at.is_(None))
    return {hold.id: hold.version for hold in session.scalars(query)}


def release_all(session, hub, event_id, seen, by):
    return release_event(session, event_id, seen, hub_id=hub.id, reason="тихо", by_id=by.id, now=NOON)


def test_all_holds_of_a_shelling_are_released_in_one_act(session, hub, areas, volunteer):
    event_id = tell(session, hub, volunteer, areas["KOS-C"]).report.event_id
    boss = make_user(session, hub)

    done = release_all(session, hub, event_id, of_event(session, event_id), boss)

    assert done == ReleasedTogether(released=5, asked=0)
    session.flush()
    assert {hold.released_by_id for hold in session.scalars(select(Hold))} == {boss.id}


def test_what_lasts_until_cleared_waits_for_the_second_person_also_in_one_act(session, hub, areas, volunteer):
    event_id = tell(session, hub, volunteer, areas["KOS-C"], "UXO", Chip.MINE, lat=48.537, lon=37.703).report.event_id
    first, second = make_user(session, hub), make_user(session, hub)

    asked = release_all(session, hub, event_id, of_event(session, event_id), first)
    done = release_all(session, hub, event_id, of_event(session, event_id), second)

    assert (asked.released, asked.asked) == (0, 2)
    assert (done.released, done.asked) == (2, 0)


def test_a_hold_that_came_since_the_page_was_shown_is_not_released_unseen(session, hub, areas, volunteer):
    event_id = tell(session, hub, volunteer, areas["KOS-C"]).report.event_id
    seen, boss = of_event(session, event_id), make_user(session, hub)
    more = {"hub_id": hub.id, "reason": HoldReason.REPORT, "by_id": None, "now": NOON, "event_id": event_id}
    hold_area(session, areas["IVA"].id, review_at=None, **more)

    with pytest.raises(Changed):
        release_all(session, hub, event_id, seen, boss)


def test_the_clock_of_the_second_strike_runs_apart_from_the_hold(session, hub, areas, volunteer):
    event_id = tell(session, hub, volunteer, areas["KOS-C"]).report.event_id
    release_all(session, hub, event_id, of_event(session, event_id), make_user(session, hub))

    (tap,) = double_taps(session, hub.id, now=NOON + timedelta(minutes=119))

    assert (tap.event_id, tap.until) == (event_id, NOON + timedelta(hours=2))
    assert taps_in(session, hub.id, areas["KOS"].id, now=NOON)
    assert not taps_in(session, hub.id, areas["DRU-C"].id, now=NOON)
    assert double_taps(session, hub.id, now=NOON + timedelta(hours=2)) == []


def test_what_is_written_down_within_a_standing_disc_is_held_with_it(session, hub, areas, volunteer, oksana):
    tell(session, hub, volunteer, areas["KOS-C"])
    facts = {"name_uk": "Новий", "name_en": "New", "kind": AreaKind.AREA, "radius_m": 500}

    def add(code, lat):
        new = register_service.AreaFacts(code=code, lat=lat, lon=37.72, **facts)
        return register_service.add_area(session, new, hub_id=hub.id, by_id=oksana.id, now=NOON)

    near, far = add("NEA", 48.555), add("FAR", 48.9)

    assert {"NEA"} == held(session) & {"NEA", "FAR"}
    mine = session.scalars(select(Hold).where(Hold.area_id == near.id)).one()
    own = session.scalars(select(Hold).where(Hold.area_id == areas["KOS-C"].id)).one()
    assert (mine.event_id, mine.review_at) == (own.event_id, own.review_at)
    moved = register_service.AreaFacts(code="FAR", lat=48.556, lon=37.72, **facts)
    register_service.edit_area(
        session, far.id, moved, hub_id=hub.id, expected_version=far.version, by_id=oksana.id, now=NOON
    )
    assert "FAR" in held(session)


def test_a_place_whose_hold_was_released_by_name_is_not_held_again_when_another_is_written_down(
    session, hub, areas, volunteer, oksana
):
    tell(session, hub, volunteer, areas["KOS-C"])
    session.flush()
    freed = session.scalars(select(Hold).where(Hold.area_id == areas["KOS-N"].id)).one()
    freed.released_at, freed.released_by_id, freed.release_reason = NOON, oksana.id, "оглянуто"

    new = register_service.AreaFacts(code="NEA", name_uk="Н", name_en="N", kind=AreaKind.AREA, lat=48.555, lon=37.72)
    register_service.add_area(session, new, hub_id=hub.id, by_id=oksana.id, now=NOON)

    assert list(session.scalars(select(Hold).where(Hold.area_id == areas["KOS-N"].id))) == [freed]
