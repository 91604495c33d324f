"""Did deaths per day fall or rise, in a class too large for a row a case?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from precedents.dossier.figures.style import (
    CITED,
    PAPER,
    PLAIN,
    SOFT,
    Panel,
    build_fill,
    build_spec,
    build_stroke,
)
from precedents.dossier.numbers import render_number
from precedents.dossier.words import render_name

HEIGHT = 380
_SIDES: tuple[tuple[str, Literal["left", "right"], int], ...] = (("left", "left", 7), ("right", "right", -7))


def build_scatter(
    pairs: Sequence[tuple[Mapping[str, Any], float, float]], scale: alt.Scale, ticks: Sequence[float]
) -> Panel:
    """Did deaths per day fall or rise: one dot a case, before across and during up?

    Parameters
    ----------
    pairs
        Each case with its deaths per day before and during.
    scale, ticks
        Of both axes.

    Returns
    -------
    Panel
        Dots below the dashed line fell, dots above it rose; cited cases carry their names.
    """
    middle = sorted(before for _, before, _ in pairs)[len(pairs) // 2]
    rows = [
        {
            "before": before,
            "during": during,
            "cited": bool(case.get("cited")),
            "name": render_name(case),
            "side": "right" if before > middle else "left",
            "words": f"{render_number(before)} before, {render_number(during)} during",
        }
        for case, before, during in sorted(pairs, key=lambda pair: bool(pair[0].get("cited")))
    ]
    ends = [min(ticks), max(ticks)]
    data: dict[str, list[dict[str, Any]]] = {
        "cases": rows,
        "line": [{"before": end, "during": end} for end in ends],
    }
    return Panel(title="", spec=_spec(scale, ticks), datasets=data, height=HEIGHT + 44)


def _spec(scale: alt.Scale, ticks: Sequence[float]) -> dict[str, Any]:
    base = alt.Chart(alt.NamedData(name="cases"))
    across = alt.Axis(title="deaths per day before", values=list(ticks), labelExpr=PLAIN, labelFlush=False)
    up = alt.Axis(title="deaths per day during", values=list(ticks), labelExpr=PLAIN)
    x = alt.X("before:Q", axis=across, scale=scale)
    y = alt.Y("during:Q", axis=up, scale=scale)
    tip = [alt.Tooltip("name:N", title="case"), alt.Tooltip("words:N", title="deaths per day")]
    layers = [
        alt.Chart(alt.NamedData(name="line")).mark_line(stroke=SOFT, strokeDash=[4, 3]).encode(x=x, y=y),
        base.mark_point(size=26, strokeWidth=1, opacity=0.85, filled=False).encode(
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
