"""Charts drawn here as SVG: columns by month, bars, a line against its target. Sizes are in SVG units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_HEIGHT = 190
_TOP, _BOTTOM, _LEFT = 10, 24, 44
_WIDE, _NARROW = 720, 340
_GRID = 4


@dataclass(frozen=True, slots=True)
class Series:
    """Name one part of a stacked chart: its style, its label and its values, one a place on the axis."""

    style: str  # managed, outside, unresolved, accent, soft
    label: str
    values: Sequence[float]


def columns(labels: Sequence[str], series: Sequence[Series], title: str, unit: str = "") -> Markup:
    """Return stacked columns, once for wide and once for narrow screens; values below zero are not drawn."""
    wide = _columns(labels, series, title, unit, _WIDE, 1)
    narrow = _columns(labels, series, title, unit, _NARROW, 3)
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(wide, narrow)


def bar(parts: Sequence[tuple[str, float]], whole: float, title: str) -> Markup:
    """Return one bar of (style, value) parts, as long as the parts' share of `whole`."""
    shapes, x = [], 0.0
    for style, value in parts:
        width = 100 * max(value, 0) / whole if whole > 0 else 0
        if width > 0:
            shapes.append(
                Markup('<rect class="c-{}" x="{:.2f}" y="0" width="{:.2f}" height="8"/>').format(style, x, width)
            )
        x += width
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 100 8" preserveAspectRatio="none">{}</svg>').format(
        title, Markup("").join(shapes)
    )


def line(labels: Sequence[str], values: Sequence[float | None], target: float, title: str) -> Markup:
    """Return values by period as a line with the target dashed; periods without a value stay open."""
    known = [value for value in values if value is not None]
    low, high = min([*known, target]), max([*known, target])
    room = (high - low) or 1.0
    low, high = low - room * 0.12, high + room * 0.12
    step = 220 / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return 56 - 50 * (value - low) / (high - low)

    pieces: list[list[str]] = [[]]
    dots = []
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        if value is None:
            pieces.append([])
            continue
        pieces[-1].append(f"{4 + number * step:.1f},{y(value):.1f}")
        dots.append(
            Markup('<circle class="c-accent" cx="{:.1f}" cy="{:.1f}" r="2.4"><title>{}: {:g}</title></circle>').format(
                4 + number * step, y(value), label, value
            )
        )
    lines = [
        Markup('<polyline points="{}" fill="none" stroke="#0b5a78" stroke-width="1.5"/>').format(" ".join(piece))
        for piece in pieces
        if len(piece) > 1
    ]
    return Markup(
        '<svg role="img" aria-label="{}" viewBox="0 0 228 62"><line x1="0" x2="228" y1="{:.1f}" y2="{:.1f}" '
        'stroke="#8a4b08" stroke-dasharray="4 3"/>{}{}</svg>'
    ).format(title, y(target), y(target), Markup("").join(lines), Markup("").join(dots))


def _columns(labels: Sequence[str], series: Sequence[Series], title: str, unit: str, width: int, every: int) -> Markup:
    sums = [sum(max(s.values[n], 0) for s in series) for n in range(len(labels))]
    top = _round_up(max(sums, default=0))
    shapes = [_grid(top, width, unit)]
    step = (width - _LEFT) / max(len(labels), 1)
    for n, label in enumerate(labels):
        x, base = _LEFT + n * step + step * 0.14, float(_HEIGHT - _BOTTOM)
        for one in series:
            height = (_HEIGHT - _BOTTOM - _TOP) * max(one.values[n], 0) / top
            base -= height
            if height > 0:
                shapes.append(
                    Markup(
                        '<rect class="c-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
                        "<title>{}, {}: {:,.0f} {}</title></rect>"
                    ).format(one.style, x, base, step * 0.72, height, label, one.label, one.values[n], unit)
                )
        if (len(labels) - 1 - n) % every == 0:
            shapes.append(
                Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    x + step * 0.36, _HEIGHT - 7, label.split(" ")[0]
                )
            )
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>').format(
        title, width, _HEIGHT, Markup("").join(shapes)
    )


def _grid(top: float, width: int, unit: str) -> Markup:
    lines = []
    for n in range(_GRID + 1):
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * n / _GRID
        lines.append(
            Markup(
                '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="#dfe4ea"/>'
                '<text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
            ).format(_LEFT, width, y, y, _LEFT - 6, y + 4, short(top * n / _GRID))
        )
    return Markup("").join(lines)


def _round_up(value: float) -> float:
    """Return the next value whose quarters read well on an axis."""
    if value <= 0:
        return 4.0
    power = 10 ** math.floor(math.log10(value))
    return float(next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= value))


def short(value: float) -> str:
    """Return a number short enough for an axis: `850k`, `1.2M`."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def lines(labels: Sequence[str], series: Sequence[Series], title: str) -> Markup:
    """Return several lines over the same places, with nought drawn through, for wide and narrow screens."""
    parts = [_lines(labels, series, title, width) for width in (_WIDE, _NARROW)]
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(*parts)


def _lines(labels: Sequence[str], series: Sequence[Series], title: str, width: int) -> Markup:
    values = [value for one in series for value in one.values]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low) or 1.0
    step = (width - _LEFT - 30) / max(len(labels) - 1, 1)

    def place(n: int, value: float) -> tuple[float, float]:
        return _LEFT + 10 + n * step, _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / room

    shapes = [_level(value, place(0, value)[1], width) for value in sorted({low, 0.0, high})]
    for one in series:
        points = [place(n, value) for n, value in enumerate(one.values)]
        shapes.append(
            Markup('<polyline class="l-{}" points="{}" fill="none" stroke-width="2.5"/>').format(
                one.style, " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            )
        )
        for n, (x, y) in enumerate(points):
            told = Markup("<title>{}, {}: {:,.0f}</title>").format(labels[n], one.label, one.values[n])
            shapes.append(
                Markup('<circle class="c-{}" cx="{:.1f}" cy="{:.1f}" r="4">{}</circle>').format(one.style, x, y, told)
            )
    for n, label in enumerate(labels):
        shapes.append(
            Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(place(n, 0)[0], _HEIGHT - 7, label)
        )
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>').format(
        title, width, _HEIGHT, Markup("").join(shapes)
    )


def _level(value: float, y: float, width: int) -> Markup:
    colour = "#8b96a5" if value == 0 else "#dfe4ea"
    return Markup(
        '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="{}"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format(_LEFT, width, y, y, colour, _LEFT - 6, y + 4, short(value))
