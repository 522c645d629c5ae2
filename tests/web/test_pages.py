import re
from pathlib import Path

import pytest
from flask import abort
from flask_login import LoginManager
from sqlalchemy.exc import OperationalError

from app.domain.errors import Changed, NotAllowed, NotHere, Refused
from app.web import headers
from app.web.errors import PAGES, say
from app.web.language import own_page
from tests.web.sample import Person, make_app

CSS = Path(headers.__file__).parents[1] / "static" / "css"


@pytest.fixture
def app():
    return make_app()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize("medium", ["phone", "desk", "print"])
def test_a_page_has_no_inline_style_or_script(client, medium):
    html = client.get(f"/sample/{medium}").text

    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("medium", ["phone", "desk", "print"])
def test_a_page_has_each_id_once(client, medium):
    ids = re.findall(r'\sid="([^"]+)"', client.get(f"/sample/{medium}").text)

    assert len(ids) == len(set(ids))


def test_every_page_forbids_what_it_does_not_need(client):
    sent = client.get("/sample/phone").headers

    assert sent["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in sent["Content-Security-Policy"]
    assert sent["Referrer-Policy"] == "no-referrer"
    assert sent["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in sent


def test_https_is_kept_once_it_was_used(client):
    assert "max-age=31536000" in client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_a_static_file_may_be_kept_when_its_address_names_its_content(app, client):
    with app.test_request_context("/"):
        url = headers.static_url("css/tokens.css")

    plain = url.split("?")[0]
    assert "immutable" in cache_control(client, url)
    assert cache_control(client, plain) == cache_control(client, f"{plain}?v=old") == "no-cache"


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_refusal_has_a_sentence_and_what_to_do(client, status):
    answer = client.get(f"/refuse/{status}")

    assert answer.status_code == status
    assert re.search(r"<h1>\S.+</h1>\s*<p>\S.+</p>", answer.text)


def test_a_status_without_a_page_of_its_own_is_told_as_its_kind(client):
    assert "Запит не вдалося прочитати" in client.get("/refuse/418").text


def test_a_fault_of_ours_is_told_without_its_cause(client):
    answer = client.get("/break")

    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text


def test_a_rooms_own_sentence_is_shown(app, client):
    app.add_url_rule("/taken", "taken", lambda: abort(409, "Оксана додала висновок о 14:05."))

    assert "Оксана додала висновок о 14:05." in client.get("/taken").text


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotHere(), 404),
        (NotAllowed("No."), 403),
        (Changed("Changed by %(name)s.", name="О. Б."), 409),
        (Refused("No."), 422),
    ],
)
def test_a_use_case_that_says_no_is_answered_with_its_sentence(app, client, refusal, status):
    app.add_url_rule("/no", "no", lambda: throw(refusal))

    answer = client.get("/no")

    assert answer.status_code == status
    assert say_in(app, refusal) in answer.text


def test_a_locked_database_asks_to_come_back_and_logs_nobodys_data(app, client, caplog):
    locked = OperationalError("INSERT", {"surname": "Петренко"}, Exception("database is locked"))
    app.add_url_rule("/locked", "locked", lambda: throw(locked))

    answer = client.get("/locked")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "database is locked" in caplog.text
    assert "Петренко" not in caplog.text


def test_a_lost_database_is_not_asked_who_reads_the_page_that_says_so(app):
    app.add_url_rule("/away", "away", lambda: throw(OperationalError("SELECT", {}, Exception("no connection"))))
    LoginManager(app).user_loader(lambda _: throw(OperationalError("SELECT", {}, Exception("no connection"))))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "token"

    assert client.get("/away").status_code == 503
    assert client.get("/sample/desk").status_code == 503


def test_a_script_gets_its_refusal_as_data(client):
    answer = client.post("/refuse/409", json={})

    assert answer.status_code == 409
    assert answer.json["title"] == "Не збережено: запис тим часом змінили"


def test_a_form_without_its_token_is_refused_in_words(app):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().post("/sample/desk")

    assert answer.status_code == 400
    assert "сторінку відкрито ще до останнього входу" in answer.text


def test_a_coordinator_sees_refusals_at_the_desk_and_others_on_the_phone(app, client):
    assert 'class="phone"' in client.get("/refuse/404").text
    sign_in(app, Person())
    assert 'class="desk"' in client.get("/refuse/404").text
    assert 'class="desk"' in client.get("/break").text


def test_a_page_speaks_the_language_of_the_person_then_of_the_browser(app, client):
    assert '<html lang="uk">' in client.get("/sample/desk").text
    client.post("/language", data={"language": "en", "next": "/sample/desk"})
    assert '<html lang="en">' in client.get("/sample/desk").text
    sign_in(app, Person(language="uk"))
    assert '<html lang="uk">' in client.get("/sample/desk").text


def test_a_language_that_is_not_offered_is_refused(client):
    assert client.post("/language", data={"language": "xx"}).status_code == 422


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil", "evil", "/a\r\nb", ""])
def test_an_address_elsewhere_leads_to_the_front_page(address):
    assert own_page(address) == "/"


def test_a_menu_shows_only_pages_that_are_there(client):
    html = client.get("/sample/desk").text

    assert "Розгляд" in html
    assert "Ділянки" not in html


def test_a_menu_shows_only_what_the_person_may_open(app, client):
    app.view_functions["needs.triage"].policy = "triage"
    app.view_functions["day.today"].policy = "see_desk"
    app.jinja_env.globals["can"] = lambda action: action == "see_desk"
    sign_in(app, Person())

    html = client.get("/sample/desk").text

    assert "Сьогодні</a>" in html
    assert "Розгляд</a>" not in html


def test_a_short_menu_is_not_folded(client):
    assert "Ще</summary>" not in client.get("/sample/desk").text


def test_mistakes_stand_on_top_with_links_to_their_places(client):
    html = client.post("/sample/desk", data={"name": "я"}).text

    assert html.index('class="error-summary') < html.index("<h1>")
    for target in re.findall(r'<li><a href="#([^"]+)">', html):
        assert f'id="{target}"' in html


def test_no_style_draws_anything_green():
    greenish = [
        colour
        for path in CSS.glob("*.css")
        for colour in re.findall(r"#([0-9A-Fa-f]{6})\b", path.read_text())
        if is_green(*(int(colour[i : i + 2], 16) for i in (0, 2, 4)))
    ]

    assert set(greenish) <= {"17524A", "7CC4B4"}, "only spruce, which is what you can do and never a state"


def throw(error):
    raise error


def say_in(app, refusal):
    with app.test_request_context("/"):
        return say(refusal)


def cache_control(client, url):
    with client.get(url) as answer:
        return answer.headers["Cache-Control"]


def is_green(red: int, green: int, blue: int) -> bool:
    return green > 1.25 * red and green >= blue


def sign_in(app, person):
    """As accounts do before each request, without their database."""
    app.before_request_funcs.setdefault(None, []).append(lambda: remember(person))


def remember(person):
    from flask import g

    g.signed_in = person
