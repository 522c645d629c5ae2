"""How long drives take: what people set for two areas, and what a routing server answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, HasUid, InHub


class TravelSetting(HasUid, InHub, Base):
    """A person's word on the way between two areas, in both directions. Rows are only added; the latest stands.

    No area means the base where it lies in none; neither factor nor floor takes back what was set before.
    """

    __tablename__ = "travel_settings"
    id: Mapped[int] = mapped_column(primary_key=True)
    one_area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    other_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    factor: Mapped[float | None]
    least_min: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("factor IS NULL OR factor >= 1", name="no_shorter_than_the_line"),
        CheckConstraint("one_area_id IS NULL OR one_area_id <= other_area_id", name="smaller_id_first"),
    )


class DriveAnswer(InHub, Base):
    """Minutes between two places rounded to about 100 m, as a routing server told them; none: it knows no way."""

    __tablename__ = "drive_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    server: Mapped[str]  # which server and kind, as a digest
    start: Mapped[str]
    end: Mapped[str]
    minutes: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("hub_id", "server", "start", "end"),)


class RoutingState(Base):
    """How the routing server stands: when it was asked, when it answered, what went wrong. Of the installation."""

    __tablename__ = "routing_states"
    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    server: Mapped[str] = mapped_column(default="")  # empty: none is set
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]
