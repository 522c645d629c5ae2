"""A file of shellings is taken whole or not at all; what is long over counts and holds nothing."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.roles import Role
from app.domain.shelling import EventState, Observation, SourceType, TimePrecision
from app.exchange import shelling_csv
from app.exchange.csv_table import LinesRefused
from app.exchange.shelling_csv import read_reports, take_over
from app.models import AuditEntry, Hold, ShellingEvent, ShellingReport
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


PARTNERS = """\
report_ref,observed_at,reported_at,tz,area_code,place_text,lat,lon,geo_precision,observation,weapon_code,count,\
direction_from,distance_band,damage_codes,killed,injured,source_type,source_ref,reliability,credibility,state,notes
R-0001,2025-06-11T10:19,2025-06-11T10:24,Europe/Kyiv,KOS-C,"біля ринку",,,area,heard+seen,MLRS_UNK,3,SE,500m-2km,\
SHOP|PHARM_CLOSED,0,2,volunteer,V-07,C,3,reported,
R-0002,2025-06-11,2025-06-11T18:00,Europe/Kyiv,KOS-N,,,,settlement,second-hand,UNK,,,,\
HOUSE,0,0,official_channel,МВА,B,2,corroborated,"година невідома"
"""


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


def take(session, hub, boss, file, *, now=NOON):
    data = file if isinstance(file, bytes) else file.encode()
    return take_over(session, read_reports(data, session, hub, now=now), hub_id=hub.id, by_id=boss.id, now=now)


def wrong(session, hub, boss, file, *, now=NOON):
    """The places a refused file is wrong at; nothing of it was kept."""
    before = len(kept(session))
    with pytest.raises(LinesRefused) as refusal:
        take(session, hub, boss, file, now=now)
    assert len(kept(session)) == before
    return [(bad.line, bad.column) for bad in refusal.value.lines]


def kept(session):
    return list(session.scalars(select(ShellingReport).order_by(ShellingReport.id)))


def test_the_format_of_partners_is_read_with_its_marks_and_states(session, hub, boss):
    make_area(session, hub, "KOS-N")

    result = take(session, hub, boss, PARTNERS.encode(), now=LONG_AFTER)

    assert (result.new, result.holds) == (2, 0)
    second, first = sorted(kept(session), key=lambda one: one.received_at)
    assert (first.time_precision, first.observation) == (TimePrecision.DATE, Observation.SECOND_HAND)
    assert (first.source_ref, first.reliability, first.credibility) == ("МВА", "B", "2")
    assert first.event.state is EventState.CORROBORATED
    assert (second.damage, second.injured, second.note) == (["SHOP", "PHARM_CLOSED"], 2, "біля ринку")


def test_a_file_taken_twice_is_kept_once(session, hub, boss):
    take(session, hub, boss, table(GOOD))

    again = take(session, hub, make_user(session, hub), table(GOOD), now=NOON + HOUR)

    assert (again.new, again.known) == (0, 1)
    assert len(kept(session)) == 1


def test_a_reference_kept_before_with_other_answers_is_a_correction_beside_it(session, hub, boss):
    take(session, hub, boss, table(GOOD))
    other = table(GOOD | {"injured": "11"})

    first, again = take(session, hub, boss, other), take(session, hub, boss, other)

    assert (first.new, first.corrected, again.corrected, again.known) == (0, 1, 0, 1)
    old, new = kept(session)
    assert (new.corrects_id, new.event_id, old.injured, new.injured) == (old.id, old.event_id, None, 11)
    assert session.scalar(select(func.count(Hold.id))) == 0


def test_codes_nobody_knows_here_are_kept_as_text(session, hub, boss):
    take(session, hub, boss, table(GOOD | {"weapon_code": "LASER", "damage_codes": "MOON|SHOP"}))

    (one,) = kept(session)
    assert (one.weapon, one.damage, one.note) == ("UNK", ["SHOP"], "LASER · MOON")


@pytest.mark.parametrize(
    ("observed", "named", "precision"),
    [
        ("2023-05-12T10:19", "exact", TimePrecision.EXACT),
        ("2023-05-12T10:19", "", TimePrecision.QUARTER),
        ("2023-05-12T10", "", TimePrecision.HOUR),
        ("2023-05-12", "night", TimePrecision.PART_OF_DAY),
        ("2023-05-12", "", TimePrecision.DATE),
    ],
)
def test_a_time_of_any_precision_is_kept_as_precisely_as_it_was_told(session, hub, boss, observed, named, precision):
    row = GOOD | {"observed_at": observed, "time_precision": named, "reported_at": "", "tz": "Europe/Kyiv"}

    take(session, hub, boss, table(row))

    assert kept(session)[0].time_precision is precision


def test_what_is_long_over_holds_nothing_and_fresh_shelling_does(session, hub, boss):
    fresh = GOOD | {"report_ref": "R-2", "observed_at": "2023-05-13T11:40", "reported_at": "2023-05-13T11:50"}
    mine = GOOD | {"report_ref": "R-3", "source_type": "history", "weapon_code": "UXO"}

    assert take(session, hub, boss, table(GOOD, mine)).holds == 0

    assert take(session, hub, boss, table(GOOD, mine, fresh)).holds == 1
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

    take(session, hub, boss, b"\xef\xbb\xbf" + table(row, delimiter=";").encode())

    (one,) = kept(session)
    assert (one.lat, one.lon, one.count_text) == (48.5281, 37.7071, "3-4")


def test_a_code_typed_with_a_cyrillic_keyboard_is_understood(session, hub, boss):
    assert take(session, hub, boss, table(GOOD | {"area_code": "КОS-С"})).new == 1


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
        ("killed", "3-4"),
        ("killed", "багато"),
        ("injured", "-1"),
        ("injured", "²"),
        ("observation", "smelled"),
        ("source_type", "a bird"),
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

    assert wrong(session, hub, boss, table(good, GOOD | {column: value})) == [(3, column)]


def test_a_point_in_the_sea_is_refused(session, hub, boss):
    assert wrong(session, hub, boss, table(GOOD | {"lat": "37.707", "lon": "48.528"})) == [(2, "lat")]


def test_one_reference_on_two_lines_is_refused(session, hub, boss):
    assert wrong(session, hub, boss, table(GOOD, GOOD)) == [(3, "report_ref")]


def test_a_place_by_name_is_found_unless_two_have_it(session, hub, boss):
    by_name = GOOD | {"area_code": "", "place_text": "центр"}
    assert take(session, hub, boss, table(by_name)).new == 1

    make_area(session, hub, "DRU-C", name_uk="Центр")
    assert wrong(session, hub, boss, table(by_name | {"report_ref": "R-2"})) == [(2, "area_code")]


def test_a_verdict_of_a_file_weakens_nobody_elses_report(session, hub, boss):
    area = make_area(session, hub, "DRU-C")
    then = NOON - 24 * HOUR
    known = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, then, now=then).report

    same = GOOD | {"area_code": "DRU-C", "observed_at": "2023-05-12T12:00", "reported_at": "", "state": "false"}
    take(session, hub, boss, table(same))

    assert len(known.event.reports) == 2
    assert known.event.state is EventState.REPORTED


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_a_salvo_that_two_batches_share_is_one_event(session, hub, boss, monkeypatch, at_once):
    monkeypatch.setattr(shelling_csv, "AT_ONCE", at_once)
    minutes = [5, 0, 3, 1]  # a file is in any order
    rows = [GOOD | {"report_ref": f"R-{one}", "observed_at": f"2023-05-12T12:0{one}"} for one in minutes]

    take(session, hub, boss, table(*({**row, "reported_at": ""} for row in rows)))

    assert session.scalar(select(func.count(ShellingEvent.id))) == 1


def test_a_cell_of_several_lines_is_read_whole_wherever_it_stands(session, hub, boss):
    later = GOOD | {"notes": "два\nрядки"}
    earlier = GOOD | {"report_ref": "R-2", "observed_at": "2023-05-11T10:00", "notes": "один"}

    take(session, hub, boss, table(later, earlier))

    assert [one.note for one in kept(session)] == ["один", "два\nрядки"]


def test_one_entry_of_the_trail_tells_of_all_that_was_taken_over(session, hub, boss):
    take(session, hub, boss, table(*(GOOD | {"report_ref": f"R-{n}"} for n in range(3))))

    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "import_shelling"))
    assert entry.facts == {"reports": 3}


def test_what_was_kept_while_the_file_was_read_is_kept_once(session, hub, boss):
    reports = read_reports(table(GOOD).encode(), session, hub, now=NOON)
    take(session, hub, boss, table(GOOD))

    again = take_over(session, reports, hub_id=hub.id, by_id=boss.id, now=NOON)

    assert (again.new, again.known, len(kept(session))) == (0, 1, 1)


@pytest.mark.parametrize("weapon", ["UXO", "MLRS_GRAD", "KAB"])
def test_history_never_holds(session, hub, boss, weapon):
    row = GOOD | {"source_type": "history", "weapon_code": weapon, "observed_at": "2023-05-13T11:55", "reported_at": ""}

    assert take(session, hub, boss, table(row)).holds == 0
    assert session.scalars(select(Hold)).all() == []
