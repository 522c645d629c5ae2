"""The plan page and every step on it: each is a form, so keyboard and mouse and a phone send the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import hub_settings
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import NotHere, Refused
from app.domain.timespan import minute_of
from app.routes import adjust, reason_views, service
from app.routes.blueprint import bp
from app.routes.board import make_board
from app.routes.by_hand import put_at, read_place, typed_minute
from app.routes.conflict_views import conflict
from app.routes.errors import NotPossible, NotPublished, PlanChanged, PromiseGiven, PromisesGiven
from app.routes.gather import gather
from app.routes.nothing_placed import blocked_on
from app.routes.pending import Line, places_now
from app.routes.problem import DayProblem, make_problem
from app.routes.promises import Whys
from app.routes.proposals import leave_proposal, take_proposal
from app.routes.queries import unrung_on
from app.routes.search_shown import dial_shown, search_shown, tried_number
from app.routes.take_back import take_back as refuse_line
from app.web.errors import say
from app.web.fields import typed_id
from app.web.i18n import FIRST_LANGUAGE
from app.web.typed import NOTE_LENGTH, check_length, typed_text
from app.web.words import outcome_words


def parse_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if not 2000 <= day.year <= 2100:
        abort(404)
    return day


def language() -> str:
    return current_user.language or FIRST_LANGUAGE


@bp.get("/plan", defaults={"on": ""})
@bp.get("/plan/<on>")
@requires(Action.PLAN_DAY)
def plan(on: str) -> ResponseReturnValue:
    if on:
        return show_plan(parse_day(on))
    if wanted := request.args.get("on", ""):
        return redirect(url_for("routes.plan", on=parse_day(wanted).isoformat()), code=303)
    return show_plan(_day_to_plan())


def _day_to_plan() -> date:
    """Tomorrow from the hour the hub plans it, else the rest of today."""
    now, zone = clock.now(), current_user.hub.zone
    today = now.astimezone(zone).date()
    opens = hub_settings(current_session(), current_user.hub_id).plan_opens_min
    return today + timedelta(days=1) if minute_of(now, zone) >= opens else today


def show_plan(
    on: date, *, refusal: Refused | None = None, status: int = 200, why: str = "", keys: tuple[int, ...] = ()
) -> ResponseReturnValue:
    """The page as the day is now; after a refusal with its sentences on top and what was typed kept."""
    session, now = current_session(), clock.now()
    facts = gather(session, current_user.hub_id, on, now=now)
    day = make_problem(facts)
    chosen = request.values.get("visit", type=int)
    board = make_board(session, day, language=language(), chosen=chosen)
    page = render_template(
        "routes/plan.html",
        outcome_words=outcome_words,
        on=on,
        board=board,
        blocked=blocked_on(session, current_user.hub_id, on, board),
        unrung=unrung_on(session, current_user.hub_id, on),
        dial=dial_shown(session, current_user.hub_id, on, day=facts.day),
        tried=tried_number(facts.day),
        search=search_shown(session, current_user.hub_id, on, real_now=clock.real_now()),
        refusal=say(refusal) if refusal else "",
        whys=whys_of(refusal, board.names),
        wanted=_beside_what_is(day) if refusal else [],
        conflict=conflict(session, day, board, request) if status == 409 else None,
        ask=_asked_again() if _asks_by_hand(refusal) else None,
        asked=list(refusal.promised) if isinstance(refusal, PromisesGiven) else [],
        typed_whys=_whys() if refusal else Whys(),
        typed_why=why,
        typed_route=(request.view_args or {}).get("route_id"),
        ticked=keys,
        typed_key=_key() if refusal else None,
        typed_team=request.form.get("team", type=int) if refusal else None,
        typed_time=request.form.get("time", "")[:5],
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        is_today=on == now.astimezone(facts.tz).date(),
        is_past=on < now.astimezone(facts.tz).date(),
    )
    return page, status


def _beside_what_is(day: DayProblem) -> list[Line]:
    """What a person ticked, with the place each visit has by now."""
    present = places_now(day)
    return [replace(line, **_old_place(present.get(line.key))) for line in _wanted()]


def _old_place(place: tuple[int, int] | None) -> dict[str, int]:
    return {"old_team": place[0], "old_start": place[1]} if place else {}


def _asked_again() -> dict[str, str]:
    """What a form sent, to send it again with a reason."""
    return {name: value for name, value in request.form.items() if name not in ("csrf_token", "why")}


def _asks_by_hand(refusal: Refused | None) -> bool:
    """A proposal asks beside its own lines."""
    return isinstance(refusal, PromiseGiven | PromisesGiven) and request.endpoint != "routes.take"


def whys_of(refusal: Refused | None, names: reason_views.Names) -> list[str]:
    if isinstance(refusal, PromisesGiven):
        return [reason_views.expected_words(key, at, names) for key, at in refusal.promised.items()]
    if isinstance(refusal, NotPublished):
        return [reason_views.with_visit(why, names) for why in refusal.whys]
    return [reason_views.with_visit(refusal.why, names)] if isinstance(refusal, NotPossible) else []


def act(
    on: date, what: Callable[[Session], Any], done: str | Callable[[Any], str], *, anchor: str = "", back: str = ""
) -> ResponseReturnValue:
    """One step on the plan: done and shown, or the page again with the reason and nothing lost."""
    try:
        with transaction() as session:
            came = what(session)
    except NotHere:
        raise
    except PlanChanged as refusal:
        return show_plan(on, refusal=refusal, status=409, why=_why(), keys=_keys())
    except Refused as refusal:
        return show_plan(on, refusal=refusal, status=422, why=_why(), keys=_keys())
    if said := done if isinstance(done, str) else done(came):
        flash(said)
    visit = request.form.get("visit", type=int)
    if back:
        return redirect(back, code=303)
    return redirect(url_for("routes.plan", on=on.isoformat(), visit=visit, _anchor=anchor or None), code=303)


def how_asked() -> adjust.How:
    """A page that does not say which draft it shows is out of date: it counts as none that ever was."""
    seen = typed_id(request.form.get("draft_version"))
    seen = -1 if seen is None else seen
    return {"by_id": current_user.id, "now": clock.now(), "expected_draft_version": seen}


def _by_hand() -> adjust.ByHand:
    return {**how_asked(), "reason": _why()[:NOTE_LENGTH]}


def _why() -> str:
    return typed_text(request.form, "why")


def _keys() -> tuple[int, ...]:
    return tuple(found for key in request.form.getlist("key") if (found := typed_id(key)) is not None)


def _key() -> int:
    keys = _keys()
    return keys[0] if keys else -1


@bp.post("/plan/<on>/take")
@requires(Action.PLAN_DAY)
def take(on: str) -> ResponseReturnValue:
    """The ticked lines of the proposal; the others are left."""
    day, how, wanted, whys = parse_day(on), how_asked(), _wanted(), _whys()
    done = _("Taken into the draft. Nothing is in force before it is published.")
    keys = [line.key for line in wanted]
    return act(day, lambda session: take_proposal(session, current_user.hub_id, day, keys, whys=whys, **how), done)


@bp.post("/plan/<on>/leave")
@requires(Action.PLAN_DAY)
def leave(on: str) -> ResponseReturnValue:
    day, how = parse_day(on), how_asked()
    done = _("The plan stays as it was.")
    return act(day, lambda session: leave_proposal(session, current_user.hub_id, day, **how), done)


def _whys() -> Whys:
    """Why lines break what people were promised: of each by its own, or of all that say nothing themselves."""
    names = [name for name in request.form if name.startswith("why-")][:500]
    typed = {name.removeprefix("why-"): typed_text(request.form, name)[:NOTE_LENGTH] for name in names}
    of_lines = {key: why for name, why in typed.items() if (key := typed_id(name)) is not None}
    return Whys(typed.get("all", ""), of_lines)


def _wanted() -> list[Line]:
    """The ticked lines as this person saw them: visit, team and minute."""
    lines = []
    for text in request.form.getlist("line")[:500]:
        key, team, start = (typed_id(part) for part in f"{text}::".split(":")[:3])
        if key is not None:
            lines.append(Line(key, None, None, team, start))
    return lines


@bp.post("/plan/<on>/publish")
@requires(Action.PUBLISH_ROUTE)
def publish(on: str) -> ResponseReturnValue:
    day = parse_day(on)
    done = _("Published. Teams whose route did not change keep their version and their sheets.")
    return act(day, lambda session: service.publish_day(session, current_user.hub_id, day, **how_asked()), done)


@bp.post("/plan/<on>/discard")
@requires(Action.PLAN_DAY)
def discard(on: str) -> ResponseReturnValue:
    day = parse_day(on)
    done = _("The draft is thrown away. What was published stays in force.")
    return act(day, lambda session: service.discard_draft(session, current_user.hub_id, day, **how_asked()), done)


@bp.post("/plan/<on>/move")
@requires(Action.PLAN_DAY)
def move(on: str) -> ResponseReturnValue:
    day, key, to = parse_day(on), _key(), request.form.get("to", "")
    how, by_hand = how_asked(), _by_hand()
    steps: dict[str, Callable[[Session], None]] = {
        "drop": lambda session: adjust.drop_visit(session, current_user.hub_id, day, key, **by_hand),
        "pin": lambda session: adjust.pin(session, current_user.hub_id, day, key, **how),
        "unpin": lambda session: adjust.pin(session, current_user.hub_id, day, key, is_pinned=False, **how),
    }
    if to == "at" or to.startswith("at:"):
        return _put(day, key, f"at:{request.form.get('team', '')}:" if to == "at" else to)
    step = steps.get(to) or (lambda session: adjust.move_stop(session, current_user.hub_id, day, key, to, **by_hand))
    return act(day, step, "", anchor=f"stop-{key}")


def _put(day: date, key: int, to: str) -> ResponseReturnValue:
    """To a team and minute: whole as the board sends it, or with the time as a person typed it."""
    how, hub_id = _by_hand(), current_user.hub_id

    def step(session: Session) -> None:
        place = read_place(to if not to.endswith(":") else f"{to}{typed_minute(request.form.get('time', ''))}")
        put_at(session, hub_id, day, key, place, **how)

    return act(day, step, "", anchor=f"stop-{key}")


@bp.post("/plan/<on>/take-back")
@requires(Action.PLAN_DAY)
def take_back(on: str) -> ResponseReturnValue:
    day, key = parse_day(on), _key()
    how = _by_hand()
    done = _("This line is refused: the visit is as it was published.")
    return act(day, lambda session: refuse_line(session, current_user.hub_id, day, key, **how), done, anchor="draft")


@bp.post("/plan/<on>/add")
@requires(Action.PLAN_DAY)
def add(on: str) -> ResponseReturnValue:
    day, key, team = parse_day(on), _key(), request.form.get("team", -1, type=int)
    how = _by_hand()
    if request.form.get("time", "").strip():
        return _put(day, key, f"at:{request.form.get('team', '')}:")
    return act(
        day,
        lambda session: adjust.add_need(session, current_user.hub_id, day, key, team, **how),
        "",
        anchor=f"stop-{key}",
    )


@bp.post("/plan/<on>/approve")
@requires(Action.APPROVE_VISIT)
def approve(on: str) -> ResponseReturnValue:
    day, keys, why = parse_day(on), _keys(), _why()
    how = how_asked()

    def step(session: Session) -> None:
        if not keys:
            raise Refused(reason_views.TICK_FIRST)
        check_length(why, NOTE_LENGTH)
        adjust.approve(session, current_user.hub_id, day, keys, why, **how)

    return act(day, step, _("Approved under your name. Propose again to place these visits."))


@bp.post("/plan/<on>/routes/<int:route_id>/withdraw")
@requires(Action.PUBLISH_ROUTE)
def withdraw(on: str, route_id: int) -> ResponseReturnValue:
    day, why, how = parse_day(on), _why(), how_asked()

    def step(session: Session) -> None:
        check_length(why, NOTE_LENGTH)
        service.withdraw_route(session, route_id, hub_id=current_user.hub_id, reason=why, **how)

    return act(day, step, _("Withdrawn. Its needs wait again, its sheets are void."))
