"""What every table shares: names of constraints, aware UTC times, enumerations as words, public ids."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, Index, MetaData, TypeDecorator, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused, since nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum], name: str = "") -> Enum:
    """The words of an enumeration, checked by the database; named where a table has two of one kind."""
    values: Callable[[Any], list[str]] = lambda members: [m.value for m in members]  # noqa: E731
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=values,
        name=name or kind.__name__.lower(),
    )


def index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows of which a condition holds, on either database."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


class HasUid:
    """A public id made before the row is written: for idempotent intake, and to bind sealed fields to their row."""

    uid: Mapped[UUID] = mapped_column(unique=True)

    def __init__(self, **values: Any) -> None:
        self.uid = values.pop("uid", None) or uuid4()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)


class InHub:
    """A row belongs to one hub and never leaks to another: every query says which."""

    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"), index=True)
