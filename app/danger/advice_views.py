"""The page of dangers: whether to go, where, and last of all when; and the little of it that a volunteer sees."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, can, requires
from app.danger.advice import AreaAdvice, HubAdvice, hub_advice, usual_day
from app.danger.blueprint import bp
from app.danger.map import area_map
from app.danger.picture import danger_now
from app.danger.sentence_views import order_words
from app.db import current_session
from app.domain.danger.advice import Advice
from app.domain.danger.grade import Grade
from app.domain.danger.past_days import VISITING_H
from app.places import queries

DAYS = ("today", "tomorrow")


@bp.get("/danger")
@requires(Action.SEE_GRADES)
def danger() -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    if not can(Action.SEE_DESK):
        return _own_grades(session, now)
    asked = request.args.get("day")
    on = chosen_day(session, current_user.hub_id, asked, now=now)
    found = hub_advice(session, current_user.hub_id, on, now=now)
    return render_template(
        "danger/danger.html",
        found=found,
        map=area_map([one.area for one in found.areas]),
        by_area={one.area.id: one for one in found.areas},
        hours=[_hours(one, found, now) for one in found.areas],
        clock_hours=list(VISITING_H),
        running=now.astimezone(current_user.hub.zone).hour if found.is_today else None,
        days=days_offered(now),
        holds=len(queries.holds_covering(session, current_user.hub_id, now=now).all),
        advices=list(reversed(Advice)),
        names=queries.names(session, [one.decision.by_id for one in found.areas if one.decision]),
        worst=worst_day(found),
    )


def days_offered(now: datetime) -> list[tuple[str, date]]:
    today = now.astimezone(current_user.hub.zone).date()
    return [("today", today), ("tomorrow", today + timedelta(days=1))]


def chosen_day(session: Session, hub_id: int, asked: str | None, *, now: datetime) -> date:
    """Today or tomorrow by word; anything else is the day that is planned."""
    today = now.astimezone(current_user.hub.zone).date()
    if asked in DAYS:
        return today + timedelta(days=DAYS.index(asked))
    return usual_day(session, hub_id, now=now)


def worst_day(found: HubAdvice) -> str:
    """Which of the two days is the worse by most areas: "today", "tomorrow", or nothing where it is even."""
    worse = sum(one.danger.grade_tomorrow.is_worse_than(one.danger.grade_today) for one in found.areas)
    better = sum(one.danger.grade_today.is_worse_than(one.danger.grade_tomorrow) for one in found.areas)
    return "tomorrow" if worse > better else "today" if better > worse else ""


@dataclass(frozen=True)
class HoursOfArea:
    """The visiting hours of one area on the chosen day: a grade each, None once it has passed; the order in words."""

    one: AreaAdvice
    grades: list[Grade | None]
    order: str


def _hours(one: AreaAdvice, found: HubAdvice, now: datetime) -> HoursOfArea:
    zone = current_user.hub.zone
    by_clock: dict[int, Grade] = {}
    for at, grade, _ in one.danger.hours:
        local = at.astimezone(zone)
        if local.date() == found.on and not (local.hour in by_clock and by_clock[local.hour].is_worse_than(grade)):
            by_clock[local.hour] = grade
    return HoursOfArea(one, [by_clock.get(hour) for hour in VISITING_H], order_words(one, zone))


def _own_grades(session: Session, now: datetime) -> ResponseReturnValue:
    """Grades of the own hub and how old they are: no reports, no reasons, no decisions."""
    picture = danger_now(session, current_user.hub_id, now=now)
    areas = queries.areas(session, current_user.hub_id)
    parents = {area.parent_id for area in areas}
    rows: list[Any] = [(area, picture.areas[area.id]) for area in areas if area.id not in parents]
    return render_template("danger/own_grades.html", rows=rows, picture=picture)
