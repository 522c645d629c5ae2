"""Files of partners: whole or not at all, each bad cell named by its line."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import make_engine
from app.exchange import csv_table
from app.models import Hold, Need, ShellingReport

HEAD = "report_ref,observed_at,area_code,lat,lon,weapon_code,killed"
GOOD = "R-1,2023-05-13T12:30,KOS-C,48.528,37.707,MLRS_GRAD,0"
NEEDS_HEAD = "need_ref,kind,area_code,first_name,address"
NEEDS_GOOD = 'N-1,FOOD,KOS-C,Людмила,"вул. Вигадана, 14"'


@pytest.fixture
def count(tmp_path):
    def rows_of(table):
        engine = make_engine(f"sqlite:///{tmp_path / 'instance' / 'obkhid.sqlite'}")
        with Session(engine) as session:
            found = session.scalar(select(func.count()).select_from(table))
        engine.dispose()
        return found

    return rows_of


@pytest.fixture
def take(made, tmp_path):
    def over(what, content, *more):
        file = tmp_path / "file.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return made(what, "import", file, "--as", "olena", *more)

    return over


def test_a_good_file_is_taken_over_once(take, count):
    first, second = take("shelling", f"{HEAD}\n{GOOD}\n"), take("shelling", f"{HEAD}\n{GOOD}\n")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 new" in first.output
    assert "0 new reports, 1 known" in second.output
    assert count(ShellingReport) == 1


def test_old_shelling_counts_and_holds_nothing(take, count):
    take("shelling", f"{HEAD}\n{GOOD}\n")

    assert count(Hold) == 0


def test_old_mines_hold_until_they_are_cleared(take, count):
    take("shelling", f"{HEAD}\n{GOOD.replace('MLRS_GRAD', 'MINE_REM')}\n")

    assert count(Hold) == 1


def test_told_to_be_history_no_row_holds_anything_mines_neither(take, count):
    mine = GOOD.replace("MLRS_GRAD", "MINE_REM").replace("R-1", "R-2")

    result = take("shelling", f"{HEAD}\n{GOOD}\n{mine}\n", "--history")

    assert "2 new" in result.output
    assert (count(ShellingReport), count(Hold)) == (2, 0)


def test_without_a_terminal_no_progress_is_printed(take):
    assert take("shelling", f"{HEAD}\n{GOOD}\n").stderr == ""


def test_semicolons_and_a_mark_of_utf8_are_read_too(take):
    assert take("shelling", f"{HEAD}\n{GOOD}\n".replace(",", ";").encode("utf-8-sig")).exit_code == 0


def test_a_dry_run_keeps_nothing(take, count):
    result = take("shelling", f"{HEAD}\n{GOOD}\n", "--dry-run")

    assert result.exit_code == 0
    assert "1 new" in result.output
    assert count(ShellingReport) == 0


def test_a_dry_run_of_needs_counts_and_writes_nothing(take, count):
    take("needs", f"{NEEDS_HEAD}\n{NEEDS_GOOD}\n")

    result = take("needs", f"{NEEDS_HEAD}\n{NEEDS_GOOD}\nN-2{NEEDS_GOOD[3:]}\n", "--dry-run")

    assert "1 new needs, 1 known" in result.output
    assert count(Need) == 1


def test_a_wrong_encoding_after_many_lines_is_told_by_its_line(take):
    rows = "".join(f"R-{n}{GOOD[3:]}\n" for n in range(3000))

    result = take("shelling", f"{HEAD}\n{rows}".encode() + "центр,,,,,,\n".encode("cp1251"))

    assert "line 3002" in result.stderr


BAD_ROWS = {
    "year 1900": ("R-2,1900-05-13T12:30,KOS-C,,,,", "before 2014"),
    "later than now": ("R-2,2099-05-13T12:30,KOS-C,,,,", "later than now"),
    "no such day": ("R-2,2023-02-30,KOS-C,,,,", "not a time"),
    "in the sea": ("R-2,2023-05-13,KOS-C,43.5,34.2,,", "km away"),
    "swapped": ("R-2,2023-05-13,KOS-C,37.707,48.528,,", "swapped"),
    "half a place": ("R-2,2023-05-13,KOS-C,48.5,,,", "pair"),
    "not a number": ("R-2,2023-05-13,KOS-C,nan,37.7,,", "must be from"),
    "unknown area": ("R-2,2023-05-13,XYZ,,,,", "no area"),
    "fewer than nobody": ("R-2,2023-05-13,KOS-C,,,,-1", "from 0"),
    "no name": (",2023-05-13,KOS-C,,,,", "is empty"),
    "twice": (GOOD, "twice"),
}


@pytest.mark.parametrize(("row", "why"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_one_bad_row_and_nothing_is_taken_over(take, count, row, why):
    result = take("shelling", f"{HEAD}\n{GOOD}\n{row}\n")

    assert result.exit_code == 2
    assert "line 3" in result.stderr
    assert why in result.stderr
    assert count(ShellingReport) == 0


BAD_FILES = {
    "wrong encoding": f"{HEAD}\nR-1,2023-05-13,KOS-C,,,,\nобстріл".encode("cp1251"),
    "missing columns": b"report_ref,area_code\nR-1,KOS-C\n",
    "unknown columns": f"{HEAD},target\n{GOOD},x\n".encode(),
    "a column twice": f"{HEAD},killed\n{GOOD},1\n".encode(),
    "cells missing": f"{HEAD}\nR-1,2023-05-13\n".encode(),
    "header only": f"{HEAD}\n".encode(),
    "nothing": b"",
    "zeros": b"\x00" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "an open quote": f'{HEAD}\n"R-1,2023-05-13,KOS-C,,,,\n'.encode(),
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_table_of_ours_is_refused_in_a_sentence(take, count, content):
    result = take("shelling", content)

    assert result.exit_code == 2
    assert result.stderr.strip().endswith(".")
    assert count(ShellingReport) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}\n{GOOD}\nR-2,2023-05-13,центр,,,,\n".encode("cp1251"), ("Windows-1251", "line 3")),
        (f"{HEAD}\n{GOOD}\n".encode("utf-16"), ("UTF-16", "line 1")),
        (f"{HEAD}\n".encode() + b"R-2,\xff\x00\x01,,,,,\n", ("not in UTF-8", "line 2")),
        (b"report_ref,area_code\nR-1,KOS-C\n", ("Line 1 of the file lacks these columns", "observed_at")),
    ],
)
def test_the_encoding_is_recognised_and_said(take, content, said):
    result = take("shelling", content)

    assert result.exit_code == 2
    for words in ("file.csv: ", *said):
        assert words in result.stderr


def test_many_bad_lines_are_counted_and_the_first_are_listed(take):
    result = take("shelling", f"{HEAD}\n".encode() + b"R,1900-05-13,KOS-C,,,,\n" * 500)

    assert result.exit_code == 2
    assert "line 2, observed_at: lies before 2014" in result.stderr
    assert "and 480 more" in result.stderr
    assert "wrong: 500" in result.stderr


def test_a_file_has_a_limit_beyond_100000_rows(take, monkeypatch):
    assert csv_table.MOST_ROWS >= 100_000
    monkeypatch.setattr(csv_table, "MOST_ROWS", 1)

    assert "more than 1 rows" in take("shelling", f"{HEAD}\n{GOOD}\nR-2{GOOD[3:]}\n").stderr


def test_the_same_name_with_other_answers_is_a_correction_beside_the_first(take, count):
    take("shelling", f"{HEAD}\n{GOOD}\n")

    result = take("shelling", f"{HEAD}\n{GOOD[:-1]}5\n")

    assert result.exit_code == 0
    assert "Corrections kept beside the first: 1." in result.output
    assert count(ShellingReport) == 2


def test_needs_wait_for_triage_and_come_once(take, count):
    assert take("needs", f"{NEEDS_HEAD}\n{NEEDS_GOOD}\n").exit_code == 0
    assert take("needs", f"{NEEDS_HEAD}\n{NEEDS_GOOD}\n").exit_code == 0
    assert count(Need) == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('N-2,GOLD,KOS-C,Ніна,"вул. Паперова, 3"', "must be one of"),
        ('N-2,FOOD,XYZ,Ніна,"вул. Паперова, 3"', "no area"),
        ("N-2,FOOD,KOS-C,Ніна,", "is empty"),
        (f"N-2,FOOD,KOS-C,{'н' * 61},адреса", "longer"),
    ],
)
def test_one_bad_need_and_none_is_logged(take, count, row, why):
    result = take("needs", f"{NEEDS_HEAD}\n{NEEDS_GOOD}\n{row}\n")

    assert result.exit_code == 2
    assert why in result.stderr
    assert "Паперова" not in result.stderr
    assert count(Need) == 0


def test_a_volunteer_imports_nothing(made, tmp_path):
    made("user", "add", "petro", "--name", "П", "--role", "volunteer", "--as", "admin")
    (tmp_path / "file.csv").write_text(f"{HEAD}\n{GOOD}\n")

    assert made("shelling", "import", tmp_path / "file.csv", "--as", "petro").exit_code == 2


@pytest.mark.parametrize("what", ["shelling", "needs"])
def test_the_shipped_example_is_accepted(made, tmp_path, what):
    file = tmp_path / "example.csv"
    file.write_text(made(what, "import", "--template").output)

    assert made(what, "import", file, "--as", "olena").exit_code == 0
