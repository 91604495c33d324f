"""How did the cases of a large class turn out: one dot a case, over the year of its start?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.figures.style import CITED, PAPER, Panel, build_fill, build_spec, build_stroke, build_time
from precedents.dossier.numbers import read_decimal_year, render_span

DOT = 6
HEADING = 26
MOST_COLUMNS = 50


def build_dots(
    groups: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], headings: Sequence[str], span: tuple[int, int]
) -> Panel:
    """How did the cases of a large class turn out: one dot a case, stacked over the years of its start?

    Parameters
    ----------
    groups, headings
        The cases by outcome, and the heading of each group.
    span
        First and last year of the axis.

    Returns
    -------
    Panel
        A band a group; only cited cases carry their names.
    """
    width = max(1, math.ceil((span[1] - span[0]) / MOST_COLUMNS))
    rows: list[dict[str, Any]] = []
    top = 0.0
    for (value, cases), heading in zip(groups, headings, strict=True):
        columns: dict[int, int] = {}
        placed = []
        # Cited cases lie at the bottom of their column, where their names have room below the heading.
        for case in sorted(cases, key=lambda case: not case.get("cited")):
            start = read_decimal_year(case.get("start"))
            if start is None:
                continue
            column = int((start - span[0]) // width)
            columns[column] = columns.get(column, 0) + 1
            placed.append((case, column, columns[column]))
        floor = top + HEADING + DOT * max(columns.values(), default=1)
        rows.append({"y": top + HEADING - 8, "head": heading})
        rows.extend(
            {
                "x": span[0] + (column + 0.5) * width,
                "y": floor - DOT * (level - 0.5),
                "cited": bool(case.get("cited")),
                "known": value != "unknown",
                "name": case.get("label"),
                "when": render_span(case.get("start"), case.get("end")),
                "value": value,
                "side": "right" if column * width > (span[1] - span[0]) / 2 else "left",
            }
            for case, column, level in placed
        )
        top = floor + 14
    height = math.ceil(top)
    return Panel(title="", spec=_spec(span, height), datasets={"cases": rows}, height=height + 26)


def _spec(span: tuple[int, int], height: int) -> dict[str, Any]:
    base = alt.Chart(alt.NamedData(name="cases"))
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    x = build_time(*span)
    tip = [alt.Tooltip("name:N", title="case"), alt.Tooltip("when:N"), alt.Tooltip("value:N", title="outcome")]
    dots = base.transform_filter("isValid(datum.x)")
    cited = dots.transform_filter("datum.cited")
    layers = [
        dots.mark_point(size=17, strokeWidth=1, opacity=1, filled=False).encode(
            x=x, y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip
        ),
        base.transform_filter("isValid(datum.head)")
        .mark_text(align="left", fontWeight="bold", baseline="bottom")
        .encode(x=alt.XValue(0), y=y, text=alt.Text("head:N")),
        *(
            cited.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, dx=dx, fontWeight="bold", baseline="middle", fill=CITED, stroke=PAPER)
            .encode(x=x, y=y, text=alt.Text("name:N"))
            for side, align, dx in (("left", "left", 6), ("right", "right", -6))
        ),
    ]
    return build_spec(layers, height)
