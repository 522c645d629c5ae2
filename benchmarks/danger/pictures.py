"""Small SVG pictures: did what was forecast come as often as forecast?"""

from collections.abc import Sequence
from math import log10

SIZE, EDGE = 260, 44
LOWEST = 0.0005
TICKS = ((0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %"))


def reliability_svg(title: str, bins: Sequence[tuple[int, float, float]]) -> str:
    """bins: (hours, mean forecast, share hit). Points on the line are forecasts that came true as often as they said.

    Both axes are logarithmic; a larger point stands for more hours.
    """
    most = max(count for count, _, _ in bins)
    points = [
        f'<circle cx="{_across(said)}" cy="{_up(came)}" r="{2 + 5 * (count / most) ** 0.5:.1f}"/>'
        for count, said, came in bins
    ]
    ticks = [
        f'<text x="{_across(value)}" y="{SIZE - EDGE + 16}" text-anchor="middle">{word}</text>'
        f'<text x="{EDGE - 6}" y="{_up(value) + 4:.1f}" text-anchor="end">{word}</text>'
        for value, word in TICKS
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
            'font-family="sans-serif" font-size="10">',
            f"<title>{title}: forecast chance across, share of hours hit upwards</title>",
            f'<rect width="{SIZE}" height="{SIZE}" fill="#fff"/>',
            f'<path d="M{EDGE} 24V{SIZE - EDGE}H{SIZE - 16}" fill="none" stroke="#000"/>',
            f'<path d="M{_across(LOWEST)} {_up(LOWEST)}L{_across(1)} {_up(1)}" stroke="#888" stroke-dasharray="4 3"/>',
            *ticks,
            '<g fill="#000" fill-opacity="0.75">',
            *points,
            "</g>",
            f'<text x="{SIZE / 2:.0f}" y="14" text-anchor="middle" font-weight="bold">{title}</text>',
            f'<text x="{SIZE / 2:.0f}" y="{SIZE - 8}" text-anchor="middle">forecast</text>',
            f'<text transform="translate(10 {SIZE / 2:.0f}) rotate(-90)" text-anchor="middle">came</text>',
            "</svg>",
            "",
        ]
    )


def _place(share: float) -> float:
    return (log10(max(share, LOWEST)) - log10(LOWEST)) / -log10(LOWEST)


def _across(share: float) -> float:
    return round(EDGE + _place(share) * (SIZE - EDGE - 16), 1)


def _up(share: float) -> float:
    return round(SIZE - EDGE - _place(share) * (SIZE - EDGE - 24), 1)
