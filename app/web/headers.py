"""Headers of every answer, and static files that may be kept because their address names their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
FORBIDDEN_POWERS = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
SENT_WITH_EVERYTHING = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": ", ".join(f"{power}=()" for power in FORBIDDEN_POWERS),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR_S = 365 * 24 * 3600


@cache
def _hash_of(path: Path, changed_ns: int) -> str:
    """changed_ns is the key that makes an edited file be read again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def content_hash(path: str) -> str:
    """First 12 hex digits of a static file's SHA-256. Raises FileNotFoundError for one that is not there."""
    file = Path(current_app.static_folder or "") / path
    return _hash_of(file, file.stat().st_mtime_ns)


def static_url(path: str) -> str:
    """Address of a static file that changes when the file does."""
    return url_for("static", filename=path, v=content_hash(path))


def _asks_for_what_is_there() -> bool:
    try:
        return request.args.get("v") == content_hash((request.view_args or {})["filename"])
    except OSError:
        return False


def _static_cache_control() -> str:
    return f"public, max-age={YEAR_S}, immutable" if _asks_for_what_is_there() else "no-cache"


def add_headers(response: Response) -> Response:
    for name, value in SENT_WITH_EVERYTHING.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code < 400:
        response.headers["Cache-Control"] = _static_cache_control()
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
    return response


def install_headers(app: Flask) -> None:
    app.after_request(add_headers)
    app.jinja_env.globals["static_url"] = static_url
