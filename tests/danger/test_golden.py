"""The same reports give the same danger map, byte by byte, until MODEL_VERSION says that the model is another."""

import json
import os
from datetime import timedelta
from pathlib import Path

import numpy as np

from app.danger.packing import first_difference, plain
from app.danger.picture import danger_now
from app.domain.danger.version import MODEL_VERSION
from app.domain.roles import Role
from app.domain.shelling import EventState, VerdictKind
from app.domain.zones import Zone
from app.models import AreaKind, EventVerdict, Hold, HoldReason
from tests.danger.past import confirmed_nights, shell, watch
from tests.factories import NOON, make_area, make_hub, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOLDEN = Path(__file__).with_name("golden.json")
RENEW = "OBKHID_RENEW_GOLDEN=1 python -m pytest tests/danger/test_golden.py"


def a_small_past(session):
    """Nights at 03:00, evenings told by volunteers, vague and unsure ones, a fresh salvo, a hold, a closed zone."""
    hub = make_hub(session, created_at=NOON - 60 * DAY)
    town = make_area(session, hub, "KOS", id=9001, kind=AreaKind.SETTLEMENT)
    centre, north = (
        make_area(session, hub, code, id=number, parent_id=town.id)
        for code, number in (("KOS-C", 9002), ("KOS-N", 9003))
    )
    closed = make_area(session, hub, "KOS-X", id=9004, zone=Zone.Z0)
    apart = make_area(session, hub, "DRU-C", id=9005)
    boss, *others = [make_user(session, hub), *(make_user(session, hub, Role.VOLUNTEER) for _ in range(3))]
    for area, days in ((town, 30), (closed, 2), (apart, 2)):
        watch(session, hub, area, boss, days=days)
    confirmed_nights(session, hub, centre, 12)
    for night in range(6):  # told by volunteers, confirmed by the coordinator afterwards
        at = 14 + 24 * night
        evening = shell(session, hub, centre, others[0], hours_ago=at, received_at=NOON - (at - 1) * HOUR)
        said = {"kind": VerdictKind.CONFIRM, "by_id": boss.id, "at": NOON - (at - 2) * HOUR, "why": "так"}
        session.add(EventVerdict(event_id=evening.id, **said))
        evening.state = EventState.CONFIRMED
    for place, (area, state, hours_ago, lasts_h) in enumerate(
        [
            (north, EventState.REPORTED, 1.0, 0.25),
            (north, EventState.UNVERIFIED, 20.0, 5.0),
            (centre, EventState.CORROBORATED, 43.0, 0.5),
            (town, EventState.DISPUTED, 70.0, 24.0),
            (closed, EventState.CONFIRMED, 5.0, 0.0),
        ]
    ):
        values = {"hours_ago": hours_ago, "lasts_h": lasts_h, "received_at": NOON - hours_ago * HOUR / 2}
        shell(session, hub, area, others[place % 3], state=state, **values)
    held = {"reason": HoldReason.PERSON, "note": "нарада", "held_by_id": boss.id, "review_at": NOON + 30 * HOUR}
    session.add(Hold(hub_id=hub.id, area_id=centre.id, from_at=NOON - HOUR, **held))
    session.flush()
    return hub


def told(picture_bytes):
    line, _, rates = picture_bytes.partition(b"\n")
    return {"model": MODEL_VERSION, "picture": json.loads(line), "rates": np.frombuffer(rates, "<u4").tolist()}


def as_bytes(golden):
    line = json.dumps(golden["picture"], sort_keys=True, separators=(",", ":")).encode()
    return line + b"\n" + np.array(golden["rates"], "<u4").tobytes()


def test_other_numbers_are_another_model(session):
    hub = a_small_past(session)
    now = plain(danger_now(session, hub.id, now=NOON))
    golden = json.loads(GOLDEN.read_text())
    difference = first_difference(as_bytes(golden), now)

    if difference and os.environ.get("OBKHID_RENEW_GOLDEN") and golden["model"] != MODEL_VERSION:
        GOLDEN.write_text(json.dumps(told(now), sort_keys=True) + "\n")
        return
    assert difference is None, f"Raise MODEL_VERSION and renew this golden: {RENEW}\n{difference}"
    assert golden["model"] == MODEL_VERSION, f"The same numbers as model {golden['model']}: leave MODEL_VERSION alone."
