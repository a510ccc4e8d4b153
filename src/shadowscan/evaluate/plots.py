"""Plots of an evaluation as SVG, drawn from numbers alone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from shadowscan.evaluate.scores import Bin, Point

_SIDE, _LEFT, _TOP, _RIGHT, _BOTTOM = 260, 46, 12, 14, 42
_WIDTH, _HEIGHT = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
_TICKS = (0, 25, 50, 75, 100)


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)


def _frame(title: str, across: str, up: str, inside: Sequence[str]) -> Markup:
    """Return a square plot with both axes from 0 to 100 %."""
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{Markup.escape(title)}">',
        f'<rect class="plane" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>',
    ]
    for tick in _TICKS:
        share = tick / 100
        parts += [
            f'<line class="grid" x1="{_x(share)}" x2="{_x(share)}" y1="{_TOP}" y2="{_TOP + _SIDE}"/>',
            f'<line class="grid" x1="{_LEFT}" x2="{_LEFT + _SIDE}" y1="{_y(share)}" y2="{_y(share)}"/>',
            f'<text class="tick" x="{_x(share)}" y="{_TOP + _SIDE + 15}" text-anchor="middle">{tick}</text>',
            f'<text class="tick" x="{_LEFT - 6}" y="{_y(share) + 4}" text-anchor="end">{tick}</text>',
        ]
    middle, center = _TOP + _SIDE / 2, _LEFT + _SIDE / 2
    parts += [
        *inside,
        f'<text class="axis" x="{center}" y="{_HEIGHT - 8}" text-anchor="middle">{Markup.escape(across)}</text>',
        f'<text class="axis" x="13" y="{middle}" text-anchor="middle" transform="rotate(-90 13 {middle})">'
        f"{Markup.escape(up)}</text>",
        "</svg>",
    ]
    return Markup("\n".join(parts))  # noqa: S704  numbers, and texts that are escaped


def reliability(bins: Sequence[Bin], title: str) -> Markup:
    """Draw what was said against what was true; the area of a dot is the number of rows, the diagonal is perfect."""
    most = max((one.rows for one in bins), default=1)
    inside = [f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>']
    places = " ".join(f"{_x(one.said)},{_y(one.true)}" for one in bins)
    inside.append(f'<polyline class="line" points="{places}"/>')
    for one in bins:
        radius = round(3 + 9 * (one.rows / most) ** 0.5, 1)
        told = f"{one.rows} rows: said {100 * one.said:.0f} %, true {100 * one.true:.0f} %"
        inside.append(
            f'<circle class="dot" cx="{_x(one.said)}" cy="{_y(one.true)}" r="{radius}"><title>{told}</title></circle>'
        )
    return _frame(title, "said, %", "true, %", inside)


def precision_recall(points: Sequence[Point], title: str, chosen: tuple[float | None, float | None]) -> Markup:
    """Draw precision over recall as the threshold falls; `chosen` (recall, precision) is where the rules decide."""
    places = " ".join(f"{_x(point.recall)},{_y(point.precision)}" for point in points)
    inside = [f'<polyline class="line" points="{places}"/>']
    recall, precision = chosen
    if recall is not None and precision is not None:
        told = f"as decided: precision {100 * precision:.1f} %, recall {100 * recall:.1f} %"
        inside.append(
            f'<circle class="dot" cx="{_x(recall)}" cy="{_y(precision)}" r="6"><title>{told}</title></circle>'
        )
    return _frame(title, "recall, %", "precision, %", inside)
