"""Teams, their people and vehicles, shifts and permits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, HasUid, InHub
from app.models.places import Area
from app.models.sealing import Sealed

shift_members = Table(
    "shift_members",
    Base.metadata,
    Column("shift_id", ForeignKey("shifts.id", ondelete="CASCADE"), primary_key=True),
    Column("volunteer_id", ForeignKey("volunteers.id"), primary_key=True),
)
permit_volunteers = Table(
    "permit_volunteers",
    Base.metadata,
    Column("permit_id", ForeignKey("permits.id", ondelete="CASCADE"), primary_key=True),
    Column("volunteer_id", ForeignKey("volunteers.id"), primary_key=True),
)
permit_areas = Table(
    "permit_areas",
    Base.metadata,
    Column("permit_id", ForeignKey("permits.id", ondelete="CASCADE"), primary_key=True),
    Column("area_id", ForeignKey("areas.id"), primary_key=True),
)


class Volunteer(HasUid, InHub, Base):
    """Somebody who goes out with a team; may have an account or not."""

    __tablename__ = "volunteers"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    name: Mapped[str]
    phone_sealed: Mapped[bytes | None]
    phone = Sealed()
    skills: Mapped[list[Any]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Vehicle(HasUid, InHub, Base):
    """A car of the hub: seats for people helped, load, what it can lift. Paper shows its code, never the plate."""

    __tablename__ = "vehicles"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    plate_sealed: Mapped[bytes | None]
    plate = Sealed()
    seats: Mapped[int]
    cargo_kg: Mapped[int]
    skills: Mapped[list[Any]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    outages: Mapped[list["VehicleOutage"]] = relationship(order_by="VehicleOutage.id", back_populates="vehicle")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        CheckConstraint("seats BETWEEN 0 AND 50 AND cargo_kg BETWEEN 0 AND 20000", name="capacity_plausible"),
    )


class VehicleOutage(InHub, Base):
    """Days on which a car does not go, both ends included; without a last one until further notice.

    back_on: the day from which somebody said it goes again.
    """

    __tablename__ = "vehicle_outages"
    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicles.id"), index=True)
    reason: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    back_on: Mapped[date | None]
    back_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    back_at: Mapped[datetime | None]
    vehicle: Mapped[Vehicle] = relationship(back_populates="outages")
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order"),)

    def covers(self, on: date) -> bool:
        has_passed = self.until_on is not None and self.until_on < on
        is_back = self.back_on is not None and self.back_on <= on
        return self.from_on <= on and not has_passed and not is_back


class Team(HasUid, InHub, Base):
    """People going together, known by a number and a call sign."""

    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    call_sign: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    breaks: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # of every shift, as roster.TeamBreak
    version: Mapped[int] = mapped_column(default=1)
    shifts: Mapped[list["Shift"]] = relationship(back_populates="team", order_by="Shift.on")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (UniqueConstraint("hub_id", "number"),)


class Shift(HasUid, InHub, Base):
    """When a team can go on a day, with whom and in which car; local minutes from midnight."""

    __tablename__ = "shifts"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicles.id"))
    on: Mapped[date] = mapped_column("on_date", index=True)
    starts_min: Mapped[int]
    ends_min: Mapped[int]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    version: Mapped[int] = mapped_column(default=1)
    team: Mapped[Team] = relationship(back_populates="shifts")
    vehicle: Mapped[Vehicle | None] = relationship()
    members: Mapped[list[Volunteer]] = relationship(secondary=shift_members, order_by="Volunteer.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("team_id", "on_date"),
        CheckConstraint("0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440", name="minutes_in_order"),
    )


class Permit(HasUid, InHub, Base):
    """A pass: these people in this car, in these areas, on these days. A swap of people breaks it."""

    __tablename__ = "permits"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicles.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    vehicle: Mapped[Vehicle | None] = relationship()
    volunteers: Mapped[list[Volunteer]] = relationship(secondary=permit_volunteers)
    areas: Mapped[list[Area]] = relationship(secondary=permit_areas)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (CheckConstraint("valid_to >= valid_from", name="dates_in_order"),)
