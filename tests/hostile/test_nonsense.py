"""Whatever is sent, to whatever address, by whomever: an answer with a sentence, never a broken page."""

from random import Random

import pytest
from flask.testing import FlaskClient

from app.domain.roles import Role
from tests.hostile.crowd import Crowd
from tests.hostile.forms_on_pages import PageForm, forms_on
from tests.hostile.nonsense import NONSENSE, letter, urlencoded

DAYS = ["0001-01-01", "9999-12-31", "2023-02-30", "nonsense"]
LETTERS = 300
SENDERS = [Role.COORDINATOR] * 7 + [Role.VOLUNTEER] * 3 + [Role.ADMIN, None]


def forms_offered_to(client: FlaskClient, crowd: Crowd) -> list[PageForm]:
    """The forms on every page this person can open, and every other address with an empty form."""
    found: dict[str, PageForm] = {}
    for page in crowd.addresses("GET"):
        answer = client.get(page)
        for form in forms_on(answer.text) if answer.status_code == 200 and answer.mimetype == "text/html" else []:
            form.action = form.action or page
            if form.method == "post":
                found.setdefault(form.action, form)
    for address in crowd.addresses("POST"):
        found.setdefault(address, PageForm(address, "post"))
    return [form for address, form in sorted(found.items()) if "sign-out" not in address]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", [13, 5])
def test_whatever_is_sent_is_answered_with_a_sentence(crowd: Crowd, seed: int):
    chance = Random(seed)
    offered = {role: forms_offered_to(client, crowd) for role, client in crowd.clients.items()}
    broken = []
    for _ in range(LETTERS):
        role = chance.choice(SENDERS)
        sent = letter(chance, chance.choice(offered[role]))
        answer = crowd.clients[role].post(sent.address, **sent.sent)
        if answer.status_code >= 500 or (answer.status_code >= 400 and len(answer.text) < 40):
            broken.append((role, sent, answer.status_code))

    assert broken == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whatever_stands_in_an_address_is_answered(crowd: Crowd):
    """Ids out of every range, days that never were, and nonsense behind the question mark."""
    chance, client, broken = Random(1), crowd.clients[Role.COORDINATOR], []
    names = (
        "q",
        "page",
        "before",
        "state",
        "area",
        "kind",
        "urgency",
        "days",
        "visit",
        "copy",
        "version",
        "other",
        "mark",
    )
    ids = [dict.fromkeys(crowd.own, number) for number in (0, 2**63)]
    for rows in [crowd.own, *ids]:
        for address in crowd.addresses("GET", rows):
            day = "2023-05-13" if rows is crowd.own else chance.choice(DAYS)
            asked = {name: chance.choice(NONSENSE).replace("\ud800", "") for name in names}
            answer = client.get(address.replace("2023-05-13", day), query_string=asked)
            broken += [(address, day, answer.status_code)] * (answer.status_code >= 500)

    assert broken == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_blank_is_no_answer_where_one_is_asked_for(crowd: Crowd, language: str):
    client = crowd.clients[Role.COORDINATOR]
    client.post("/account/language", data={"language": language})
    end = f"/areas/{crowd.own['area_id']}/curfews/{crowd.own['curfew_id']}/end"
    prefix = f"end-{crowd.own['curfew_id']}-"

    answer = client.post(end, **urlencoded([(f"{prefix}last_day", " "), (f"{prefix}reason", "помилка")]))

    assert answer.status_code == 422
    assert {"uk": "Вкажіть останній день", "en": "Say the last day"}[language] in answer.text
