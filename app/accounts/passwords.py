"""Passwords: Argon2id, at most two hashes at a time so that signing in cannot fill the memory."""

import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import N_, Refused

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_two_at_a_time = BoundedSemaphore(2)
# Verified for an unknown user too, so that the time of an answer does not tell who has an account.
_nobody = _hasher.hash(secrets.token_hex(16))
SHORTEST = 12
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
COMMON = frozenset(
    {"password1234", "passwordpassword", "123456789012", "1234567890123", "qwertyuiop12", "qwertyuiopas"}
    | {"administrator", "ukraine12345", "kostiantynivka", "parolparol12", "пароль123456", "приветпривет"}
    | {"йцукенгшщзхї", "obkhidobkhid", "волонтер1234", "костянтинівка"}
)


def hash_password(password: str) -> str:
    with _two_at_a_time:
        return _hasher.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an unknown user (None)."""
    with _two_at_a_time:
        try:
            return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def check_strength(password: str, username: str) -> None:
    """Raise Refused for a password that is short, common, or the name itself."""
    if len(password) < SHORTEST:
        raise Refused(N_("The password needs at least %(n)d characters. Three or four words are fine."), n=SHORTEST)
    folded = password.casefold()
    if folded in COMMON or len(set(folded)) < 5 or username.casefold() in folded:
        raise Refused(N_("This password is easy to guess. Take three or four words that do not belong together."))


def make_one_time_password() -> str:
    """Four groups of four, to read out over a phone."""
    groups = ("".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
