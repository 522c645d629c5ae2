"""One question to one server outside: bounded in time and size, TLS verified, no redirect, no proxy, no second host."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from urllib.parse import urlsplit

STEP_S, WHOLE_S = 8, 20
MOST_BYTES = 2 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NoAnswer(Exception):
    """The server gave nothing to read. code: what went wrong, as kept in its state."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    last_modified: str | None
    retry_after: str | None


def ask(
    base_url: str,
    path: str,
    headers: Mapping[str, str],
    *,
    body: bytes | None = None,
    whole_s: float = WHOLE_S,
    step_s: float = STEP_S,
) -> Answer:
    """GET base_url + path, or POST where there is a body. Raises NoAnswer.

    It never follows a redirect, so neither key nor body goes to another host.
    """
    connection = _connection(base_url, step_s)
    try:
        connection.connect()
        # The socket's own limit is for each step; a feed that drips a byte a second is cut off by this clock.
        with _cut_off(connection.sock, whole_s) as is_cut:
            said = {"Accept": "application/json", "User-Agent": "Obkhid", **headers}
            connection.request("GET" if body is None else "POST", path, body, said)
            response = connection.getresponse()
            found = response.read(MOST_BYTES + 1)
            # A read with a limit takes the end of the connection for the end of the answer; what was promised tells.
            if is_cut.is_set() or (len(found) <= MOST_BYTES and response.length):
                raise NoAnswer("no_answer")
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer("certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer("no_answer") from error
    finally:
        connection.close()
    if len(found) > MOST_BYTES:
        raise NoAnswer("too_large")
    return Answer(response.status, found, response.headers["Last-Modified"], response.headers["Retry-After"])


def _connection(base_url: str, step_s: float) -> HTTPConnection:
    """TLS, except to this machine itself: neither a key nor an address crosses a network in the clear."""
    try:
        url = urlsplit(base_url)
        host, port = url.hostname or "", url.port
    except ValueError as error:
        raise NoAnswer("address") from error
    if host and url.scheme == "https":
        return HTTPSConnection(host, port, timeout=step_s, context=ssl.create_default_context())
    if host in LOOPBACK and url.scheme == "http":
        return HTTPConnection(host, port, timeout=step_s)
    raise NoAnswer("address")


@contextmanager
def _cut_off(sock: socket, after_s: float) -> Iterator[threading.Event]:
    """Shut the socket when the time is over; the event says whether that happened."""
    is_cut = threading.Event()

    def shut() -> None:
        is_cut.set()
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)

    clock = threading.Timer(after_s, shut)
    clock.daemon = True
    clock.start()
    try:
        yield is_cut
    finally:
        clock.cancel()
