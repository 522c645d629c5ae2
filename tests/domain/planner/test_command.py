"""The planner on files: a plan and 0, or one line, 2 and nothing written."""

import json
import os

import pytest

from app.domain.planner.__main__ import main
from app.domain.planner.check import check
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from tests.domain.planner.day import make_instance, make_job, make_team, reference_score, tiny


@pytest.fixture
def files(tmp_path):
    (tmp_path / "day.json").write_text(json.dumps(make_instance(visits=6)), encoding="utf-8")
    return tmp_path


def test_it_writes_a_plan_the_reference_accepts(files):
    code = main(["solve", str(files / "day.json"), str(files / "plan.json"), "--iterations", "3", "--seed", "1"])

    plan = json.loads((files / "plan.json").read_text())
    assert code == 0
    assert reference_score(make_instance(visits=6), plan)["feasible"]
    assert sorted(path.name for path in files.iterdir()) == ["day.json", "plan.json"]


def test_the_same_seed_writes_the_same_bytes(files):
    for name in ("one.json", "other.json"):
        main(["solve", str(files / "day.json"), str(files / name), "--iterations", "3", "--seed", "5"])

    assert (files / "one.json").read_bytes() == (files / "other.json").read_bytes()


def test_it_changes_the_present_plan_after_a_report(files):
    day, plan, later = (str(files / name) for name in ("day.json", "plan.json", "later.json"))
    main(["solve", day, plan, "--iterations", "2"])
    (files / "reports.json").write_text(json.dumps([{"area": 0, "from": 660, "to": 900, "closed": True}]))

    code = main(
        [
            "solve",
            day,
            later,
            "--iterations",
            "2",
            "--from-plan",
            plan,
            "--now",
            "660",
            "--reports",
            str(files / "reports.json"),
        ]
    )

    assert code == 0
    assert reference_score(make_instance(visits=6), json.loads((files / "later.json").read_text()))["feasible"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"areas": []}', json.dumps(tiny(nogo=None)), "[" * 100_000])
def test_a_malformed_file_is_one_line_and_nothing_written(tmp_path, capsys, text):
    (tmp_path / "day.json").write_text(text)

    code = main(["solve", str(tmp_path / "day.json"), str(tmp_path / "plan.json")])

    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["solve"],
        ["solve", "no-such-file.json", "plan.json"],
        ["solve", "a", "b", "--seconds", "soon"],
        ["draw", "a"],
        ["solve", "a", "b", "--seconds", "nan"],
        ["solve", "a", "b", "--now", "600"],
        ["solve", "a", "b", "--iterations", "-1"],
        ["solve", "a", "b", "--from-plan", "c", "--now", "9999"],
    ],
)
def test_a_wrong_command_is_one_line_too(capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def solve(folder, instance):
    (folder / "day.json").write_text(json.dumps(instance))
    return main(["solve", str(folder / "day.json"), str(folder / "plan.json"), "--iterations", "1"])


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"teams": []}, "teams must have at least 1 entries"),
        ({"areas": [{"id": "west", "lat": None, "lon": 37.5}, {"id": "east"}]}, "areas[0].lat must be a number"),
        ({"areas": [{"id": "west", "lon": 37.5}, {"id": "east"}]}, "areas[0].lat is missing"),
        ({"jobs": [make_job(n, 37.51) for n in range(10_000)]}, "jobs must have at most 1000 entries, not 10000"),
        ({"lam": [[0.1] * 5000] * 2}, "lam must end by minute 2880, not 300000"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_its_place_and_limit(tmp_path, capsys, changes, place):
    code = solve(tmp_path, tiny(**changes))

    told = capsys.readouterr().err
    assert code == 2
    assert told.count("\n") == 1
    assert place in told
    assert not (tmp_path / "plan.json").exists()


def test_a_number_of_hundreds_of_digits_or_a_road_without_end_is_refused(tmp_path, capsys):
    travel = {"road_factor": 1.35, "speed_kmh": 38, "min_minutes": 2}
    for changes in (
        {"nogo": 10**400},
        {"travel": travel | {"road_factor": 1e308}},
        {"travel": travel | {"speed_kmh": 5e-324}},
    ):
        assert solve(tmp_path, tiny(**changes)) == 2
        assert "must be a finite number from 0" in capsys.readouterr().err


def test_a_crawl_takes_longer_than_the_day_and_no_more(tmp_path):
    crawl = {"road_factor": 100, "speed_kmh": 0.1, "min_minutes": 2}

    assert solve(tmp_path, tiny(travel=crawl)) == 0
    assert json.loads((tmp_path / "plan.json").read_text()) == {"routes": []}


def test_a_file_without_an_end_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("app.domain.planner.__main__.MOST_SIGNS", 1000)

    assert main(["solve", "/dev/zero", str(tmp_path / "plan.json")]) == 2
    assert "/dev/zero is longer than 1000 signs." in capsys.readouterr().err


@pytest.mark.parametrize("place", ["", ".", "/", "folder"])
def test_a_place_where_no_plan_can_be_written_is_one_line_and_nothing_is_left(tmp_path, capsys, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "day.json").write_text(json.dumps(tiny()))

    assert main(["solve", "day.json", place, "--iterations", "1"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["day.json", "folder"]


def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path):
    (tmp_path / "day.json").write_text(json.dumps(tiny()))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    assert main(["solve", str(tmp_path / "day.json"), str(pipe), "--iterations", "1"]) == 0
    told = os.read(reader, 100_000)
    os.close(reader)

    assert "routes" in json.loads(told)
    assert pipe.is_fifo()


def test_a_link_stays_a_link_and_its_file_becomes_the_plan(tmp_path):
    (tmp_path / "day.json").write_text(json.dumps(tiny()))
    (tmp_path / "link.json").symlink_to(tmp_path / "plan.json")

    assert main(["solve", str(tmp_path / "day.json"), str(tmp_path / "link.json"), "--iterations", "1"]) == 0
    assert (tmp_path / "link.json").is_symlink()
    assert "routes" in json.loads((tmp_path / "plan.json").read_text())


def test_a_malformed_present_plan_is_one_line_and_nothing_written(files, capsys):
    (files / "old.json").write_text('{"routes": [{"team": 0}]}')

    code = main(
        [
            "solve",
            str(files / "day.json"),
            str(files / "plan.json"),
            "--from-plan",
            str(files / "old.json"),
            "--now",
            "600",
        ]
    )

    assert code == 2
    assert capsys.readouterr().err == "routes[0].stops is missing.\n"
    assert not (files / "plan.json").exists()


def test_a_day_without_visits_is_an_empty_plan(tmp_path):
    assert solve(tmp_path, tiny(jobs=[])) == 0
    assert json.loads((tmp_path / "plan.json").read_text()) == {"routes": []}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"teams": [make_team(0), make_team(1, shift=[0, 240])]},
            "Team 1 has no minute of its shift outside the curfew.",
        ),
        ({"jobs": [make_job(7, 37.51, service=700)]}, "Visit 7 takes longer than any shift."),
        (
            {"jobs": [make_job(7, 37.60, pin={"start": [600, 620]})], "closed": [[], [[540, 700]]]},
            "Visit 7 is pinned to a time at which its area is closed.",
        ),
        (
            {"jobs": [make_job(7, 37.60, pin={"start": [600, 620]})], "lam": [[0.1] * 24, [9.0] * 24]},
            "Visit 7 is pinned to a time at which its area is closed.",
        ),
        (
            {"jobs": [make_job(7, 37.51, windows=[[800, 900]], pin={"start": [600, 620]})]},
            "Visit 7 is pinned to a time outside its windows.",
        ),
        (
            {"jobs": [make_job(7, 37.51, skills=["medic"], pin={"team": 0})]},
            "Visit 7 is pinned to a team that cannot make it.",
        ),
        (
            {"lam": [[0.1] * 24, [None] + [0.3] * 23]},
            "Area east has hours without data; they are taken for the worst known, 0.3 events per hour.",
        ),
    ],
)
def test_rules_that_contradict_each_other_are_named(tmp_path, capsys, changes, sentence):
    code = solve(tmp_path, tiny(**changes))

    assert code == 0
    assert capsys.readouterr().err == f"{sentence}\n"
    plan = Plan.from_json(json.loads((tmp_path / "plan.json").read_text()))
    assert check(PlanningProblem.from_json(tiny(**changes)), plan) == []
