"""The main job without a browser: from an empty folder to a first need, a visit, a sheet and its outcome."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from app.db import make_engine
from app.models import Hub, PlanSearch

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
IN_TWO_DAYS = f"{(datetime.now(UTC) + timedelta(days=2)).date().isoformat()}T10:00"
NEEDS = """need_ref,kind,area_code,urgency,first_name,surname,address,landmark,consent
N-1,FOOD,KOS-C,U2,Людмила,Прикладна,"вул. Вигадана, 14",зелена хвіртка,yes
N-2,WAT,KOS-C,U2,Ніна,Лозова,"вул. Паперова, 3",,not_asked
"""
AS = ["--as", "olena"]
ON_THE_ROAD = ["--car", "А-1", "--date", TOMORROW, *AS]


@pytest.fixture
def ready(made, tmp_path):
    """A hub with a zone, a team on a shift and two needs."""
    file = tmp_path / "needs.csv"
    file.write_text(NEEDS)
    for command in (
        ["area", "zone", "KOS-C", "Z3", "--review-by", IN_TWO_DAYS, "--why", "перший огляд", *AS],
        ["team", "add", 1, "--person", "Іван", "--person", "Оля", "--car", "А-1", *AS],
        ["team", "shift", 1, "08:00-16:00", "--person", "Іван", "--person", "Оля", *ON_THE_ROAD],
        ["needs", "import", file, *AS],
        ["needs", "ready", 1, "П-0002", "--rung", *AS],
    ):
        result = made(*command)
        assert result.exit_code == 0, result.output
    return made


def planned(run):
    return run("plan", "--date", TOMORROW, "--approve", "нарада", "--publish", *AS)


def test_the_whole_day_from_an_empty_folder(ready, tmp_path):
    result = planned(ready)
    assert result.exit_code == 0, result.output
    assert "Team 1: 1 visit, version 1" in result.output
    assert "П-0002 is not placed" in result.output

    assert ready("sheets", "--date", TOMORROW, "--out", tmp_path / "out", *AS).exit_code == 2  # not cleared yet
    until = f"{TOMORROW}T15:00"
    assert ready("area", "clear", "--all", "--date", TOMORROW, "--until", until, *AS).exit_code == 0
    assert ready("sheets", "--date", TOMORROW, "--out", tmp_path / "out", *AS).exit_code == 0
    paper = "".join(page.extract_text() for page in PdfReader(next((tmp_path / "out").glob("*.pdf"))).pages)
    assert "Людмила П." in paper
    assert "Прикладна" not in paper

    number = re.match(r"\s*(\d+)", ready("visit", "list", "--date", TOMORROW, *AS).output).group(1)
    result = ready("visit", "record", number, "DONE", *AS)
    assert result.exit_code == 2
    assert "that day lies ahead" in result.output
    result = ready("visit", "record", number, "CANC_ORG", *AS)
    assert result.exit_code == 0, result.output
    assert ready("visit", "record", number, "CANC_ORG", *AS).exit_code == 2
    assert ready("audit", "verify").exit_code == 0


def test_a_plan_is_judged_and_made_again(ready):
    result = planned(ready)
    assert "Search 1 is kept" in result.output, result.output

    again = ready("recheck", 1, *AS)
    latest = ready("recheck", "--date", TOMORROW, *AS)

    assert (again.exit_code, latest.output) == (0, again.output), again.output
    assert "breaks no rule. The score is equal" in again.output
    assert "the plan is equal to the byte" in again.output
    assert ready("recheck", 99, *AS).exit_code == 2


def test_a_plan_that_somebody_altered_is_told(ready, tmp_path):
    planned(ready)
    engine = make_engine(f"sqlite:///{tmp_path / 'instance' / 'obkhid.sqlite'}")
    with engine.begin() as connection:
        connection.execute(update(PlanSearch).values(score={"objective": 1e6}))

    result = ready("recheck", 1, *AS)

    assert result.exit_code == 1
    assert "The score is not equal: 1000000.0000 was kept" in result.output


def test_a_day_without_a_team_says_so_of_each_need(ready):
    result = ready("plan", "--date", IN_TWO_DAYS[:10], *AS)

    assert "П-0001 is not placed" in result.output
    assert "?" not in result.output


def test_a_held_area_is_not_cleared_and_takes_two_to_release_for_good(ready):
    assert ready("hold", "KOS", "--until-cleared", "--why", "міни", *AS).exit_code == 0
    assert ready("area", "clear", "KOS-C", *AS).exit_code == 2
    assert "held" in ready("area", "list", *AS).output

    first = ready("release", "KOS", "--why", "перевірено", *AS)
    assert "0 released, 1 wait" in first.output
    assert ready("release", "KOS-N", "--why", "перевірено", *AS).exit_code == 2


def test_a_hold_on_an_area_leaves_its_visits_out_of_the_plan(ready):
    ready("hold", "KOS-C", "--until", f"{TOMORROW}T18:00", "--why", "чути вибухи", *AS)

    result = planned(ready)

    assert "П-0001 is not placed" in result.output


def test_without_a_duty_phone_a_day_is_published_and_not_printed(ready, tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'instance' / 'obkhid.sqlite'}")
    with engine.begin() as connection:
        connection.execute(update(Hub).values(duty_phone=""))
    engine.dispose()
    assert planned(ready).exit_code == 0
    ready("area", "clear", "--all", "--date", TOMORROW, "--until", f"{TOMORROW}T15:00", *AS)

    result = ready("sheets", "--date", TOMORROW, "--out", tmp_path / "out", *AS)

    assert result.exit_code == 2
    assert "no duty phone" in result.stderr
    assert not list((tmp_path / "out").iterdir())


def test_draft_sheets_carry_no_number(ready, tmp_path):
    ready("plan", "--date", TOMORROW, "--approve", "нарада", *AS)

    assert ready("sheets", "--date", TOMORROW, "--out", tmp_path / "out", "--draft", *AS).exit_code == 0
    assert [path.name[:5] for path in (tmp_path / "out").iterdir()] == ["draft"]


@pytest.mark.parametrize(
    "command",
    [
        ["plan", "--date", "yesterday"],
        ["plan", "--date", "2020-01-01"],
        ["sheets", "--date", TOMORROW, "--out", "/dev/null/x"],
        ["hold", "KOS-C", "--why", "x"],
        ["hold", "KOS-C", "--why", "x", "--until", "tea time"],
        ["hold", "NOWHERE", "--why", "x", "--until-cleared"],
        ["area", "clear"],
        ["area", "clear", "--all"],
        ["area", "zone", "KOS-C", "Z9", "--review-by", IN_TWO_DAYS, "--why", "x"],
        ["area", "zone", "KOS-C", "Z4", "--review-by", "2099-01-01T10:00", "--why", "x"],
        ["team", "shift", "7", "08:00-16:00", "--person", "Іван", "--car", "А-1"],
        ["team", "shift", "1", "late", "--person", "Іван", "--car", "А-1"],
        ["needs", "ready", "99"],
        ["visit", "record", "99", "DONE"],
        ["visit", "record", "99", "WON"],
    ],
)
def test_bad_input_ends_with_code_2_and_a_sentence(made, command):
    result = made(*command, *AS)

    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["plan"],
        ["sheets", "--out", "out"],
        ["area", "clear", "KOS-C"],
        ["hold", "KOS-C", "--why", "x", "--until-cleared"],
        ["needs", "list"],
        ["visit", "list"],
    ],
)
def test_an_admin_does_no_coordinator_s_work(made, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert made(*command, "--as", "admin").exit_code == 2
