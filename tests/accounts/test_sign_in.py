"""Signing in and out: sessions are rows that end at once, guesses are slowed, nobody learns who has an account."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.accounts import service
from app.accounts.errors import TooManyTries, WrongPassword
from app.domain.roles import Role
from tests.factories import NOON, PASSWORD, make_hub, make_user, sessions_of, sign_in


def test_the_right_password_opens_a_session_kept_as_a_digest(session: Session, client: FlaskClient):
    user = make_user(session, make_hub(session), username="olena")
    session.commit()

    answer = client.post("/sign-in", data={"username": "Olena ", "password": PASSWORD, "next": "/account"})

    assert (answer.status_code, answer.location) == (303, "/account")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert [row.token_hash for row in sessions_of(session, user)] == [service.hash_token(token)]


def test_a_wrong_password_says_so_and_keeps_the_name(session: Session, client: FlaskClient):
    make_user(session, make_hub(session), username="olena")
    session.commit()

    answer = client.post("/sign-in", data={"username": "olena", "password": "не те"})

    assert answer.status_code == 422
    assert "olena" in answer.text


@pytest.mark.parametrize("address", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test"])
def test_signing_in_leads_nowhere_outside(session: Session, client: FlaskClient, address: str):
    make_user(session, make_hub(session), username="olena")
    session.commit()

    answer = client.post("/sign-in", data={"username": "olena", "password": PASSWORD, "next": address})

    assert answer.location == "/"


def test_a_guesser_is_stopped_before_any_hashing(session: Session):
    for _ in range(service.TRIES_PER_ACCOUNT):
        service.note_attempt(session, "olena", "10.0.0.1", succeeded=False, real_now=NOON)

    with pytest.raises(TooManyTries):
        service.check_throttle(session, "olena", "10.0.0.2", real_now=NOON + timedelta(minutes=1))
    service.check_throttle(session, "olena", "10.0.0.2", real_now=NOON + timedelta(minutes=6))
    service.check_throttle(session, "olena", "10.0.0.2", real_now=NOON - timedelta(days=365))  # a clock put back


def test_a_disabled_account_is_answered_like_an_unknown_one(session: Session):
    make_user(session, make_hub(session), username="olena", is_active=False)

    for name in ("olena", "nobody"):
        with pytest.raises(WrongPassword):
            service.check_password(session, name, PASSWORD, real_now=NOON)


def test_signing_out_ends_the_session_on_the_server(session: Session, client: FlaskClient):
    user = make_user(session, make_hub(session))
    sign_in(session, client, user)
    with client.session_transaction() as cookie:
        stolen = cookie["_user_id"]

    client.post("/sign-out")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = stolen

    assert client.get("/account").location.startswith("/sign-in")


def test_disabling_an_account_ends_its_sessions_on_the_next_request(session: Session, client: FlaskClient):
    hub = make_hub(session)
    user, admin = make_user(session, hub), make_user(session, hub, Role.ADMIN)
    sign_in(session, client, user)
    assert client.get("/account").status_code == 200

    service.set_active(session, user.id, False, by_id=admin.id, now=NOON, real_now=clock.real_now())
    session.commit()

    assert client.get("/account").status_code == 303


def test_a_one_time_password_leads_only_to_choosing_ones_own(session: Session, client: FlaskClient):
    user = make_user(session, make_hub(session), must_change_password=True)
    sign_in(session, client, user)

    assert client.get("/account").status_code == 200
    answer = client.post(
        "/account/password", data={"old": PASSWORD, "new": "зовсім інші три слова", "again": "зовсім інші три слова"}
    )

    assert answer.status_code == 303
    session.expire_all()
    assert not user.must_change_password
