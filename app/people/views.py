"""Pages of people: search, a person with what happened, a household; a line in the trail for each look."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import ConsentAnswer, Household, Person
from app.people import edit_views, merge_views, queries, service
from app.people.blueprint import bp
from app.people.forms import ConsentForm, SearchForm
from app.people.life import life_of
from app.people.notice import NOTICE, NOTICE_VERSION
from app.web import need_words
from app.web.i18n import FIRST_LANGUAGE
from app.web.refusals import refuse

__all__ = ["bp", "edit_views", "merge_views"]

bp.record(lambda state: state.app.jinja_env.globals.update(need_words=need_words))


@bp.get("/people")
@requires(Action.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    found = queries.recent(current_session(), current_user.hub_id)
    return render_template("people/index.html", form=SearchForm(), people=found, searched=False)


@bp.post("/people")
@requires(Action.SEE_PEOPLE)
def search() -> ResponseReturnValue:
    """A form and not an address: a name must not end in a log or a browser's history."""
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("people/index.html", form=form, people=[], searched=False), 422
    text = form.text.data or ""
    try:
        with transaction() as session:
            queries.check_pace(session, current_user.id, real_now=clock.real_now())
            found = queries.search(session, current_user.hub_id, text)
            service.note_search(
                session, text, hub_id=current_user.hub_id, found=len(found), by_id=current_user.id, now=clock.now()
            )
    except Refused as refusal:
        status = refuse(form, refusal)
        return render_template("people/index.html", form=form, people=[], searched=False), status
    people = [
        queries.survivor(current_session(), get_in_hub(current_session(), Person, one.id, one.hub_id)) for one in found
    ]
    return render_template("people/index.html", form=form, people=people, searched=True)


@bp.get("/people/<int:person_id>")
@requires(Action.SEE_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    with transaction() as session:
        person = get_in_hub(session, Person, person_id, current_user.hub_id)
        service.note_seen(session, person, by_id=current_user.id, now=clock.now())
    return person_page(person_id)


def person_page(person_id: int, form: ConsentForm | None = None, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    person = get_in_hub(session, Person, person_id, current_user.hub_id)
    stays = queries.survivor(session, person)
    page = render_template(
        "people/show.html",
        person=person,
        stays=stays if stays is not person else None,
        household=queries.household_now(session, person.household),
        joined=queries.joined_to(session, person),
        needs=queries.needs_of_person(session, person),
        life=life_of(session, person, now=clock.now()),
        hints=queries.hints_of(session, person),
        notice_text=NOTICE.get(person.speaks) or NOTICE[FIRST_LANGUAGE],
        form=form or ConsentForm(),
    )
    return page, status


@bp.post("/people/<int:person_id>/consent")
@requires(Action.EDIT_PEOPLE)
def consent(person_id: int) -> ResponseReturnValue:
    form = ConsentForm()
    if not form.validate_on_submit():
        return person_page(person_id, form, 422)
    with transaction() as session:
        service.record_consent(
            session,
            person_id,
            ConsentAnswer(form.answer.data),
            text_version=NOTICE_VERSION,
            through=form.through.data or "",
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("The answer is written down. Help does not depend on it."))
    return redirect(url_for("people.show", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/stop-calls")
@requires(Action.EDIT_PEOPLE)
def stop_calls(person_id: int) -> ResponseReturnValue:
    with transaction() as session:
        service.stop_calls(session, person_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    flash(_("Nobody rings this person any more."))
    return redirect(url_for("people.show", person_id=person_id), code=303)


@bp.get("/households/<int:household_id>")
@requires(Action.SEE_PEOPLE)
def household(household_id: int) -> ResponseReturnValue:
    with transaction() as session:
        row = get_in_hub(session, Household, household_id, current_user.hub_id)
        service.note_seen(session, row, by_id=current_user.id, now=clock.now())
    session = current_session()
    row = get_in_hub(session, Household, household_id, current_user.hub_id)
    stays = queries.household_now(session, row)
    return render_template(
        "people/household.html",
        household=row,
        stays=stays if stays is not row else None,
        joined=queries.joined_to(session, row),
        people=[person for person in row.people if person.merged_into_id is None],
        needs=queries.needs_of_household(session, row),
        life=life_of(session, row, now=clock.now()),
        alike=queries.households_alike(session, row),
    )
