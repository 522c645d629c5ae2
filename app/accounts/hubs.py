"""A hub's settings as they rule now, and as they ruled when a decision was made."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, Refused
from app.domain.hub_settings import HubSettings
from app.domain.weapon_numbers import kinds_with
from app.domain.weapons import Kinds
from app.models import Hub, HubSettingsChange
from app.reading import read_once

WEAPONS_KEY = "weapons"


@read_once
def get_hub(session: Session, hub_id: int) -> Hub:
    return session.get_one(Hub, hub_id)


def hub_settings(session: Session, hub_id: int) -> HubSettings:
    return HubSettings.from_stored(get_hub(session, hub_id).settings)


def hub_zone(session: Session, hub_id: int) -> ZoneInfo:
    return ZoneInfo(get_hub(session, hub_id).time_zone)


def hub_kinds(session: Session, hub_id: int) -> Kinds:
    """The kinds of weapon with the numbers this hub gave them."""
    return kinds_of_settings(get_hub(session, hub_id).settings)


def kinds_of_settings(stored: dict[str, Any]) -> Kinds:
    """The same of settings as they were kept, also those of an earlier version."""
    double_tap_min = HubSettings.from_stored(stored).double_tap_min
    return kinds_with(stored.get(WEAPONS_KEY, {}), double_tap_min=double_tap_min)


def keep_settings(session: Session, hub: Hub, changes: dict[str, object], *, by_id: int, now: datetime) -> None:
    """A new version of the settings; those that ruled before stay readable."""
    session.add(
        HubSettingsChange(
            hub_id=hub.id, settings_version=hub.settings_version, settings=hub.settings, by_id=by_id, at=now
        )
    )
    hub.settings = hub.settings | changes
    hub.settings_version += 1


def change_hub(
    session: Session,
    hub_id: int,
    *,
    name_uk: str,
    name_en: str,
    base_name: str,
    duty_phone: str,
    by_id: int,
    now: datetime,
) -> None:
    """Change what the hub is called and whom its sheets say to ring."""
    hub = session.get_one(Hub, hub_id, with_for_update={"key_share": True})
    wanted = {"name_uk": name_uk, "name_en": name_en, "base_name": base_name, "duty_phone": duty_phone}
    changed = sorted(name for name, value in wanted.items() if getattr(hub, name) != value)
    for name in changed:
        setattr(hub, name, wanted[name])
    if changed:
        audit.record(session, "edit_hub", hub, by_id=by_id, now=now, hub_id=hub.id, fields=changed)


def add_hub(session: Session, *, code: str, by_id: int | None, now: datetime, **facts: object) -> Hub:
    """Make a hub with the settings every hub begins with. Raises Refused for a code that is taken."""
    if session.scalar(select(Hub.id).where(Hub.code == code)) is not None:
        raise Refused(N_("There is a hub with the code %(code)s already. Choose another code."), code=code)
    hub = Hub(code=code, created_at=now, settings={}, **facts)
    session.add(hub)
    session.flush()
    audit.record(session, "add_hub", hub, by_id=by_id, now=now, hub_id=hub.id)
    return hub
