"""One event: its reports as they came, what was concluded and by whom, and what may be concluded now."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Changed, NotAllowed, Refused
from app.domain.shelling import VerdictKind
from app.models import ShellingEvent, ShellingReport
from app.places.double_tap import double_taps
from app.places.held import held_together
from app.places.witnesses import standing_reports
from app.shelling import joining, marks, queries, service
from app.shelling.blueprint import bp
from app.shelling.forms import FiguresForm, JoinForm, MarkForm, ReasonForm, VerdictForm, one_line
from app.web import shelling_words as words
from app.web.forms import Form
from app.web.refusals import refuse

STATUS = {Changed: 409, NotAllowed: 403}


@bp.get("/shelling/<int:event_id>")
@requires(Action.VERIFY_SHELLING)
def event(event_id: int) -> ResponseReturnValue:
    return _page(event_id)


def _page(event_id: int, status: int = 200, **typed: Form) -> ResponseReturnValue:
    """The event; a form that was refused stands as it was typed, with its mistakes on top of the page."""
    session, hub_id = current_session(), current_user.hub_id
    found = queries.get_event(session, hub_id, event_id)
    near = queries.near_events(session, found)
    fresh = {"version": found.version}
    joinable = [one for one in near if current_user.id not in joining.only_source_of(one)]
    page = render_template(
        "shelling/event.html",
        event=found,
        holds=queries.holds_of(session, hub_id, [found.id]).get(found.id, []),
        held_together=held_together,
        do_not_approach=max(
            (t.until for t in double_taps(session, hub_id, now=clock.now()) if t.event_id == found.id), default=None
        ),
        merged=queries.merged_into(session, found),
        near=near,
        joinable=joinable,
        one_line=one_line,
        names=queries.names_of(session, [*_people(found.reports, found.verdicts), *_markers(session, hub_id, found)]),
        figures=queries.figures_of(found),
        sources=queries.sources_of(found.reports),
        standing=standing_reports(found.reports),
        told=standing_reports(queries.told_of(session, found)),
        is_only_reporter=current_user.id in joining.only_source_of(found),
        verdicts=[(kind, *said) for kind, said in words.VERDICT.items()],
        refused=next(iter(typed.values()), None),
        verdict=typed.get("verdict") or VerdictForm(formdata=None, **fresh).offer(),
        join=typed.get("join") or JoinForm(formdata=None, **fresh).offer(joinable),
        late=typed.get("late") or FiguresForm(formdata=None, **fresh).offer(),
        marks=marks.marks_of(session, hub_id, found.reports),
        usual_reliability=marks.usual_reliability,
        mark_forms={
            one.id: MarkForm(formdata=None, prefix=f"r{one.id}-", **_marked(one)).offer(one, found.reports)
            for one in found.reports
        },
        apart=queries.apart_from(session, found),
        reason=ReasonForm(formdata=None, **fresh),
    )
    return page, status


def _marked(report: ShellingReport) -> dict[str, str]:
    return {"reliability": report.reliability or "", "credibility": report.credibility or ""}


def _markers(session: Session, hub_id: int, event: ShellingEvent) -> list[int | None]:
    return [one.by_id for one in marks.marks_of(session, hub_id, event.reports)]


def _people(reports: list[ShellingReport], verdicts: list[Any]) -> list[int | None]:
    return [one.reporter_id for one in reports] + [one.by_id for one in verdicts]


def _do(event_id: int, name: str, form: Form, act: Callable[[Session], int]) -> ResponseReturnValue:
    """Carry out a valid form and show where it led; a refusal shows the event with what was typed."""
    if not form.validate_on_submit():
        return _page(event_id, 422, **{name: form})
    try:
        with transaction() as session:
            goes_to = act(session)
    except Refused as refusal:
        refuse(form, refusal)
        status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 422)
        return _page(event_id, status, **{name: form})
    flash(_("Saved. Holds stay until somebody releases them."))
    return redirect(url_for("shelling.event", event_id=goes_to), code=303)


def _who() -> dict[str, Any]:
    return {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}


@bp.post("/shelling/<int:event_id>/verdict")
@requires(Action.VERIFY_SHELLING)
def record_verdict(event_id: int) -> ResponseReturnValue:
    form = VerdictForm().offer()
    queries.get_event(current_session(), current_user.hub_id, event_id)

    def act(session: Session) -> int:
        kind, version = VerdictKind(form.kind.data), form.version.data
        return service.record_verdict(session, event_id, kind, form.why.data, expected_version=version, **_who()).id

    return _do(event_id, "verdict", form, act)


@bp.post("/shelling/<int:event_id>/join")
@requires(Action.VERIFY_SHELLING)
def join_events(event_id: int) -> ResponseReturnValue:
    found = queries.get_event(current_session(), current_user.hub_id, event_id)
    form = JoinForm().offer(queries.near_events(current_session(), found))

    def act(session: Session) -> int:
        into, version = form.into_id.data, form.version.data
        return service.join_events(session, event_id, into, form.why.data, expected_version=version, **_who()).id

    return _do(event_id, "join", form, act)


@bp.post("/shelling/reports/<int:report_id>/split")
@requires(Action.VERIFY_SHELLING)
def split_report(report_id: int) -> ResponseReturnValue:
    report, form = queries.get_report(current_session(), current_user.hub_id, report_id), ReasonForm()

    def act(session: Session) -> int:
        return service.split_report(session, report_id, form.why.data, expected_version=form.version.data, **_who()).id

    return _do(report.event_id, "split", form, act)


@bp.post("/shelling/<int:event_id>/undo-join")
@requires(Action.VERIFY_SHELLING)
def undo_join(event_id: int) -> ResponseReturnValue:
    queries.get_event(current_session(), current_user.hub_id, event_id)
    form = ReasonForm()

    def act(session: Session) -> int:
        version = form.version.data
        return service.undo_join(session, event_id, form.why.data, expected_version=version, **_who()).id

    return _do(event_id, "undo", form, act)


@bp.post("/shelling/reports/<int:report_id>/mark")
@requires(Action.VERIFY_SHELLING)
def mark_report(report_id: int) -> ResponseReturnValue:
    report = queries.get_report(current_session(), current_user.hub_id, report_id)
    form = MarkForm(prefix=f"r{report_id}-").offer(report, report.event.reports)

    def act(session: Session) -> int:
        reliability, credibility = form.marks
        return service.mark_report(
            session,
            report_id,
            reliability=reliability,
            credibility=credibility,
            by_default=form.by_default.data,
            tied_to_id=form.tied_to_id.data,
            why=form.why.data or "",
            **_who(),
        ).event_id

    return _do(report.event_id, "mark", form, act)


@bp.post("/shelling/reports/<int:report_id>/withdraw")
@requires(Action.VERIFY_SHELLING)
def withdraw_report(report_id: int) -> ResponseReturnValue:
    report, form = queries.get_report(current_session(), current_user.hub_id, report_id), ReasonForm()

    def act(session: Session) -> int:
        return service.withdraw_report(session, report_id, reason=form.why.data, **_who()).event_id

    return _do(report.event_id, "withdraw", form, act)


@bp.post("/shelling/<int:event_id>/figures")
@requires(Action.VERIFY_SHELLING)
def add_figures(event_id: int) -> ResponseReturnValue:
    form = FiguresForm().offer()
    queries.get_event(current_session(), current_user.hub_id, event_id)

    def act(session: Session) -> int:
        return service.add_figures(
            session,
            event_id,
            client_key=form.client_key.data,
            killed=form.killed.data,
            injured=form.injured.data,
            source_ref=form.source_ref.data,
            as_of=form.as_of.data,
            damage=tuple(form.damage.data or ()),
            expected_version=form.version.data,
            **_who(),
        ).event_id

    return _do(event_id, "late", form, act)
