"""The trail is read by people: what the code writes there has words in both languages."""

import re
from pathlib import Path

import pytest

from app.domain.roles import Role
from app.web.audit_words import ACTIONS
from tests.factories import make_user, sign_in
from tests.whole_hub import make_whole_hub

APP = Path(__file__).parents[2] / "app"
WRITTEN = re.compile(r'(?:audit\.)?record\(\s*\w+,\s*"([a-z_]+)"')


def test_each_act_that_the_code_writes_down_has_words():
    written = {act for path in APP.rglob("*.py") for act in WRITTEN.findall(path.read_text("utf-8"))}

    assert len(written) > 40
    assert written - ACTIONS.keys() == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_auditor_reads_words_not_codes(session, client):
    hub = make_whole_hub(session, "own")
    auditor = make_user(session, hub, Role.AUDITOR)
    from app.accounts import audit
    from tests.factories import NOON

    audit.record(session, "clear_area", hub, by_id=auditor.id, now=NOON, hub_id=hub.id)
    sign_in(session, client, auditor)

    page = client.get("/audit").text

    assert "Дозволено виїзд на ділянку" in page
    assert "clear_area</a>" not in page
