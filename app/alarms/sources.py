"""The two feeds as they want to be asked: address, key, which question next, how its answer is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from app.config import Config
from app.domain.alarms import AlarmList, Source, read_alerts_in_ua, read_ukrainealarm

KEY_NAMES = {
    Source.ALERTS_IN_UA: "OBKHID_ALERTS_IN_UA_TOKEN",
    Source.UKRAINEALARM: "OBKHID_UKRAINEALARM_TOKEN",
}


@dataclass(frozen=True)
class Feed:
    """A feed with a key. The key is in no repr, so in no log."""

    source: Source
    base_url: str
    token: str = field(repr=False)
    scheme: str
    list_path: str
    status_path: str | None
    read: Callable[[bytes], AlarmList]

    @property
    def authorization(self) -> str:
        return f"{self.scheme}{self.token}"

    def headers(self, last_modified: str | None) -> dict[str, str]:
        known = {"If-Modified-Since": last_modified} if last_modified and self.status_path is None else {}
        return {"Authorization": self.authorization, **known}


def feeds_of(config: Config) -> list[Feed]:
    """The feeds that this installation has a key for; without one nothing is asked of the network."""
    known = (
        Feed(
            Source.ALERTS_IN_UA,
            config.alerts_in_ua_url,
            config.alerts_in_ua_token.strip(),
            "Bearer ",
            "/v1/alerts/active.json",
            None,
            read_alerts_in_ua,
        ),
        Feed(
            Source.UKRAINEALARM,
            config.ukrainealarm_url,
            config.ukrainealarm_token.strip(),
            "",
            "/api/v3/alerts",
            "/api/v3/alerts/status",
            read_ukrainealarm,
        ),
    )
    return [feed for feed in known if feed.token]


def http_date(text: str | None, *, now: datetime) -> str | None:
    """A Last-Modified fit to be sent back, in its one form; anything else is forgotten.

    A date ahead of now would be answered with "not modified" until that day, while alarms come and go.
    """
    try:
        modified_at = parsedate_to_datetime(text or "").astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return format_datetime(modified_at, usegmt=True) if modified_at <= now else None
