"""Places: areas with zones and curfew, road segments, service points, holds, clearances."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.service_points import PointKind as PointKind
from app.domain.zones import Zone
from app.models.base import Base, HasUid, InHub, enum_column, index_where


class AreaKind(StrEnum):
    AREA = "area"
    SETTLEMENT = "settlement"
    HROMADA = "hromada"
    RAION = "raion"


class PointStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DESTROYED = "destroyed"
    UNCONFIRMED = "unconfirmed"


class Area(HasUid, InHub, Base):
    """A named piece of the map. Needs lie in areas; a parent's hold covers its children."""

    __tablename__ = "areas"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[AreaKind] = mapped_column(enum_column(AreaKind))
    katottg: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    radius_m: Mapped[int | None]
    outline: Mapped[list[Any] | None]
    population: Mapped[int | None]
    permit_needed: Mapped[bool] = mapped_column(default=False)
    alarm_uids: Mapped[str] = mapped_column(default="", server_default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    parent: Mapped["Area | None"] = relationship(remote_side="Area.id")
    zones: Mapped[list["ZoneSetting"]] = relationship(order_by="ZoneSetting.id", back_populates="area")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="both_coordinates"),
    )


class ZoneSetting(Base):
    """A zone set by hand, with the date to look again; the latest that counts rules. Lowering needs a second person."""

    __tablename__ = "zone_settings"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    zone: Mapped[Zone] = mapped_column(enum_column(Zone))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]
    review_by: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    needs_second: Mapped[bool] = mapped_column(default=False)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    area: Mapped[Area] = relationship(back_populates="zones")
    __table_args__ = (CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> set_by_id", name="two_people"),)


class Curfew(InHub, Base):
    """A daily curfew of an area and all below it, in local minutes from midnight; may cross midnight (900 to 660)."""

    __tablename__ = "curfews"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    starts_min: Mapped[int]
    ends_min: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("starts_min BETWEEN 0 AND 1439 AND ends_min BETWEEN 0 AND 1440", name="minutes_of_a_day"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
    )


class RoadSegment(HasUid, InHub, Base):
    """A stretch of road that can be held by itself."""

    __tablename__ = "road_segments"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    from_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    to_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ServicePoint(HasUid, InHub, Base):
    """A fixed place of help: post office, bank, pharmacy, hospital. Hours are for the public, in local minutes."""

    __tablename__ = "service_points"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    kind: Mapped[PointKind] = mapped_column(enum_column(PointKind))
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    hours: Mapped[list[Any]] = mapped_column(default=list)  # [[weekday 0-6, open_min, close_min], ...]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area] = relationship()
    statuses: Mapped[list["ServicePointStatus"]] = relationship(
        order_by="ServicePointStatus.id", back_populates="service_point"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ServicePointStatus(Base):
    """What was known of a point, when, from whom and until when it may be believed; stale counts as unconfirmed."""

    __tablename__ = "service_point_statuses"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_point_id: Mapped[int] = mapped_column(ForeignKey("service_points.id"), index=True)
    status: Mapped[PointStatus] = mapped_column(enum_column(PointStatus))
    as_of: Mapped[datetime]
    source: Mapped[str]
    expires_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"))
    service_point: Mapped[ServicePoint] = relationship(back_populates="statuses")


class HoldReason(StrEnum):
    REPORT = "report"
    PERSON = "person"


class Hold(HasUid, InHub, Base):
    """Closed with a reason, until a named person releases it. Lies on exactly one thing; no clock ends it."""

    __tablename__ = "holds"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    road_segment_id: Mapped[int | None] = mapped_column(ForeignKey("road_segments.id"), index=True)
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    reason: Mapped[HoldReason] = mapped_column(enum_column(HoldReason))
    note: Mapped[str] = mapped_column(default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_events.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"))
    from_at: Mapped[datetime]
    review_at: Mapped[datetime | None]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    release_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    release_asked_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area | None] = relationship()
    road_segment: Mapped[RoadSegment | None] = relationship()
    service_point: Mapped[ServicePoint | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN road_segment_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN service_point_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
            " = 1",
            name="on_one_thing",
        ),
        CheckConstraint(
            "released_at IS NULL OR (released_by_id IS NOT NULL AND release_reason <> '')", name="release_has_a_name"
        ),
        index_where("ix_holds_unreleased", "hub_id", where="released_at IS NULL"),
    )

    @property
    def is_until_cleared(self) -> bool:
        return self.review_at is None


class Clearance(HasUid, InHub, Base):
    """Cleared by a named person until a time. A new report in the area ends it; its end opens nothing by itself."""

    __tablename__ = "clearances"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    on: Mapped[date] = mapped_column("on_date", index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    until: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_by_report_id: Mapped[int | None] = mapped_column(ForeignKey("shelling_reports.id"))
    area: Mapped[Area] = relationship()
    __table_args__ = (CheckConstraint("until > at", name="until_after_at"),)


class AreaWatch(InHub, Base):
    """Somebody there passes on what happens, from - to: what makes silence mean something. One account never covers."""

    __tablename__ = "area_watches"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    __table_args__ = (Index(None, "hub_id", "to_at"),)
