"""Who was told what became of a visit or a route, by whom and when; and why a promised time was moved."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InHub, enum_column


class Whom(StrEnum):
    CLIENT = "client"
    POINT = "point"
    LEAD = "lead"


class Telling(InHub, Base):
    """One call to say when a visit comes now, or that it does not; reached or not. Only added, never changed.

    start_min: the minute that was told; none says that the visit does not come that day, or waits.
    """

    __tablename__ = "tellings"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date")
    whom: Mapped[Whom] = mapped_column(enum_column(Whom))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    route_id: Mapped[int | None] = mapped_column(ForeignKey("route_versions.id"), index=True)
    start_min: Mapped[int | None]
    is_reached: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("(visit_id IS NULL) <> (route_id IS NULL)", name="of_a_visit_or_a_route"),
        Index(None, "hub_id", "on_date"),
    )


class PromiseMove(InHub, Base):
    """A visit whose person expected this minute was moved or taken off by hand: by whom and why. Only added."""

    __tablename__ = "promise_moves"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    told_min: Mapped[int]
    why: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
