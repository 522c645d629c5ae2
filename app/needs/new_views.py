"""A need told by phone to the desk: first who may be here already, then it is saved."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import find_in_hub, get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import NeedKind, Person
from app.needs import service
from app.needs.blueprint import bp
from app.needs.kinds import kinds
from app.needs.new_forms import NEW, NewNeedForm
from app.people import queries as people
from app.people.notice import NOTICE
from app.people.queries import DuplicateHint, Likeness
from app.web.fields import typed_id
from app.web.need_words import likeness_words, person_words
from app.web.refusals import refuse


@bp.get("/needs/new")
@requires(Action.TRIAGE)
def new() -> ResponseReturnValue:
    """?person=7 begins with somebody who is known."""
    person = find_in_hub(current_session(), Person, request.args.get("person", 0, int), current_user.hub_id)
    form = _form(**({"whose": f"p{person.id}"} if person else {}))
    return _page(form, [DuplicateHint(person, ())] if person else [])


def _form(**data: str) -> NewNeedForm:
    session, hub_id = current_session(), current_user.hub_id
    return NewNeedForm.of(kinds(session, hub_id), people.areas(session, hub_id), **data)


def _page(form: NewNeedForm, hints: list[DuplicateHint], status: int = 200) -> ResponseReturnValue:
    form.whose.choices = [SelectChoice(f"p{hint.person.id}", _hint_words(hint)) for hint in hints]
    if hints:
        form.whose.choices.append(SelectChoice(NEW, _("Somebody else: a new household")))
    return render_template("needs/new.html", form=form, hints=hints, notice_text=NOTICE["uk"]), status


def _hint_words(hint: DuplicateHint) -> str:
    area = hint.household.area
    parts = (person_words(hint.person), area.code if area else "", likeness_words(hint.likenesses))
    return " · ".join(part for part in parts if part)


@bp.post("/needs/new")
@requires(Action.TRIAGE)
def log() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _page(form, _chosen(form), 422)
    if not form.whose.data and (hints := _hints(form)):
        return _page(form, hints)
    try:
        with transaction() as session:
            kind = get_in_hub(session, NeedKind, int(form.kind_id.data), current_user.hub_id)
            result = service.log_need(
                session,
                form.draft(kind.code),
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _page(form, _chosen(form), refuse(form, refusal))
    flash(_("Saved · %(code)s", code=result.need.code))
    return redirect(url_for("needs.show", need_id=result.need.id), code=303)


def _hints(form: NewNeedForm) -> list[DuplicateHint]:
    return people.possible_duplicates(
        current_session(),
        current_user.hub_id,
        phone=form.phone.data or "",
        address=form.address.data or "",
        area_id=typed_id(form.area_id.data),
        first_name=form.first_name.data or "",
        surname=form.surname.data or "",
        birth_year=form.birth_year.data,
    )


def _chosen(form: NewNeedForm) -> list[DuplicateHint]:
    """Whoever was chosen before the page was refused stays on it."""
    whose = form.whose.data or ""
    person_id = typed_id(whose[1:]) if whose[:1] == "p" else None
    person = find_in_hub(current_session(), Person, person_id, current_user.hub_id)
    return [DuplicateHint(person, (Likeness.NAME,))] if person else _hints(form)
