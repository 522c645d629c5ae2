"""The evening: the whole day's outcomes on one page, closing it, opening it again; the days before."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.queries import name_of
from app.day import closing
from app.day import evening as rules
from app.day.blueprint import bp
from app.day.evening_form import KEYS, OUTCOMES, EveningForm, day_of
from app.day.queries import today
from app.day.today_views import person_words
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.outcomes import OPEN_CAUSE, Cause, Outcome
from app.routes.fate import Fate, close_sheet
from app.routes.queries import find_day
from app.routes.sheet import sheet_number
from app.web.counts import count
from app.web.errors import say
from app.web.typed import REASON_LENGTH, check_length, typed_text
from app.web.words import cause_words, outcome_words, visit_state_words


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        abort(404)
    return day


def _form(on: date) -> EveningForm:
    days = rules.team_days(current_session(), current_user.hub_id, on, now=clock.now())
    return EveningForm.stored(on, days)


def _page(form: EveningForm, whys: Mapping[str, str] | None = None, why: str = "") -> str:
    session, hub_id, on = current_session(), current_user.hub_id, form.on
    day = find_day(session, hub_id, on)
    kept = (day.closed_with if day else None) or {}
    return render_template(
        "day/evening.html",
        form=form,
        on=on,
        today=today(session, hub_id, clock.now()),
        day=day,
        closed_by=name_of(session, day.closed_by_id) if day else "",
        summary=rules.summary(session, hub_id, on),
        tomorrow=rules.tomorrow(session, hub_id, on),
        day_before=on - timedelta(days=1),
        day_after=on + timedelta(days=1),
        outcomes=OUTCOMES,
        keys=KEYS,
        causes=list(Cause),
        open_causes=OPEN_CAUSE,
        fates=list(Fate),
        gone=rules.gone_from_page(session, form.gone, hub_id=hub_id),
        loose_ends=closing.loose_ends(session, hub_id, on, form.days),
        closed_with=kept,
        typed_whys={key: one["why"] for key, one in kept.items()} | dict(whys or {}),
        typed_why=why,
        sheet_number=sheet_number,
        cause_words=cause_words,
        outcome_words=outcome_words,
        outcome_words_of=_words_of,
        visit_state_words=visit_state_words,
        person_words=person_words,
    )


def _words_of(typed: str) -> str:
    return outcome_words(Outcome(typed)) if typed in set(Outcome) else typed


@bp.get("/evening")
@requires(Action.RECORD_VISIT)
def evening() -> ResponseReturnValue:
    return _page(_form(today(current_session(), current_user.hub_id, clock.now())))


@bp.get("/evening/<on>")
@requires(Action.RECORD_VISIT)
def evening_of(on: str) -> ResponseReturnValue:
    return _page(_form(_day(on)))


@bp.post("/evening/<on>")
@requires(Action.RECORD_VISIT)
def write_evening(on: str) -> ResponseReturnValue:
    """The whole sheet at once: what can be saved is saved, the rest stays typed with its sentence."""
    day = _day(on)
    days = rules.team_days(current_session(), current_user.hub_id, day, now=clock.now())
    form = EveningForm.sent(day, days, request.form)
    entries = form.entries()
    who = {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}
    with transaction() as session:
        form.refuse(rules.write_lines(session, entries, on=day, **who))
        for sheet_id, ended in form.fates.items():
            close_sheet(session, sheet_id, ended, **who)
    saved = sum(entry.visit_id not in form.errors for entry in entries)
    _tell_unwritten(day)
    found = rules.gone_from_page(current_session(), form.gone, hub_id=current_user.hub_id)
    form.gone = {visit.id: form.gone[visit.id] for visit in found}
    if saved:
        flash(_("Saved: %(visits)s.", visits=count("visit", saved)))
    elif not (form.errors or form.gone):
        flash(_("Saved."))
    if form.errors or form.gone:
        return _page(_form(day).keep_typed(form)), form.status
    return redirect(url_for("day.evening_of", on=day), code=303)


def _tell_unwritten(on: date) -> None:
    """Paper told of doors, so the team had left: that is taken for granted and said, not made up as a time."""
    days = rules.team_days(current_session(), current_user.hub_id, on, now=clock.now())
    teams = [str(day.team.number) for day in days if day.team is not None and day.left_unwritten]
    if teams:
        flash(
            _(
                "No departure is written down, teams: %(teams)s. It is taken that they left; closing the day asks why.",
                teams=", ".join(teams),
            ),
            "warning",
        )


@bp.post("/evening/<on>/close")
@requires(Action.CLOSE_DAY)
def close_day(on: str) -> ResponseReturnValue:
    day, hub_id = _day(on), current_user.hub_id
    whys = {name.removeprefix("why-"): typed_text(request.form, name) for name in request.form if name[:4] == "why-"}
    try:
        with transaction() as session:
            for said in whys.values():
                check_length(said, REASON_LENGTH)
            closing.close_day(session, hub_id, day, whys=whys, by_id=current_user.id, now=clock.now())
    except Refused as refusal:
        form = _form(day)
        form.form_errors.append(say(refusal))
        return _page(form, whys), 422
    flash(_("The day is closed. A correction takes a reason from now on."))
    return redirect(url_for("day.evening_of", on=day), code=303)


@bp.post("/evening/<on>/reopen")
@requires(Action.CLOSE_DAY)
def reopen_day(on: str) -> ResponseReturnValue:
    day = _day(on)
    why = typed_text(request.form, "why")
    try:
        with transaction() as session:
            check_length(why, REASON_LENGTH)
            closing.reopen_day(session, current_user.hub_id, day, why, by_id=current_user.id, now=clock.now())
    except Refused as refusal:
        form = _form(day)
        form.form_errors.append(say(refusal))
        return _page(form, why=why), 422
    flash(_("The day is open again."))
    return redirect(url_for("day.evening_of", on=day), code=303)


@bp.get("/days")
@requires(Action.SEE_DESK)
def days() -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    before = day_of(request.args.get("before", "")) or today(session, hub_id, clock.now()) + timedelta(days=1)
    found = rules.past_days(session, hub_id, before=before, limit=PAGE + 1)
    return render_template("day/days.html", days=found[:PAGE], older=found[PAGE - 1].on if len(found) > PAGE else None)


PAGE = 30
