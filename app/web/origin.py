"""Refuses what another site makes a signed-in browser send, beside the token of each form."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_babel import gettext as _

OWN = {"same-origin", "none"}  # "none": the person did it, no page
READS = {"GET", "HEAD", "OPTIONS"}


def is_from_elsewhere() -> bool:
    """By what the browser says itself; one that says nothing is left to the token.

    Our pages send no referrer, so a form of ours says "Origin: null": that alone tells nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OWN
    said = (request.headers.get("Origin"), request.headers.get("Referer"))
    return any(urlsplit(address).netloc != request.host for address in said if address and address != "null")


def refuse_other_sites() -> None:
    if request.method not in READS and is_from_elsewhere():
        abort(400, _("Not saved: another site sent this. Open the page here and send it again."))


def install_origin_check(app: Flask) -> None:
    # The form library would ask for a referrer over HTTPS, which our own pages never send.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.before_request(refuse_other_sites)
