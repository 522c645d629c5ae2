"""Serves the application: gunicorn with two processes of four threads, and one process for background jobs."""

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from app.config import Config

ROOT = Path(__file__).resolve().parent.parent
STOP_S = 10
WARM_AFTER = 50  # answers
OPTIONS: dict[str, Any] = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 4,
    "timeout": 30,
    "graceful_timeout": 25,
    "limit_request_line": 4094,
    "limit_request_fields": 60,
    "max_requests": 2000,  # with a jitter, so that both do not begin anew at once
    "max_requests_jitter": 200,
    "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 a heartbeat on disk can stall
    "control_socket_disable": True,
    "loglevel": "warning",
}


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around create_app, which runs in each worker so that no connection crosses a fork."""

    def __init__(self, config: Config, address: str, *, jobs: bool, when_ready: Callable[[], None]) -> None:
        self.config, self.address, self.jobs, self.tell = config, address, jobs, when_ready
        self.worker: subprocess.Popen[bytes] | None = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", [self.address])
        self.cfg.set("when_ready", self._ready)
        self.cfg.set("on_exit", self._stop_jobs)
        self.cfg.set("post_request", self._answered)

    def load(self) -> Any:
        from app import create_app

        app = create_app({"config": self.config})
        if self.jobs:
            from app.jobs import tell_worker

            app.extensions["obkhid_search"] = tell_worker(app.extensions["obkhid_engine"], self.config)
        spare_what_stays()
        return app

    def _ready(self, _arbiter: object) -> None:
        if self.jobs:
            self.worker = start_jobs(self.config)
        self.tell()

    def _answered(self, worker: Any, _request: object, _environ: object, _response: object) -> None:
        """After an answer, so nobody waits: what the first pages have read stays as well."""
        if worker.nr == WARM_AFTER:
            spare_what_stays()

    def _stop_jobs(self, _arbiter: object) -> None:
        if self.worker is None:
            return
        self.worker.send_signal(signal.SIGINT)
        try:
            self.worker.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.worker.kill()


def spare_what_stays() -> None:
    """What a process has loaded by now stays, so no page waits while all of it is looked through for garbage.

    A page with thousands of rows then meets a full collection seldom, and a short one (docs/adr/0022).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


def start_jobs(config: Config) -> "subprocess.Popen[bytes]":
    """The process of background jobs; it ends by itself when this one is gone."""
    settings = {f.metadata["env"]: str(getattr(config, f.name)) for f in fields(config)}
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "app.jobs"], env=os.environ | settings | {"PYTHONPATH": path}, stdin=subprocess.DEVNULL
    )


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
