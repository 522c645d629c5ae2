"""A file of shellings is taken whole or not at all; what is long over counts and holds nothing."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.roles import Role
from app.domain.shelling import EventState, Observation, SourceType, TimePrecision
from app.exchange.shelling_csv import TEMPLATE, import_shelling
from app.models import Hold, ShellingEvent, ShellingReport
from tests.factories import NOON, make_area, make_hub, make_user
from tests.shelling.drafts import report

HOUR = timedelta(hours=1)
LONG_AFTER = NOON + timedelta(days=800)
GOOD = {
    "report_ref": "R-1",
    "observed_at": "2023-05-12T10:19",
    "reported_at": "2023-05-12T10:24",
    "area_code": "KOS-C",
    "weapon_code": "MLRS_GRAD",
    "source_type": "volunteer",
    "source_ref": "V-07",
    "observation": "heard+seen",
}


@pytest.fixture
def hub(session):
    hub = make_hub(session)
    make_area(session, hub, "KOS-C", name_uk="Центр")
    return hub


@pytest.fixture
def boss(session, hub):
    return make_user(session, hub)


def table(*rows: dict, delimiter: str = ",") -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def take(session, hub, boss, file, *, now=NOON, dry_run=False):
    return import_shelling(session, file, hub_id=hub.id, by_id=boss.id, now=now, dry_run=dry_run)


def kept(session):
    return list(session.scalars(select(ShellingReport).order_by(ShellingReport.id)))


def test_the_template_that_is_handed_out_can_be_imported(session, hub, boss):
    make_area(session, hub, "KOS-N")

    result = take(session, hub, boss, TEMPLATE.read_bytes(), now=LONG_AFTER)

    assert (result.counted, result.new, result.problems) == (2, 2, [])
    second, first = sorted(kept(session), key=lambda one: one.received_at)
    assert (first.time_precision, first.observation) == (TimePrecision.DATE, Observation.SECOND_HAND)
    assert (first.source_ref, first.event.state) == ("МВА (B2)", EventState.CORROBORATED)
    assert (second.damage, second.injured, second.note) == (["SHOP", "PHARM_CLOSED"], 2, "біля ринку")


def test_a_dry_run_keeps_nothing(session, hub, boss):
    result = take(session, hub, boss, table(GOOD), dry_run=True)

    assert (result.counted, result.new) == (1, 1)
    assert kept(session) == []


def test_a_file_taken_twice_is_kept_once(session, hub, boss):
    take(session, hub, boss, table(GOOD))

    again = take(session, hub, make_user(session, hub), table(GOOD), now=NOON + HOUR)

    assert (again.new, again.same, again.problems) == (0, 1, [])
    assert len(kept(session)) == 1


def test_a_reference_kept_before_with_other_answers_is_a_problem(session, hub, boss):
    take(session, hub, boss, table(GOOD))

    result = take(session, hub, boss, table(GOOD | {"weapon_code": "KAB"}))

    assert [(one.line, one.column) for one in result.problems] == [(2, "report_ref")]


def test_history_makes_no_hold_and_fresh_shelling_does(session, hub, boss):
    fresh = GOOD | {"report_ref": "R-2", "observed_at": "2023-05-13T11:40", "reported_at": "2023-05-13T11:50"}
    mine = GOOD | {"report_ref": "R-3", "observed_at": "2023-05-01", "reported_at": "", "weapon_code": "UXO"}

    take(session, hub, boss, table(GOOD, mine))
    assert session.scalar(select(func.count(Hold.id))) == 0

    take(session, hub, boss, table(GOOD, mine, fresh))
    assert session.scalars(select(Hold)).one().review_at == NOON + 2 * HOUR - timedelta(minutes=5)


def test_three_lines_of_one_salvo_make_one_event_with_what_is_known_already(session, hub, boss):
    area = make_area(session, hub, "DRU-C")
    known = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON - 24 * HOUR, now=NOON - 24 * HOUR)
    rows = [
        GOOD | {"report_ref": f"R-{minute}", "area_code": "DRU-C", "observed_at": f"2023-05-12T12:0{minute}"}
        for minute in range(3)
    ]

    take(session, hub, boss, table(*({**row, "reported_at": ""} for row in rows)))

    assert {one.event_id for one in kept(session)} == {known.report.event_id}
    assert session.scalar(select(func.count(ShellingEvent.id))) == 1


def test_an_imported_report_is_signed_by_nobody(session, hub, boss):
    take(session, hub, boss, table(GOOD))

    (one,) = kept(session)
    assert one.reporter_id is None
    assert (one.source_type, one.event.state) == (SourceType.VOLUNTEER, EventState.REPORTED)


def test_what_tells_where_it_was_fired_from_is_not_kept(session, hub, boss):
    take(session, hub, boss, table(GOOD | {"direction_from": "SE", "distance_band": "2-5"}))

    (one,) = kept(session)
    assert "SE" not in f"{one.note}{one.source_ref}{one.count_text}"


def test_spreadsheets_part_columns_with_semicolons_and_decimals_with_commas(session, hub, boss):
    row = GOOD | {"lat": "48,5281", "lon": "37,7071", "count": "3-4"}

    result = take(session, hub, boss, b"\xef\xbb\xbf" + table(row, delimiter=";").encode())

    assert result.problems == []
    (one,) = kept(session)
    assert (one.lat, one.lon, one.count_text) == (48.5281, 37.7071, "3-4")


def test_a_code_typed_with_a_cyrillic_keyboard_is_understood(session, hub, boss):
    assert take(session, hub, boss, table(GOOD | {"area_code": "КОS-С"})).problems == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("observed_at", "1900-01-01"),
        ("observed_at", "2023-05-14T10:00"),
        ("observed_at", "учора"),
        ("observed_at", ""),
        ("observed_at", "0001-01-01T00:00+14:00"),
        ("reported_at", "2023-05-12T08:00"),
        ("tz", "Europe/Nowhere"),
        ("tz", "../../etc/passwd"),
        ("area_code", "KOS-Z"),
        ("area_code", ""),
        ("lat", "48.5"),
        ("killed", "3-4"),
        ("killed", "багато"),
        ("injured", "-1"),
        ("injured", "²"),
        ("weapon_code", "LASER"),
        ("observation", "smelled"),
        ("source_type", "a bird"),
        ("damage_codes", "MOON"),
        ("reliability", "Z"),
        ("credibility", "9"),
        ("geo_precision", "exact"),
        ("state", "sure"),
        ("count", "дуже " * 20),
        ("notes", "\x07"),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_nothing_is_kept(session, hub, boss, column, value):
    good = GOOD | {"report_ref": "R-2", column: GOOD.get(column, "")}

    result = take(session, hub, boss, table(good, GOOD | {column: value}))

    assert [(one.line, one.column) for one in result.problems] == [(3, column)]
    assert result.problems[0].sentence % dict(result.problems[0].facts)
    assert kept(session) == []


def test_a_point_in_the_sea_is_a_problem(session, hub, boss):
    result = take(session, hub, boss, table(GOOD | {"lat": "37.707", "lon": "48.528"}))

    assert [one.column for one in result.problems] == ["lat"]
    assert result.problems[0].facts["code"] == "KOS-C"


def test_one_reference_on_two_lines_is_a_problem(session, hub, boss):
    result = take(session, hub, boss, table(GOOD, GOOD))

    assert [(one.line, dict(one.facts)) for one in result.problems] == [(3, {"line": 2})]


def test_a_place_by_name_is_found_unless_two_have_it(session, hub, boss):
    by_name = GOOD | {"area_code": "", "place_text": "центр"}
    assert take(session, hub, boss, table(by_name)).problems == []

    make_area(session, hub, "DRU-C", name_uk="Центр")
    result = take(session, hub, boss, table(by_name | {"report_ref": "R-2"}))
    assert [one.column for one in result.problems] == ["area_code"]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        "report_ref,observed_at\nR-1,2023-05-12\n",
        table(GOOD).encode("cp1251", "replace") + "примітка".encode("cp1251"),
        table(GOOD).encode("utf-16"),
        table(GOOD) + 'R-2,"не закрито',
        table(GOOD) + "R-2,2023-05-12\n",
        table(GOOD | {"phone": "050"}),
        b"\x00\x01\x02",
    ],
    ids=["empty", "columns missing", "cp1251", "utf-16", "open quote", "short line", "strange column", "no text"],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(session, hub, boss, file):
    result = take(session, hub, boss, file)

    assert len(result.problems) == 1
    assert result.problems[0].sentence % dict(result.problems[0].facts)
    assert kept(session) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_more_lines_than_can_be_taken_are_refused(session, hub, boss, monkeypatch):
    monkeypatch.setattr("app.exchange.shelling_csv.MOST_LINES", 2)

    result = take(session, hub, boss, table(*(GOOD | {"report_ref": f"R-{n}"} for n in range(3))))

    assert [one.facts["n"] for one in result.problems] == [2]
