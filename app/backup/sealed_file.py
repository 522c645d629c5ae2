"""A file that only the installation's keys open: chunks of AES-256-GCM, each bound to its place, the last marked."""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import N_, Refused
from app.models.sealing import KEY_ID_BYTES, Keyring

MAGIC = b"OBKHID BACKUP 1\n"
SALT_BYTES = 16
CHUNK_BYTES = 1024 * 1024
LENGTH = struct.Struct(">I")


class NotOurBackup(Refused):
    """The file cannot be opened; nothing of it was used."""


def _cipher(ring: Keyring, key_id: str, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"obkhid backup").derive(ring.sealing[key_id]))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Takes bytes and writes them sealed, a chunk at a time; close() marks the end."""

    def __init__(self, file: BinaryIO, ring: Keyring) -> None:
        salt = os.urandom(SALT_BYTES)
        self._file, self._cipher = file, _cipher(ring, ring.current, salt)
        self._header = MAGIC + bytes.fromhex(ring.current) + salt
        self._waiting, self._number = bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), chunk, self._header)
        self._file.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
        super().close()


class SealedReader(io.RawIOBase):
    """Gives back what SealedWriter took. Raises NotOurBackup for another key, a change, or a missing end."""

    def __init__(self, file: BinaryIO, ring: Keyring) -> None:
        header = file.read(len(MAGIC) + KEY_ID_BYTES + SALT_BYTES)
        if not header.startswith(MAGIC) or len(header) < len(MAGIC) + KEY_ID_BYTES + SALT_BYTES:
            raise NotOurBackup(N_("This file is no backup of Obkhid."))
        key_id = header[len(MAGIC) :][:KEY_ID_BYTES].hex()
        if key_id not in ring.sealing:
            raise NotOurBackup(
                N_("The keys here do not open this backup: put the key file beside it that it was made with.")
            )
        self._file, self._header = file, header
        self._cipher = _cipher(ring, key_id, header[-SALT_BYTES:])
        self._ready, self._number, self._ended = b"", 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._ready = self._open_next()
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def _open_next(self) -> bytes:
        sealed = self._next_frame()
        for is_last in (False, True):
            try:
                chunk = self._cipher.decrypt(_nonce(self._number, is_last), sealed, self._header)
            except InvalidTag:
                continue
            self._number, self._ended = self._number + 1, is_last
            return chunk
        raise NotOurBackup(N_("The backup was changed or is broken: take another one."))

    def _next_frame(self) -> bytes:
        head = self._file.read(LENGTH.size)
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        sealed = self._file.read(length) if length <= 2 * CHUNK_BYTES else b""
        if not sealed or len(sealed) != length:
            raise NotOurBackup(N_("The end of the backup is missing: take another one."))
        return sealed
