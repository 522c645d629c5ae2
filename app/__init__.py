"""Obkhid: rounds of visits, and the way round danger."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: dict[str, Any] | None = None) -> "Flask":
    """Build the application; the web parts load only here, so `import app.domain` needs numpy alone."""
    from app.factory import build

    return build(settings)
