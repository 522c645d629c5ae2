"""Report shelling in three taps; name it later; withdraw it; say that one is there and hears nothing."""

from datetime import timedelta
from uuid import uuid4

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.roles import Role
from app.domain.shelling import SourceType
from app.intake import queries
from app.intake.blueprint import bp
from app.intake.report_forms import MoreForm, QuietForm, ReportForm
from app.intake.told import key_of
from app.intake.withdraw_form import WithdrawForm
from app.models import Area, RoadSegment, ShellingReport
from app.places.held import held_together, standing_holds_of
from app.places.queries import roads
from app.shelling import service as shelling
from app.shelling.errors import SameKeyOtherBody
from app.web.refusals import refuse


def _areas() -> tuple[list[Area], list[int]]:
    session = current_session()
    used = queries.areas_used_last(session, current_user.id, current_user.hub_id)
    return queries.areas_of_work(session, current_user.hub_id), used


def _show(form: ReportForm, quiet: QuietForm | None = None, status: int = 200) -> ResponseReturnValue:
    quiet = quiet or QuietForm(formdata=None).offer(*_areas())
    return render_template("intake/report.html", form=form, quiet=quiet), status


def _own(report_id: int) -> ShellingReport:
    return queries.own_report(
        current_session(), report_id, user_id=current_user.id, hub_id=current_user.hub_id, now=clock.now()
    )


@bp.get("/report")
@requires(Action.REPORT_SHELLING)
def report_shelling() -> ResponseReturnValue:
    return _show(ReportForm(formdata=None).offer(*_areas()))


@bp.post("/report")
@requires(Action.REPORT_SHELLING)
def report_shelling_now() -> ResponseReturnValue:
    form = ReportForm().offer(*_areas())
    if not form.validate_on_submit():
        return _show(form, status=422)
    now = clock.now()
    source = SourceType.COORDINATOR if current_user.role is Role.COORDINATOR else SourceType.VOLUNTEER
    try:
        with transaction() as session:
            result = shelling.report_shelling(
                session,
                form.draft(now, current_user.hub.zone, source),
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=now,
            )
    except SameKeyOtherBody:
        saved = _own(queries.id_under_key(current_session(), ShellingReport, key_of(form)))
        if form.draft(saved.received_at, current_user.hub.zone, source).body_hash == saved.body_hash:
            # The same form again: its «now» is later at each sending.
            return redirect(url_for("intake.sent_report", report_id=saved.id), code=303)
        return _show_both(form, saved)
    except Refused as refusal:
        refuse(form, refusal)
        return _show(form, status=422)
    return redirect(url_for("intake.sent_report", report_id=result.report.id), code=303)


def _show_both(form: ReportForm, saved: ShellingReport) -> ResponseReturnValue:
    return render_template("intake/report_twice.html", form=form, saved=saved, key=uuid4()), 409


@bp.get("/report/<int:report_id>")
@requires(Action.AMEND_OWN)
def sent_report(report_id: int) -> ResponseReturnValue:
    return _show_sent(_own(report_id))


def _show_sent(
    report: ShellingReport,
    more: MoreForm | None = None,
    withdraw: WithdrawForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "intake/report_sent.html",
        report=report,
        held=held_together(standing_holds_of(current_session(), report)),
        more=more or _more_of(report),
        withdraw=withdraw or WithdrawForm(formdata=None),
    )
    return page, status


def _more_of(report: ShellingReport) -> MoreForm:
    known = {
        "weapon": report.weapon,
        "road_segment_id": report.road_segment_id,
        "observation": report.observation.value,
        "count_text": report.count_text,
        "damage": report.damage,
        "injured": report.injured,
        "killed": report.killed,
        "note": report.note or "",
    }
    return MoreForm(formdata=None, data=known).offer(report.chip, _roads())


def _roads() -> list[RoadSegment]:
    return roads(current_session(), current_user.hub_id)


@bp.post("/report/<int:report_id>/more")
@requires(Action.AMEND_OWN)
def tell_more(report_id: int) -> ResponseReturnValue:
    report = _own(report_id)
    form = MoreForm().offer(report.chip, _roads())
    if not form.validate_on_submit():
        return _show_sent(report, more=form, status=422)
    try:
        with transaction() as session:
            result = shelling.amend_report(
                session,
                report.id,
                form.draft(report),
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        refuse(form, refusal)
        return _show_sent(report, more=form, status=422)
    flash(_("Added. Thank you."))
    return redirect(url_for("intake.sent_report", report_id=result.report.id), code=303)


@bp.post("/report/<int:report_id>/withdraw")
@requires(Action.AMEND_OWN)
def withdraw_report(report_id: int) -> ResponseReturnValue:
    report, form = _own(report_id), WithdrawForm()
    if not form.validate_on_submit():
        return _show_sent(report, withdraw=form, status=422)
    with transaction() as session:
        shelling.withdraw_report(
            session,
            report.id,
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            reason=form.reason.data,
            now=clock.now(),
        )
    return redirect(url_for("intake.sent_report", report_id=report.id), code=303)


@bp.post("/report/quiet")
@requires(Action.REPORT_SHELLING)
def say_quiet() -> ResponseReturnValue:
    form = QuietForm().offer(*_areas())
    if not form.validate_on_submit():
        return _show(ReportForm(formdata=None).offer(*_areas()), form, 422)
    now = clock.now()
    with transaction() as session:
        shelling.say_quiet(
            session,
            form.area_id.data,
            from_at=now - timedelta(hours=int(form.hours.data)),
            to_at=now,
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=now,
        )
    flash(_("Written down that you are there. No reports does not mean no danger."))
    return redirect(url_for("intake.report_shelling"), code=303)
