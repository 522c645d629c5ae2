"""A running web server on a free loopback port, for tests that need a real address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a failing test shows the page, not the traffic."""


def read_whole(application: "WSGIApplication") -> "WSGIApplication":
    """The application with each answer read and closed before it is sent.

    A browser that goes on to the next page hangs up in the middle of an answer, and this server then forgets to close
    it: the file it was sent from stays open, and the warning about that fails whichever test happens to run.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        parts = application(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


@contextmanager
def serving(application: "WSGIApplication", port: int = 0) -> Iterator[str]:
    """The address at which the application answers; port 0 takes a free one."""
    server = make_server("127.0.0.1", port, read_whole(application), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
