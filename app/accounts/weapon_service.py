"""Change the numbers of a kind of weapon: stricter at once by the admin, looser only with a second person."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import audit, loosening
from app.accounts.hubs import kinds_of_settings
from app.accounts.loosening import WEAPON
from app.domain.errors import N_, Refused
from app.domain.weapon_numbers import WeaponNumbers, numbers_of
from app.domain.weapons import WEAPONS


def change_weapon(
    session: Session, hub_id: int, code: str, numbers: WeaponNumbers, why: str, *, seen: int, by_id: int, now: datetime
) -> bool:
    """Whether it rules now; False where it is looser than what rules, so that the safety lead has to confirm.

    seen: the version of the settings on the page. Raises Changed if they changed since, Refused without a reason.
    """
    hub = loosening.unchanged(session, hub_id, seen)
    if code not in WEAPONS:
        raise Refused(N_("There is no such kind."))
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    present = numbers_of(kinds_of_settings(hub.settings)[code])
    if numbers == present:
        raise Refused(N_("Nothing differs from what rules now."))
    values = {WEAPON + code: numbers.stored()}
    if numbers.is_looser_than(present):
        loosening.ask(session, hub, values, why, by_id=by_id, now=now)
        return False
    loosening.rule(session, hub, values, by_id=by_id, now=now)
    audit.record(session, "change_weapon", hub, by_id=by_id, now=now, hub_id=hub.id, kind=code, **numbers.stored())
    return True
