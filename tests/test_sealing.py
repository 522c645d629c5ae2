"""Sealed fields: unreadable in the database, bound to their row, refused without the right key."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import Person
from app.models.sealing import KeyProblem, Keyring, install_keyring
from tests.factories import make_household, make_hub, make_person


def test_a_name_reads_back_and_lies_sealed(session: Session):
    hub = make_hub(session)
    person = make_person(session, make_household(session, None, hub), surname="Незабудько")
    session.commit()

    stored = session.execute(text("SELECT surname_sealed FROM people")).scalar_one()

    assert person.surname == "Незабудько"
    assert "Незабудько".encode() not in bytes(stored)


def test_a_value_moved_to_another_row_does_not_open(session: Session):
    hub = make_hub(session)
    household = make_household(session, None, hub)
    one, other = make_person(session, household), make_person(session, household, surname="Інакша")

    other.surname_sealed = one.surname_sealed

    with pytest.raises(KeyProblem):
        _ = other.surname


def test_without_a_key_nothing_is_written(keyring: Keyring):
    install_keyring(None)
    try:
        with pytest.raises(KeyProblem):
            Person(hub_id=1, first_name="Людмила")
    finally:
        install_keyring(keyring)


def test_a_key_file_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "obkhid.keys.json"
    ring = Keyring.generate()

    ring.save(path)

    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert Keyring.load(path) == ring
    with pytest.raises(FileExistsError):
        Keyring.generate().save(path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "ab", "sealing": {}, "lookup": "", "secret": ""}'])
def test_a_spoilt_key_file_is_told_in_a_sentence(tmp_path: Path, content: str):
    path = tmp_path / "obkhid.keys.json"
    path.write_text(content)

    with pytest.raises(KeyProblem, match="put the copy"):
        Keyring.load(path)
