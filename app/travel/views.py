"""The page of drives: what counts between which areas, what was seen, and what a person sets."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import get_hub, hub_settings
from app.accounts.policy import Action, can, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.travel import BASE, LEAST_SEEN, pair_of
from app.places.queries import areas, names
from app.travel import answers, queries, service
from app.travel.forms import WayForm
from app.travel.learned import REMEMBERED
from app.travel.server import server_of
from app.web.fields import typed_id
from app.web.refusals import refuse

bp = Blueprint("travel", __name__)

ERRORS = {
    "no_answer": _l("It does not answer."),
    "slow": _l("It takes too long to answer."),
    "certificate": _l("Its certificate is not valid, so nothing is sent to it."),
    "address": _l("Its address is not usable: https, or http on this machine only."),
    "too_large": _l("Its answer is too large."),
    "unreadable": _l("Its answer makes no sense."),
    "limit": _l("It was asked too often (429)."),
    "key": _l("It refuses us (401, 403)."),
    "refused": _l("It refuses the question: is its kind right?"),
    "moved": _l("It sends us to another address, where nothing is asked."),
    "server": _l("It has an error of its own (5xx)."),
}


@bp.app_template_filter()
def routing_error_words(code: str) -> str:
    return str(ERRORS.get(code, code))


@bp.get("/travel")
@requires(Action.SEE_AREAS)
def ways() -> ResponseReturnValue:
    return _page(_asked_for()) if can(Action.EDIT_AREAS) else _page(WayForm(formdata=None))


def _asked_for() -> WayForm:
    """The form with the pair of the address, as it stands; else an empty one."""
    one, other = typed_id(request.args.get("one")), typed_id(request.args.get("other"))
    if one is None or other is None:
        return WayForm(formdata=None)
    word = queries.words_in_force(current_session(), current_user.hub_id).get(pair_of(one, other))
    said = {"factor": word.factor, "least_min": word.least_min, "note": word.note, "last": word.id} if word else {}
    return WayForm(formdata=None, data={"one": one, "other": other} | said)


def _page(form: WayForm, status: int = 200) -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    rows, past = queries.pair_rows(session, hub_id, now=clock.now()), queries.past_words(session, hub_id)
    every, hub = areas(session, hub_id), get_hub(session, hub_id)
    base_name = hub.base_name or _("the base") if queries.base_of(session, hub_id) == BASE else ""
    page = render_template(
        "travel/ways.html",
        rows=rows,
        past=past,
        codes={area.id: area.code for area in every} | {BASE: _("the base")},
        names=names(session, {row.by_id for row in past} | {row.word.by_id for row in rows if row.word}),
        settings=hub_settings(session, hub_id),
        form=form.offer(every, base_name=base_name),
        base=BASE,
        days=REMEMBERED.days,
        least_seen=LEAST_SEEN,
        **_server(session, hub_id),
    )
    return page, status


def _server(session: Session, hub_id: int) -> dict[str, Any]:
    """What the page says of the routing server; only who sees settings sees which one it is."""
    server = server_of(current_app.extensions["obkhid_config"])
    state = answers.state_of(session)
    is_known = server is not None and state is not None and state.server == server.code
    count, oldest_at = answers.counted(session, hub_id, server.code) if server else (0, None)
    return {"server": server, "state": state if is_known else None, "told": count, "oldest_at": oldest_at}


@bp.post("/travel")
@requires(Action.EDIT_AREAS)
def set_way() -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    form = WayForm()
    form.offer(areas(session, hub_id), base_name="-")
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with transaction() as session:
            service.set_way(
                session,
                form.one.data,
                form.other.data,
                form.setting(),
                note=form.note.data or "",
                expected_last=form.last.data or 0,
                hub_id=hub_id,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _page(form, refuse(form, refusal))
    flash(_("Saved. It counts from the next plan on; what was there before is kept."))
    return redirect(url_for("travel.ways"), code=303)
