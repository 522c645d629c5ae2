"""Server time of each page, on the demo day alone and with years behind it: python -m benchmarks.pages.measure."""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median, quantiles

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, create_app
from app.accounts.service import start_session
from app.config import Config
from app.db import make_engine, writing
from app.demo import load
from app.factory import story_offset
from app.installation import prepare
from app.models import User
from app.models.sealing import install_keyring
from app.server import spare_what_stays
from benchmarks.pages.fill import fill

MOST_MS = 50
TIMES = 20
DESK = (
    "/today",
    "/triage",
    "/needs/1",
    "/needs/new",
    "/people",
    "/people?q=Людмила",
    "/people?q=ludmyla",
    "/people/1",
    "/areas",
    "/areas/1",
    "/danger",
    "/danger/1",
    "/shelling",
    "/shelling/1",
    "/plan",
    "/points",
    "/teams",
    "/evening",
    "/days",
)
PHONE = ("/need", "/report", "/route", "/sent")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--people", type=int, default=20_000)
    wanted.add_argument("--records", type=int, default=1_000_000)
    wanted.add_argument("--only", default="", help="pages whose address contains this")
    args = wanted.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        config = Config(instance=folder, database_url=f"sqlite:///{folder}/demo.sqlite")
        install_keyring(prepare(config))
        engine = make_engine(config.url)
        load.load(engine, _tell)
        app = create_app({"config": config})
        few = _times(app, args.only)
        with Session(engine) as session:
            now = clock.real_now() + story_offset(session)
        fill(engine, people=args.people, records=args.records, until=now - timedelta(days=15), tell=_tell)
        many = _times(app, args.only)
    print(f"{args.people:,} people, {args.records:,} past needs, {args.records:,} past reports; ms on the server")
    print(f"{'page':24} {'demo p50':>9} {'p50':>7} {'p95':>7}  first")
    for page, (first, taken) in many.items():
        p95 = quantiles(taken, n=20)[-1]
        bar = "" if p95 <= MOST_MS else f"over {MOST_MS}"
        print(f"{page:24} {median(few[page][1]):9.1f} {median(taken):7.1f} {p95:7.1f} {first:6.0f}  {bar}")


def _times(app: Flask, only: str) -> dict[str, tuple[float, list[float]]]:
    """By page: the first answer, and the later ones, of a process as warm as the server keeps it."""
    asked: list[tuple[str, Callable[[], int]]] = []
    for name, pages in (("boiko", DESK), ("iryna", PHONE)):
        client = _client(app, name)
        asked += [(page, partial(_status, client, page)) for page in pages if only in page]
    first = {page: _taken(get) for page, get in asked}
    spare_what_stays()
    return {page: (first[page], [_taken(get) for _ in range(TIMES)]) for page, get in asked}


def _status(client: FlaskClient, page: str) -> int:
    return client.get(page).status_code


def _taken(get: Callable[[], int]) -> float:
    started = time.perf_counter()
    status = get()
    if status not in (200, 302, 303):
        raise RuntimeError(f"answered {status}")
    return (time.perf_counter() - started) * 1000


def _client(app: Flask, username: str) -> FlaskClient:
    with Session(writing(app.extensions["obkhid_engine"])) as session, session.begin():
        user = session.scalars(select(User).where(User.username == username)).one()
        token = start_session(session, user.id, real_now=clock.real_now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
