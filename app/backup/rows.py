"""Rows of any table as lines of JSON and back, the same from either database."""

import base64
import json
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Engine, MetaData, Table, TypeDecorator

from app.models import Base

LEFT_OUT = {"user_sessions", "sign_in_attempts"}
"""Nobody stays signed in through a restore."""


def tables(shape: MetaData = Base.metadata) -> list[Table]:
    """Every table of a backup, each after those it refers to."""
    return [table for table in shape.sorted_tables if table.name not in {*LEFT_OUT, "alembic_version"}]


def shape_of(engine: Engine) -> MetaData:
    """The tables as they lie in a database of an earlier version; what is still known keeps its type."""
    shape = MetaData()
    shape.reflect(engine)
    for table in shape.tables.values():
        known = Base.metadata.tables.get(table.name)
        for column in table.columns:
            if known is not None and column.name in known.columns:
                column.type = known.columns[column.name].type
    return shape


def to_line(table: Table, row: Any) -> str:
    values = [_plain(value) for value in row]
    return json.dumps([table.name, values], ensure_ascii=False, separators=(",", ":"))


def from_values(table: Table, names: list[str], values: list[Any]) -> dict[str, Any]:
    """A row for an insert; raises ValueError for values that do not fit the table."""
    return {name: _typed(table.columns[name], value) for name, value in zip(names, values, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def _typed(column: Column[Any], value: Any) -> Any:
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = stored.python_type
    if value is None or kind in (dict, list):
        return value
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if issubclass(kind, bytes):
        return base64.b64decode(value, validate=True)
    return kind(value) if issubclass(kind, Enum | UUID) else value


def links_ahead(table: Table) -> list[Column[Any]]:
    """Columns that may name a row written later: of this table itself, or of one further on."""
    order = [one.name for one in tables(table.metadata)]
    place = order.index(table.name)
    return [
        column for column in table.columns for key in column.foreign_keys if order.index(key.column.table.name) >= place
    ]
