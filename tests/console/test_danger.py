"""A danger map made again at a console: the same, not the same, not there."""

import zlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.danger import maps
from app.db import make_engine, writing
from app.models import Hub, IssuedMap


@pytest.fixture
def database_of(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/instance/obkhid.sqlite")
    yield lambda: Session(writing(engine))
    engine.dispose()


@pytest.fixture
def issued(made, database_of):
    with database_of() as session, session.begin():
        hub_id = session.scalars(select(Hub.id)).one()
        return maps.store_map(session, hub_id, now=clock.real_now()).id


def test_a_map_made_again_is_the_same(made, issued):
    result = made("danger", "replay", "--map", issued)

    assert result.exit_code == 0, result.output
    assert "is the same when made again." in result.output


def test_a_map_that_was_tampered_with_tells_where(made, issued, database_of):
    with database_of() as session, session.begin():
        row = session.get_one(IssuedMap, issued)
        row.result = zlib.compress(zlib.decompress(row.result).replace(b'"shellings":0', b'"shellings":7', 1))

    result = made("danger", "replay", "--map", issued)

    assert result.exit_code == 1
    assert "First difference: areas[0][1].shellings: 7 was stored, 0 now." in result.output


@pytest.mark.parametrize(("number", "words"), [("999", "There is no danger map 999"), ("0", "Invalid value")])
def test_a_map_that_is_not_there_is_said_so(made, number, words):
    result = made("danger", "replay", "--map", number)

    assert result.exit_code == 2
    assert words in result.output
