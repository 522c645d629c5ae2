"""Whom the story's group helps: needs as they were logged, judged and made ready, and the past fortnight's visits."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.places import DATA
from app.demo.times import START, THE_DAY, at
from app.domain.needs import Urgency
from app.domain.outcomes import Outcome
from app.domain.states import DayState, NeedState, VisitState
from app.models import Area, ConsentAnswer, Day, FollowUp, Hub, Need, NeedSource, ServicePoint, Team, User, Visit
from app.needs import service as needs
from app.people.facts import PersonFacts

TICKS = {
    "walks": "walks_with_difficulty",
    "lives_alone": "lives_alone",
    "bed_bound": "is_bed_bound",
    "device": "depends_on_device",
}
NAMESPACE = uuid5(NAMESPACE_URL, "obkhid demo")
EVENING = "18:00"


@dataclass(frozen=True)
class World:
    """What the story's rows refer to."""

    session: Session
    hub: Hub
    users: dict[str, User]
    areas: dict[str, Area]
    points: dict[str, ServicePoint]
    teams: list[Team]

    def by(self, username: str, now: datetime) -> dict[str, Any]:
        """Who does it, where and when, as every use case asks."""
        return {"hub_id": self.hub.id, "by_id": self.users[username].id, "now": now}


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def add_needs(world: World) -> dict[str, Need]:
    """The forty needs, by their number in the file, each as far as it had come by the story's first moment."""
    found = {}
    for row in rows("needs.csv"):
        need = log(world, row)
        if row["state"] != "new":
            _judge(world, need, row)
        found[row["no"]] = need
    return found


def log(world: World, row: dict[str, str]) -> Need:
    logged_at = datetime.fromisoformat(row["logged"]).replace(tzinfo=START.tzinfo)
    by = world.users[row["by"]]
    key = uuid5(NAMESPACE, f"need {row['no']}")
    is_chip = not row["first_name"]
    draft = needs.NeedDraft(
        client_key=key,
        kind=row["kind"],
        urgency=Urgency(row["urgency"]) if row["urgency"] else None,
        who_where=row["note"] if is_chip else "",
        area_id=world.areas[row["area"]].id if row["area"] else None,
        address=row["address"],
        landmark=row["landmark"],
        phone="" if is_chip else f"050 000 02 {int(row['no']):02d}",
        people_count=int(row["people"]),
        person=_person(row),
        make_household=not is_chip,
        deadline_on=date.fromisoformat(row["deadline"]) if row["deadline"] else None,
        recur_days=int(row["recur_days"]) if row["recur_days"] else None,
        service_point_id=world.points[row["point"]].id if row["point"] else None,
        answers={name: _value(value) for name, value in (pair.split("=") for pair in row["answers"].split())},
        consent=ConsentAnswer(row["consent"]),
        source=NeedSource.DESK if row["by"] == "boiko" else NeedSource.PHONE,
    )
    return needs.log_need(world.session, draft, hub_id=world.hub.id, by_id=by.id, now=logged_at).need


def _person(row: dict[str, str]) -> PersonFacts:
    ticks: dict[str, Any] = {TICKS[tick]: True for tick in row["ticks"].split() if tick in TICKS}
    return PersonFacts(
        first_name=row["first_name"],
        patronymic=row["patronymic"],
        surname=row["surname"],
        birth_year=int(row["birth_year"]) if row["birth_year"] else None,
        **ticks,
    )


def _value(text: str) -> int | bool:
    return True if text == "true" else int(text)


def _judge(world: World, need: Need, row: dict[str, str]) -> None:
    """Triage an hour after it was logged; those of the day were rung in the morning."""
    session, state = world.session, NeedState(row["state"])
    by = world.by("boiko", need.logged_at + timedelta(hours=1))
    needs.triage(session, need.id, **by)
    if state is NeedState.INFO_NEEDED:
        needs.ask_info(session, need.id, why="Телефон не відповідає, номер доньки?", **by)
    elif state is NeedState.PAUSED:
        needs.pause(session, need.id, until=THE_DAY + timedelta(days=5), why="Просить приїхати після 18 травня", **by)
    elif state is NeedState.READY:
        needs.make_ready(session, need.id, **by)


def ring_everybody(world: World, found: dict[str, Need]) -> None:
    """The phone calls of the morning: who is ready and has said yes wants the visit and knows of it."""
    for number, need in found.items():
        if need.state is NeedState.READY and number != "18":
            needs.confirm_by_phone(world.session, need.id, **world.by("boiko", START - timedelta(minutes=30)))


def add_past_visits(world: World, found: dict[str, Need]) -> None:
    """The fortnight before, each outcome written down in the evening as on any other day."""
    for number, row in enumerate(rows("visits.csv"), 1):
        on = date.fromisoformat(row["on"])
        need = found[row["need"]] if row["need"] else _past_need(world, row, number, on)
        visit = _publish(world, need, world.teams[int(row["team"]) - 1], on)
        needs.record_visit(
            world.session,
            visit.id,
            Outcome(row["outcome"]),
            outcome_at=at(on, row["at"]),
            **world.by("boiko", at(on, EVENING)),
        )


def close_past_days(world: World) -> None:
    """Each day with visits was closed in its evening."""
    for on in sorted({date.fromisoformat(row["on"]) for row in rows("visits.csv")}):
        day = Day(hub_id=world.hub.id, on=on, state=DayState.CLOSED, closed_at=at(on, "19:00"))
        day.closed_by_id = world.users["boiko"].id
        world.session.add(day)


def finish_old_steps(world: World) -> None:
    """Next steps of the fortnight that somebody has done since; those of the last days are still to do."""
    old = FollowUp.done_at.is_(None) & (FollowUp.due_at < at(THE_DAY - timedelta(days=2), "00:00"))
    for one in world.session.scalars(select(FollowUp).where(old)):
        by = world.by("boiko", one.due_at + timedelta(hours=1))
        needs.finish_follow_up(world.session, one.id, "зроблено", expected_version=one.version, **by)


def _past_need(world: World, row: dict[str, str], number: int, on: date) -> Need:
    logged = (at(on, "10:00") - timedelta(days=2)).replace(tzinfo=None)
    empty = dict.fromkeys(["landmark", "patronymic", "birth_year", "deadline", "recur_days", "point", "answers"], "")
    facts = {"no": str(100 + number), "logged": logged.isoformat(), "by": "oksana", "people": "1", "consent": "yes"}
    told = row | empty | facts | {"urgency": "U3", "ticks": "", "state": "ready", "note": ""}
    need = log(world, told)
    _judge(world, need, told)
    return need


def _publish(world: World, need: Need, team: Team, on: date) -> Visit:
    """A visit of the past as a published plan left it."""
    made_at = at(on - timedelta(days=1), "16:00")
    visit = Visit(
        hub_id=world.hub.id,
        on=on,
        household_id=need.household_id,
        service_point_id=need.service_point_id,
        state=VisitState.PUBLISHED,
        team_id=team.id,
        created_at=made_at,
    )
    visit.needs = [need]
    world.session.add(visit)
    world.session.flush()
    needs.move_need(world.session, need, NeedState.PLANNED, by_id=world.users["boiko"].id, now=made_at)
    return visit
