"""Accounts: sign in and out, make, change and disable users. Sessions and throttles run on real time."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import audit, passwords
from app.accounts.errors import PasswordExpired, TooManyTries, WrongPassword
from app.domain.errors import N_, Refused
from app.domain.roles import Role
from app.models import Hub, Membership, SignInAttempt, User, UserSession
from app.models.sealing import keyring

TRIES_PER_ACCOUNT, ACCOUNT_SPAN = 5, timedelta(minutes=5)
TRIES_PER_ADDRESS, ADDRESS_SPAN = 30, timedelta(minutes=5)
ONE_TIME_LIFE = timedelta(days=3)
# Idle and whole life of a session, by role: a phone in a pocket all day, a desk in a shared room.
SESSION_LIFE = {
    Role.VOLUNTEER: (timedelta(hours=12), timedelta(days=7)),
    Role.COORDINATOR: (timedelta(minutes=30), timedelta(hours=12)),
    Role.ADMIN: (timedelta(minutes=15), timedelta(hours=4)),
    Role.AUDITOR: (timedelta(minutes=15), timedelta(hours=4)),
}


def check_throttle(session: Session, username: str, address: str, *, real_now: datetime) -> None:
    """Raise TooManyTries before any hashing is done."""
    for column, value, most, span in (
        (SignInAttempt.account_hash, _account(username), TRIES_PER_ACCOUNT, ACCOUNT_SPAN),
        (SignInAttempt.address_hash, _address(address), TRIES_PER_ADDRESS, ADDRESS_SPAN),
    ):
        lately = SignInAttempt.at.between(real_now - span, real_now + span)
        failed = select(func.count()).where(column == value, lately, SignInAttempt.succeeded.is_(False))
        if session.scalars(failed).one() >= most:
            raise TooManyTries


def note_attempt(session: Session, username: str, address: str, *, succeeded: bool, real_now: datetime) -> None:
    session.add(
        SignInAttempt(account_hash=_account(username), address_hash=_address(address), at=real_now, succeeded=succeeded)
    )


def check_password(session: Session, username: str, password: str, *, real_now: datetime) -> User:
    """The user whose name and password these are; raises WrongPassword or PasswordExpired."""
    user = session.scalar(select(User).where(User.username == username.strip().lower()))
    right = passwords.is_right(user.password_hash if user and user.is_active else None, password)
    if user is None or not right:
        raise WrongPassword
    if user.password_expires_at is not None and user.password_expires_at < real_now:
        raise PasswordExpired
    return user


def start_session(session: Session, user_id: int, *, real_now: datetime) -> str:
    """A new session for this user in their first hub; returns the token for the cookie, kept hashed here."""
    token = secrets.token_urlsafe(32)
    hub_id = session.scalar(select(func.min(Membership.hub_id)).where(Membership.user_id == user_id))
    session.add(
        UserSession(token_hash=hash_token(token), user_id=user_id, hub_id=hub_id, created_at=real_now, seen_at=real_now)
    )
    return token


def end_session(session: Session, token: str, *, real_now: datetime) -> None:
    found = session.get(UserSession, hash_token(token))
    if found is not None and found.ended_at is None:
        found.ended_at = real_now


def end_all_sessions(session: Session, user_id: int, *, real_now: datetime) -> None:
    open_ones = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=real_now))


def choose_hub(session: Session, token: str, hub_id: int) -> None:
    """Work in another of one's own hubs; raises Refused for a hub one does not belong to."""
    row = session.get_one(UserSession, hash_token(token))
    if session.get(Membership, (row.user_id, hub_id)) is None:
        raise Refused(N_("You do not belong to that hub."))
    row.hub_id = hub_id


def add_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    role: Role,
    hub_ids: Iterable[int],
    by_id: int | None,
    now: datetime,
    real_now: datetime,
    password: str | None = None,
    flags: Iterable[str] = (),
    language: str = "uk",
) -> tuple[User, str | None]:
    """Make a user; without a password a one-time one is made, returned once and never again.

    flags: any of duty_officer, approver, safety_lead; for coordinators only.
    """
    username = username.strip().lower()
    if not username or session.scalar(select(User.id).where(User.username == username)):
        raise Refused(N_("There is an account named “%(name)s” already. Choose another name."), name=username)
    chosen = {f"is_{flag}": True for flag in flags}
    if chosen and role is not Role.COORDINATOR:
        raise Refused(N_("Only a coordinator can be duty officer, approver or safety lead."))
    if password is not None:
        passwords.check_strength(password, username)
    one_time = None if password is not None else passwords.make_one_time_password()
    user = User(
        username=username,
        display_name=display_name.strip(),
        role=role,
        language=language,
        password_hash=passwords.hash_password(password or one_time or ""),
        must_change_password=one_time is not None,
        password_expires_at=real_now + ONE_TIME_LIFE if one_time else None,
        created_at=real_now,
        **chosen,
    )
    user.memberships = [Membership(hub_id=hub_id) for hub_id in sorted(set(hub_ids))]
    session.add(user)
    audit.record(session, "add_user", user, by_id=by_id, now=now, role=role)
    return user, one_time


def change_own_password(
    session: Session, user_id: int, old: str, new: str, *, keep_token: str, now: datetime, real_now: datetime
) -> None:
    """Set a new password; every other session of this user ends."""
    user = session.get_one(User, user_id, with_for_update={"key_share": True})
    if not passwords.is_right(user.password_hash, old):
        raise Refused(N_("The present password is wrong, so the new one was not set."))
    if old == new:
        raise Refused(N_("The new password is the old one. Choose another."))
    passwords.check_strength(new, user.username)
    user.password_hash = passwords.hash_password(new)
    user.must_change_password, user.password_expires_at = False, None
    end_all_sessions(session, user_id, real_now=real_now)
    session.get_one(UserSession, hash_token(keep_token)).ended_at = None
    audit.record(session, "change_own_password", user, by_id=user_id, now=now)


def reset_password(session: Session, user_id: int, *, by_id: int | None, now: datetime, real_now: datetime) -> str:
    """A one-time password for somebody who lost theirs; their sessions end. The admin cannot choose it."""
    user = session.get_one(User, user_id, with_for_update={"key_share": True})
    one_time = passwords.make_one_time_password()
    user.password_hash = passwords.hash_password(one_time)
    user.must_change_password, user.password_expires_at = True, real_now + ONE_TIME_LIFE
    end_all_sessions(session, user_id, real_now=real_now)
    audit.record(session, "reset_password", user, by_id=by_id, now=now)
    return one_time


def set_active(session: Session, user_id: int, active: bool, *, by_id: int, now: datetime, real_now: datetime) -> None:
    """Disable an account, at once and on every device, or enable it again. Nobody disables their own."""
    if user_id == by_id:
        raise Refused(N_("You cannot disable your own account. Ask another administrator."))
    user = session.get_one(User, user_id, with_for_update={"key_share": True})
    user.is_active = active
    if not active:
        end_all_sessions(session, user_id, real_now=real_now)
    audit.record(session, "enable_user" if active else "disable_user", user, by_id=by_id, now=now)


def change_user(
    session: Session,
    user_id: int,
    *,
    display_name: str,
    role: Role,
    flags: Iterable[str],
    hub_ids: Iterable[int],
    by_id: int,
    now: datetime,
) -> User:
    """Change name, role, flags and hubs; it rules from the next request on."""
    user = session.get_one(User, user_id, with_for_update={"key_share": True})
    chosen = set(flags)
    if chosen and role is not Role.COORDINATOR:
        raise Refused(N_("Only a coordinator can be duty officer, approver or safety lead."))
    if user_id == by_id and role is not user.role:
        raise Refused(N_("You cannot change your own role. Ask another administrator."))
    user.display_name, user.role = display_name.strip(), role
    user.is_duty_officer, user.is_approver = "duty_officer" in chosen, "approver" in chosen
    user.is_safety_lead = "safety_lead" in chosen
    wanted, present = set(hub_ids), {m.hub_id: m for m in user.memberships}
    user.memberships = [present.get(hub_id) or Membership(hub_id=hub_id) for hub_id in sorted(wanted)]
    audit.record(session, "change_user", user, by_id=by_id, now=now, role=role)
    return user


def set_language(session: Session, user_id: int, language: str) -> None:
    if language in {"uk", "en"}:
        session.get_one(User, user_id).language = language


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _account(username: str) -> str:
    return keyring().lookup_hash("sign-in account", username.strip().lower())


def _address(address: str) -> str:
    return keyring().lookup_hash("sign-in address", address)


def hubs_of(session: Session, user_id: int) -> list[Hub]:
    return list(session.scalars(select(Hub).join(Membership).where(Membership.user_id == user_id).order_by(Hub.id)))
