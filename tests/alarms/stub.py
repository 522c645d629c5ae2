"""A siren feed on this machine: says what it is told to say, and keeps what it was asked."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Stub:
    """status, headers and body of the next answers; paths may have a body of their own.

    drip_s: between the bytes. kept_back: bytes that are promised and never sent.
    """

    address: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    bodies: dict[str, bytes] = field(default_factory=dict)
    drip_s: float = 0
    kept_back: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def feed_stub(certificate: Path | None = None) -> Iterator[Stub]:
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.asked.append((self.path, dict(self.headers)))
            body = stub.bodies.get(self.path, stub.body)
            self.send_response(stub.status)
            for name, value in stub.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + stub.kept_back))
            self.end_headers()
            with suppress(OSError):
                self._send(body)

        def _send(self, body: bytes) -> None:
            if not stub.drip_s:
                self.wfile.write(body)
                return
            for sign in body:
                self.wfile.write(bytes([sign]))
                self.wfile.flush()
                time.sleep(stub.drip_s)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    stub.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
