"""Alarms of the siren feeds, the state of each feed, and its answers as they came. Of the installation, of no hub."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.alarms import AlarmKind, RegionKind, Source
from app.models.base import Base, enum_column, index_where


class Alarm(Base):
    """A siren interval of one region. It informs; it never holds. Areas say which regions they lie in."""

    __tablename__ = "alarms"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(enum_column(Source))
    ref: Mapped[str]
    region_uid: Mapped[str]
    region_name: Mapped[str] = mapped_column(default="")
    region_kind: Mapped[RegionKind] = mapped_column(enum_column(RegionKind))
    oblast_uid: Mapped[str | None]
    kind: Mapped[AlarmKind] = mapped_column(enum_column(AlarmKind))
    kind_text: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    is_estimated: Mapped[bool] = mapped_column(default=False)
    fetched_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("source", "ref"),
        index_where("ix_alarms_active", "started_at", where="finished_at IS NULL"),
        Index("ix_alarms_finished_at", "finished_at"),
    )


class AlarmFeed(Base):
    """How one feed stands: when it was asked, when it last answered, what went wrong. Outlives a restart."""

    __tablename__ = "alarm_feeds"
    source: Mapped[Source] = mapped_column(enum_column(Source), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]
    is_stopped: Mapped[bool] = mapped_column(default=False)
    last_modified: Mapped[str | None]
    action_index: Mapped[int | None] = mapped_column(BigInteger)
    wanted_index: Mapped[int | None] = mapped_column(BigInteger)


class AlarmAnswer(Base):
    """An answer as it came, compressed, for a few days: what a page said can be recomputed."""

    __tablename__ = "alarm_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(enum_column(Source))
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[bytes]
