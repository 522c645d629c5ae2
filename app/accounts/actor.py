"""The person who acts, as plain facts: no row, no session, so it outlives both."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.roles import Role


@dataclass(frozen=True)
class HubCard:
    """What pages need of the hub at work."""

    id: int
    code: str
    name_uk: str
    name_en: str
    time_zone: str
    duty_phone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True)
class Actor:
    """Somebody signed in, in one of their hubs."""

    id: int
    name: str
    role: Role
    language: str
    hub: HubCard | None
    hubs: tuple[HubCard, ...] = ()
    is_duty_officer: bool = False
    is_approver: bool = False
    is_safety_lead: bool = False
    must_change_password: bool = False

    @property
    def hub_id(self) -> int:
        """The hub at work; -1, which no row has, for somebody without one."""
        return self.hub.id if self.hub else -1
