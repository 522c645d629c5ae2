"""Needs, their life, the visits that meet or miss them, and what follows."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.needs import StopPattern, Urgency, Way
from app.domain.outcomes import Cause, Outcome
from app.domain.states import CloseReason, NeedState, VisitState
from app.models.base import Base, HasUid, InHub, enum_column
from app.models.people import Household, Person
from app.models.places import Area, ServicePoint
from app.models.sealing import Sealed


class NeedSource(StrEnum):
    PHONE = "phone"
    DESK = "desk"
    IMPORT = "import"
    FOLLOW_UP = "follow_up"


class NeedKind(InHub, Base):
    """One of the kinds of need a hub works with; starts as the shipped list, each hub may edit its own."""

    __tablename__ = "need_kinds"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    label_uk: Mapped[str]
    label_en: Mapped[str]
    paper_uk: Mapped[str]
    paper_en: Mapped[str]
    minutes: Mapped[int]
    people: Mapped[int]
    skills: Mapped[list[Any]]
    pattern: Mapped[StopPattern] = mapped_column(enum_column(StopPattern))
    point_kinds: Mapped[list[Any]]
    urgency: Mapped[Urgency] = mapped_column(enum_column(Urgency))
    cargo_kg: Mapped[int] = mapped_column(default=0)
    is_life_saving: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes_plausible"),
        CheckConstraint("people BETWEEN 1 AND 12", name="people_plausible"),
    )


class Need(HasUid, InHub, Base):
    """One thing a person or household lacks, with an urgency. uid is the key made on the phone."""

    __tablename__ = "needs"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    kind_id: Mapped[int] = mapped_column(ForeignKey("need_kinds.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[NeedState] = mapped_column(enum_column(NeedState), default=NeedState.NEW)
    close_reason: Mapped[CloseReason | None] = mapped_column(enum_column(CloseReason))
    urgency: Mapped[Urgency] = mapped_column(enum_column(Urgency))
    deadline_on: Mapped[date | None]
    windows: Mapped[list[Any]] = mapped_column(default=list)  # when the person can: [[weekday|null, from_min, to_min]]
    provider_from: Mapped[datetime | None]
    provider_to: Mapped[datetime | None]
    quantity: Mapped[int] = mapped_column(default=1)
    recur_days: Mapped[int | None]
    way: Mapped[Way | None] = mapped_column(enum_column(Way))
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"))
    packet_no: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # answers of the kind: days_left, months_missed...
    note_sealed: Mapped[bytes | None]
    note = Sealed()
    score_override: Mapped[int | None]
    score_override_why: Mapped[str] = mapped_column(default="")
    phone_confirmed_at: Mapped[datetime | None]
    phone_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    source: Mapped[NeedSource] = mapped_column(enum_column(NeedSource))
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    logged_at: Mapped[datetime]
    received_at: Mapped[datetime]
    withdrawn_why: Mapped[str] = mapped_column(default="")
    grew_from_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    closed_at: Mapped[datetime | None]
    body_hash: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[NeedKind] = relationship()
    household: Mapped[Household] = relationship()
    person: Mapped[Person | None] = relationship()
    service_point: Mapped[ServicePoint | None] = relationship()
    moves: Mapped[list["NeedMove"]] = relationship(order_by="NeedMove.id", back_populates="need")
    visits: Mapped[list["Visit"]] = relationship(secondary="visit_needs", order_by="Visit.on", back_populates="needs")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("hub_id", "number"),
        Index(None, "hub_id", "state"),
        Index(None, "logged_by_id", "received_at"),
        CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name="closed_says_why"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_plausible"),
        CheckConstraint("recur_days IS NULL OR recur_days BETWEEN 1 AND 366", name="recurrence_plausible"),
        CheckConstraint("score_override IS NULL OR score_override_why <> ''", name="override_says_why"),
    )

    @property
    def code(self) -> str:
        return f"П-{self.number:04d}"

    @property
    def area(self) -> Area | None:
        return self.household.area


class NeedMove(Base):
    """One step in the life of a need."""

    __tablename__ = "need_moves"
    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    from_state: Mapped[NeedState | None] = mapped_column(enum_column(NeedState, "from_state"))
    to_state: Mapped[NeedState] = mapped_column(enum_column(NeedState))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")
    need: Mapped[Need] = relationship(back_populates="moves")


class Decision(Base):
    """After the third miss in a row: who owns it, until when, and which other way is tried."""

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decide_by: Mapped[date]
    way: Mapped[Way | None] = mapped_column(enum_column(Way))
    why: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class Visit(HasUid, InHub, Base):
    """One stop or escort for one or more needs on a day. HELD is never stored: it follows from holds."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date", index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"))
    state: Mapped[VisitState] = mapped_column(enum_column(VisitState), default=VisitState.PROPOSED)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    cause: Mapped[Cause | None] = mapped_column(enum_column(Cause))
    outcome_note_sealed: Mapped[bytes | None]
    outcome_note = Sealed()
    outcome_at: Mapped[datetime | None]
    is_time_written: Mapped[bool] = mapped_column(default=True)  # else outcome_at only keeps the order
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    pin_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    pin_from_min: Mapped[int | None]
    pin_to_min: Mapped[int | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approval_why: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    needs: Mapped[list[Need]] = relationship(secondary="visit_needs", back_populates="visits")
    household: Mapped[Household] = relationship()
    service_point: Mapped[ServicePoint | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(state IN ('done', 'missed')) = (outcome IS NOT NULL)", name="outcome_when_over"),
        CheckConstraint("(state = 'missed') = (cause IS NOT NULL)", name="missed_says_why"),
        Index(None, "hub_id", "on_date"),
    )


class VisitNeed(Base):
    """Which needs a visit is for."""

    __tablename__ = "visit_needs"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True, index=True)


class OutcomeChange(Base):
    """An outcome as it was recorded before a correction."""

    __tablename__ = "outcome_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    cause: Mapped[Cause | None] = mapped_column(enum_column(Cause))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


class FollowUp(HasUid, InHub, Base):
    """A next step that a rule opened; done by a named person, never by a clock."""

    __tablename__ = "follow_ups"
    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"))
    code: Mapped[str]
    due_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    result: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    need: Mapped[Need | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (Index(None, "hub_id", "done_at", "due_at"),)
