"""How did the cases of a large class turn out: one dot a case, over the year of its start?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from precedents.dossier.dates import read_decimal_year, render_span
from precedents.dossier.figures.style import (
    CITED,
    Panel,
    build_across,
    build_fill,
    build_spec,
    build_stroke,
    build_time,
)
from precedents.dossier.words import render_name

DOT = 6
HEADING = 26
LINE = 15
GAP = 14
MOST_COLUMNS = 50
MOST_LABELS = 12
"""Names of cited cases in one band; beyond, the colour and the table have to do."""
_SIDES: tuple[tuple[str, Literal["left", "right"], int], ...] = (("left", "left", 4), ("right", "right", -4))


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
        A band a group; only cited cases carry their names, below their column.
    """
    rows: list[dict[str, Any]] = []
    top = 0.0
    for (value, cases), heading in zip(groups, headings, strict=True):
        band, bottom = _stack(value, cases, span, top + HEADING)
        rows.append({"y": top + HEADING - 8, "head": heading})
        rows += band
        top = bottom + GAP
    height = math.ceil(top)
    return Panel(title="", spec=_spec(span, height), datasets={"cases": rows}, height=height + 26)


def _stack(
    value: str, cases: Sequence[Mapping[str, Any]], span: tuple[int, int], top: float
) -> tuple[list[dict[str, Any]], float]:
    """The dots of one band from its floor up, the cited ones lowest, and where the band ends."""
    width = max(1, math.ceil((span[1] - span[0]) / MOST_COLUMNS))
    columns: dict[int, int] = {}
    dots: list[dict[str, Any]] = []
    for case in sorted(cases, key=lambda case: not case.get("cited")):
        start = read_decimal_year(case.get("start"))
        if start is None:
            continue
        column = int((start - span[0]) // width)
        columns[column] = columns.get(column, 0) + 1
        dots.append(
            {
                "x": span[0] + (column + 0.5) * width,
                "level": columns[column],
                "cited": bool(case.get("cited")),
                "known": value != "unknown",
                "name": render_name(case),
                "when": render_span(case.get("start"), case.get("end")),
                "value": value,
            }
        )
    floor = top + DOT * max(columns.values(), default=1)
    for dot in dots:
        dot["y"] = floor - DOT * (dot.pop("level") - 0.5)
    labels = _label([dot for dot in dots if dot["cited"]], floor, (span[0] + span[1]) / 2)
    return [*dots, *labels], floor + LINE * len(labels)


def _label(cited: Sequence[Mapping[str, Any]], floor: float, middle: float) -> list[dict[str, Any]]:
    """Names of cited cases on lines of their own, in an order in which no leader crosses a name."""
    left = sorted((dot for dot in cited if dot["x"] <= middle), key=lambda dot: -dot["x"])
    right = sorted((dot for dot in cited if dot["x"] > middle), key=lambda dot: dot["x"])
    return [
        {
            "lx": dot["x"],
            "from": floor,
            "y": floor + LINE * (line - 0.25),
            "side": "left" if dot["x"] <= middle else "right",
            "name": dot["name"],
        }
        for line, dot in enumerate([*left, *right][:MOST_LABELS], start=1)
    ]


def _spec(span: tuple[int, int], height: int) -> dict[str, Any]:
    base = alt.Chart(alt.NamedData(name="cases"))
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    x = build_time(*span)
    tip = [
        alt.Tooltip("name:N", title="case"),
        alt.Tooltip("when:N"),
        alt.Tooltip("value:N", title="outcome"),
    ]
    labels = base.transform_filter("isValid(datum.lx)")
    layers = [
        base.transform_filter("isValid(datum.x)")
        .mark_point(size=17, strokeWidth=1, opacity=1, filled=False)
        .encode(x=x, y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip),
        base.transform_filter("isValid(datum.head)")
        .mark_text(align="left", fontWeight="bold", baseline="bottom")
        .encode(x=build_across(0), y=y, text=alt.Text("head:N")),
        labels.mark_rule(stroke=CITED, strokeWidth=1).encode(x=alt.X("lx:Q"), y=y, y2=alt.Y2("from")),
        *(
            labels.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, dx=dx, fontWeight="bold", baseline="middle", fill=CITED)
            .encode(x=alt.X("lx:Q"), y=y, text=alt.Text("name:N"))
            for side, align, dx in _SIDES
        ),
    ]
    return build_spec(layers, height)
