"""The front page of a coordinator: who must turn back, what waits for a decision, what is held, who is out."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.hubs import get_hub
from app.accounts.policy import Action, can, requires
from app.accounts.queries import name_of
from app.day import changes, checklist, leaving, queries, recalls, road, service, telling
from app.day.blueprint import bp
from app.day.stands import stands
from app.db import current_session, transaction
from app.domain import follow_ups
from app.domain.contacts import CONTACT_LABELS, ContactKind
from app.domain.follow_ups import FollowUpRule
from app.domain.names import short_name
from app.domain.timespan import minute_of
from app.models import HoldReason, Need
from app.needs.queries import decisions_needed, due_today, follow_ups_open
from app.teams.queries import outages_on, shifts_on
from app.web import nav
from app.web.audit_words import action_words
from app.web.counts import count
from app.web.grades import grades_now
from app.web.words import cause_words, event_state_words, need_state_words, shelling_words

RELOADS_S = (60, 120, 300)
FOLLOW_UPS_SHOWN = 5
STEPS = {rule.code: rule.label for rule in vars(follow_ups).values() if isinstance(rule, FollowUpRule)}


@bp.record_once
def count_for_the_menu(state: BlueprintSetupState) -> None:
    assert isinstance(state.app, Flask)
    nav.register_nav_counts(state.app, nav_counts)


def nav_counts() -> Mapping[str, int]:
    """What waits, beside the menu entries of the desk; two counts, and none for other roles."""
    if not can(Action.SEE_DESK):
        return {}
    found = queries.waiting(current_session(), current_user.hub_id)
    return {"needs.triage": found.needs, "shelling.log": found.events}


def person_words(need: Need) -> str:
    """«Людмила П.», or nothing where nobody is named yet."""
    one = need.person
    return short_name(one.first_name or one.known_as or "", one.surname or "") if one else ""


def follow_up_words(code: str) -> str:
    return _(STEPS[code]) if code in STEPS else code


def contact_words(kind: str) -> str:
    """What the team said last, for the end of a line."""
    labels = {str(one): label for one, label in CONTACT_LABELS.items()}
    return _(labels[kind]) if kind in labels else ""


def hold_words(row: queries.HeldPlace) -> str:
    """Why: what was reported and how often, or what a person wrote."""
    if row.event is None:
        who = name_of(current_session(), row.hold.held_by_id)
        return " · ".join(part for part in (row.hold.note, who) if part) or _("Held by a person")
    kinds = dict.fromkeys(shelling_words(one.weapon or one.chip) for one in row.reports)
    return ", ".join([*kinds, count("report", len(row.reports))])


@bp.get("/today")
@requires(Action.SEE_DESK)
def today() -> ResponseReturnValue:
    session, hub_id, now = current_session(), current_user.hub_id, clock.now()
    hub = get_hub(session, hub_id)  # held here, so that the session reads it once
    on = now.astimezone(ZoneInfo(hub.time_zone)).date()
    if not checklist.has_needs(session, hub_id):
        steps = checklist.first_steps(session, hub_id, on)
        return render_template("day/first_steps.html", steps=steps, may_open=nav.may_open)
    day = queries.running(session, hub_id, on, now=now)
    called_back = recalls.recalls(session, hub_id, now=now)
    behind = {hold.id: hold for one in called_back for hold in one.holds}.values()
    minute = minute_of(now, ZoneInfo(hub.time_zone))
    told = telling.told_today(session, hub_id, on)
    due = follow_ups_open(session, hub_id, until=now)
    not_out = road.not_out_yet(session, hub_id, on, day.published, day.index, now=now)
    calls = [(row.route, leaving.to_ring(session, row.route, now=now, index=day.index)) for row in not_out]
    return render_template(
        "day/today.html",
        on=on,
        tally=queries.tally(session, hub_id, day),
        recalls=called_back,
        to_tell=telling.to_tell(session, hub_id, on, day.published, day.index, minute=minute),
        told=told,
        told_visits=telling.visits_of(session, told),
        stands=stands(session, hub_id, now=now),
        recall_areas=sorted({hold.area.code for hold in behind if hold.area}),
        recall_since=min((hold.from_at for hold in behind), default=None),
        decisions=queries.decision_rows(session, decisions_needed(session, hub_id, now=now), on),
        held=queries.held_places(session, day, now=now),
        road=road.on_the_road(session, hub_id, now=now),
        not_out=not_out,
        to_ring=[(route, found) for route, found in calls if found],
        unrung=leaving.said_today(session, hub_id, on),
        due=due_today(session, hub_id, now=now),
        waiting=queries.waiting_too_long(session, hub_id, now=now),
        follow_ups=due[:FOLLOW_UPS_SHOWN],
        follow_ups_count=len(due),
        outages=outages_on(session, hub_id, on),
        cars={shift.vehicle_id: shift.team for shift in shifts_on(session, hub_id, on)},
        changes=changes.changes(session, hub_id, now=now),
        action_words=action_words,
        grades=grades_now(),
        reload_s=_reload_s(),
        HoldReason=HoldReason,
        Where=recalls.Where,
        cause_words=cause_words,
        event_state_words=event_state_words,
        need_state_words=need_state_words,
        follow_up_words=follow_up_words,
        contact_words=contact_words,
        hold_words=hold_words,
        person_words=person_words,
    )


def _reload_s() -> int | None:
    """Only where it was asked for: a page that reloads by itself takes the place in the text away."""
    wanted = request.args.get("reload", 0, type=int)
    return wanted if wanted in RELOADS_S else None


@bp.post("/today/recalls/<int:departure_id>/confirm")
@requires(Action.RUN_DAY)
def confirm_recall(departure_id: int) -> ResponseReturnValue:
    with transaction() as session:
        recalls.confirm_recall(
            session,
            departure_id,
            request.form.getlist("hold_id", type=int),
            status_ids=request.form.getlist("status_id", type=int),
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("Written down: the team was reached and turns back."))
    return redirect(url_for("day.today"), code=303)


@bp.post("/today/departures/<int:departure_id>/no-answer")
@requires(Action.RUN_DAY)
def no_answer(departure_id: int) -> ResponseReturnValue:
    with transaction() as session:
        recalls.note_no_answer(
            session, departure_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("Written down: rung, no answer."), "warning")
    return redirect(url_for("day.today"), code=303)


@bp.post("/today/departures/<int:departure_id>/word")
@requires(Action.RUN_DAY)
def word_by_phone(departure_id: int) -> ResponseReturnValue:
    with transaction() as session:
        service.note_contact(
            session,
            departure_id,
            ContactKind.ALL_HERE,
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("Written down: the team gave word."))
    return redirect(url_for("day.today"), code=303)


@bp.post("/today/departures/<int:departure_id>/home")
@requires(Action.RUN_DAY)
def home(departure_id: int) -> ResponseReturnValue:
    with transaction() as session:
        service.arrive_home(session, departure_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    flash(_("Written down: everyone is back."))
    return redirect(url_for("day.today"), code=303)
