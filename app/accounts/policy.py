"""Who may do what: one table a coordinator could read aloud. A view that names no action fails at start."""

from collections.abc import Callable
from enum import StrEnum, auto
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user

from app.accounts.actor import Actor
from app.domain.roles import Role

P = ParamSpec("P")
R = TypeVar("R")


# Views of the kit, open to all: files, and the language of this browser.
OUTSIDE_POLICY = frozenset({"static", "web.choose_language"})


class PolicyMissing(RuntimeError):
    """A view without a policy: the application does not start."""


class Action(StrEnum):
    OWN_ACCOUNT = auto()
    LOG_NEED = auto()
    REPORT_SHELLING = auto()
    AMEND_OWN = auto()
    SEE_OWN_ROUTE = auto()
    RECORD_OWN_VISIT = auto()
    SEE_GRADES = auto()
    SEE_DESK = auto()
    TRIAGE = auto()
    SEE_PEOPLE = auto()
    EDIT_PEOPLE = auto()
    VERIFY_SHELLING = auto()
    SEE_AREAS = auto()
    EDIT_AREAS = auto()
    SET_ZONE = auto()
    EDIT_SERVICE_POINTS = auto()
    HOLD = auto()
    RELEASE = auto()
    CLEAR_AREA = auto()
    PLAN_DAY = auto()
    APPROVE_VISIT = auto()
    PUBLISH_ROUTE = auto()
    PRINT_SHEET = auto()
    RUN_DAY = auto()
    RECORD_VISIT = auto()
    CLOSE_DAY = auto()
    DECIDE = auto()
    DECIDE_DAY = auto()
    EDIT_TEAMS = auto()
    MANAGE_USERS = auto()
    EDIT_SETTINGS = auto()
    EDIT_NEED_KINDS = auto()
    SEE_AUDIT = auto()
    SEE_TOTALS = auto()
    SET_STORY_CLOCK = auto()
    IMPORT = auto()


V, C, A, U = Role.VOLUNTEER, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.OWN_ACCOUNT: frozenset({V, C, A, U}),
    Action.LOG_NEED: frozenset({V, C}),
    Action.REPORT_SHELLING: frozenset({V, C}),
    Action.AMEND_OWN: frozenset({V, C}),
    Action.SEE_OWN_ROUTE: frozenset({V, C}),
    Action.RECORD_OWN_VISIT: frozenset({V, C}),
    Action.SEE_GRADES: frozenset({V, C, A, U}),
    Action.SEE_DESK: frozenset({C}),
    Action.TRIAGE: frozenset({C}),
    Action.SEE_PEOPLE: frozenset({C}),
    Action.EDIT_PEOPLE: frozenset({C}),
    Action.VERIFY_SHELLING: frozenset({C}),
    Action.SEE_AREAS: frozenset({C, A}),
    Action.EDIT_AREAS: frozenset({C, A}),
    Action.SET_ZONE: frozenset({C}),
    Action.EDIT_SERVICE_POINTS: frozenset({C}),
    Action.HOLD: frozenset({C}),
    Action.RELEASE: frozenset({C}),
    Action.CLEAR_AREA: frozenset({C}),
    Action.PLAN_DAY: frozenset({C}),
    Action.APPROVE_VISIT: frozenset({C}),
    Action.PUBLISH_ROUTE: frozenset({C}),
    Action.PRINT_SHEET: frozenset({C}),
    Action.RUN_DAY: frozenset({C}),
    Action.RECORD_VISIT: frozenset({C}),
    Action.CLOSE_DAY: frozenset({C}),
    Action.DECIDE: frozenset({C}),
    Action.DECIDE_DAY: frozenset({C}),
    Action.EDIT_TEAMS: frozenset({C, A}),
    Action.MANAGE_USERS: frozenset({A}),
    Action.EDIT_SETTINGS: frozenset({A}),
    Action.EDIT_NEED_KINDS: frozenset({C, A}),
    Action.SEE_AUDIT: frozenset({A, U}),
    Action.SEE_TOTALS: frozenset({C, A, U}),
    Action.SET_STORY_CLOCK: frozenset({C}),
    Action.IMPORT: frozenset({C}),
}

# What somebody may do who is of no hub: everything else is done in one.
WITHOUT_HUB = frozenset({Action.OWN_ACCOUNT, Action.MANAGE_USERS, Action.SEE_AUDIT})

# What a coordinator may do only with a flag beside the role.
NEEDS_FLAG: dict[Action, Callable[[Actor], bool]] = {
    Action.SET_ZONE: lambda actor: actor.is_safety_lead,
    Action.APPROVE_VISIT: lambda actor: actor.is_approver,
}


def may(actor: Actor, action: Action) -> bool:
    """Whether this person may do this in a hub of theirs. Which rows they see is a filter in each room's queries."""
    has_flag = NEEDS_FLAG.get(action)
    return actor.role in ALLOWED[action] and (has_flag is None or has_flag(actor))


def can(action: Action | str) -> bool:
    """Whether the signed-in person may do this, in a hub or, for the few things without one, in none."""
    if not current_user.is_authenticated:
        return False
    actor, wanted = current_user.actor, Action(action)
    return may(actor, wanted) and (actor.hub is not None or wanted in WITHOUT_HUB)


def requires(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """This view is for people who may do this; others are sent to sign in, or told no."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                back = request.full_path if request.method == "GET" else None
                return redirect(url_for("accounts.sign_in", next=back), code=303)  # type: ignore[return-value]
            if current_user.must_change_password and action is not Action.OWN_ACCOUNT:
                return redirect(url_for("accounts.own"), code=303)  # type: ignore[return-value]
            if not can(action):
                abort(403)
            return view(*args, **kwargs)

        guarded.policy = action  # type: ignore[attr-defined]
        return guarded

    return wrap


def public(view: Callable[P, R]) -> Callable[P, R]:
    """This view is for everybody, signed in or not."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def policy_of(view: Callable[..., Any]) -> Action | str | None:
    return getattr(view, "policy", None)


def check_policies(app: Flask) -> None:
    """Raise PolicyMissing if any view names neither an action nor that it is public."""
    ours = {name: view for name, view in app.view_functions.items() if name not in OUTSIDE_POLICY}
    bare = [name for name, view in ours.items() if policy_of(view) is None]
    if bare:
        raise PolicyMissing(f"These views say neither who may use them nor that they are public: {', '.join(bare)}")
