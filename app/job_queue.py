"""Where background jobs wait: in a file beside a SQLite database, in tables of a PostgreSQL one."""

import logging
from datetime import datetime
from typing import Any

import psycopg
from huey import PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage
from sqlalchemy import Engine

from app.config import Config
from app.models.sealing import keyring

log = logging.getLogger(__name__)
# Any number, so long as nothing else in the database locks by it.
MAKING_TABLES = 20_230_513


class SharedStorage(PostgresStorage):  # type: ignore[misc]
    """Tables that several processes make at once, each finding them there or making them."""

    def initialize_schema(self) -> None:
        with self.db(commit=True, close=True) as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", (MAKING_TABLES,))
            for statement in self.ddl:
                cursor.execute(statement)


class SharedQueue(PostgresHuey):  # type: ignore[misc]
    """One schedule on several machines: each periodic task once a minute, by the clock of the database."""

    storage_class = SharedStorage

    def read_periodic(self, timestamp: datetime | None) -> list[Any]:
        """Those due in this minute that no other machine has taken; none while the database is away."""
        try:
            ((minute,),) = self.storage.sql("select date_trunc('minute', now() at time zone 'utc')", results=True)
            return [task for task in super().read_periodic(minute) if self._is_first(task, minute)]
        except psycopg.Error:
            log.exception("The schedule cannot ask the database; it tries again in a minute.")
            return []

    def _is_first(self, task: Any, minute: datetime) -> bool:
        taken = self.storage.sql(
            f"insert into {self.storage.table_kv} as known (queue, key, value) values (%s, %s, %s) "  # noqa: S608
            "on conflict (queue, key) do update set value = excluded.value where known.value < excluded.value "
            "returning key",
            (self.name, f"last {task.name}", minute.isoformat().encode()),
            results=True,
        )
        return bool(taken)


def open_queue(config: Config, engine: Engine, lane: str = "") -> Any:
    """A queue of this installation. Tasks are signed: who can write to the database runs nothing of their own.

    lane: the name of a queue beside the first, for jobs that must not stand in its way.
    """
    how = {"results": False, "serializer": SignedSerializer(keyring().lookup_hash("job queue", "tasks"))}
    if not config.is_sqlite:
        return SharedQueue("obkhid" + lane, connection=lambda: _connect(engine), **how)
    config.instance_path.mkdir(parents=True, exist_ok=True)
    file = config.instance_path / "jobs.sqlite"
    return SqliteHuey(config.sqlite_file.stem + lane, filename=str(file), journal_mode="delete", **how)


def _connect(engine: Engine) -> Any:
    """Outside of the pool: a worker listens on its connection for as long as it runs."""
    arguments, options = engine.dialect.create_connect_args(engine.url)
    return engine.dialect.connect(*arguments, **options)
