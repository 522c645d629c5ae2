"""One road for what protects people less: somebody asks and says why, a second person confirms, then it rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import WEAPONS_KEY, keep_settings, kinds_of_settings
from app.domain.errors import N_, Changed, Refused
from app.domain.hub_settings import HubSettings
from app.models import AuditEntry, Hub, User

ASKED_KEY = "asked"
WEAPON = "weapon."
GIVES_ACCESS = ("add_user", "change_user", "reset_password")
SETTLES = timedelta(days=7)  # a false second person is seen by others within it


@dataclass(frozen=True)
class Asked:
    """A looser value that waits for the second person."""

    value: Any
    why: str
    by_id: int
    at: datetime


def asked_of(hub: Hub) -> dict[str, Asked]:
    """By setting, or by WEAPON and the code of the kind. What rules meanwhile is the old value."""
    waiting: dict[str, Any] = hub.settings.get(ASKED_KEY, {})
    return {
        key: Asked(one["value"], one["why"], one["by_id"], datetime.fromisoformat(one["at"]))
        for key, one in waiting.items()
    }


def ask(session: Session, hub: Hub, values: Mapping[str, Any], why: str, *, by_id: int, now: datetime) -> None:
    """Leave these for a second person. Raises Refused without a reason, or for values that could never rule."""
    if not why.strip():
        raise Refused(N_("Not saved: say why. This protects people less than what rules now."))
    _with(hub.settings, values)
    asked = {
        key: {"value": value, "why": why.strip(), "by_id": by_id, "at": now.isoformat()}
        for key, value in values.items()
    }
    keep_settings(session, hub, {ASKED_KEY: hub.settings.get(ASKED_KEY, {}) | asked}, by_id=by_id, now=now)
    audit.record(session, "ask_looser", hub, by_id=by_id, now=now, hub_id=hub.id, values=_said(values))


def rule(session: Session, hub: Hub, values: Mapping[str, Any], *, by_id: int, now: datetime) -> None:
    """Let these rule from now on; whoever asked for others of the same settings has to ask again."""
    keep_settings(session, hub, _with(hub.settings, values) | _left(hub, values), by_id=by_id, now=now)


def confirm(session: Session, hub_id: int, keys: Collection[str], *, seen: int, by_id: int, now: datetime) -> None:
    """The second person: these rule from now on, together. Raises Changed, or Refused for who asked.

    Refused too for somebody whom the first one has just let in: that may be the same person.
    """
    hub = unchanged(session, hub_id, seen)
    waiting = _waiting(hub, keys)
    if by_id in {one.by_id for one in waiting.values()}:
        raise Refused(N_("You asked for this yourself, so somebody else has to confirm."))
    if _was_given_access(session, by_id, {one.by_id for one in waiting.values()}, now):
        raise Refused(
            N_(
                "Who asked for this gave you your account, your role or a new password less than seven days ago,"
                " so somebody else has to confirm, or you later."
            )
        )
    values = {key: one.value for key, one in waiting.items()}
    rule(session, hub, values, by_id=by_id, now=now)
    asked_by = sorted({one.by_id for one in waiting.values()})
    audit.record(
        session, "confirm_looser", hub, by_id=by_id, now=now, hub_id=hub.id, values=_said(values), asked_by=asked_by
    )


def _was_given_access(session: Session, user_id: int, by_ids: set[int], now: datetime) -> bool:
    """One person with two accounts is no second person: what was given shows in the trail."""
    query = select(AuditEntry.seq).where(
        AuditEntry.object_uid == str(session.get_one(User, user_id).uid),
        AuditEntry.action.in_(GIVES_ACCESS),
        AuditEntry.actor_id.in_(by_ids),
        AuditEntry.happened_at > now - SETTLES,
    )
    return session.scalar(query.limit(1)) is not None


def put_aside(session: Session, hub_id: int, keys: Collection[str], *, seen: int, by_id: int, now: datetime) -> None:
    """Anybody of those who may look: these are no longer asked for, what rules stays."""
    hub = unchanged(session, hub_id, seen)
    waiting = _waiting(hub, keys)
    keep_settings(session, hub, _left(hub, waiting), by_id=by_id, now=now)
    audit.record(session, "put_aside_looser", hub, by_id=by_id, now=now, hub_id=hub.id, fields=sorted(waiting))


def unchanged(session: Session, hub_id: int, seen: int) -> Hub:
    """The hub, locked, as the page showed it: raises Changed if its settings have another version by now."""
    hub = session.get_one(Hub, hub_id, with_for_update={"key_share": True})
    if hub.settings_version != seen:
        raise Changed(N_("Somebody changed the settings meanwhile. Look at them, then send again."))
    return hub


def _waiting(hub: Hub, keys: Collection[str]) -> dict[str, Asked]:
    waiting = asked_of(hub)
    if not keys or not waiting.keys() >= set(keys):
        raise Refused(N_("Nobody asked for this any more."))
    return {key: waiting[key] for key in keys}


def _said(values: Mapping[str, Any]) -> list[str]:
    """«clearance_min=240», for the trail."""
    return [f"{key}={value}" for key, value in sorted(values.items())]


def _left(hub: Hub, keys: Collection[str]) -> dict[str, Any]:
    """What still waits without these."""
    return {ASKED_KEY: {key: one for key, one in hub.settings.get(ASKED_KEY, {}).items() if key not in keys}}


def _with(stored: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What changes in the stored settings once these rule; raises Refused where they cannot."""
    weapons = {key.removeprefix(WEAPON): value for key, value in values.items() if key.startswith(WEAPON)}
    changed = {key: value for key, value in values.items() if not key.startswith(WEAPON)}
    kept = _no_shorter(stored, changed)
    if weapons or kept:
        changed[WEAPONS_KEY] = stored.get(WEAPONS_KEY, {}) | kept | weapons
    ruling = stored | changed
    kinds_of_settings(ruling)
    HubSettings.from_stored(ruling)
    return changed


def _no_shorter(stored: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds with numbers of their own that a longer double-tap time of the hub makes longer too."""
    present = HubSettings.from_stored(stored).double_tap_min
    longer = changed.get("double_tap_min", present)
    return {
        code: one | {"double_tap_min": longer}
        for code, one in stored.get(WEAPONS_KEY, {}).items()
        if longer > present and 0 < one["double_tap_min"] < longer
    }
