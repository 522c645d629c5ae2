"""Hubs: one group in one town; and the demo story's clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, HasUid


class Hub(HasUid, Base):
    """One group in one town: base, time zone, teams, areas. A row of any other table belongs to one hub."""

    __tablename__ = "hubs"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_uk: Mapped[str]
    name_en: Mapped[str]
    time_zone: Mapped[str]
    languages: Mapped[str] = mapped_column(default="uk,en")
    base_lat: Mapped[float]
    base_lon: Mapped[float]
    base_name: Mapped[str] = mapped_column(default="")
    duty_phone: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settings_version: Mapped[int] = mapped_column(default=1)
    needs_counter: Mapped[int] = mapped_column(default=0)
    sheets_counter: Mapped[int] = mapped_column(default=0)
    packets_counter: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class HubSettingsChange(Base):
    """What a setting was before, so that a decision can be read under the settings it was made with."""

    __tablename__ = "hub_settings_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"), index=True)
    settings_version: Mapped[int]
    settings: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class StoryClock(Base):
    """The demo's offset from real time in seconds. The row exists in a demo database only."""

    __tablename__ = "story_clock"
    id: Mapped[int] = mapped_column(primary_key=True)
    offset_s: Mapped[float]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class KeyCheck(Base):
    """A known text sealed under each key: a wrong key is found at start, before anything is written with it."""

    __tablename__ = "key_checks"
    key_id: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
