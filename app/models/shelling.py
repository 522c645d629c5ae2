"""Shelling: reports as they came, events that join them, verdicts that are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.shelling import AreaPrecision, Chip, EventState, Observation, SourceType, TimePrecision, VerdictKind
from app.domain.sources import Credibility, Reliability
from app.models.base import Base, HasUid, InHub, enum_column, index_where
from app.models.places import Area, RoadSegment
from app.models.sealing import Sealed


class ShellingEvent(HasUid, InHub, Base):
    """The reports of one salvo joined. Its state follows from reports and verdicts; version counts their changes."""

    __tablename__ = "shelling_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    earliest_at: Mapped[datetime]
    latest_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[EventState] = mapped_column(enum_column(EventState))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_events.id"), index=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area] = relationship()
    reports: Mapped[list["ShellingReport"]] = relationship(back_populates="event", order_by="ShellingReport.id")
    verdicts: Mapped[list["EventVerdict"]] = relationship(back_populates="event", order_by="EventVerdict.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("latest_at >= earliest_at", name="span_in_order"),
        Index(None, "hub_id", "latest_at", "version"),  # whether any of eight weeks changed is read off the index
        Index(None, "hub_id", "state", "latest_at"),
        Index(None, "area_id", "latest_at"),
    )


class ShellingReport(HasUid, InHub, Base):
    """One account of one shelling, never overwritten: a correction is a new report that names this one.

    uid is the key made on the phone: sent five times from a weak network, stored once. origins are keys shared by
    reports of one team on the road, one phone or one household. figures_at: when its numbers of people were true.
    """

    __tablename__ = "shelling_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"), index=True, active_history=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime] = mapped_column(index=True)
    earliest_at: Mapped[datetime]
    latest_at: Mapped[datetime]
    time_precision: Mapped[TimePrecision] = mapped_column(enum_column(TimePrecision))
    chip: Mapped[Chip] = mapped_column(enum_column(Chip))
    weapon: Mapped[str | None]
    road_segment_id: Mapped[int | None] = mapped_column(ForeignKey("road_segments.id"))
    area_precision: Mapped[AreaPrecision] = mapped_column(enum_column(AreaPrecision))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    observation: Mapped[Observation] = mapped_column(enum_column(Observation))
    source_type: Mapped[SourceType] = mapped_column(enum_column(SourceType))
    source_ref: Mapped[str] = mapped_column(default="")
    origins: Mapped[list[Any]] = mapped_column(default=list)
    reliability: Mapped[Reliability | None] = mapped_column(enum_column(Reliability))
    credibility: Mapped[Credibility | None] = mapped_column(enum_column(Credibility))
    is_hearsay: Mapped[bool] = mapped_column(default=False)
    count_text: Mapped[str] = mapped_column(default="")
    damage: Mapped[list[Any]] = mapped_column(default=list)
    killed: Mapped[int | None]
    injured: Mapped[int | None]
    figures_at: Mapped[datetime | None]
    note_sealed: Mapped[bytes | None]
    note = Sealed()
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"))
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(default="")
    body_hash: Mapped[str]
    event: Mapped[ShellingEvent] = relationship(back_populates="reports")
    area: Mapped[Area] = relationship()
    road_segment: Mapped[RoadSegment | None] = relationship()
    __table_args__ = (
        CheckConstraint("latest_at >= earliest_at", name="span_in_order"),
        CheckConstraint("killed IS NULL OR killed >= 0", name="killed_not_negative"),
        CheckConstraint("injured IS NULL OR injured >= 0", name="injured_not_negative"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="both_coordinates"),
        Index(None, "hub_id", "received_at"),
        Index(None, "reporter_id", "received_at"),
        Index(None, "hub_id", "latest_at"),
        index_where("ix_shelling_reports_hub_id_withdrawn", "hub_id", where="withdrawn_at IS NOT NULL"),
        index_where(
            "ix_shelling_reports_what_lies_where",
            "hub_id",
            "weapon",
            "chip",
            "lat",
            "lon",
            "event_id",
            "withdrawn_at",
            where="lat IS NOT NULL",
        ),
    )

    @property
    def what(self) -> str:
        """The kind where somebody knows it, else the chip."""
        return self.weapon or self.chip.value

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class EventVerdict(Base):
    """What a named person concluded about an event, when and why; only ever added. A merge names what it moved."""

    __tablename__ = "event_verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"), index=True)
    kind: Mapped[VerdictKind] = mapped_column(enum_column(VerdictKind))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    why: Mapped[str]
    reports: Mapped[list[Any]] = mapped_column(default=list)
    event: Mapped[ShellingEvent] = relationship(back_populates="verdicts")


class SourceMark(InHub, Base):
    """How a coordinator judged one report, or a source in general: an account or a name. Only added; the last stands.

    tied_to_id: the report comes from the same household, team or phone as that one.
    """

    __tablename__ = "source_marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    source_ref: Mapped[str] = mapped_column(default="")
    reliability: Mapped[Reliability | None] = mapped_column(enum_column(Reliability))
    credibility: Mapped[Credibility | None] = mapped_column(enum_column(Credibility))
    tied_to_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")


class EventsApart(InHub, Base):
    """Somebody looked at two events and said they are two shellings: the pair is not proposed again."""

    __tablename__ = "events_apart"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("first_id < second_id", name="each_pair_once"),)
