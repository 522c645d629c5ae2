"""The register: corrections keep what was there; curfew crosses midnight; a stale word about a point is no word."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.danger.advice import Advice
from app.domain.errors import Changed, NotHere, Refused
from app.domain.timespan import Window
from app.models import AreaKind, Curfew, DayDecision, HoldReason, PointStatus, RecordChange
from app.places import queries, register_service, service
from app.places.register_service import AreaFacts, PointFacts, RoadFacts
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_service_point


def facts(code="KOS-C", **values):
    return AreaFacts(**({"code": code, "name_uk": "Центр", "name_en": "Centre", "kind": AreaKind.AREA} | values))


def curfew(session, area, by, starts=900, ends=660, **how):
    values = {"valid_from": THE_DAY, "note": "наказ"} | how
    return register_service.add_curfew(
        session, area.id, hub_id=area.hub_id, starts_min=starts, ends_min=ends, by_id=by.id, now=NOON, **values
    )


def test_a_correction_keeps_what_was_there_and_who_changed_it(session, hub, oksana):
    area = make_area(session, hub, population=1200)

    register_service.edit_area(
        session,
        area.id,
        facts(population=900, lat=area.lat, lon=area.lon, radius_m=1500),
        hub_id=hub.id,
        expected_version=1,
        by_id=oksana.id,
        now=NOON,
    )

    change = session.scalars(select(RecordChange)).one()
    assert (change.table, change.row_id, change.by_id) == ("areas", area.id, oksana.id)
    assert json.loads(change.before)["population"] == 1200
    assert area.population == 900


def test_a_code_is_used_once_in_a_hub(session, hub, oksana):
    make_area(session, hub, "KOS-C")
    elsewhere = make_hub(session, "izm")

    with pytest.raises(Refused, match="KOS-C"):
        register_service.add_area(session, facts(), hub_id=hub.id, by_id=oksana.id, now=NOON)
    assert register_service.add_area(session, facts(), hub_id=elsewhere.id, by_id=oksana.id, now=NOON).id


def test_an_area_lies_neither_in_itself_nor_in_another_hub(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    foreign = make_area(session, make_hub(session, "izm"), "IZM")

    def move(parent):
        register_service.edit_area(
            session,
            town.id,
            facts("KOS", parent_id=parent.id),
            hub_id=hub.id,
            expected_version=town.version,
            by_id=oksana.id,
            now=NOON,
        )

    with pytest.raises(Refused, match="cannot lie in itself"):
        move(district)
    with pytest.raises(NotHere):
        move(foreign)


def test_an_area_is_not_moved_out_of_a_held_settlement(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    service.hold_area(
        session,
        town.id,
        hub_id=hub.id,
        reason=HoldReason.PERSON,
        note="чутно",
        by_id=oksana.id,
        now=NOON,
        review_at=None,
    )

    for changed in (facts(parent_id=None), facts(parent_id=town.id, is_active=False)):
        with pytest.raises(Refused, match="Release the hold first"):
            register_service.edit_area(
                session, district.id, changed, hub_id=hub.id, expected_version=1, by_id=oksana.id, now=NOON
            )


def test_an_area_is_not_moved_out_of_a_settlement_where_nobody_goes_today(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    facts_of_day = {"on": THE_DAY, "advice": Advice.GO_BY_ZONE_RULES, "decision": Advice.STAND_DOWN, "reason": "чутка"}
    session.add(DayDecision(hub_id=hub.id, area_id=town.id, by_id=oksana.id, at=NOON, **facts_of_day))
    session.flush()

    with pytest.raises(Refused, match="decided not to go to KOS-C"):
        register_service.edit_area(
            session, district.id, facts(), hub_id=hub.id, expected_version=1, by_id=oksana.id, now=NOON
        )


def test_a_correction_of_a_page_shown_before_another_one_is_refused(session, hub, oksana):
    area = make_area(session, hub)

    with pytest.raises(Changed):
        register_service.edit_area(
            session, area.id, facts(), hub_id=hub.id, expected_version=7, by_id=oksana.id, now=NOON
        )


def closed(session, area, on):
    return queries.closed_windows(queries.curfews_of(session, area), on)


def test_a_curfew_of_the_hromada_crosses_midnight_and_binds_all_in_it(session, hub, oksana):
    hromada = make_area(session, hub, "KOS-H")
    district = make_area(session, hub, "KOS-C", parent_id=hromada.id)
    curfew(session, hromada, oksana)

    assert closed(session, district, THE_DAY) == [Window(0, 660), Window(900, 1440)]
    assert closed(session, district, THE_DAY - timedelta(days=1)) == []


def test_a_curfew_closes_the_morning_after_its_last_evening(session, hub, oksana):
    area = make_area(session, hub)
    curfew(session, area, oksana, valid_to=THE_DAY)

    assert closed(session, area, THE_DAY + timedelta(days=1)) == [Window(0, 660)]
    assert closed(session, area, THE_DAY + timedelta(days=2)) == []


def test_a_curfew_until_midnight_leaves_the_morning_open(session, hub, oksana):
    area = make_area(session, hub)
    curfew(session, area, oksana, starts=1260, ends=0)

    assert closed(session, area, THE_DAY) == [Window(1260, 1440)]


def test_an_area_is_moved_out_of_a_curfew_only_when_it_has_one_of_its_own(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    curfew(session, town, oksana)

    def move():
        register_service.edit_area(
            session, district.id, facts(), hub_id=hub.id, expected_version=district.version, by_id=oksana.id, now=NOON
        )

    with pytest.raises(Refused, match="A curfew of"):
        move()
    curfew(session, district, oksana)
    move()
    assert district.parent_id is None


def test_ending_a_curfew_takes_a_reason_and_one_written_by_mistake_stays_in_the_history(session, hub, oksana):
    area = make_area(session, hub)
    order = curfew(session, area, oksana, valid_from=THE_DAY)

    def end(reason, last_day=date(2023, 5, 12)):
        register_service.end_curfew(
            session,
            order.id,
            hub_id=hub.id,
            last_day=last_day,
            reason=reason,
            expected_version=1,
            by_id=oksana.id,
            now=NOON,
        )

    with pytest.raises(Refused, match="say why"):
        end("")
    end("помилка в наказі")
    session.flush()

    assert session.scalars(select(Curfew)).all() == []
    kept = session.scalars(select(RecordChange)).one()
    assert (kept.table, kept.row_id, kept.reason) == ("areas", area.id, "помилка в наказі")
    assert json.loads(kept.before)["curfew"]["starts_min"] == 900


def test_a_stale_word_about_a_point_counts_as_unconfirmed_and_keeps_what_was_said(session, hub, oksana):
    point = make_service_point(session, make_area(session, hub), hub)
    heard = service.set_point_status(
        session,
        point.id,
        PointStatus.OPEN,
        hub_id=hub.id,
        source="телефоном",
        as_of=NOON,
        by_id=oksana.id,
        now=NOON,
    )

    fresh = queries.point_standing(point, NOON)
    stale = queries.point_standing(point, heard.expires_at)

    assert heard.expires_at == NOON + timedelta(hours=8)
    assert (fresh.status, fresh.is_stale) == (PointStatus.OPEN, False)
    assert (stale.status, stale.said, stale.is_stale) == (PointStatus.UNCONFIRMED, PointStatus.OPEN, True)


def test_what_was_true_last_counts_not_what_was_typed_last(session, hub, oksana):
    point = make_service_point(session, make_area(session, hub), hub, status=PointStatus.DESTROYED)

    service.set_point_status(
        session,
        point.id,
        PointStatus.OPEN,
        hub_id=hub.id,
        source="з чуток",
        as_of=NOON - timedelta(hours=5),
        by_id=oksana.id,
        now=NOON,
    )
    session.commit()
    session.expire_all()

    assert queries.point_standing(queries.points(session, hub.id)[0], NOON).status is PointStatus.DESTROYED


def test_nobody_knows_a_point_of_which_nothing_was_heard(session, hub):
    point = make_service_point(session, make_area(session, hub), hub, status=None)

    assert queries.point_standing(point, NOON).status is PointStatus.UNCONFIRMED


@pytest.mark.parametrize(
    ("as_of", "expires_at", "why"),
    [
        (NOON + timedelta(minutes=1), None, "cannot be of a time ahead"),
        (NOON, NOON, "has to lie after"),
    ],
)
def test_a_word_about_a_point_has_times_in_order(session, hub, oksana, as_of, expires_at, why):
    point = make_service_point(session, make_area(session, hub), hub)

    with pytest.raises(Refused, match=why):
        service.set_point_status(
            session,
            point.id,
            PointStatus.OPEN,
            hub_id=hub.id,
            source="телефоном",
            as_of=as_of,
            expires_at=expires_at,
            by_id=oksana.id,
            now=NOON,
        )


def test_a_lunch_break_makes_two_rows_of_a_weekday_and_rows_never_overlap(session, hub, oksana):
    point = make_service_point(session, make_area(session, hub), hub)

    def set_hours(hours):
        return register_service.set_hours(
            session, point.id, hours, hub_id=hub.id, expected_version=point.version, by_id=oksana.id, now=NOON
        )

    assert set_hours([(0, 840, 1020), (0, 540, 780)]).hours == [[0, 540, 780], [0, 840, 1020]]
    session.flush()
    three = [(0, 540, 600), (0, 660, 720), (0, 780, 840)]
    for wrong in ([(0, 540, 800), (0, 780, 900)], [(0, 600, 540)], [(7, 540, 600)], three):
        with pytest.raises(Refused):
            set_hours(wrong)


def test_a_road_and_a_point_join_areas_of_their_own_hub_only(session, hub, oksana):
    area = make_area(session, hub)
    foreign = make_area(session, make_hub(session, "izm"), "IZM")

    with pytest.raises(NotHere):
        register_service.add_road(
            session,
            RoadFacts(name="міст", from_area_id=area.id, to_area_id=foreign.id),
            hub_id=hub.id,
            by_id=oksana.id,
            now=NOON,
        )
    with pytest.raises(NotHere):
        register_service.add_point(
            session,
            PointFacts(area_id=foreign.id, kind="post", name="Пошта (умовна) 2"),
            hub_id=hub.id,
            by_id=oksana.id,
            now=NOON,
        )
