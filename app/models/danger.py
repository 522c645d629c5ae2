"""Danger maps as they were issued, and how reports moved between events, so that they can be made again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.domain.danger.advice import Advice
from app.models.base import Base, HasUid, InHub, enum_column
from app.models.shelling import ShellingReport


class IssuedMap(InHub, Base):
    """What was said of the danger of every area at one moment, and all it was said from.

    key: the same hub, quarter of an hour and inputs make one map, whoever stores it and how often. inputs: what stands
    beside the reports. kept_at: since when a plan or a decision rests on it; then it is never deleted.
    """

    __tablename__ = "danger_maps"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime] = mapped_column(index=True)
    last_report_id: Mapped[int]
    last_verdict_id: Mapped[int]
    settings_version: Mapped[int]
    code_version: Mapped[int]
    inputs: Mapped[bytes]
    inputs_digest: Mapped[str]
    result: Mapped[bytes]
    kept_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "hub_id", "issued_at"),)


class DayDecision(HasUid, InHub, Base):
    """What a person decided about going to an area on a day, beside the advice they saw; only ever added to.

    The latest of an area and day stands, for the area and all that lies in it; no clock ends it before its day does.
    danger_map_id: the map the advice was read from, kept for ever.
    """

    __tablename__ = "day_decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    on: Mapped[date] = mapped_column("on_date")
    advice: Mapped[Advice] = mapped_column(enum_column(Advice, name="advice"))
    decision: Mapped[Advice] = mapped_column(enum_column(Advice, name="decision"))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    danger_map_id: Mapped[int | None] = mapped_column(ForeignKey("danger_maps.id"))
    __table_args__ = (
        Index(None, "hub_id", "on_date"),
        CheckConstraint("decision = advice OR reason <> ''", name="says_why"),
    )


class ReportMove(InHub, Base):
    """A report that was joined to another event, or split off; written by the table itself, so nobody can forget."""

    __tablename__ = "report_moves"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("shelling_reports.id"), index=True)
    from_event_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"))
    to_event_id: Mapped[int] = mapped_column(ForeignKey("shelling_events.id"))


@event.listens_for(ShellingReport, "before_update")
def _note_move(_mapper: Mapper[Any], connection: Connection, report: ShellingReport) -> None:
    was = inspect(report).attrs.event_id.history.deleted
    if was and was[0] is not None and was[0] != report.event_id:
        move = {"report_id": report.id, "from_event_id": was[0], "to_event_id": report.event_id}
        connection.execute(insert(ReportMove).values(hub_id=report.hub_id, **move))
