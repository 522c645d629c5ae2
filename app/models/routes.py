"""Routes of a day in numbered versions, their stops, prints, departures; and the day itself."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.searches import SearchState
from app.domain.states import DayState, RouteState
from app.models.base import Base, HasUid, InHub, enum_column, index_where
from app.models.needs import Visit
from app.models.places import Area
from app.models.teams import Team


class Day(InHub, Base):
    """A hub's day: open until a coordinator closes it in the evening; may be opened again with a reason."""

    __tablename__ = "days"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date")
    state: Mapped[DayState] = mapped_column(enum_column(DayState), default=DayState.OPEN)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    reopened_why: Mapped[str] = mapped_column(default="")
    closed_with: Mapped[dict[str, Any] | None]  # sheets out and departures not written then, each with its reason
    draft_version: Mapped[int] = mapped_column(default=0)
    proposal: Mapped[dict[str, Any] | None]  # not placed and reasons of the last proposal, by need id
    proposed_at: Mapped[datetime | None]
    dial: Mapped[int | None]  # between need and danger, 1 to 5, as a person chose for this day; none: as proposed
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (UniqueConstraint("hub_id", "on_date"),)


class PlanSearch(InHub, Base):
    """One search for the plan of a day, with all that is needed to judge its plan again, or to make it again.

    inputs: the problem and the plan it began from, as packed JSON. seen_at, begun_at, ended_at: real time; seen_at is
    the last sign of whoever searches. draft_version: the state of the plan it began from.
    """

    __tablename__ = "plan_searches"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date")
    state: Mapped[SearchState] = mapped_column(enum_column(SearchState))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    draft_version: Mapped[int]
    seen_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    share: Mapped[float] = mapped_column(default=0.0)
    so_far: Mapped[dict[str, Any] | None]
    is_stop_asked: Mapped[bool] = mapped_column(default=False)
    dial: Mapped[int | None]
    curve: Mapped[dict[str, Any] | None]
    seed: Mapped[int] = mapped_column(default=0)
    iterations: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    is_cut_short: Mapped[bool] = mapped_column(default=False)
    inputs: Mapped[bytes | None]
    plan: Mapped[dict[str, Any] | None]
    score: Mapped[dict[str, Any] | None]
    came: Mapped[str] = mapped_column(default="")
    why: Mapped[dict[str, Any] | None]
    __table_args__ = (
        Index(None, "hub_id", "on_date"),
        index_where(
            "uq_plan_searches_one_going_on", "hub_id", "on_date", where="state IN ('asked', 'running')", unique=True
        ),
    )


class RouteVersion(HasUid, InHub, Base):
    """One team's route on a day in one version: a draft to adjust, published under a number, then superseded.

    A team whose route did not change keeps its version, so its paper stays valid.
    """

    __tablename__ = "route_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date", index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    number: Mapped[int | None]
    state: Mapped[RouteState] = mapped_column(enum_column(RouteState), default=RouteState.DRAFT)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")
    leave_min: Mapped[int | None]
    home_min: Mapped[int | None]
    danger_issued_at: Mapped[datetime | None]
    danger_map_id: Mapped[int | None] = mapped_column(ForeignKey("danger_maps.id"))  # the map it was proposed with
    danger: Mapped[dict[str, Any] | None]  # grades by area code and hour, as printed
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # breaks: those before leaving and once home
    version: Mapped[int] = mapped_column(default=1)
    team: Mapped[Team] = relationship()
    stops: Mapped[list["RouteStop"]] = relationship(
        back_populates="route", order_by="RouteStop.position", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def visit_numbers(self) -> dict[int, int]:
        """The number of each visit on board, phone and paper: as the team comes to the doors, from 1."""
        at_a_door = [stop.visit_id for stop in self.stops if stop.visit_id is not None and stop.is_at_the_door]
        return {visit_id: number for number, visit_id in enumerate(at_a_door, 1)}

    @property
    def breaks_before(self) -> list[tuple[int, int]]:
        """The breaks that are over when the team leaves: it has them at the base."""
        return [at for at in self._breaks_around if self.leave_min is not None and at[1] <= self.leave_min]

    @property
    def breaks_after(self) -> list[tuple[int, int]]:
        """The breaks that the team has at the base once it is home."""
        return [at for at in self._breaks_around if self.home_min is not None and at[0] >= self.home_min]

    @property
    def breaks(self) -> list[tuple[int, int]]:
        """Every break of the day in its order: from and to, all of them at the base."""
        return [*self.breaks_before, *(at for stop in self.stops for at in stop.breaks), *self.breaks_after]

    @property
    def _breaks_around(self) -> list[tuple[int, int]]:
        return [(one["start"], one["end"]) for one in (self.facts or {}).get("breaks", [])]

    __table_args__ = (
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="published_has_a_number"),
        UniqueConstraint("team_id", "on_date", "number"),
        index_where("uq_route_versions_one_draft", "team_id", "on_date", where="state = 'draft'", unique=True),
        index_where("uq_route_versions_one_published", "team_id", "on_date", where="state = 'published'", unique=True),
    )


class RouteStop(Base):
    """One call of a route: at a home, a service point or the base; local minutes from midnight."""

    __tablename__ = "route_stops"
    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("route_versions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)  # none: a call at the base
    leg: Mapped[int] = mapped_column(default=0)  # which stop of the visit: 0 first
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"))
    arrive_min: Mapped[int]
    start_min: Mapped[int]
    depart_min: Mapped[int]
    code: Mapped[str] = mapped_column(default="")  # four random characters, new per trip
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    route: Mapped[RouteVersion] = relationship(back_populates="stops")
    visit: Mapped[Visit | None] = relationship()
    area: Mapped[Area | None] = relationship()

    @property
    def is_at_the_door(self) -> bool:
        """Whether this is the visit's first call at the person's own door; its other calls lead there and back."""
        own = [stop for stop in self.route.stops if stop.visit_id == self.visit_id]
        at_home = [stop.leg for stop in own if stop.service_point_id is None]
        return self.leg == min(at_home, default=0)

    @property
    def breaks(self) -> list[tuple[int, int]]:
        """When the team has a break here, at the base: from and to."""
        return [(one["start"], one["end"]) for one in self.reasons or [] if one.get("code") == "break"]

    __table_args__ = (
        UniqueConstraint("route_id", "position"),
        CheckConstraint("arrive_min <= start_min AND start_min <= depart_min", name="times_in_order"),
    )


class Sheet(HasUid, InHub, Base):
    """One print of one published version, numbered. VOID is derived: superseded, withdrawn or touched by a hold."""

    __tablename__ = "sheets"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    route_id: Mapped[int] = mapped_column(ForeignKey("route_versions.id"), index=True)
    copy: Mapped[int] = mapped_column(default=1)
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    printed_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    route: Mapped[RouteVersion] = relationship()
    __table_args__ = (UniqueConstraint("hub_id", "number"),)


class Departure(HasUid, InHub, Base):
    """One team going out once: left, called, home."""

    __tablename__ = "departures"
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("on_date", index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("route_versions.id"))
    left_at: Mapped[datetime]
    left_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    home_at: Mapped[datetime | None]
    home_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    team: Mapped[Team] = relationship()
    route: Mapped[RouteVersion] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (index_where("uq_departures_one_out", "team_id", where="home_at IS NULL", unique=True),)


class UnrungWord(StrEnum):
    ALLOWED = "allowed"
    SKIPPED = "skipped"
    LEFT = "left"


class UnrungStop(InHub, Base):
    """A word about a visit nobody rang for: an approver allows it, the team leaves it out, or has left without.

    It is of one version of a route: what a later version says of the visit is asked anew.
    """

    __tablename__ = "unrung_stops"
    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("route_versions.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    word: Mapped[UnrungWord] = mapped_column(enum_column(UnrungWord))
    gates: Mapped[list[Any]]  # codes of the calls that were open then
    why: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]
    route: Mapped[RouteVersion] = relationship()
    visit: Mapped[Visit] = relationship()
    __table_args__ = (CheckConstraint("word <> 'allowed' OR why <> ''", name="allowed_with_a_reason"),)


class Contact(InHub, Base):
    """A team's word from the road, or a call to it, with its time: what the overdue ladder and a recall stand on."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    departure_id: Mapped[int] = mapped_column(ForeignKey("departures.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class RouteChangeSeen(Base):
    """A team has read that its route changed."""

    __tablename__ = "route_changes_seen"
    route_id: Mapped[int] = mapped_column(ForeignKey("route_versions.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    seen_at: Mapped[datetime]
