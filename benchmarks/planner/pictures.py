"""One small SVG picture: how near each way of planning comes to the bound, by the size of the day."""

from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 520, 260, 44, 34, 40
LOWEST, HIGHEST = 0.5, 1.0
FILLS = ("#000", "#777", "#ccc")


def shares_svg(sizes: Sequence[int], shares: Mapping[str, Sequence[float | None]]) -> str:
    """shares: for each way one share of the bound a size; None where it was not run. The axis begins at 50 %."""
    group = (WIDTH - LEFT - 10) / len(sizes)
    bar = group / (len(shares) + 1)
    bars = []
    for row, (fill, values) in enumerate(zip(FILLS, shares.values(), strict=False)):
        for column, value in enumerate(values):
            if value is not None:
                x, y = LEFT + column * group + (row + 0.5) * bar, _up(value)
                box = f'x="{x:.1f}" y="{y}" width="{bar - 2:.1f}" height="{HEIGHT - BOTTOM - y:.1f}"'
                bars.append(f'<rect {box} fill="{fill}" stroke="#000"/>')
    ticks = [
        f'<text x="{LEFT - 6}" y="{_up(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        f'<path d="M{LEFT} {_up(share)}H{WIDTH - 10}" stroke="#bbb"/>'
        for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    ]
    names = [
        f'<text x="{LEFT + (i + 0.5) * group:.1f}" y="{HEIGHT - 22}" text-anchor="middle">{size}</text>'
        for i, size in enumerate(sizes)
    ]
    legend = [
        f'<rect x="{LEFT + 130 * i}" y="8" width="10" height="10" fill="{fill}" stroke="#000"/>'
        f'<text x="{LEFT + 130 * i + 15}" y="17">{name}</text>'
        for i, (fill, name) in enumerate(zip(FILLS, shares, strict=False))
    ]
    middle = f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">visits of the day</text>'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" font-family="sans-serif" font-size="11">',
            "<title>Share of the upper bound of the objective, by size of the day</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *(*ticks, *bars, *names, *legend, middle),
            "</svg>",
            "",
        ]
    )


def _up(share: float) -> float:
    part = (max(share, LOWEST) - LOWEST) / (HIGHEST - LOWEST)
    return round(HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP), 1)
