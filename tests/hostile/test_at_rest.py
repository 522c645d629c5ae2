"""Whoever carries the disk away reads nothing of anybody: database, its log of writes, logs, and pages' addresses."""

import logging
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.hostile.forms_on_pages import forms_on
from tests.infrastructure.databases import Database
from tests.intake.phone import make_phone

PEOPLE = 40
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")


def secrets(number: int) -> dict[str, str]:
    """What is told of one person; each word stands nowhere else."""
    mark = "".join("абвгдежзик"[int(digit)] for digit in f"{number:03d}")
    return {
        "who_where": f"Зоряна{mark}щ, вул. Небувалова{mark}, {number}",
        "first_name": f"Зоряна{mark}щ",
        "surname": f"Немаєтаких{mark}",
        "phone": f"+38050 77{number:05d}",
        "landmark": f"криниця{mark}ґ",
        "access": f"кодзамка{mark}ї",
        "note": f"просилатихо{mark}є",
    }


def spellings(number: int) -> set[str]:
    told = secrets(number)
    words = {word.strip(",") for text in told.values() for word in text.split()} - {"вул.", str(number)}
    words = {word for word in words if not word.startswith("+") and len(word) > 7}
    return words | {word.lower() for word in words} | {f"77{number:05d}"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_told_of_people_is_readable_on_the_disk_or_in_a_log(
    app: Flask, session: Session, client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    phone, addresses = make_phone(session, client), []
    for number in range(PEOPLE):
        answer = phone.need(uuid4(), **secrets(number))
        assert answer.status_code == 303
        addresses.append(answer.location)
    change = next(form for form in forms_on(phone.get(f"{addresses[0]}/change").text) if "change" in form.action)
    phone.client.post(change.action, data=dict(change.fields) | {"note": secrets(1)["note"]})

    found = []
    folder = Path(database.url.removeprefix("sqlite:///")).parent
    places = [path for where in (folder, Path(app.instance_path)) for path in where.rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in places)
    told = "\n".join([caplog.text, *addresses])
    for number in range(PEOPLE):
        for word in spellings(number):
            found += [(word, how) for how in ENCODINGS if word.encode(how) in kept]
            found += [(word, "log")] * (word in told)

    assert len(kept) > 100_000
    assert found == []
