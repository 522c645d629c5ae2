"""Long words part where a reader would part them, and only there."""

import pytest

from app.web.hyphens import SOFT_HYPHEN, breakable


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Продуктовий набір", "Про-дук-то-вий набір"),
        ("Перевезення", "Пере-ве-зення"),
        ("повідомлень", "пові-дом-лень"),
        ("Пакунок", "Пакунок"),
        ("Distribution", "Distribution"),
    ],
)
def test_a_long_ukrainian_word_may_part_before_a_syllable(word, parts):
    assert breakable(word).replace(SOFT_HYPHEN, "-") == parts
