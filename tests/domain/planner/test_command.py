"""The planner on files: a plan and 0, or one line, 2 and nothing written."""

import json

import pytest

from app.domain.planner.__main__ import main
from tests.domain.planner.day import make_instance, reference_score, tiny


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
    ],
)
def test_a_wrong_command_is_one_line_too(capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
