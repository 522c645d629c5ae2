"""A backup holds everything but the keys, and comes back whole or not at all."""

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.backup.restore import NotRestored
from app.backup.restore import restore as restore_backup
from app.backup.rows import shape_of, to_line
from app.backup.sealed_file import CHUNK_BYTES, NotOurBackup, SealedReader, SealedWriter
from app.backup.write import write_backup
from app.config import Config
from app.db import make_engine, writing
from app.installation import current_revision, migrate, newest_revision
from app.models import Area, Household, Hub, Person
from app.models.sealing import Keyring
from tests import factories
from tests.console.conftest import INIT, WHO
from tests.infrastructure.databases import empty

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def database(tmp_path):
    return tmp_path / "instance" / "obkhid.sqlite"


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "instance").iterdir() if not path.name.endswith(("-wal", "-shm")))


def test_a_backup_comes_back_into_an_empty_folder(made, tmp_path):
    assert made("backup", tmp_path / "b").exit_code == 0
    database(tmp_path).unlink()

    result = made("restore", tmp_path / "b")

    assert result.exit_code == 0, result.output
    assert made("user", "add", "petro", "--name", "П", "--role", "volunteer", "--as", "admin").exit_code == 0
    assert made("audit", "verify").exit_code == 0


def test_a_full_database_is_replaced_only_when_told_and_kept(made, tmp_path):
    made("backup", tmp_path / "b")

    assert made("restore", tmp_path / "b").exit_code == 2
    assert made("restore", tmp_path / "b", "--replace").exit_code == 0
    assert any(".before-" in name for name in files(tmp_path))


def test_another_key_writes_nothing(made, tmp_path):
    made("backup", tmp_path / "b")
    database(tmp_path).unlink()
    keys = tmp_path / "instance" / "obkhid.keys.json"
    keys.unlink()
    Keyring.generate().save(keys)

    result = made("restore", tmp_path / "b")

    assert result.exit_code == 2
    assert files(tmp_path) == ["obkhid.keys.json"]


@pytest.mark.parametrize("harm", ["flip", "cut", "lengthen", "other"])
def test_a_broken_file_writes_nothing(made, tmp_path, harm):
    made("backup", tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    harmed = {
        "flip": whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
        "cut": whole[:-20],
        "lengthen": whole[:30] + b"x" + whole[30:],
        "other": gzip.compress(b"hello"),
    }
    (tmp_path / "b").write_bytes(harmed[harm])
    database(tmp_path).unlink()

    result = made("restore", tmp_path / "b")

    assert result.exit_code == 2
    assert files(tmp_path) == ["obkhid.keys.json"]


def test_a_backup_is_never_written_over_another_file(made, tmp_path):
    (tmp_path / "b").write_text("mine")

    assert made("backup", tmp_path / "b").exit_code == 2
    assert (tmp_path / "b").read_text() == "mine"


def test_the_demo_is_not_backed_up(run, tmp_path):
    run("demo")

    assert run("backup", tmp_path / "b").exit_code == 2


def test_nothing_readable_is_in_the_file(made, tmp_path):
    made("backup", tmp_path / "b")

    content = (tmp_path / "b").read_bytes()
    assert b"olena" not in content
    assert "Костянтинівка".encode() not in content


def test_a_chain_cut_short_is_noticed_by_its_head(made, tmp_path):
    head = made("audit", "verify").output.split()[-1]

    assert made("audit", "verify", "--head", head).exit_code == 0
    assert made("audit", "verify", "--head", "0" * 64).exit_code == 1


@pytest.fixture
def filled(sqlite_database, session_of):
    """A database with people, and with links to rows further on."""
    with session_of(sqlite_database) as session:
        hub = factories.make_hub(session)
        user = factories.make_user(session, hub)
        child = factories.make_area(session, hub, "A-CHILD", set_by=user)
        child.parent_id = factories.make_area(session, hub, "B-PARENT", set_by=user).id  # written after its child
        factories.make_person(session, factories.make_household(session, child, hub))
        session.commit()
    yield sqlite_database
    empty(sqlite_database)


@pytest.fixture
def session_of():
    return lambda found: Session(writing(found.engine), expire_on_commit=False)


def written(database, keyring, path):
    return write_backup(
        database.engine, keyring, path, revision=newest_revision() or "", now=NOW, tell=lambda _line: None
    )


def test_what_was_on_sqlite_opens_on_postgresql(filled, session_of, postgresql_of_its_own, keyring, tmp_path):
    keyring.save(tmp_path / "keys.json")
    contents = written(filled, keyring, tmp_path / "b")
    config = Config.from_environment(
        instance=str(tmp_path), database_url=postgresql_of_its_own, keys_file=str(tmp_path / "keys.json")
    )

    restore_backup(config, tmp_path / "b", replace=False, now=NOW, tell=lambda _line: None)

    engine = make_engine(postgresql_of_its_own)
    with Session(writing(engine)) as there, session_of(filled) as here:
        assert contents.rows == sum(contents.counts.values()) > 5
        assert there.scalars(select(Person)).one().first_name == here.scalars(select(Person)).one().first_name
        child, parent = there.scalars(select(Area).order_by(Area.code)).all()
        assert child.parent_id == parent.id
        assert factories.make_hub(there, "after").id > 1  # the sequences have moved on
    with pytest.raises(NotRestored):
        restore_backup(config, tmp_path / "b", replace=False, now=NOW, tell=lambda _line: None)
    engine.dispose()


def test_a_cell_that_does_not_open_undoes_the_restore(filled, session_of, keyring, tmp_path):
    with session_of(filled) as session:
        first = session.scalars(select(Household)).first()
        first.address_sealed = keyring.seal("elsewhere", "households|address_sealed|of another row")
        session.commit()
    keyring.save(tmp_path / "obkhid.keys.json")
    written(filled, keyring, tmp_path / "b")
    config = Config.from_environment(instance=str(tmp_path), database_url="", keys_file="")

    with pytest.raises(RuntimeError):
        restore_backup(config, tmp_path / "b", replace=False, now=NOW, tell=lambda _line: None)

    assert not (tmp_path / "obkhid.sqlite").exists()


@pytest.fixture(params=["sqlite", "postgresql"])
def where_to(request, tmp_path, keyring):
    """An installation without a database, and its keys."""
    keyring.save(tmp_path / "keys.json")
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_of_its_own")
    return Config.from_environment(instance=str(tmp_path), database_url=url, keys_file=str(tmp_path / "keys.json"))


def backup_of_the_first_tables(path, keyring, *, revision="first"):
    """A hub as the first version wrote it, without the names of the columns."""
    at = f"sqlite:///{path.with_suffix('.sqlite')}"
    migrate(at, "first")
    engine = make_engine(at)
    shape = shape_of(engine)
    engine.dispose()
    plain = {datetime: NOW, UUID: UUID(int=7), str: "kos", int: 1, float: 48.5, bool: True, object: {}}
    kinds = [getattr(one.type, "impl_instance", one.type).python_type for one in shape.tables["hubs"].columns]
    row = [None if one.nullable else plain[kind] for one, kind in zip(shape.tables["hubs"].columns, kinds, strict=True)]
    line = to_line(shape.tables["hubs"], row).encode()
    last = {"counts": {"hubs": 1}, "audit_head": "", "digest": sha256(line).hexdigest()}
    first = {"obkhid": 1, "revision": revision, "made_at": NOW.isoformat(), "is_demo": False}
    with (
        path.open("wb") as file,
        SealedWriter(file, keyring) as sealed,
        gzip.GzipFile(fileobj=sealed, mode="wb") as out,
    ):
        out.write(b"\n".join((json.dumps(first).encode(), line, json.dumps(last).encode(), b"")))


def test_a_backup_of_the_first_tables_is_brought_up(where_to, keyring, tmp_path):
    backup_of_the_first_tables(tmp_path / "b", keyring)

    restore_backup(where_to, tmp_path / "b", replace=False, now=NOW, tell=lambda _line: None)

    engine = make_engine(where_to.url)
    with Session(engine) as session:
        assert session.scalars(select(Hub.code)).all() == ["kos"]
    engine.dispose()
    assert current_revision(where_to.url) == newest_revision()


def test_a_backup_of_tables_yet_to_come_is_refused(where_to, keyring, tmp_path):
    backup_of_the_first_tables(tmp_path / "b", keyring, revision="of_next_year")

    with pytest.raises(NotRestored, match="newer version"):
        restore_backup(where_to, tmp_path / "b", replace=False, now=NOW, tell=lambda _line: None)

    assert current_revision(where_to.url) is None


def test_chunks_cannot_be_left_out_or_swapped(keyring, tmp_path):
    path = tmp_path / "long"
    with path.open("wb") as file, SealedWriter(file, keyring) as sealed:
        sealed.write(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    whole = path.read_bytes()
    frame = CHUNK_BYTES + 16 + 4
    start = len(whole) - 2 * frame - (1 + 16 + 4)
    path.write_bytes(whole[:start] + whole[start + frame : start + 2 * frame] + whole[start : start + frame])

    with path.open("rb") as file, pytest.raises(NotOurBackup):
        SealedReader(file, keyring).readall()


def test_the_same_commands_work_on_postgresql(run, postgresql_of_its_own, tmp_path, monkeypatch):
    monkeypatch.setenv("OBKHID_DATABASE_URL", postgresql_of_its_own)

    for command in (
        ["init", *INIT, *WHO],
        ["user", "add", "petro", "--name", "Петро", "--role", "volunteer", "--as", "admin"],
        ["backup", tmp_path / "b"],
        ["audit", "verify"],
    ):
        result = run(*command)
        assert result.exit_code == 0, result.output
    monkeypatch.delenv("OBKHID_DATABASE_URL")

    assert run("restore", tmp_path / "b").exit_code == 0  # PostgreSQL to SQLite
    assert run("audit", "verify").exit_code == 0
