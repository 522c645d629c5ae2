"""One installation on disk: make its keys and tables, open it, check that the keys are its own."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from app.config import Config
from app.db import keep_statistics, make_engine, writing
from app.models import KeyCheck
from app.models.sealing import KeyProblem, Keyring

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
CHECK_TEXT = "obkhid key check"


def alembic_config(url: str) -> AlembicConfig:
    found = AlembicConfig()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return found


def is_made(engine: Engine) -> bool:
    return inspect(engine).has_table("hubs")


def migrate(url: str, revision: str | None = None) -> None:
    """Bring the tables to this version's shape, or up to an earlier one; nothing happens when they are there."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    wanted = revision or newest_revision()
    if wanted is not None and current_revision(url) != wanted:
        command.upgrade(alembic_config(url), wanted)


def known_revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def newest_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def current_revision(url: str) -> str | None:
    """The shape of the tables there; None where there are none. Makes no file by looking."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
            return str(row[0]) if row else None
    finally:
        engine.dispose()


def prepare(config: Config) -> Keyring:
    """Tables and keys of this installation, made where absent. Raises KeyProblem before anything is written with a
    missing or wrong key, ConfigError for keys without their database.
    """
    had_tables = current_revision(config.url) is not None
    if not config.keys_path.exists():
        if had_tables:
            raise KeyProblem(
                f"The keys are not at {config.keys_path}: put the copy of that file back, then start again."
            )
        Keyring.generate().save(config.keys_path)
    ring = Keyring.load(config.keys_path)
    migrate(config.url)
    engine = make_engine(config.url)
    try:
        check_keys(engine, ring)
        keep_statistics(engine)
    finally:
        engine.dispose()
    return ring


def check_keys(engine: Engine, ring: Keyring) -> None:
    """Open the known text of each key; leave one for a key that has none. Raises KeyProblem for a wrong key."""
    with Session(engine) as session:
        checks = {row.key_id: row.sealed for row in session.scalars(select(KeyCheck))}
    for key_id, sealed in checks.items():
        if ring.open(sealed, f"key_checks|{key_id}") != CHECK_TEXT:
            raise KeyProblem("The key file does not belong to this database: put its own copy back, then start again.")
    if ring.current not in checks:
        with Session(writing(engine)) as session, session.begin():
            session.add(KeyCheck(key_id=ring.current, sealed=ring.seal(CHECK_TEXT, f"key_checks|{ring.current}")))


def choose(config: Config) -> Config:
    """The real installation if there is one, else the demo beside it: `make run` never touches real data by mistake."""
    if config.database_url or config.real_database.exists():
        return config
    return demo_of(config)


def demo_of(config: Config) -> Config:
    """The demo of this folder: a database and keys of its own, whatever is set for the real one."""
    return Config.from_environment(
        instance=config.instance, database_url=f"sqlite:///{config.demo_database}", keys_file=""
    )
