"""People and households: what a visit needs to find and help them, sealed at rest."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, HasUid, InHub, enum_column
from app.models.places import Area
from app.models.sealing import Sealed


class ConsentAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Household(HasUid, InHub, Base):
    """People sharing one address. The address is sealed; the area stays readable, since the plan needs it."""

    __tablename__ = "households"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    address_sealed: Mapped[bytes | None]
    address = Sealed()
    landmark_sealed: Mapped[bytes | None]
    landmark = Sealed()
    access_sealed: Mapped[bytes | None]
    access = Sealed()
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    people_count: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area | None] = relationship()
    people: Mapped[list["Person"]] = relationship(back_populates="household", order_by="Person.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="both_coordinates"),
        CheckConstraint("people_count BETWEEN 1 AND 99", name="people_counted"),
    )


class Person(HasUid, InHub, Base):
    """Somebody who has a need. Nothing of identity papers, money, illness or service is kept."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    first_name_sealed: Mapped[bytes | None]
    first_name = Sealed()
    patronymic_sealed: Mapped[bytes | None]
    patronymic = Sealed()
    surname_sealed: Mapped[bytes | None]
    surname = Sealed()
    known_as_sealed: Mapped[bytes | None]
    known_as = Sealed()
    phones_sealed: Mapped[bytes | None]
    phones = Sealed()
    call_first_sealed: Mapped[bytes | None]
    call_first = Sealed()
    birth_year: Mapped[int | None]
    speaks: Mapped[str] = mapped_column(default="")
    walks_with_difficulty: Mapped[bool] = mapped_column(default=False)
    is_bed_bound: Mapped[bool] = mapped_column(default=False)
    lives_alone: Mapped[bool] = mapped_column(default=False)
    depends_on_device: Mapped[bool] = mapped_column(default=False)
    has_no_carer: Mapped[bool] = mapped_column(default=False)
    own_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    stop_calls: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_seq: Mapped[int] = mapped_column(default=0)
    lookups: Mapped[int] = mapped_column(default=0, server_default="0", index=True)  # which digests it is found by
    version: Mapped[int] = mapped_column(default=1)
    household: Mapped[Household] = relationship(back_populates="people")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        Index(None, "hub_id", "changed_seq"),
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
    )


class PersonLookup(InHub, Base):
    """Keyed digests to notice that a phone, or surname + name + birth year, is here already."""

    __tablename__ = "person_lookups"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True, index=True)


class Consent(Base):
    """What the person was told and said; refusing costs no help."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    answer: Mapped[ConsentAnswer] = mapped_column(enum_column(ConsentAnswer))
    through: Mapped[str] = mapped_column(default="")
    text_version: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class RecordChange(HasUid, InHub, Base):
    """What a record held before it was corrected: nothing is overwritten that a decision rested on.

    Also keeps what a merge moved, so that it can be undone. The earlier values are sealed as JSON.
    """

    __tablename__ = "record_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column("table_name")
    row_id: Mapped[int] = mapped_column(index=True)
    fields: Mapped[list[Any]]
    before_sealed: Mapped[bytes | None]
    before = Sealed()
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
