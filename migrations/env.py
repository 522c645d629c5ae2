"""Alembic's entry: the same engine and tables as the application."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from app.config import Config
from app.db import make_engine, writing
from app.models import Base, UtcDateTime


def render_type(kind: str, found: Any, _context: Any) -> str | bool:
    """Write our own types as what the database sees: a migration must not change when the application does."""
    if kind == "type" and isinstance(found, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(found, sa.JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or Config.from_environment().url
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        # To change a table SQLite makes it anew and drops the old one: with keys enforced, filled tables refuse that.
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))
    with writing(engine).connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=render_type
        )
        with context.begin_transaction():
            context.run_migrations()
            if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("A row names another that is not there; nothing was changed.")
    engine.dispose()


run()
