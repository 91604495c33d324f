"""Where do the cited cases lie among all cases of the class, on one measure?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from precedents.dossier.figures.style import (
    CITED,
    LINE,
    PAPER,
    PLAIN,
    Figure,
    Panel,
    build_fill,
    build_spec,
    build_stroke,
)
from precedents.dossier.numbers import render_number
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_heading

HEIGHT = 170
SKEWED = 20.0
"""Where the farthest value is so many times the typical one, the scale is drawn in by its logarithm."""
_SIDES: tuple[tuple[str, Literal["left", "right"], int], ...] = (("left", "left", 8), ("right", "right", -8))


def build_score_strip(findings: Sequence[Mapping[str, Any]], figure_id: str) -> Figure | None:
    """Where do the cited cases lie among all cases of the class, on one measure?

    Parameters
    ----------
    findings
        Of a base rate; one of them has a score for each case and says which are cited.
    figure_id
        Its anchor on the page.

    Returns
    -------
    Figure or None
        One dot a case: its value across, the share of cases with no more up; None where no finding has scores.
    """
    scored = next((each for each in findings if _has_scores(each)), None)
    if scored is None:
        return None
    cases = sorted(scored["rows"], key=lambda row: (row["score"], str(row["label"])))
    cited = [row for row in cases if row["cited"]]
    words = str(scored.get("label") or "").split(": on average")[0]
    values = [float(row["score"]) for row in cases]
    middle = values[len(values) // 2]
    rows = [
        {
            "x": value,
            "share": sum(other <= value for other in values) / len(values),
            "cited": bool(row["cited"]),
            "name": str(row["label"]),
            # A name stands on the side where there is room: on a drawn-in scale the middle is the median.
            "side": "right"
            if value > (middle if _is_skewed(values) else (values[0] + values[-1]) / 2)
            else "left",
            "value": render_number(value),
        }
        for row, value in zip(cases, values, strict=True)
    ]
    places = ", ".join(f"{row['label']} {render_number(row['score'])}" for row in cited)
    said = f"{render_heading(words)}: the cited against the class"
    return Figure(
        id=figure_id,
        title=said,
        subtitle=f"One dot a case, {len(cases)} where it is known. Across: the value. Up: the share of cases with no more.",
        alt=f"{len(cases)} cases in the order of their value, from {render_number(values[0])} to "
        f"{render_number(values[-1])}, half of them at most {render_number(middle)}. Cited: {places}.",
        sources=tuple(map(str, scored.get("sources") or ())),
        panels=(
            Panel(
                title="",
                # Cited dots are drawn last, on top.
                datasets={"cases": sorted(rows, key=lambda row: bool(row["cited"]))},
                spec=_spec(values),
                height=HEIGHT + 44,
            ),
        ),
        table=build_table(f"{figure_id}t", said, [*reversed(cases)], {"score": render_heading(words)}),
    )


def _has_scores(finding: Mapping[str, Any]) -> bool:
    rows: Sequence[Mapping[str, Any]] = finding.get("rows") or ()
    return bool(rows) and all(key in rows[0] for key in ("score", "cited", "label"))


def _typical(values: Sequence[float]) -> float:
    return max(sorted(abs(value) for value in values)[len(values) // 2], 1e-9)


def _is_skewed(values: Sequence[float]) -> bool:
    return max(map(abs, values)) > SKEWED * _typical(values)


def _spec(values: Sequence[float]) -> dict[str, Any]:
    scale = (
        alt.Scale(type="symlog", constant=_typical(values), nice=True)
        if _is_skewed(values)
        else alt.Scale(nice=True, zero=False)
    )
    base = alt.Chart(alt.NamedData(name="cases"))
    x = alt.X("x:Q", axis=alt.Axis(title=None, labelExpr=PLAIN, tickCount=6), scale=scale)
    share = alt.Axis(title=None, format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = alt.Y("share:Q", axis=share).scale(domain=[0, 1.04], nice=False)
    tip = [alt.Tooltip("name:N", title="case"), alt.Tooltip("value:N")]
    layers = [
        base.mark_line(interpolate="step-after", stroke=LINE, strokeWidth=1.5).encode(x=x, y=y),
        base.mark_point(size=24, strokeWidth=1, opacity=1, filled=False).encode(
            x=x, y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip
        ),
        # Each name twice, first as a halo, so that it can be read on a crowd of dots.
        *(
            base.transform_filter(f"datum.cited && datum.side == '{side}'")
            .mark_text(
                align=align,
                dx=dx,
                fontWeight="bold",
                baseline="middle",
                fill=colour,
                stroke=edge,
                strokeWidth=3,
            )
            .encode(x=x, y=y, text=alt.Text("name:N"))
            for side, align, dx in _SIDES
            for colour, edge in (("transparent", PAPER), (CITED, "transparent"))
        ),
    ]
    return build_spec(layers, HEIGHT)
