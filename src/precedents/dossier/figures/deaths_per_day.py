"""Did deaths per day fall or rise, case by case, before and during?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.dates import NBSP
from precedents.dossier.figures.deaths_scatter import build_scatter
from precedents.dossier.figures.style import (
    CITED_SIGN,
    HEADING_SIGN,
    PAPER,
    PLAIN,
    ROW,
    Figure,
    Panel,
    build_fill,
    build_headings,
    build_names,
    build_spec,
    build_stroke,
    build_unlike,
)
from precedents.dossier.numbers import render_number
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_count, render_name

BEFORE, DURING = "deaths_per_day_before", "deaths_per_day_during"
MOST_NAMED = 60
"""Above this many cases the rows become dots, before across and during up."""
SMALLEST = 0.1
"""Below this many deaths a day the scale is linear, so that zero has a place on it."""

Pair = tuple[Mapping[str, Any], float, float]


def _pairs(members: Sequence[Mapping[str, Any]]) -> list[Pair]:
    pairs = []
    for case in members:
        outcomes = case.get("outcomes") or {}
        before, during = _read_figure(outcomes.get(BEFORE)), _read_figure(outcomes.get(DURING))
        if before is not None and during is not None:
            pairs.append((case, before, during))
    return pairs


def _read_figure(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if number else None


def _change(pair: Pair) -> float:
    """By what factor deaths changed; a small constant keeps zero comparable, for the order of rows only."""
    return math.log((pair[2] + SMALLEST) / (pair[1] + SMALLEST))


def build_deaths_per_day(group: Mapping[str, Any], figure_id: str) -> Figure | None:
    """Did deaths per day fall or rise, case by case, before and during?

    Parameters
    ----------
    group
        A class of the report, whose cases may have the two outcomes.
    figure_id
        Its anchor on the page.

    Returns
    -------
    Figure or None
        None where both figures are known for no case.
    """
    members = [case for case in group.get("cases", ()) if case.get("in")]
    pairs = sorted(_pairs(members), key=_change, reverse=True)
    if not pairs:
        return None
    groups = [
        ("Rose", [pair for pair in pairs if pair[2] > pair[1]]),
        ("Unchanged", [pair for pair in pairs if pair[2] == pair[1]]),
        ("Fell", [pair for pair in pairs if pair[2] < pair[1]]),
    ]
    fell, n = len(groups[2][1]), len(pairs)
    unknown = len(members) - n
    rows = _rows(groups, n)
    headings = ". ".join(str(row["head"]) for row in rows if "head" in row)
    cited = "; ".join(
        f"{render_name(case)}: {render_number(before)} before, {render_number(during)} during"
        for case, before, during in pairs
        if case.get("cited")
    )
    named = n <= MOST_NAMED
    how = (
        f"○ before, ● during the intervention; deaths per day. Blue and {CITED_SIGN}: cited."
        if named
        else "One dot a case; below the dashed line deaths per day fell, above it they rose. Blue: cited."
    )
    title = f"Deaths per day fell in {fell} of the {n} cases where both figures are known"
    return Figure(
        id=figure_id,
        title=title,
        subtitle=f"{how} Each step of the scale is ten times the last. "
        f"{unknown or 'None'} of {render_count(len(members), 'case')} unknown.",
        alt=f"{title}. {headings}. Cited: {cited or 'none among them'}.",
        sources=tuple(group.get("sources") or ()),
        panels=(_panel(rows, *_scale(pairs)) if named else build_scatter(pairs, *_scale(pairs)),),
        table=build_table(
            f"{figure_id}-t",
            "Deaths per day before and during, case by case",
            [
                {
                    "case": render_name(case),
                    "id": case["id"],
                    "cited": bool(case.get("cited")),
                    BEFORE: before,
                    DURING: during,
                }
                for case, before, during in pairs
            ],
        ),
        treated=True,
    )


def _rows(groups: Sequence[tuple[str, list[Pair]]], n: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for word, pairs in groups:
        if not pairs:
            continue
        rows.append({"row": HEADING_SIGN + word, "head": f"{word}: {len(pairs)}{NBSP}of{NBSP}{n}"})
        for case, before, during in pairs:
            cited = bool(case.get("cited"))
            label = render_name(case)
            rows.append(
                {
                    "row": f"{CITED_SIGN}{NBSP}{label}" if cited else label,
                    "before": before,
                    "during": during,
                    "cited": cited,
                    "words": f"{render_number(before)} before, {render_number(during)} during",
                }
            )
    for row, name in zip(rows, build_unlike(str(row["row"]) for row in rows), strict=True):
        row["row"] = name
    return rows


def _scale(pairs: Sequence[Pair]) -> tuple[alt.Scale, list[float]]:
    """A logarithmic scale; where a figure is zero, linear below a tenth, so that it has a place."""
    figures = [x for _, before, during in pairs for x in (before, during)]
    low, high = min(figures), max(max(figures), SMALLEST)
    powers = [10.0**power for power in range(-3, 8)]
    if low > 0:
        ends = [max(p for p in [*powers, 1e-9] if p <= low), min(p for p in [*powers, 1e12] if p >= high)]
        scale = alt.Scale(type="log", domain=ends, nice=False)
    else:
        ends = [0.0, min(p for p in [*powers, 1e12] if p >= high)]
        scale = alt.Scale(type="symlog", constant=SMALLEST, domain=ends, nice=False)
    return scale, [
        x for x in (0.0, *powers) if ends[0] <= x <= ends[1] and (x == 0 or x >= SMALLEST or low > 0)
    ]


def _panel(rows: list[dict[str, Any]], scale: alt.Scale, ticks: list[float]) -> Panel:
    base = alt.Chart(alt.NamedData(name="cases"))
    y = build_names([str(row["row"]) for row in rows])
    axis = alt.Axis(title=None, orient="top", values=ticks, labelExpr=PLAIN, labelFlush=False)

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    cases = base.transform_filter("isValid(datum.before)")
    tip = [alt.Tooltip("row:N", title="case"), alt.Tooltip("words:N", title="deaths per day")]
    layers = [
        cases.mark_rule(strokeWidth=2).encode(
            x=at("before"), x2=alt.X2("during"), y=y, stroke=build_stroke()
        ),
        cases.mark_point(size=46, strokeWidth=1.5, opacity=1, fill=PAPER).encode(
            x=at("before"), y=y, stroke=build_stroke(), tooltip=tip
        ),
        cases.mark_point(size=46, strokeWidth=1.5, opacity=1).encode(
            x=at("during"), y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip
        ),
        build_headings(base, y),
    ]
    height = ROW * len(rows)
    return Panel(title="", spec=build_spec(layers, height), datasets={"cases": rows}, height=height + 26)
