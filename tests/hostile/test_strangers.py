"""Other sites, people without an account, pages of another hub: nothing is taken from them, nothing told to them."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import ShellingReport, User
from tests.hostile.crowd import Crowd
from tests.web.texts import APP

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ADDRESS = re.compile(r"@import|url\(['\"]?(?:https?:)?//|['\"]https?://(?!www\.w3\.org/)")
OTHER_SITE = "https://obkhid.example.net"
FROM_ELSEWHERE = [
    {"Origin": OTHER_SITE},
    {"Referer": f"{OTHER_SITE}/page"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
]
FROM_HERE = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "https://localhost"},
    {"Referer": "https://localhost/sign-in"},
]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR, None])
def test_nothing_is_taken_without_the_token_of_a_form(crowd: Crowd, role: Role | None):
    crowd.app.config["WTF_CSRF_ENABLED"] = True

    taken = [a for a in crowd.addresses("POST") if crowd.clients[role].post(a, data={}).status_code != 400]

    assert taken == []


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_what_another_site_sends_is_refused_even_with_a_token(crowd: Crowd, headers: dict[str, str]):
    answer = sign_out(crowd, headers)

    assert answer.status_code == 400
    assert "інший сайт" in answer.text
    assert crowd.clients[Role.VOLUNTEER].get("/sent", base_url="https://localhost").status_code == 200


@pytest.mark.parametrize("headers", FROM_HERE)
def test_our_own_forms_are_taken_over_https_though_they_send_no_referrer(crowd: Crowd, headers: dict[str, str]):
    assert sign_out(crowd, headers).status_code == 303


def sign_out(crowd: Crowd, headers: dict[str, str]):
    crowd.app.config["WTF_CSRF_ENABLED"] = True
    client = crowd.clients[Role.VOLUNTEER]
    found = TOKEN.search(client.get("/account", base_url="https://localhost").text)
    assert found
    return client.post("/sign-out", data={"csrf_token": found[1]}, headers=headers, base_url="https://localhost")


def test_every_page_has_the_headers_and_nothing_of_another_site(crowd: Crowd):
    files = [path for kind in ("css", "js") for path in (APP / "static").rglob(f"*.{kind}")]
    poor: list[tuple[object, ...]] = [(path.name,) for path in files if ADDRESS.search(path.read_text())]
    for role, client in crowd.clients.items():
        for address in crowd.addresses("GET"):
            answer = client.get(address)
            policy = answer.headers.get("Content-Security-Policy", "")
            if (
                "default-src 'none'" not in policy
                or "unsafe" in policy
                or answer.headers["Cache-Control"] != "no-store"
            ):
                poor.append((role, address, "headers"))
            if answer.mimetype == "text/html" and (found := FOREIGN_OR_INLINE.search(answer.text)):
                poor.append((role, address, found[0]))

    assert poor == []


def test_a_form_that_a_volunteer_spoils_shows_no_page_of_the_desk(crowd: Crowd, session: Session):
    volunteer = crowd.users[Role.VOLUNTEER]
    for other in session.scalars(select(User).where(User.id != volunteer.id)):
        other.display_name = "Таємна"
    for report in session.scalars(select(ShellingReport)):
        report.reporter_id, report.note = crowd.users[Role.COORDINATOR].id, "Таємна"
    session.commit()
    client, shown = crowd.clients[Role.VOLUNTEER], []
    for address in set(crowd.addresses("POST")) - {"/sign-out"}:
        shown += [address for data in ({}, {"why": "так"}) if "Таємна" in client.post(address, data=data).text]

    assert shown == []


FOREIGN_OR_INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle=\"|\son[a-z]+=\"|javascript:"
    r"|<(?:link|script|img|iframe|form|source|use)[^>]*(?:href|src|action)=\"(?:https?:)?//"
)
