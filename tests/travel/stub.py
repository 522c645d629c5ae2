"""A routing server on this machine that speaks as OSRM and Valhalla document it, and fails as it is told to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.domain.planner.physics import distance_km

Place = tuple[float, float]


@dataclass
class RoutingStub:
    """Drives take a minute a kilometre. off: places it knows no road near; cut: pairs that no road joins.

    status and body: said instead of an answer. wait_s: before each answer.
    """

    address: str = ""
    pairs: int = 10_000
    off: set[Place] = field(default_factory=set)
    cut: set[frozenset[Place]] = field(default_factory=set)
    status: int = 200
    body: bytes | None = None
    wait_s: float = 0
    short: bool = False
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def seconds(self, start: Place, end: Place) -> float | None:
        return None if frozenset({start, end}) in self.cut else round(60 * distance_km(start, end), 1)

    def osrm(self, path: str) -> tuple[int, Any]:
        url = urlsplit(path)
        if not url.path.startswith("/table/v1/driving/"):
            return 400, {"code": "InvalidUrl", "message": "URL string malformed close to position 1"}
        points = [tuple(map(float, point.split(",")))[::-1] for point in url.path.rsplit("/", 1)[1].split(";")]
        query = parse_qs(url.query)
        try:
            starts, ends = ([points[int(i)] for i in query[name][0].split(";")] for name in ("sources", "destinations"))
        except (KeyError, ValueError, IndexError):
            return 400, {"code": "InvalidQuery", "message": "Query string malformed close to position 1"}
        if len(starts) * len(ends) > self.pairs:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        if any(point in self.off for point in points):
            return 400, {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 1"}
        durations = [[self.seconds(start, end) for end in ends] for start in starts]
        return 200, {"code": "Ok", "durations": durations, "sources": [], "destinations": []}

    def valhalla(self, said: Any) -> tuple[int, Any]:
        starts, ends = ([(one["lat"], one["lon"]) for one in said[name]] for name in ("sources", "targets"))
        if len(starts) * len(ends) > self.pairs:
            return self._refused(150, "Exceeded max locations:50")
        if any(place in self.off for place in [*starts, *ends]):
            return self._refused(171, "No suitable edges near location")
        if self.short:
            return 200, {"sources_to_targets": {"durations": [[self.seconds(a, b) for b in ends] for a in starts]}}
        cells = [
            [
                {"from_index": i, "to_index": j, "time": self.seconds(start, end), "distance": 1.0}
                for j, end in enumerate(ends)
            ]
            for i, start in enumerate(starts)
        ]
        return 200, {"sources_to_targets": cells, "units": "kilometers"}

    @staticmethod
    def _refused(code: int, error: str) -> tuple[int, Any]:
        return 400, {"error_code": code, "error": error, "status_code": 400, "status": "Bad Request"}


@contextmanager
def routing_stub() -> Iterator[RoutingStub]:
    stub = RoutingStub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(lambda: stub.osrm(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stub.bodies.append(body)
            self._answer(lambda: stub.valhalla(json.loads(body)))

        def _answer(self, say: Any) -> None:
            stub.asked.append(self.path)
            time.sleep(stub.wait_s)
            status, said = (200, None) if stub.body is not None or stub.status != 200 else say()
            body = stub.body if stub.body is not None else json.dumps(said).encode()
            with suppress(OSError):
                self.send_response(stub.status if stub.status != 200 else status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    stub.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
