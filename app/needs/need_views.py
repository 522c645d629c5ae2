"""The page of one need and the steps a coordinator takes on it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import N_, Refused
from app.domain.needs import Way
from app.domain.states import CloseReason, NeedState, moves_from
from app.models import Need
from app.needs import queries, service
from app.needs.answer_forms import ANSWERS_OF
from app.needs.blueprint import bp
from app.needs.forms import choices
from app.needs.kinds import kinds, suggestion_for
from app.needs.log import UNTIDY
from app.needs.step_forms import DecideForm, MoveForm, OverrideForm, WayForm
from app.needs.told_views import told_before
from app.needs.triage import other_open_needs
from app.needs.triage_form import TriageForm
from app.needs.ways import other_than_usual, plan_of, way_changes
from app.people import queries as people
from app.people import service as people_service
from app.places import queries as places
from app.web.forms import Form
from app.web.grades import grades_now
from app.web.need_words import kind_words, stops_words, way_words
from app.web.refusals import refuse

ALL = tuple(Way)  # of a kind without ways no form is shown
BY_OTHERS = {NeedState.PLANNED, NeedState.DECISION_NEEDED, NeedState.TRIAGED}
"""Publishing plans, misses ask for a decision, and the triage form itself says that it was read."""


@bp.get("/needs/<int:need_id>")
@requires(Action.TRIAGE)
def show(need_id: int) -> ResponseReturnValue:
    with transaction() as session:
        need = get_in_hub(session, Need, need_id, current_user.hub_id)
        if need.person is not None:
            people_service.note_seen(session, need.person, by_id=current_user.id, now=clock.now())
    return need_page(need_id)


def need_page(need_id: int, *, status: int = 200, **forms: Form) -> ResponseReturnValue:
    """`forms`: the one that was refused, with what was typed; the others begin anew."""
    session, now = current_session(), clock.now()
    need = get_in_hub(session, Need, need_id, current_user.hub_id)
    on = queries.local_day(session, need.hub_id, now)
    held = _is_held(need)
    [row] = queries.scored(session, need.hub_id, [need], now=now)
    page = render_template(
        "needs/show.html",
        need=need,
        row=row,
        forms=_forms(need, forms),
        answers=ANSWERS_OF.get(need.kind.code, ()),
        suggestion=suggestion_for(need.kind, need.facts, on),
        ways=queries.ways_of(need),
        way=plan_of(need),
        stops_words=stops_words,
        way_changes=way_changes(session, need),
        told_before=told_before(session, need),
        others=other_open_needs(session, need),
        untidy=need.facts.get(UNTIDY, False),
        offered=_offered(need),
        decision_open=queries.decision_is_open(session, need) and need.state is not NeedState.CLOSED,
        decisions=queries.decisions_of(session, need),
        same=queries.same_kind_nearby(session, need),
        grown=queries.grown_from(session, need),
        follow_ups=queries.follow_ups_of(session, need),
        hints=people.hints_of(session, need.person) if need.person else [],
        grade=grades_now().of(need.area.id, closed=held).now if need.area else None,
        held=held,
        names=queries.names_of_users(session, _named(session, need)),
        owners=queries.names_of_users(session, [one.owner_id for one in queries.decisions_of(session, need)]),
        pause_until=queries.paused_until(need),
        is_time_to_look=(queries.paused_until(need) or on) <= on,
    )
    return page, status


def _named(session: Session, need: Need) -> list[int | None]:
    """Everybody whose name stands somewhere in the history."""
    moved = [move.by_id for move in need.moves] + [one.change.by_id for one in way_changes(session, need)]
    return [need.logged_by_id, need.phone_confirmed_by_id, *moved]


def _is_held(need: Need) -> bool:
    holds = places.holds_covering(current_session(), need.hub_id, now=clock.now())
    return need.area is not None and bool(holds.of_area(need.area.id))


def _offered(need: Need) -> list[NeedState]:
    return [
        move.new for move in moves_from(need.state) if isinstance(move.new, NeedState) and move.new not in BY_OTHERS
    ]


STEPS = ("info_needed", "paused", "closed", "reopened")


def _forms(need: Need, given: dict[str, Form]) -> dict[str, Form]:
    """Every form of the page by its name, which also begins the ids of its inputs: several ask for a reason."""
    version = {"version": need.version}
    empty: dict[str, Callable[[], Form]] = {
        "triage": lambda: triage_form(need),
        **{step: lambda: move_form(need, formdata=None, data=version) for step in STEPS},
        "way": lambda: WayForm.of(queries.ways_of(need) or ALL, formdata=None, data=version | {"way": way_data(need)}),
        "override": lambda: OverrideForm(
            formdata=None, data=version | {"points": need.score_override, "why": need.score_override_why}
        ),
        "decide": lambda: decide_form(need, formdata=None, data=version),
    }
    forms = {name: given.get(name) or make() for name, make in empty.items()}
    for name, form in forms.items():
        for field in form:
            field.id = field.label.field_id = f"{name}-{field.short_name}"
    return forms


def triage_form(need: Need) -> TriageForm:
    session = current_session()
    return TriageForm.of(
        need,
        kinds=kinds(session, need.hub_id),
        people=queries.people_of(session, need.household_id),
        points=places.points(session, need.hub_id),
    )


def move_form(need: Need, **how: Any) -> MoveForm:
    form = MoveForm(**how)
    others = other_open_needs(current_session(), need)
    form.also.choices = [SelectChoice(one.id, f"{one.code} {kind_words(one.kind)}") for one in others]
    return form


def way_data(need: Need) -> str:
    """What the select box shows: empty for the usual way, also where that was chosen."""
    way = other_than_usual(need)
    return way.value if way in queries.ways_of(need) else ""


def decide_form(need: Need, **how: Any) -> DecideForm:
    form = DecideForm(**how)
    owners = queries.coordinators(current_session(), need.hub_id)
    form.owner_id.choices = [SelectChoice(user.id, user.display_name) for user in owners]
    form.way.choices = choices(queries.ways_of(need), way_words, none=_("As before"))
    return form


def _acting() -> dict[str, Any]:
    return {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}


def _take(need_id: int, name: str, form: Form, step: Callable[..., Any], said: str) -> ResponseReturnValue:
    """Validate, do the step in one transaction, go back to the page; refused, the form stands there as typed."""
    if not form.validate_on_submit():
        return need_page(need_id, status=422, **{name: form})
    try:
        with transaction() as session:
            step(session, expected_version=form["version"].data, **_acting())
    except Refused as refusal:
        return need_page(need_id, status=refuse(form, refusal), **{name: form})
    flash(said)
    return redirect(url_for("needs.show", need_id=need_id), code=303)


@bp.post("/needs/<int:need_id>/triage")
@requires(Action.TRIAGE)
def save_triage(need_id: int) -> ResponseReturnValue:
    need = get_in_hub(current_session(), Need, need_id, current_user.hub_id)
    form = triage_form(need)
    names = ANSWERS_OF.get(need.kind.code, ())

    def step(session: Any, **acting: Any) -> None:
        service.triage(session, need_id, form.changes(need, names), **acting)
        if request.form.get("then") == "ready":
            service.make_ready(session, need_id, **(acting | {"expected_version": None}))

    return _take(need_id, "triage", form, step, _("Saved"))


@bp.post("/needs/<int:need_id>/move")
@requires(Action.TRIAGE)
def move(need_id: int) -> ResponseReturnValue:
    form = move_form(get_in_hub(current_session(), Need, need_id, current_user.hub_id))
    name = form.to.data if form.to.data in STEPS else "closed"
    return _take(need_id, name, form, lambda session, **acting: _step(session, need_id, form, acting), _("Saved"))


def _step(session: Any, need_id: int, form: MoveForm, acting: dict[str, Any]) -> None:
    why = form.why.data or ""
    if form.to.data == NeedState.READY:
        service.make_ready(session, need_id, **acting)
    elif form.to.data == NeedState.INFO_NEEDED:
        service.ask_info(session, need_id, why=why, **acting)
    elif form.to.data == NeedState.PAUSED:
        if form.until.data is None:
            raise Refused(N_("Choose the day to look again."))
        service.pause(session, need_id, until=form.until.data, why=why, **acting)
    elif form.to.data == NeedState.CLOSED:
        if not form.reason.data:
            raise Refused(N_("Choose why it is closed."))
        service.close_need(
            session, need_id, CloseReason(form.reason.data), why=why, also=form.also.data or (), **acting
        )
    elif form.to.data == "reopened":
        service.reopen(session, need_id, why=why, **acting)
    else:
        abort(400)


@bp.post("/needs/<int:need_id>/way")
@requires(Action.TRIAGE)
def way(need_id: int) -> ResponseReturnValue:
    need = get_in_hub(current_session(), Need, need_id, current_user.hub_id)
    form = WayForm.of(queries.ways_of(need) or ALL)

    def step(session: Session, **acting: Any) -> None:
        service.set_way(session, need_id, form.chosen, why=form.why.data or "", **acting)

    return _take(need_id, "way", form, step, _("Saved. What stood there before is in the history."))


@bp.post("/needs/<int:need_id>/override")
@requires(Action.TRIAGE)
def override(need_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), Need, need_id, current_user.hub_id)
    form = OverrideForm()

    def step(session: Any, **acting: Any) -> None:
        service.set_override(session, need_id, form.points.data or None, form.why.data or "", **acting)

    return _take(need_id, "override", form, step, _("The score is changed, with your name beside it."))


@bp.post("/needs/<int:need_id>/confirm")
@requires(Action.TRIAGE)
def confirm(need_id: int) -> ResponseReturnValue:
    with transaction() as session:
        service.confirm_by_phone(session, need_id, **_acting())
    flash(_("Written down: rang and confirmed."))
    return redirect(url_for("needs.show", need_id=need_id), code=303)


@bp.post("/needs/<int:need_id>/decide")
@requires(Action.DECIDE)
def decide(need_id: int) -> ResponseReturnValue:
    need = get_in_hub(current_session(), Need, need_id, current_user.hub_id)
    form = decide_form(need)

    def step(session: Any, **acting: Any) -> None:
        way = next((one for one in queries.ways_of(need) if one.value == form.way.data), None)
        service.decide(
            session,
            need_id,
            owner_id=form.owner_id.data,
            decide_by=form.day,
            way=way,
            why=form.why.data,
            **acting,
        )

    return _take(need_id, "decide", form, step, _("Decided. It can be planned."))
