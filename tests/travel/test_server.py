"""Both kinds of routing server answer the same; what they refuse is asked in parts, what makes no sense is refused."""

import itertools
import json
import time

import pytest

from app.config import Config, ConfigError
from app.domain.planner.physics import distance_km
from app.network import NoAnswer
from app.travel.server import RoutingServer, server_of
from tests.travel.stub import routing_stub

KINDS = ["osrm", "valhalla"]
PLACES = [(round(48.5 + i * 0.011, 3), round(37.5 + i * 0.007, 3)) for i in range(12)]
A, B, C = PLACES[:3]


@pytest.fixture
def stub():
    with routing_stub() as found:
        yield found


@pytest.fixture(params=KINDS)
def server(request, stub):
    return RoutingServer(request.param, stub.address)


def told(server, starts, ends, **how):
    return {(start, end): minutes for start, end, minutes in server.ask(starts, ends, **how)}


def pairs(places):
    return set(itertools.permutations(places, 2))


def test_each_drive_comes_with_its_minutes(server):
    found = told(server, PLACES, PLACES)

    assert set(found) == pairs(PLACES)
    assert found[A, B] == pytest.approx(distance_km(A, B), abs=0.01)


def test_where_no_road_leads_there_are_no_minutes(server, stub):
    stub.cut = {frozenset({A, B})}

    found = told(server, [A, B, C], [A, B, C])

    assert (found[A, B], found[B, A]) == (None, None)
    assert found[A, C] is not None


def test_a_long_question_is_asked_in_parts(stub, server):
    small = RoutingServer(server.kind, stub.address, points=8)

    assert set(told(small, PLACES, PLACES)) == pairs(PLACES)
    assert len(stub.asked) == 9


def test_a_server_with_a_smaller_limit_than_we_were_told_gets_smaller_questions(server, stub):
    stub.pairs = 20

    assert set(told(server, PLACES, PLACES)) == pairs(PLACES)
    assert len(stub.asked) < 30


def test_one_address_far_from_any_road_does_not_silence_the_others(server, stub):
    stub.off = {C}

    found = told(server, PLACES, PLACES)

    assert found.pop((C, C)) is None
    assert set(found) == pairs([place for place in PLACES if place != C])
    assert len(stub.asked) < 20


def test_nobody_near_a_road_is_nothing_told(server, stub):
    stub.off = {*PLACES}

    assert told(server, PLACES[:4], PLACES[:4]) == {(place, place): None for place in PLACES[:4]}


def test_no_more_than_a_place_to_three_decimals_leaves_this_machine(server, stub):
    told(server, [(48.123456, 37.654321)], [B])

    sent = (stub.asked[0].encode() + b"".join(stub.bodies)).decode()
    assert "48.123" in sent
    assert "48.1234" not in sent
    assert "654321" not in sent


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "limit"), (500, "server"), (503, "server"), (401, "key"), (302, "moved"), (404, "refused")],
)
def test_a_status_that_is_no_answer_is_told_by_its_code(server, stub, status, code):
    stub.status, stub.body = status, b"{}"

    with pytest.raises(NoAnswer, match=code):
        told(server, [A], [B])


NONSENSE = [
    b"<html>",
    b"",
    b"[]",
    b"null",
    b"{}",
    b'{"code": "Ok"}',
    b'{"code": "Ok", "durations": null}',
    b'{"code": "Ok", "durations": [[1, 2]]}',
    b'{"code": "Ok", "durations": [["1"]]}',
    b'{"code": "Ok", "durations": [[-1]]}',
    b'{"code": "Ok", "durations": [[NaN]]}',
    b'{"code": "Ok", "durations": [[true]]}',
    b'{"code": "Ok", "durations": [[1e12]]}',
    b'{"code": ["Ok"], "durations": [[1]]}',
    b'{"sources_to_targets": [[{"distance": 1}]]}',
    b'{"sources_to_targets": [[{"time": "x"}]]}',
    b'{"sources_to_targets": [[{"time": 1}, {"time": 2}]]}',
    b'{"sources_to_targets": {"durations": [[1], [2]]}}',
    b'{"sources_to_targets": 7}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", NONSENSE)
def test_an_answer_that_makes_no_sense_is_no_answer(server, stub, body):
    stub.body = body

    with pytest.raises(NoAnswer, match=r"unreadable|refused"):
        told(server, [A], [B])


def test_valhalla_may_answer_in_short(stub):
    stub.short = True

    assert told(RoutingServer("valhalla", stub.address), [A], [B])[A, B] == pytest.approx(distance_km(A, B), abs=0.01)


@pytest.mark.parametrize(("kind", "said"), [("osrm", {"code": "InvalidQuery"}), ("valhalla", {"error_code": 124})])
def test_a_question_that_is_refused_whole_is_not_asked_in_parts(stub, kind, said):
    stub.status, stub.body = 400, json.dumps(said).encode()

    with pytest.raises(NoAnswer, match="refused"):
        told(RoutingServer(kind, stub.address), [A, B], [A, B])
    assert len(stub.asked) == 1


@pytest.mark.parametrize(("kind", "said"), [("osrm", {"code": "NoTable"}), ("valhalla", {"error_code": 442})])
def test_a_single_drive_that_is_refused_is_left_out(stub, kind, said):
    stub.status, stub.body = 400, json.dumps(said).encode()

    assert told(RoutingServer(kind, stub.address), [A], [B]) == {}


def test_a_dead_server_gives_no_answer():
    with pytest.raises(NoAnswer, match="no_answer"):
        told(RoutingServer("osrm", "http://127.0.0.1:9"), [A], [B])


def test_nothing_more_is_asked_when_the_time_is_over(server, stub):
    with pytest.raises(NoAnswer, match="slow"):
        told(server, [A], [B], until=time.monotonic() - 1)
    assert stub.asked == []


def test_a_path_in_the_address_stays_in_the_question(stub):
    with pytest.raises(NoAnswer):
        told(RoutingServer("osrm", f"{stub.address}/osrm"), [A], [B])

    assert stub.asked[0].startswith("/osrm/table/v1/driving/37.500,48.500;37.507,48.511?sources=0&destinations=1")


def test_without_an_address_there_is_no_server():
    assert server_of(Config.from_environment(routing_url="")) is None


@pytest.mark.parametrize("wrong", [{"routing_kind": "bing"}, {"routing_points": "x"}, {"routing_points": "1"}])
def test_a_setting_that_cannot_be_used_is_named(wrong):
    with pytest.raises(ConfigError, match="OBKHID_ROUTING"):
        server_of(Config.from_environment(routing_url="https://routing.example", **wrong))


def test_another_address_or_kind_is_another_server_and_no_text_shows_the_address():
    one, other = (
        RoutingServer("osrm", "https://key@routing.example"),
        RoutingServer("valhalla", "https://key@routing.example"),
    )

    assert one.code != other.code
    assert "key" not in repr(one) + one.host
