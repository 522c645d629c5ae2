"""Every setting of an installation once: type, default, environment name. A hub's own: domain/hub_settings.py."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class ConfigError(ValueError):
    """A setting that cannot be used; the sentence names it."""


def _env(name: str, default: str) -> Any:
    return field(default=default, metadata={"env": name})


def _secret(name: str) -> Any:
    return field(default="", repr=False, metadata={"env": name})


@dataclass(frozen=True)
class Config:
    """What this installation is; read from the environment, overridden by tests."""

    instance: str = _env("OBKHID_INSTANCE", "instance")
    database_url: str = _env("OBKHID_DATABASE_URL", "")
    keys_file: str = _env("OBKHID_KEYS", "")
    behind_proxies: str = _env("OBKHID_PROXIES", "0")
    secure_cookies: str = _env("OBKHID_SECURE_COOKIES", "")
    alerts_in_ua_token: str = _secret("OBKHID_ALERTS_IN_UA_TOKEN")
    alerts_in_ua_url: str = _env("OBKHID_ALERTS_IN_UA_URL", "https://api.alerts.in.ua")
    ukrainealarm_token: str = _secret("OBKHID_UKRAINEALARM_TOKEN")
    ukrainealarm_url: str = _env("OBKHID_UKRAINEALARM_URL", "https://api.ukrainealarm.com")
    routing_url: str = _env("OBKHID_ROUTING_URL", "")  # without one no network is asked for drives
    routing_kind: str = _env("OBKHID_ROUTING_KIND", "osrm")  # or valhalla
    routing_points: str = _env("OBKHID_ROUTING_POINTS", "100")  # starts and ends that it takes in one question

    @classmethod
    def from_environment(cls, **overrides: Any) -> "Config":
        """Environment over defaults, arguments over environment."""
        values: dict[str, Any] = {f.name: os.environ.get(f.metadata["env"], f.default) for f in fields(cls)}
        unknown = overrides.keys() - values.keys()
        if unknown:
            raise ConfigError(f"There is no setting named {', '.join(sorted(unknown))}.")
        return cls(**(values | overrides))

    @property
    def instance_path(self) -> Path:
        return Path(self.instance).resolve()

    @property
    def real_database(self) -> Path:
        return self.instance_path / "obkhid.sqlite"

    @property
    def demo_database(self) -> Path:
        return self.instance_path / "demo.sqlite"

    @property
    def url(self) -> str:
        """The database's address: the one that was set, else the SQLite file of this installation."""
        return self.database_url or f"sqlite:///{self.real_database}"

    @property
    def sqlite_file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:///")

    @property
    def keys_path(self) -> Path:
        """Where the keys lie: never in the database, so that a stolen database shows no names."""
        if self.keys_file:
            return Path(self.keys_file)
        if self.is_sqlite:
            return self.sqlite_file.with_suffix(".keys.json")
        return self.instance_path / "obkhid.keys.json"
