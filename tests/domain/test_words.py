"""Every text of the domain has its Ukrainian, and none promises anything."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from app.domain.holds import REFUSALS, Refusal
from app.domain.rules import RULES
from app.domain.shelling import STATE_LABELS, EventState
from app.domain.weapons import CHIP_LABELS, Chip
from app.domain.zones import ZONE_FACTS

ROOT = Path(__file__).parents[2] / "app"
RULES_SAY = re.findall(r'_breach\(\s*"G\d\d",\s*"([^"]+)"', (ROOT / "domain/rules.py").read_text())
TEXTS = {
    *(text for rule in RULES.values() for text in (rule.title, rule.help)),
    *(text for facts in ZONE_FACTS.values() for text in (facts.title, facts.hint)),
    *(REFUSALS[reason] for reason in Refusal),
    *(STATE_LABELS[state] for state in EventState),
    *(CHIP_LABELS[chip] for chip in Chip),
    *RULES_SAY,
}


def ukrainian():
    with (ROOT / "translations/uk/domain.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file, abort_invalid=True) if message.id}


def test_every_text_has_its_ukrainian_with_the_same_places_for_facts():
    found = ukrainian()

    assert not {text for text in TEXTS if not found.get(text)}
    for english, text in found.items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", text))


def test_no_text_calls_anything_safe():
    for english, text in ukrainian().items():
        assert not re.search(r"\bsafe\b", english, re.IGNORECASE)
        assert not re.search(r"\bбезпе[кчц]", text, re.IGNORECASE)
