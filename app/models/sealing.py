"""Sealed columns: AES-256-GCM, bound to table, column and row, under a key that lies outside the database."""

import base64
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
KEY_ID_BYTES, NONCE_BYTES = 4, 12


class KeyProblem(RuntimeError):
    """The key that a value was sealed with is not here; the sentence says what to do."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation. The current one seals; all of them open."""

    current: str
    sealing: dict[str, bytes]
    lookup: bytes
    secret: bytes

    @classmethod
    def generate(cls) -> "Keyring":
        key_id = secrets.token_hex(KEY_ID_BYTES)
        return cls(key_id, {key_id: AESGCM.generate_key(256)}, secrets.token_bytes(32), secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        try:
            raw = json.loads(path.read_text())
            sealing = {key_id: base64.b64decode(key) for key_id, key in raw["sealing"].items()}
            ring = cls(raw["current"], sealing, base64.b64decode(raw["lookup"]), base64.b64decode(raw["secret"]))
        except FileNotFoundError:
            raise KeyProblem(f"The keys are not at {path}: put the copy of that file back, then start again.") from None
        except (ValueError, KeyError, AttributeError, TypeError):
            raise KeyProblem(f"{path} is not a key file: put the copy of it back, then start again.") from None
        if ring.current not in ring.sealing or any(len(key) != 32 for key in ring.sealing.values()):
            raise KeyProblem(f"{path} lacks its current key: put the copy of it back, then start again.")
        return ring

    def save(self, path: Path) -> None:
        """Write the file for its owner alone, never over another."""
        text = json.dumps(
            {
                "current": self.current,
                "sealing": {key_id: base64.b64encode(key).decode() for key_id, key in self.sealing.items()},
                "lookup": base64.b64encode(self.lookup).decode(),
                "secret": base64.b64encode(self.secret).decode(),
            }
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def seal(self, text: str, bound_to: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.sealing[self.current]).encrypt(nonce, text.encode(), bound_to.encode())
        return FORMAT + bytes.fromhex(self.current) + nonce + sealed

    def open(self, value: bytes, bound_to: str) -> str:
        key_id = value[1 : 1 + KEY_ID_BYTES].hex()
        nonce, sealed = value[1 + KEY_ID_BYTES :][:NONCE_BYTES], value[1 + KEY_ID_BYTES + NONCE_BYTES :]
        if value[:1] != FORMAT or key_id not in self.sealing:
            raise KeyProblem(f"A record was sealed with key {key_id}, which is not in the key file: put that key back.")
        try:
            return AESGCM(self.sealing[key_id]).decrypt(nonce, sealed, bound_to.encode()).decode()
        except InvalidTag:
            raise KeyProblem(
                "A sealed record does not open: the key is another one, or the record was changed."
            ) from None

    def lookup_hash(self, purpose: str, text: str) -> str:
        """A keyed digest to find equal values (a phone) without keeping them readable."""
        return hmac.new(self.lookup, f"{purpose}|{text}".encode(), sha256).hexdigest()


_ring: Keyring | None = None


def install_keyring(ring: Keyring | None) -> None:
    """The keys of this process; set once at start."""
    global _ring
    _ring = ring


def keyring() -> Keyring:
    if _ring is None:
        raise KeyProblem("No key file was opened, so names of people can be neither read nor written.")
    return _ring


class Sealed:
    """A text kept in the column NAME_sealed: reads and writes plain, stored sealed; None stays empty."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    def _bound_to(self, row: Any) -> str:
        uid: UUID = row.uid
        return f"{row.__tablename__}|{self.column}|{uid}"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: object | None, owner: type) -> "str | Sealed | None":
        if row is None:
            return self
        value: bytes | None = getattr(row, self.column)
        return None if value is None else keyring().open(value, self._bound_to(row))

    def __set__(self, row: object, text: str | None) -> None:
        setattr(row, self.column, keyring().seal(text, self._bound_to(row)) if text else None)
