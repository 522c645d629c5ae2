"""The board between two steps: what a move would come to, and whether somebody else changed the plan."""

from datetime import date
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session
from app.domain.errors import NotHere, Refused
from app.routes import by_hand, changes, step_views
from app.routes.blueprint import bp
from app.routes.errors import NotPossible, PlanChanged
from app.routes.plan_views import language, parse_day
from app.routes.reason_views import with_visit
from app.web.errors import say
from app.web.fields import typed_id
from app.web.filters import wall_clock
from app.web.i18n import LANGUAGES


@bp.get("/plan/<on>/judge")
@requires(Action.PLAN_DAY)
def judge(on: str) -> ResponseReturnValue:
    """For a visit held over a place: whether it may be dropped there, and what that changes; nothing is changed."""
    day, key = parse_day(on), typed_id(request.args.get("key", ""))
    seen = _look(day)
    names = seen.names[language()]
    try:
        place = by_hand.read_place(request.args.get("to", ""))
        if request.args.get("seen", type=int) != seen.draft_version:
            raise PlanChanged
        judged = by_hand.judge(seen, key if key is not None else -1, place)
    except NotHere as refusal:
        return _answer(False, say(refusal), []), 422
    except NotPossible as refusal:
        title = _("Not possible: %(place)s", place=step_views.place_words(place, names))
        return _answer(False, title, [with_visit(refusal.why, names)])
    except Refused as refusal:
        return _answer(False, say(refusal), [])
    place = by_hand.Place(place.team, judged.start)
    words = step_views.judged_words(judged, names)
    if (promised := seen.promised.get(key or 0)) is not None:
        words.append(_("The person expects the team at %(time)s: a reason is asked for.", time=wall_clock(promised)))
    if key in seen.pinned:
        words.append(_("Its pin goes with it.") if place.team else _("Its pin is taken off."))
    return _answer(True, step_views.place_words(place, names), words)


def _look(day: date) -> by_hand.Seen:
    kept: by_hand.Kept = current_app.extensions.setdefault("obkhid_plans_seen", {})
    now, hub_id = clock.now(), current_user.hub_id
    return by_hand.look(current_session(), hub_id, day, now=now, kept=kept, languages=LANGUAGES)


def _answer(is_allowed: bool, title: str, words: list[str]) -> dict[str, Any]:
    return {"allowed": is_allowed, "title": title[:1].upper() + title[1:], "words": words}


@bp.get("/plan/<on>/changes")
@requires(Action.PLAN_DAY)
def changed(on: str) -> ResponseReturnValue:
    """What others did since the page was made, as a piece of it; nothing while it is as it was."""
    day, session, hub_id = parse_day(on), current_session(), current_user.hub_id
    seen = request.args.get("seen", 0, type=int)
    if by_hand.version_of(session, hub_id, day) == seen:
        return ""
    plan = _look(day)
    steps = changes.steps_since(session, hub_id, day, seen)
    told = step_views.told(steps, plan.places(), plan.names[language()])
    return render_template("routes/_changed.html", told=told, on=day)
