"""Alembic's entry: the same engine and tables as the application."""

from alembic import context

from app.config import Config
from app.db import make_engine, writing
from app.models import Base


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or Config.from_environment().url
    with writing(make_engine(url)).connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


run()
