"""Flask-Login's side of a session: the cookie's token is looked up in the database at each request."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_login import AnonymousUserMixin, LoginManager
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import clock
from app.accounts.actor import Actor, HubCard
from app.accounts.service import SESSION_LIFE, hash_token, hubs_of
from app.db import current_session, transaction
from app.models import Hub, User, UserSession

log = logging.getLogger(__name__)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """The signed-in person as Flask-Login wants them, around an Actor."""

    token: str
    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.token

    def __getattr__(self, name: str) -> object:
        return getattr(self.actor, name)


class Nobody(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody not signed in."""

    actor = None
    language = None
    hub = None
    name = ""


def install(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # the row on the server is the protection: it can be ended
    manager.anonymous_user = Nobody
    manager.user_loader(load)
    manager.init_app(app)


def load(token: str) -> SignedIn | None:
    """Who this token is, if the session still runs; None signs them out."""
    real_now = clock.real_now()
    found = (
        current_session()
        .execute(select(UserSession, User).join(User).where(UserSession.token_hash == hash_token(token)))
        .one_or_none()
    )
    if found is None or not _still_runs(found[0], found[1], real_now):
        return None
    row, user = found
    if real_now - row.seen_at > SEEN_EVERY:
        _note_seen(row.token_hash, real_now)
    return SignedIn(token, make_actor(user, hubs_of(current_session(), user.id), row.hub_id))


def _note_seen(token_hash: str, real_now: datetime) -> None:
    """While the database takes no writes, pages are still read; the next request notes it."""
    try:
        with transaction() as session:
            session.get_one(UserSession, token_hash).seen_at = real_now
    except OperationalError as error:
        log.warning("the session was not noted as seen: %s", error.orig)


def _still_runs(row: UserSession, user: User, real_now: datetime) -> bool:
    idle, whole = SESSION_LIFE[user.role]
    return (
        row.ended_at is None and user.is_active and real_now - row.seen_at < idle and real_now - row.created_at < whole
    )


def make_actor(user: User, hubs: list[Hub], hub_id: int | None) -> Actor:
    cards = tuple(HubCard(hub.id, hub.code, hub.name_uk, hub.name_en, hub.time_zone, hub.duty_phone) for hub in hubs)
    return Actor(
        id=user.id,
        name=user.display_name,
        role=user.role,
        language=user.language,
        hub=next((card for card in cards if card.id == hub_id), cards[0] if cards else None),
        hubs=cards,
        is_duty_officer=user.is_duty_officer,
        is_approver=user.is_approver,
        is_safety_lead=user.is_safety_lead,
        must_change_password=user.must_change_password,
    )
