"""What became of deaths after each case, and after like peaks of violence that were left alone?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.dates import NBSP
from precedents.dossier.figures.style import (
    CITED_SIGN,
    PAPER,
    ROW,
    SOFT,
    Figure,
    Panel,
    build_fill,
    build_names,
    build_spec,
    build_stroke,
    build_unlike,
)
from precedents.dossier.numbers import render_number
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_name

EDGE = 100.0
"""Deaths that rose or fell by more than this factor are drawn at the end of the axis."""
MOST_NAMED = 90
TICKS = (1 / EDGE, 0.1, 1.0, 10.0, EDGE)
LABELS = "datum.value >= 1 ? '× ' + format(datum.value, 'd') : '÷ ' + format(1 / datum.value, 'd')"


def build_like_peaks(
    finding: Mapping[str, Any], classes: Sequence[Mapping[str, Any]], figure_id: str, rows_at: str
) -> Figure | None:
    """What became of deaths after each case, and after like peaks of violence that were left alone?

    Parameters
    ----------
    finding
        The deciding finding of an effect, whose rows pair each country-year with its like peaks.
    classes
        The classes of the report, which give a country-year the name of its case.
    figure_id
        Its anchor on the page.
    rows_at
        Where its rows stand as a table.

    Returns
    -------
    Figure or None
        A row a case with two dots; None without rows of that form, or with more than can be read.
    """
    pairs = [row for row in finding.get("rows") or () if _is_pair(row)]
    if not 1 <= len(pairs) <= MOST_NAMED:
        return None
    cases = _read_cases(classes)
    rows = [
        _row(row, cases)
        for row in sorted(pairs, key=lambda row: float(row["change"]) - float(row["their_change"]))
    ]
    for row, name in zip(rows, build_unlike(str(row["row"]) for row in rows), strict=True):
        row["row"] = name
    below, n = sum(float(row["change"]) < float(row["their_change"]) for row in pairs), len(pairs)
    title = f"Deaths fell further, or rose less, than after like peaks left alone in {below} of {n} cases"
    beyond = any(abs(float(row[key])) > math.log(EDGE) for row in pairs for key in ("change", "their_change"))
    height = ROW * n
    return Figure(
        id=figure_id,
        title=title,
        subtitle=f"● after an intervention, ○ mean after like peaks without one: deaths a year afterwards, against the year "
        f"itself. Each step of the scale is ten times the last{'; beyond its ends, drawn at the end' if beyond else ''}. "
        f"Blue and {CITED_SIGN}: cited. n = {n}.",
        alt=f"{title}. A row a case, from the one that did best against its like peaks to the one that did worst.",
        sources=tuple(finding.get("sources") or ()),
        panels=(
            Panel(
                title="",
                spec=_spec([str(row["row"]) for row in rows], _ticks(rows), height),
                datasets={"cases": rows},
                height=height + 26,
            ),
        ),
        table=build_table(f"{figure_id}-t", "Change of deaths, case by case", pairs),
        rows_at=rows_at,
    )


def _is_pair(row: Mapping[str, Any]) -> bool:
    return all(isinstance(row.get(key), int | float) for key in ("year", "change", "their_change"))


def _read_cases(classes: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Which case began in this state and year? A cited one before others."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for case in sorted(
        (case for group in classes for case in group.get("cases", ())), key=lambda case: not case.get("cited")
    ):
        if str(case.get("id")).startswith("intervention:"):
            found.setdefault((str(case.get("entity")), str(case.get("start"))[:4]), case)
    return found


def _row(row: Mapping[str, Any], cases: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Any]:
    case = cases.get((str(row.get("entity")), str(row["year"])), {})
    label = render_name(case) if case else f"{row.get('entity')} {row['year']}"
    cited = bool(case.get("cited"))
    own, theirs = math.exp(float(row["change"])), math.exp(float(row["their_change"]))
    return {
        "row": f"{CITED_SIGN}{NBSP}{label}" if cited else label,
        "own": min(max(own, 1 / EDGE), EDGE),
        "theirs": min(max(theirs, 1 / EDGE), EDGE),
        "cited": cited,
        "words": f"{_times(own)} after it, {_times(theirs)} after like peaks",
    }


def _times(factor: float) -> str:
    return "next to none" if factor < 1 / EDGE else f"{render_number(factor)} times"


def _ticks(rows: Sequence[Mapping[str, Any]]) -> list[float]:
    """The axis reaches a power of ten beyond the figures on each side, and no farther."""
    figures = [float(row[key]) for row in rows for key in ("own", "theirs")]
    low = max((tick for tick in TICKS if tick <= min(figures)), default=TICKS[0])
    high = min((tick for tick in TICKS if tick >= max(figures)), default=TICKS[-1])
    return [tick for tick in TICKS if min(low, 0.1) <= tick <= max(high, 10.0)]


def _spec(names: Sequence[str], ticks: Sequence[float], height: int) -> dict[str, Any]:
    base = alt.Chart(alt.NamedData(name="cases"))
    y = build_names(names)
    axis = alt.Axis(title=None, orient="top", values=list(ticks), labelExpr=LABELS, labelFlush=True)
    scale = alt.Scale(type="log", domain=[ticks[0], ticks[-1]], nice=False)
    tip = [alt.Tooltip("row:N", title="case"), alt.Tooltip("words:N", title="deaths")]

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    dot: dict[str, Any] = {"size": 46, "strokeWidth": 1.5, "opacity": 1}
    layers = [
        base.mark_rule(stroke=SOFT, strokeWidth=1, strokeDash=[3, 3]).encode(
            x=alt.XDatum(1, axis=axis, scale=scale)
        ),
        base.mark_rule(strokeWidth=2).encode(x=at("own"), x2=alt.X2("theirs"), y=y, stroke=build_stroke()),
        base.mark_point(**dot, fill=PAPER).encode(x=at("theirs"), y=y, stroke=build_stroke(), tooltip=tip),
        base.mark_point(**dot).encode(
            x=at("own"), y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip
        ),
    ]
    return build_spec(layers, height)
