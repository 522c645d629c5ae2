"""Change the numbers of a hub: stricter at once, looser with a reason and a second person."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import audit, loosening
from app.domain.hub_settings import HubSettings, loosened


def change_settings(
    session: Session,
    hub_id: int,
    changes: dict[str, Any],
    why: str = "",
    *,
    seen: int,
    by_id: int,
    now: datetime,
) -> list[str]:
    """Let rule what is not looser, and leave the rest for a second person: the names of that rest.

    The settings as they were stay readable. Raises Changed if they changed since the page was shown, Refused for a
    value out of its bounds, and for a looser one without a reason.
    """
    hub = loosening.unchanged(session, hub_id, seen)
    present = HubSettings.from_stored(hub.settings)
    wanted = HubSettings.from_stored(hub.settings | changes)
    differing = {
        one.name: getattr(wanted, one.name)
        for one in fields(wanted)
        if getattr(wanted, one.name) != getattr(present, one.name)
    }
    waits = loosened(present, wanted)
    at_once = {name: value for name, value in differing.items() if name not in waits}
    if at_once:
        loosening.rule(session, hub, at_once, by_id=by_id, now=now)
        audit.record(session, "edit_settings", hub, by_id=by_id, now=now, hub_id=hub.id, fields=sorted(at_once))
    if waits:
        loosening.ask(session, hub, {name: differing[name] for name in waits}, why, by_id=by_id, now=now)
    return waits
