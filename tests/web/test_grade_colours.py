"""A worse grade draws the eye more, in light and in dark, in colour and in grey; what stands on it can be read."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import app

CSS = (Path(app.__file__).parent / "static" / "css" / "tokens.css").read_text()
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)")
AA = 4.5  # WCAG 2.2, 1.4.3
A_STEP = 8  # of CIE lightness, 0 to 100: told apart side by side in grey


def colours(css):
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", css))


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lightness(colour):
    light = luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def redness(colour):
    """How much more red than blue and green, 0 to 1."""
    red, *others = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return (red - sum(others) / 2) / 255


THEMES = pytest.mark.parametrize("theme", [colours(LIGHT), colours(DARK)], ids=["light", "dark"])


@THEMES
def test_each_grade_stands_out_from_the_ground_more_than_the_one_below_it(theme):
    stands_out = [contrast(theme[f"d{grade}"], theme["paper"]) for grade in range(5)]

    assert stands_out == sorted(stands_out)
    assert stands_out[4] > 7


@THEMES
def test_grades_keep_their_order_and_distance_in_grey(theme):
    steps = [lightness(theme[f"d{worse}"]) - lightness(theme[f"d{better}"]) for better, worse in pairwise(range(5))]

    assert all(step > 0 for step in steps) or all(step < 0 for step in steps)
    assert min(map(abs, steps)) >= A_STEP


@THEMES
def test_the_digit_on_each_grade_can_be_read(theme):
    assert min(contrast(theme[f"d{grade}"], theme[f"d{grade}-t"]) for grade in range(5)) >= AA


def test_in_the_dark_the_worst_grades_are_burning_and_never_pale():
    dark = colours(DARK)

    assert min(redness(dark["d3"]), redness(dark["d4"])) > 0.4 > redness(dark["d1"])
