"""How like the target is every case of the class, and where do the cited ones lie?"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import altair as alt

from precedents.dossier.figures.style import (
    CITED,
    INK,
    LINE,
    PAPER,
    SOFT,
    Figure,
    Panel,
    build_fill,
    build_spec,
    build_stroke,
)
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_list, render_name, render_ordinal

DOT = 8
NAME = 15
COLUMNS = 48
NEAREST = 3
"""Cases nearest to the target that carry their names beside the cited ones."""
MOST_NAMED = 12
MOST_TOLD = 3
_SIDES: tuple[tuple[str, Literal["left", "right"], int], ...] = (("left", "left", 5), ("right", "right", -5))


def build_likeness(
    finding: Mapping[str, Any], cited: Collection[str], target: str, figure_id: str, rows_at: str
) -> Figure | None:
    """How like the target is every case of the class, and where do the cited ones lie?

    Parameters
    ----------
    finding
        The deciding finding of an analogy, whose rows are the cases with their distances.
    cited
        Ids of the cited cases.
    target
        What the target is called.
    figure_id
        Its anchor on the page.
    rows_at
        Where its rows stand as a table.

    Returns
    -------
    Figure or None
        A dot a case on an axis of distance; None without rows of that form.
    """
    rows = sorted(
        (row for row in finding.get("rows") or () if isinstance(row.get("distance"), int | float)),
        key=lambda row: float(row["distance"]),
    )
    if len(rows) < 2:
        return None
    told = [row for row in rows if str(row.get("case")) in cited]
    count = len(rows)
    lead = f"{render_name(rows[0])} is the nearest of {count} cases to {target}"
    if told and len(told) <= MOST_TOLD:
        places = [f"{render_name(row)} is {render_ordinal(int(row.get('rank') or 0))}" for row in told]
        title = f"{render_list(places)} of {count} cases, from the nearest to {target}"
    elif told:
        title = (
            f"The {len(told)} cited cases are {render_ordinal(int(told[0].get('rank') or 0))} to "
            f"{render_ordinal(int(told[-1].get('rank') or 0))} of {count}, from the nearest to {target}"
        )
    else:
        title = lead
    quarter, half = (float(rows[max(0, math.ceil(count * part) - 1)]["distance"]) for part in (0.25, 0.5))
    marks, height = _place(rows, cited)
    return Figure(
        id=figure_id,
        title=title,
        subtitle=f"One dot a case; distance from {target} on the declared features, from 0 (alike) to 1. Blue: cited. Dashed: "
        f"where the nearest quarter and the nearest half of the cases end. n = {count}.",
        alt=f"{title}. {lead}. The nearest quarter ends at a distance of {quarter:.2f}, the nearest half at {half:.2f}.",
        sources=tuple(finding.get("sources") or ()),
        panels=(
            Panel(
                title="",
                spec=_spec(_span(rows), height),
                datasets={
                    "cases": marks,
                    "ends": [{"x": quarter, "what": "quarter"}, {"x": half, "what": "half"}],
                },
                height=height + 44,
            ),
        ),
        table=build_table(f"{figure_id}-t", f"Cases by distance from {target}", rows),
        rows_at=rows_at,
    )


def _span(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    first, last = float(rows[0]["distance"]), float(rows[-1]["distance"])
    return math.floor(first * 20) / 20, max(math.ceil(last * 20), math.floor(first * 20) + 1) / 20


def _place(rows: Sequence[Mapping[str, Any]], cited: Collection[str]) -> tuple[list[dict[str, Any]], int]:
    """Dots stacked upwards from a floor, the cited ones lowest; names below it, each on a line of its own."""
    first, last = _span(rows)
    step = (last - first) / COLUMNS
    stacks: dict[int, int] = {}
    dots: list[dict[str, Any]] = []
    for place, row in sorted(enumerate(rows), key=lambda each: str(each[1].get("case")) not in cited):
        column = min(int((float(row["distance"]) - first) / step), COLUMNS - 1)
        stacks[column] = stacks.get(column, 0) + 1
        is_cited = str(row.get("case")) in cited
        dots.append(
            {
                "x": round(first + (column + 0.5) * step, 4),
                "level": stacks[column],
                "cited": is_cited,
                "named": is_cited or place < NEAREST,
                "name": render_name(row),
                "words": f"{float(row['distance']):.2f}, {row.get('rank')} of {len(rows)}",
            }
        )
    floor = DOT * max(stacks.values()) + 4
    for dot in dots:
        dot["y"] = floor - DOT * (dot.pop("level") - 0.5)
    middle = (first + last) / 2
    named = [dot for dot in dots if dot.pop("named")][:MOST_NAMED]
    # From the middle outwards on each side, so that no leader crosses a name.
    left = sorted((dot for dot in named if dot["x"] <= middle), key=lambda dot: -dot["x"])
    right = sorted((dot for dot in named if dot["x"] > middle), key=lambda dot: dot["x"])
    sides = ["left"] * len(left) + ["right"] * len(right)
    labels = [
        {
            "lx": dot["x"],
            "from": floor,
            "y": floor + NAME * (line - 0.25),
            "side": side,
            "cited": dot["cited"],
            "label": dot["name"],
        }
        for line, (side, dot) in enumerate(zip(sides, [*left, *right], strict=True), start=1)
    ]
    return [*dots, *labels], floor + NAME * len(labels) + 4


def _spec(span: tuple[float, float], height: int) -> dict[str, Any]:
    base, ends = (alt.Chart(alt.NamedData(name=name)) for name in ("cases", "ends"))
    axis = alt.Axis(title=None, format=".2~f", tickCount=6, orient="top", labelFlush=False, grid=True)
    x = alt.X("x:Q", axis=axis).scale(domain=list(span), nice=False, zero=False)
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    labels = base.transform_filter("isValid(datum.lx)")
    tip = [alt.Tooltip("name:N", title="case"), alt.Tooltip("words:N", title="distance, place")]
    ink: Any = [{"test": "datum.cited", "value": CITED}]
    layers = [
        ends.mark_rule(stroke=SOFT, strokeDash=[3, 3]).encode(
            x=x, tooltip=alt.Tooltip("what:N", title="nearest")
        ),
        base.transform_filter("isValid(datum.x)")
        .mark_point(size=30, strokeWidth=1, opacity=1, filled=False)
        .encode(x=x, y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip),
        labels.mark_rule(stroke=LINE, strokeWidth=1).encode(x=alt.X("lx:Q"), y=y, y2=alt.Y2("from")),
        *(
            # Twice, first as a halo, so that it can be read across a line.
            labels.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, dx=dx, baseline="middle", stroke=edge, strokeWidth=3)
            .encode(x=alt.X("lx:Q"), y=y, text=alt.Text("label:N"), fill=fill)
            for side, align, dx in _SIDES
            for edge, fill in (
                (PAPER, alt.FillValue("transparent")),
                ("transparent", alt.FillValue(INK, condition=ink)),
            )
        ),
    ]
    return build_spec(layers, height)
