"""How does a rule come to its cases: a drawing of the steps, with how many are left and how many fall out?"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

WIDTH = 340
"""Pixels: what a telephone has between its margins. The drawing never needs more."""

_STEM, _TEXT = 12, 30
_LINE, _BOX, _GAP = 16, 30, 12
_MOST_CHARACTERS = 46
"""Of a line beside the stem, at the size of the page's small type."""


def render_flow(
    steps: Sequence[Mapping[str, Any]], outcomes: Sequence[Mapping[str, Any]], last: str, alt: str
) -> Markup:
    """Which drawing shows the steps of a class?

    Parameters
    ----------
    steps, outcomes
        As ``flow`` of a class of the report has them; the first step is the universe.
    last
        What stands beside the number of cases in the class.
    alt
        What the drawing says, for those who do not see it.

    Returns
    -------
    Markup
        An SVG that takes its colours from the style of the page; the length of a bar is the share of the universe.

    Examples
    --------
    >>> universe = {"step": "universe", "predicate": "", "says": "", "before": 8, "after": 8, "unknown": 0}
    >>> step = {"step": "eligible", "predicate": "a < 1", "says": "a < 1", "before": 8, "after": 2, "unknown": 1}
    >>> drawn = render_flow([universe, step], [], "in the class", "eight, then two")
    >>> "a &lt; 1" in drawn, "− 6 out, 1 of them unknown" in drawn
    (True, True)
    """
    whole = max(1, int(steps[0]["before"]))
    parts: list[Markup] = []
    y = 0
    for place, step in enumerate(steps):
        if place:
            y = _draw_condition(parts, y, _say_condition(step), _say_out(step))
        label = last if place == len(steps) - 1 else "in the record" if place == 0 else "left"
        y = _draw_box(parts, y, int(step["after"]), whole, label)
    for place, step in enumerate(outcomes):
        # Outcomes stand beside one another: each stem begins at the class, past the outcomes before it.
        y = _draw_condition(parts, y, f"Outcome: {step['says']}", "", past=_BOX if place else 0)
        unknown = int(step["before"]) - int(step["after"])
        y = _draw_box(parts, y, int(step["after"]), whole, f"known, {unknown:,} unknown", narrow=True)
    return Markup(
        '<svg class="flow-chart" role="img" aria-label="{alt}" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}">{parts}</svg>'
    ).format(alt=alt, width=WIDTH, height=y + 2, parts=Markup("").join(parts))


def _say_condition(step: Mapping[str, Any]) -> str:
    """The condition as it is written, and in words where these are others."""
    predicate, says = str(step["predicate"]), str(step["says"])
    written = predicate if says == predicate else f"{predicate}: {says}"
    return f"Comparable: {written}" if step["step"] == "comparable" else written


def _say_out(step: Mapping[str, Any]) -> str:
    out = int(step["before"]) - int(step["after"])
    if not out:
        return "none falls out"
    unknown = int(step["unknown"])
    return f"− {out:,} out" + (f", {unknown:,} of them unknown" if unknown else "")


def _draw_box(
    parts: list[Markup], y: int, count: int, whole: int, label: str, *, narrow: bool = False
) -> int:
    """A bar as long as its share of the universe, with its number; gives the place below it."""
    x = _TEXT - 8 if narrow else 0
    long = max(2.0, round((WIDTH - x) * count / whole, 1))
    parts.append(
        Markup(
            '<rect class="all" x="{x}" y="{y}" width="{full}" height="{high}" rx="3"/>'
            '<rect class="kept" x="{x}" y="{y}" width="{long}" height="{high}" rx="3"/>'
            '<text x="{at}" y="{base}"><tspan class="count">{count}</tspan> {label}</text>'
        ).format(
            x=x, y=y, full=WIDTH - x, high=_BOX, long=long, at=x + 10, base=y + 20, count=f"{count:,}", label=label
        )
    )  # fmt: skip
    return y + _BOX


def _draw_condition(parts: list[Markup], y: int, says: str, out: str, *, past: int | None = None) -> int:
    """A stem with the condition beside it, and below that who falls out; gives the place below it.

    The stem of an outcome begins ``past`` the boxes above and bends into its own.
    """
    lines = textwrap.wrap(says, _MOST_CHARACTERS, break_long_words=True) or [""]
    high = _GAP + _LINE * (len(lines) + bool(out)) + 6
    way = f"M{_STEM} {y}v{high}m-4 -6l4 6l4 -6"
    if past is not None:
        way = f"M{_STEM} {y - past}v{past + high + _BOX // 2}h{_TEXT - 8 - _STEM}m-6 -4l6 4l-6 4"
    parts.append(Markup('<path class="stem" d="{way}"/>').format(way=way))
    for place, line in enumerate(lines, start=1):
        parts.append(
            Markup('<text class="rule" x="{x}" y="{y}">{line}</text>').format(
                x=_TEXT, y=y + _LINE * place + 4, line=line
            )
        )
    if out:
        base = y + _LINE * (len(lines) + 1) + 4
        parts.append(
            Markup(
                '<path class="stem" d="M{x} {y}h10"/><text class="out" x="{at}" y="{base}">{out}</text>'
            ).format(x=_STEM, y=base - 4, at=_TEXT, base=base, out=escape(out))
        )
    return y + high
