"""Set up an installation at a console."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import make_engine
from app.exchange.areas_csv import TEMPLATE
from app.models import Area, Hub, NeedKind, StoryClock, User
from tests.console.conftest import INIT, WHO, one_time_password


def read(tmp_path, query):
    engine = make_engine(f"sqlite:///{tmp_path / 'instance' / 'obkhid.sqlite'}")
    with Session(engine) as session:
        found = session.scalar(query)
    engine.dispose()
    return found


def test_init_makes_a_hub_with_areas_kinds_and_accounts(run, tmp_path):
    result = run("init", *INIT, *WHO)

    assert result.exit_code == 0
    assert read(tmp_path, select(Hub.code)) == "nov"
    assert read(tmp_path, select(func.count(Area.id))) == 3
    assert read(tmp_path, select(func.count(NeedKind.id))) == 31
    assert read(tmp_path, select(User.must_change_password).where(User.username == "olena"))
    assert len(one_time_password(result.output, "admin")) == 19


def test_a_real_database_has_no_story(made, tmp_path):
    assert read(tmp_path, select(func.count()).select_from(StoryClock)) == 0


def test_init_refuses_a_code_that_is_taken(made, tmp_path):
    result = made("init", *INIT, *WHO[:2], "--admin", "other", "--coordinator", "-")

    assert result.exit_code == 2
    assert read(tmp_path, select(func.count(User.id))) == 2


def test_a_second_hub_may_stand_beside_the_first(made, tmp_path):
    result = made("init", "--code", "two", *INIT[2:], *WHO[:2], "--admin", "other", "--coordinator", "-")

    assert result.exit_code == 0
    assert read(tmp_path, select(func.count(Hub.id))) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--base", "north"],
        ["--base", "148.6,37.5"],
        ["--time-zone", "Europe/Atlantis"],
        ["--languages", "uk,fr"],
        ["--code", "with space"],
        ["--areas", "/nowhere.csv"],
        ["--coordinator", "Admin"],
        ["--admin", " "],
        ["--duty-phone", "Оксана"],
    ],
)
def test_bad_input_is_one_sentence_and_makes_nothing(run, tmp_path, wrong):
    result = run("init", *INIT, *WHO, *wrong)

    assert result.exit_code == 2
    assert result.stderr.strip().count("\n") == 0
    assert not (tmp_path / "instance").exists()


def test_without_a_terminal_a_missing_answer_is_named(run):
    result = run("init", "--code", "nov")

    assert result.exit_code == 2
    assert "Name of the hub in Ukrainian" in result.stderr


def test_the_template_is_printed_for_whoever_asks(run):
    assert run("init", "--template").output == TEMPLATE.read_text()


def test_every_command_explains_itself(run):
    from app.cli import main

    def names(group, path=()):
        for name, command in group.commands.items():
            yield (*path, name)
            if hasattr(command, "commands"):
                yield from names(command, (*path, name))

    for path in names(main):
        result = run(*path, "--help")
        assert result.exit_code == 0
        assert len(result.output.splitlines()[2].strip()) > 10, path


def test_an_admin_adds_a_user(made):
    result = made("user", "add", "petro", "--name", "Петро", "--role", "volunteer", "--as", "admin")

    assert result.exit_code == 0
    assert one_time_password(result.output, "petro")


def test_a_coordinator_adds_nobody(made):
    assert made("user", "add", "petro", "--name", "П", "--role", "volunteer", "--as", "olena").exit_code == 2


@pytest.mark.parametrize("who", ["nobody", ""])
def test_an_unknown_account_does_nothing(made, who):
    assert made("user", "add", "petro", "--name", "П", "--role", "volunteer", "--as", who).exit_code == 2


def test_without_a_database_commands_say_how_to_make_one(run, tmp_path):
    result = run("user", "add", "petro", "--name", "П", "--role", "volunteer", "--as", "admin")

    assert result.exit_code == 2
    assert "obkhid init" in result.stderr
    assert not (tmp_path / "instance").exists()


def test_without_its_keys_a_database_is_not_opened(made, tmp_path):
    (tmp_path / "instance" / "obkhid.keys.json").unlink()

    assert made("audit", "verify").exit_code == 2
    assert made("migrate").exit_code == 2


def test_the_demo_never_touches_the_real_database(made, tmp_path):
    before = (tmp_path / "instance" / "obkhid.sqlite").read_bytes()

    result = made("demo")

    assert result.exit_code == 0
    assert (tmp_path / "instance" / "demo.sqlite").exists()
    assert (tmp_path / "instance" / "obkhid.sqlite").read_bytes() == before
    assert (tmp_path / "instance" / "demo.keys.json").read_bytes() != (
        tmp_path / "instance" / "obkhid.keys.json"
    ).read_bytes()


def test_a_hub_begins_with_the_duty_phone_or_is_told_that_it_lacks_one(run, tmp_path):
    without = [*INIT[:-2], *WHO]

    assert "no duty phone yet" in run("init", *without).output
    assert read(tmp_path, select(Hub.duty_phone)) == ""
    second = run("init", "--code", "two", *INIT[2:], *WHO[:2], "--admin", "other", "--coordinator", "-")
    assert "no duty phone" not in second.output
    assert read(tmp_path, select(Hub.duty_phone).where(Hub.code == "two")) == "050 000 00 01"
