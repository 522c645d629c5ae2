"""Every text about needs has its Ukrainian, with the same places for facts."""

import inspect
import re
from pathlib import Path

from babel.messages.pofile import read_po

from app.domain import follow_ups, needs, urgency
from app.domain.follow_ups import FollowUpRule
from app.domain.need_words import CAUSE_LABELS, URGENCY_LABELS, WAY_LABELS
from app.domain.needs import VULNERABILITY_LABELS, Urgency, Way
from app.domain.outcomes import OUTCOMES, Cause
from app.domain.phone_chips import CHIP_LABELS
from app.domain.urgency import TASK_LABELS

CATALOG = Path(__file__).parents[2] / "app/translations/uk/domain_needs.po"
LABELS = [CAUSE_LABELS, URGENCY_LABELS, WAY_LABELS, VULNERABILITY_LABELS, CHIP_LABELS, TASK_LABELS]
REASONS = re.findall(r'(?<!")"([A-Z][^"]{3,})"(?!")', "".join(map(inspect.getsource, urgency.RULE_OF_KIND.values())))
SCORE_LINES = re.findall(r'"([^"]*%\([^"]*)"', inspect.getsource(needs))
TEXTS = {
    *(text for labels in LABELS for text in labels.values()),
    *(facts.label for facts in OUTCOMES.values()),
    *(rule.label for rule in vars(follow_ups).values() if isinstance(rule, FollowUpRule)),
    *REASONS,
    *SCORE_LINES,
}


def ukrainian():
    with CATALOG.open("rb") as file:
        return {message.id: message.string for message in read_po(file, abort_invalid=True) if message.id}


def test_every_text_has_its_ukrainian_and_no_ukrainian_is_left_over():
    assert set(ukrainian()) == TEXTS


def test_facts_have_the_same_places_in_both_languages():
    for english, text in ukrainian().items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", text))


def test_no_text_promises_and_none_shouts():
    for text in (*TEXTS, *ukrainian().values()):
        assert not re.search(r"\bsafe\b|\bбезпе[кчц]|!|'", text, re.IGNORECASE)


def test_every_way_urgency_and_cause_has_a_word():
    assert set(WAY_LABELS) == set(Way)
    assert set(URGENCY_LABELS) == set(Urgency)
    assert set(CAUSE_LABELS) == set(Cause)
