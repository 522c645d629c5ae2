"""One question to a server outside: bounded in time and size, and the key goes nowhere else."""

import time

import pytest

from app.network import MOST_BYTES, NoAnswer, ask
from tests.alarms.stub import feed_stub


@pytest.fixture
def stub():
    with feed_stub() as found:
        yield found


def test_an_answer_is_read_with_its_date(stub):
    stub.body, stub.headers = b"{}", {"Last-Modified": "Wed, 11 Jun 2025 07:21:00 GMT"}

    answer = ask(stub.address, "/v1/x", {"Authorization": "Bearer secret"})

    assert (answer.status, answer.body, answer.last_modified) == (200, b"{}", "Wed, 11 Jun 2025 07:21:00 GMT")
    assert stub.asked[0][1]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(stub, status):
    stub.status, stub.headers = status, {"Location": f"{stub.address}/elsewhere"}

    assert ask(stub.address, "/v1/x", {}).status == status
    assert stub.paths == ["/v1/x"]


def test_a_dead_feed_gives_no_answer(stub):
    with pytest.raises(NoAnswer, match="no_answer"):
        ask("http://127.0.0.1:9", "/", {})


def test_a_feed_that_drips_is_cut_off(stub):
    stub.body, stub.drip_s = b"x" * 200, 0.1
    began = time.monotonic()

    with pytest.raises(NoAnswer):
        ask(stub.address, "/", {}, whole_s=0.5)

    assert time.monotonic() - began < 5


def test_an_answer_that_breaks_off_is_none_even_where_what_came_makes_sense(stub):
    stub.body, stub.kept_back = b'{"alerts": []}', 900

    with pytest.raises(NoAnswer, match="no_answer"):
        ask(stub.address, "/", {})


def test_a_huge_answer_is_refused(stub):
    stub.body = b" " * (MOST_BYTES + 1)

    with pytest.raises(NoAnswer, match="too_large"):
        ask(stub.address, "/", {})


@pytest.mark.parametrize("address", ["http://api.example", "ftp://127.0.0.1", "https://", "nonsense", "http://[x"])
def test_a_key_never_crosses_a_network_in_the_clear(address):
    with pytest.raises(NoAnswer, match="address"):
        ask(address, "/", {"Authorization": "Bearer secret"})
