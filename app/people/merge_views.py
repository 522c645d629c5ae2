"""Likely duplicates, two records joined after a look at what would move, and the way back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Household, Person
from app.people import merging, queries, service
from app.people.blueprint import bp
from app.people.forms import MergeForm
from app.web.refusals import refuse


@bp.get("/people/duplicates")
@requires(Action.SEE_PEOPLE)
def duplicates() -> ResponseReturnValue:
    pairs = queries.likely_pairs(current_session(), current_user.hub_id)
    return render_template("people/duplicates.html", pairs=pairs)


@bp.get("/people/<int:person_id>/join")
@requires(Action.EDIT_PEOPLE)
def join_person(person_id: int) -> ResponseReturnValue:
    return _compare(Person, person_id)


@bp.post("/people/<int:person_id>/join")
@requires(Action.EDIT_PEOPLE)
def join_person_now(person_id: int) -> ResponseReturnValue:
    return _join(Person, person_id)


@bp.get("/households/<int:household_id>/join")
@requires(Action.EDIT_PEOPLE)
def join_household(household_id: int) -> ResponseReturnValue:
    return _compare(Household, household_id)


@bp.post("/households/<int:household_id>/join")
@requires(Action.EDIT_PEOPLE)
def join_household_now(household_id: int) -> ResponseReturnValue:
    return _join(Household, household_id)


def _compare(table: type[Any], gone_id: int) -> ResponseReturnValue:
    """?into=7 names the record that stays; without it there is nothing to compare with."""
    get_in_hub(current_session(), table, gone_id, current_user.hub_id)
    if "into" not in request.args:
        return redirect(_address(table, gone_id), code=303)
    return _page(table, gone_id, request.args.get("into", 0, int))


def _join(table: type[Any], gone_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), table, gone_id, current_user.hub_id)
    form = MergeForm()
    if not form.validate_on_submit():
        return _page(table, gone_id, form.kept_id.data or 0, form, 422)
    merge = service.merge_people if table is Person else service.merge_households
    try:
        with transaction() as session:
            merge(
                session,
                gone_id,
                form.kept_id.data,
                hub_id=current_user.hub_id,
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
                reason=form.reason.data or "",
            )
    except Refused as refusal:
        return _page(table, gone_id, form.kept_id.data, form, refuse(form, refusal))
    flash(_("Joined. Both histories stay, and it can be undone on this page."))
    return redirect(_address(table, form.kept_id.data), code=303)


def _address(table: type[Any], row_id: int) -> str:
    if table is Person:
        return url_for("people.show", person_id=row_id)
    return url_for("people.household", household_id=row_id)


def _page(
    table: type[Any], gone_id: int, kept_id: int, form: MergeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    with transaction() as session:
        for row_id in (gone_id, kept_id):
            row = get_in_hub(session, table, row_id, current_user.hub_id)
            service.note_seen(session, row, by_id=current_user.id, now=clock.now())
    session = current_session()
    gone = get_in_hub(session, table, gone_id, current_user.hub_id)
    kept = get_in_hub(session, table, kept_id, current_user.hub_id)
    preview = merging.preview_people(session, gone) if table is Person else merging.preview_households(session, gone)
    form = form or MergeForm(data={"version": gone.version, "kept_id": kept.id})
    page = render_template(
        "people/join.html",
        is_person=table is Person,
        gone=gone,
        kept=kept,
        preview=preview,
        form=form,
        back=_address(table, gone.id),
    )
    return page, status


@bp.post("/people/joins/<int:change_id>/undo")
@requires(Action.EDIT_PEOPLE)
def undo_join(change_id: int) -> ResponseReturnValue:
    with transaction() as session:
        row = service.undo_merge(session, change_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    flash(_("The join was undone; everything is where it was."))
    return redirect(_address(type(row), row.id), code=303)
