"""Maps that were issued: read back, kept where a decision rests on them, forgotten after 90 days, made again."""

import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.danger import maps
from app.danger.packing import PER_HOURS, pack, unpack
from app.danger.picture import danger_now
from app.domain.roles import Role
from app.domain.shelling import VerdictKind
from app.domain.zones import Zone
from app.models import Hold, HoldReason, IssuedMap, ZoneSetting
from app.shelling import service
from tests.danger.past import confirmed_nights, shell, watch
from tests.factories import NOON, make_area, make_user
from tests.shelling.drafts import report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def boss(session, hub):
    return make_user(session, hub)


@pytest.fixture
def area(session, hub, boss):
    area = make_area(session, hub, set_by=boss)
    watch(session, hub, area, boss, days=20)
    shell(session, hub, area, make_user(session, hub, Role.VOLUNTEER))
    return area


def held(session, hub, area, boss, **values):
    facts = {"reason": HoldReason.PERSON, "note": "нарада", "held_by_id": boss.id, "from_at": NOON - HOUR}
    hold = Hold(hub_id=hub.id, area_id=area.id, **(facts | {"review_at": NOON + HOUR} | values))
    session.add(hold)
    session.flush()
    return hold


def issued(session, hub, now=NOON):
    row = maps.store_map(session, hub.id, now=now)
    session.flush()
    return row


def rounded(danger):
    """As finely as rates, shares and chances are kept."""
    hours = [(at, grade, round(rate * PER_HOURS) / PER_HOURS) for at, grade, rate in danger.hours]
    watched, chance = round(danger.coverage, 6), round(danger.why.chance_now, 6)
    return replace(danger, hours=hours, coverage=watched, why=replace(danger.why, watched=watched, chance_now=chance))


def test_a_picture_that_was_stored_reads_back_as_it_was(session, hub, area, boss):
    confirmed_nights(session, hub, area, 20)
    held(session, hub, make_area(session, hub, "KOS-N"), boss)
    picture = danger_now(session, hub.id, now=NOON)

    again = unpack(issued(session, hub).result)

    assert again == replace(picture, areas={place: rounded(danger) for place, danger in picture.areas.items()})
    assert pack(again) == pack(picture)


def test_a_picture_of_no_areas_reads_back_too(session, hub):
    assert unpack(pack(danger_now(session, hub.id, now=NOON))).areas == {}


def test_a_map_is_stored_once_in_a_quarter_of_an_hour_and_again_with_each_report(session, hub, area):
    first = issued(session, hub)

    assert issued(session, hub, NOON + timedelta(minutes=14)) is first
    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area)
    assert issued(session, hub, NOON + timedelta(minutes=14)) is not first


def test_old_maps_are_forgotten_but_for_those_that_a_decision_rests_on(session, hub, area):
    old = [issued(session, hub, NOON - days * DAY) for days in (95, 92, 91)]
    maps.keep_map(session, old[1].id, now=NOON)
    young = issued(session, hub, NOON - 89 * DAY)

    maps.forget_old_maps(session, now=NOON)

    assert session.scalars(select(IssuedMap.id).order_by(IssuedMap.id)).all() == [old[1].id, young.id]


def test_keeping_a_map_twice_leaves_the_first_time(session, hub, area):
    row = issued(session, hub)
    maps.keep_map(session, row.id, now=NOON)

    maps.keep_map(session, row.id, now=NOON + DAY)

    assert row.kept_at == NOON


def test_a_map_with_another_rate_says_which(session, hub, area):
    row = issued(session, hub)
    plain = zlib.decompress(row.result)
    row.result = zlib.compress(plain[:-1] + bytes([plain[-1] ^ 1]))

    found = maps.replay(session, row)

    assert not found.equal
    assert found.first_difference.startswith("rate 47: [")


@pytest.mark.parametrize("column", ["inputs", "result"])
def test_a_map_whose_bytes_are_broken_says_so(session, hub, area, column):
    row = issued(session, hub)
    setattr(row, column, b"?" + getattr(row, column)[1:])

    assert maps.replay(session, row).first_difference == "inputs or result: cannot be read any more"


def test_a_map_cut_short_is_not_the_same(session, hub, area):
    row = issued(session, hub)
    row.result = zlib.compress(zlib.decompress(row.result)[:-3])

    assert maps.replay(session, row).first_difference == "result: cannot be read any more"


def test_other_inputs_than_were_stored_are_found(session, hub, area):
    row = issued(session, hub)
    row.inputs = zlib.compress(zlib.decompress(row.inputs).replace(b'"needed":2', b'"needed":1'))

    assert maps.replay(session, row).first_difference == "inputs: not those that were stored"


def test_a_map_of_an_older_model_is_called_so(session, hub, area):
    row = issued(session, hub)
    row.code_version, row.result = 0, zlib.compress(zlib.decompress(row.result)[:-4] + b"\0\0\0\0")

    assert maps.replay(session, row).first_difference.startswith("model 0 made it, this is ")


def test_what_happens_to_holds_and_zones_later_leaves_a_map_alone(session, hub, area, boss):
    hold = held(session, hub, area, boss)
    row = issued(session, hub)
    hold.review_at, hold.released_at, hold.released_by_id, hold.release_reason = None, NOON + HOUR, boss.id, "тихо"
    later = {"zone": Zone.Z0, "set_by_id": boss.id, "review_by": NOON + 9 * DAY}
    session.add(ZoneSetting(area_id=area.id, set_at=NOON + HOUR, **later))
    session.flush()

    assert maps.replay(session, row) == maps.Replay(True)


def test_a_hold_that_the_map_did_not_know_of_is_a_difference(session, hub, area, boss):
    row = issued(session, hub)
    hold = held(session, hub, area, boss)

    assert maps.replay(session, row).first_difference == f"inputs: area {area.id} was drawn without hold {hold.id}"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"released_at": NOON - HOUR / 2}, "was drawn with a hold that is not there"),
        ({"from_at": NOON + HOUR}, "was drawn with a hold that is not there"),
        ({"review_at": NOON + HOUR / 2}, "was drawn closed for longer than its holds and its zone say"),
    ],
)
def test_a_hold_that_was_rewritten_is_a_difference(session, hub, area, boss, changed, words):
    hold = held(session, hub, area, boss)
    row = issued(session, hub)
    for name, value in ({"released_by_id": boss.id, "release_reason": "тихо"} | changed).items():
        setattr(hold, name, value)
    session.flush()

    assert maps.replay(session, row).first_difference == f"inputs: area {area.id} {words}"


def test_a_zone_that_was_rewritten_is_a_difference(session, hub, area, boss):
    row = issued(session, hub)
    later = {"zone": Zone.Z0, "set_by_id": boss.id, "review_by": NOON + 9 * DAY}
    setting = ZoneSetting(area_id=area.id, set_at=NOON - HOUR, **later)
    session.add(setting)
    session.flush()
    assert "was drawn without the zone that closed it" in maps.replay(session, row).first_difference

    closed = issued(session, hub, NOON + HOUR)
    setting.zone = Zone.Z3
    session.flush()
    assert "was drawn with a zone that did not close it" in maps.replay(session, closed).first_difference


def test_a_verdict_of_today_leaves_the_map_of_yesterday_alone(session, hub, area, boss):
    event = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, now=NOON).report.event
    row = issued(session, hub)
    judged = {"hub_id": hub.id, "expected_version": event.version, "by_id": boss.id, "now": NOON + DAY}
    service.record_verdict(session, event.id, VerdictKind.MARK_FALSE, "грім", **judged)

    assert maps.replay(session, row) == maps.Replay(True)
