"""What changed in the last hours, read from the audit trail: codes and team numbers, never a person's name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.domain.errors import N_
from app.models import (
    Area,
    AuditEntry,
    Clearance,
    Departure,
    Hold,
    Need,
    RouteVersion,
    ServicePoint,
    Shift,
    User,
    Vehicle,
    Visit,
)

SPAN, MOST = timedelta(hours=6), 12
LOOKED_AT = 200  # entries, so that a long trail costs no more than a short one
# Steps that follow from another one told beside them, looking things up, and signing in: no news for the day.
NOT_TOLD = frozenset(
    {
        *("search_people", "see_person", "see_household", "see_route_change", "unrung_seen"),
        *("move_need", "record_consent", "add_household", "add_person", "edit_person", "edit_household"),
        *("change_own_password", "reset_password", "add_user", "change_user", "enable_user", "disable_user"),
    }
)
# Message ids; %(what)s is the code or number of the thing.
SENTENCES: dict[str, str] = {
    "log_need": N_("Need %(what)s logged"),
    "edit_need": N_("Need %(what)s corrected"),
    "override_score": N_("Score of %(what)s set by hand"),
    "confirm_by_phone": N_("%(what)s confirmed by phone"),
    "decide": N_("Decision taken on %(what)s"),
    "finish_follow_up": N_("Next step done"),
    "record_visit": N_("Outcome written: %(what)s"),
    "correct_outcome": N_("Outcome corrected: %(what)s"),
    "report_shelling": N_("Shelling reported"),
    "amend_report": N_("Shelling report corrected"),
    "withdraw_report": N_("Shelling report withdrawn"),
    "split_report": N_("Shelling report parted from its event"),
    "join_events": N_("Two shellings joined"),
    "add_figures": N_("Figures added to a shelling"),
    "watch_area": N_("Somebody listens: %(what)s"),
    "record_verdict": N_("Verdict added to a shelling"),
    "hold": N_("Departures held: %(what)s"),
    "extend_hold": N_("Hold extended: %(what)s"),
    "ask_release": N_("Release asked for, a second person confirms: %(what)s"),
    "release_hold": N_("Hold released: %(what)s"),
    "clear_area": N_("Area cleared: %(what)s"),
    "end_clearance": N_("Clearance ended: %(what)s"),
    "set_zone": N_("Zone set: %(what)s"),
    "confirm_zone": N_("Zone confirmed: %(what)s"),
    "set_point_status": N_("Service point: %(what)s"),
    "add_service_point": N_("Service point: %(what)s"),
    "add_area": N_("Area written down: %(what)s"),
    "add_curfew": N_("Curfew changed: %(what)s"),
    "end_curfew": N_("Curfew changed: %(what)s"),
    "stop_search": N_("Search for a plan ended by hand"),
    "set_dial": N_("Set between need and danger"),
    "plan_day": N_("Plan proposed"),
    "take_proposal": N_("Proposal taken into the plan"),
    "tell_change": N_("Told what changed: %(what)s"),
    "insert_visit": N_("Put in at once: %(what)s"),
    "move_promised": N_("Moved from the promised time: %(what)s"),
    "hand_over": N_("Rest of a route handed over"),
    "leave_proposal": N_("Proposal left, the plan stays"),
    "publish_route": N_("Route of team %(what)s published"),
    "withdraw_route": N_("Route of team %(what)s withdrawn"),
    "print_sheet": N_("Sheet printed"),
    "approve_visit": N_("Visit approved"),
    "depart": N_("Team %(what)s left"),
    "team_not_left": N_("Team %(what)s did not leave"),
    "unrung_allowed": N_("Allowed without a call: %(what)s"),
    "unrung_skipped": N_("Left out, nobody rang: %(what)s"),
    "unrung_left": N_("Left without a call: %(what)s"),
    "home": N_("Team %(what)s is home"),
    "contact": N_("Word from team %(what)s"),
    "confirm_recall": N_("Team %(what)s reached, turns back"),
    "ring_team": N_("Team %(what)s rung, no answer"),
    "set_shift": N_("Shift of team %(what)s changed"),
    "remove_shift": N_("Shift of team %(what)s removed"),
    "take_out_of_service": N_("Car taken out of service: %(what)s"),
    "put_back_in_service": N_("Car back in service: %(what)s"),
    "add_permit": N_("Permit written down"),
    "edit_permit": N_("Permit corrected"),
    "close_day": N_("Day closed"),
    "reopen_day": N_("Day opened again"),
    "mark_sheet": N_("Sheet accounted for"),
    "sheet_returned": N_("Sheet accounted for"),
    "sheet_destroyed": N_("Sheet accounted for"),
    "sheet_lost": N_("Sheet lost"),
    "edit_settings": N_("Settings changed"),
}


@dataclass(frozen=True)
class Change:
    """One line: when, the message id with what it is about, who. sentence is "" where the audit trail's words do."""

    at: datetime
    action: str
    sentence: str
    what: str
    who: str


def changes(session: Session, hub_id: int, *, now: datetime) -> list[Change]:
    """Newest first; the same thing told many times in a row is told once."""
    query = (
        select(AuditEntry, User.display_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.hub_id == hub_id)
        .order_by(AuditEntry.seq.desc())
        .limit(LOOKED_AT)
    )
    recent = [(entry, who) for entry, who in session.execute(query) if entry.happened_at > now - SPAN]
    rows = [(entry, who) for entry, who in recent if entry.action not in NOT_TOLD]
    labels = _labels(session, [entry for entry, _ in rows])
    told: dict[tuple[str, str], Change] = {}
    for entry, who in rows:
        sentence, what = SENTENCES.get(entry.action, ""), labels.get(entry.object_uid, "")
        line = Change(entry.happened_at, entry.action, sentence, what, who or "")
        told.setdefault((sentence or entry.action, what), line)
    return sorted(told.values(), key=lambda one: one.at, reverse=True)[:MOST]


def _labels(session: Session, entries: list[AuditEntry]) -> dict[str, str]:
    """A short name of what each entry is about, by its public id; one query for each kind of thing."""
    uids: dict[str, list[UUID]] = defaultdict(list)
    for entry in entries:
        uids[entry.object_type].append(UUID(entry.object_uid))
    labels: dict[str, str] = {}
    for name, (table, label) in LABELS.items():
        query = select(table).where(table.uid.in_(uids[name])).options(*LOADED.get(name, ()))
        for row in session.scalars(query).unique() if uids[name] else ():
            labels[str(row.uid)] = str(label(row))
    for entry in entries:  # a shift that was removed has no row any more
        if entry.object_type == "Shift":
            labels.setdefault(entry.object_uid, str(entry.facts.get("team", "")))
    return labels


LOADED: dict[str, tuple[ExecutableOption, ...]] = {
    "Hold": (joinedload(Hold.area),),
    "Clearance": (joinedload(Clearance.area),),
    "RouteVersion": (joinedload(RouteVersion.team),),
    "Departure": (joinedload(Departure.team),),
    "Shift": (joinedload(Shift.team),),
    "Visit": (selectinload(Visit.needs),),
}
LABELS: dict[str, tuple[Any, Any]] = {
    "Need": (Need, lambda row: row.code),
    "Area": (Area, lambda row: row.code),
    "Hold": (Hold, lambda row: row.area.code if row.area else ""),
    "Clearance": (Clearance, lambda row: row.area.code),
    "ServicePoint": (ServicePoint, lambda row: row.name),
    "RouteVersion": (RouteVersion, lambda row: row.team.number),
    "Departure": (Departure, lambda row: row.team.number),
    "Vehicle": (Vehicle, lambda row: row.code),
    "Shift": (Shift, lambda row: row.team.number),
    "Visit": (Visit, lambda row: ", ".join(need.code for need in row.needs)),
}
