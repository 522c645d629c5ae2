"""Correct a person or a household, add a person; what was there before is kept."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Household, Person
from app.people import queries, service
from app.people.blueprint import bp
from app.people.forms import HouseholdForm, PersonFields, PersonForm
from app.web.refusals import refuse


@bp.get("/people/<int:person_id>/edit")
@requires(Action.EDIT_PEOPLE)
def edit_person(person_id: int) -> ResponseReturnValue:
    with transaction() as session:
        person = get_in_hub(session, Person, person_id, current_user.hub_id)
        service.note_seen(session, person, by_id=current_user.id, now=clock.now())
    return _person_page(person_id, PersonForm(obj=person, phone_seen=person.phones or ""))


@bp.post("/people/<int:person_id>/edit")
@requires(Action.EDIT_PEOPLE)
def save_person(person_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), Person, person_id, current_user.hub_id)
    form = PersonForm()
    if not form.validate_on_submit():
        return _person_page(person_id, form, 422)
    try:
        with transaction() as session:
            service.edit_person(
                session,
                person_id,
                form.changes(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data or 0,
                by_id=current_user.id,
                now=clock.now(),
                reason=form.reason.data or "",
            )
    except Refused as refusal:
        return _person_page(person_id, form, refuse(form, refusal))
    flash(_("Saved. What stood there before is in the history."))
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _person_page(person_id: int, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    person = get_in_hub(current_session(), Person, person_id, current_user.hub_id)
    return render_template("people/edit_person.html", person=person, form=form), status


@bp.get("/households/<int:household_id>/people/new")
@requires(Action.EDIT_PEOPLE)
def new_person(household_id: int) -> ResponseReturnValue:
    return _new_person_page(household_id, PersonFields())


@bp.post("/households/<int:household_id>/people/new")
@requires(Action.EDIT_PEOPLE)
def add_person(household_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), Household, household_id, current_user.hub_id)
    form = PersonFields()
    if not form.validate_on_submit():
        return _new_person_page(household_id, form, 422)
    with transaction() as session:
        person = service.add_person(
            session,
            household_id,
            form.facts(),
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("Saved. What stood there before is in the history."))
    return redirect(url_for("people.show", person_id=person.id), code=303)


def _new_person_page(household_id: int, form: PersonFields, status: int = 200) -> ResponseReturnValue:
    household = get_in_hub(current_session(), Household, household_id, current_user.hub_id)
    return render_template("people/new_person.html", household=household, form=form), status


@bp.get("/households/<int:household_id>/edit")
@requires(Action.EDIT_PEOPLE)
def edit_household(household_id: int) -> ResponseReturnValue:
    with transaction() as session:
        household = get_in_hub(session, Household, household_id, current_user.hub_id)
        service.note_seen(session, household, by_id=current_user.id, now=clock.now())
    return _household_page(household_id)


@bp.post("/households/<int:household_id>/edit")
@requires(Action.EDIT_PEOPLE)
def save_household(household_id: int) -> ResponseReturnValue:
    session = current_session()
    household = get_in_hub(session, Household, household_id, current_user.hub_id)
    form = HouseholdForm.of(household, queries.areas(session, current_user.hub_id))
    if not form.validate_on_submit():
        return _household_page(household_id, form, 422)
    try:
        with transaction() as writing:
            service.edit_household(
                writing,
                household_id,
                form.changes(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
                reason=form.reason.data or "",
            )
    except Refused as refusal:
        return _household_page(household_id, form, refuse(form, refusal))
    flash(_("Saved. What stood there before is in the history."))
    return redirect(url_for("people.household", household_id=household_id), code=303)


def _household_page(household_id: int, form: HouseholdForm | None = None, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    household = get_in_hub(session, Household, household_id, current_user.hub_id)
    form = form or HouseholdForm.of(household, queries.areas(session, current_user.hub_id))
    return render_template("people/edit_household.html", household=household, form=form), status
