"""Change the numbers of a kind of weapon: stricter at once by the admin, looser only with a second person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import WEAPONS_KEY, keep_settings, kinds_of_settings
from app.domain.errors import N_, Changed, Refused
from app.domain.weapon_numbers import WeaponNumbers, numbers_of
from app.domain.weapons import WEAPONS
from app.models import Hub

ASKED_KEY = "weapons_asked"


@dataclass(frozen=True)
class Asked:
    """A looser number that waits for the safety lead."""

    numbers: WeaponNumbers
    why: str
    by_id: int
    at: datetime


def asked_of(hub: Hub) -> dict[str, Asked]:
    waiting: dict[str, Any] = hub.settings.get(ASKED_KEY, {})
    return {
        code: Asked(WeaponNumbers(**one["numbers"]), one["why"], one["by_id"], datetime.fromisoformat(one["at"]))
        for code, one in waiting.items()
    }


def change_weapon(
    session: Session, hub_id: int, code: str, numbers: WeaponNumbers, why: str, *, seen: int, by_id: int, now: datetime
) -> bool:
    """Whether it rules now; False where it is looser than what rules, so that the safety lead has to confirm.

    seen: the version of the settings on the page. Raises Changed if they changed since, Refused without a reason.
    """
    hub = _unchanged(session, hub_id, seen)
    if code not in WEAPONS:
        raise Refused(N_("There is no such kind."))
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    present = numbers_of(kinds_of_settings(hub.settings)[code])
    if numbers == present:
        raise Refused(N_("Nothing differs from what rules now."))
    if numbers.is_looser_than(present):
        asked = {"numbers": numbers.stored(), "why": why.strip(), "by_id": by_id, "at": now.isoformat()}
        keep_settings(session, hub, {ASKED_KEY: _waiting(hub) | {code: asked}}, by_id=by_id, now=now)
        audit.record(session, "ask_looser_weapon", hub, by_id=by_id, now=now, hub_id=hub.id, kind=code)
        return False
    _rule(session, hub, code, numbers, by_id=by_id, now=now)
    return True


def confirm_weapon(session: Session, hub_id: int, code: str, *, seen: int, by_id: int, now: datetime) -> None:
    """The second person: the looser numbers rule from now on. Holds that stand keep their times."""
    hub = _unchanged(session, hub_id, seen)
    waiting = asked_of(hub).get(code)
    if waiting is None:
        raise Refused(N_("Nobody asked for this any more."))
    if waiting.by_id == by_id:
        raise Refused(N_("You asked for this yourself, so somebody else has to confirm."))
    _rule(session, hub, code, waiting.numbers, by_id=by_id, now=now, asked_by=waiting.by_id)


def _unchanged(session: Session, hub_id: int, seen: int) -> Hub:
    hub = session.get_one(Hub, hub_id, with_for_update={"key_share": True})
    if hub.settings_version != seen:
        raise Changed(N_("Somebody changed the settings meanwhile. Look at them, then send again."))
    return hub


def _waiting(hub: Hub) -> dict[str, Any]:
    return dict(hub.settings.get(ASKED_KEY, {}))


def _rule(
    session: Session,
    hub: Hub,
    code: str,
    numbers: WeaponNumbers,
    *,
    by_id: int,
    now: datetime,
    asked_by: int | None = None,
) -> None:
    left = {other: one for other, one in _waiting(hub).items() if other != code}
    changed = dict(hub.settings.get(WEAPONS_KEY, {})) | {code: numbers.stored()}
    keep_settings(session, hub, {WEAPONS_KEY: changed, ASKED_KEY: left}, by_id=by_id, now=now)
    facts = numbers.stored() | ({"asked_by": asked_by} if asked_by is not None else {})
    audit.record(session, "change_weapon", hub, by_id=by_id, now=now, hub_id=hub.id, kind=code, **facts)
