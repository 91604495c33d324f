"""How did the cases turn out under each option?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.figures.style import CLASS, INK, Figure, Panel, build_across, build_spec
from precedents.dossier.numbers import render_share
from precedents.dossier.quantities import SHARE_UNITS
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_heading

STEP = 42
PERCENT = "format(datum.value, '.0%')"


def build_options(
    deciding: Mapping[str, Any], others: Sequence[Mapping[str, Any]], figure_id: str, rows_at: str
) -> Figure | None:
    """How did the cases turn out under each option?

    Parameters
    ----------
    deciding
        The deciding finding of a pathway, which holds the rows.
    others
        The findings beside it, of which those with a share are about one option each.
    figure_id
        Its anchor on the page.
    rows_at
        Where the rows stand as a table.

    Returns
    -------
    Figure or None
        A line an option: its share with the interval and its number of cases; None without two options.
    """
    options = [option for option in map(_read_option, others) if option is not None]
    if len(options) < 2 or not deciding.get("rows"):
        return None
    head = str(deciding.get("label") or "").split(":")[0]
    told = "; ".join(f"{each['name']} {each['count']} of {each['n']}" for each in options)
    title = f"{render_heading(head)}: {told}"
    rows = [
        {
            "y": number * STEP,
            "dot": number * STEP + 17,
            "x": each["share"],
            "low": each["low"],
            "high": each["high"],
            "head": f"{render_heading(each['name'])}: {each['words']}",
        }
        for number, each in enumerate(options)
    ]
    height = STEP * len(options)
    bare = (
        ""
        if all(each["low"] is not None for each in options)
        else " No line: too few conflicts for an interval."
    )
    return Figure(
        id=figure_id,
        title=title,
        subtitle=f"Share of the cases under each option, with its 95 % interval; a case may stand under several.{bare} "
        f"n = {', '.join(str(each['n']) for each in options)}.",
        alt=f"{render_heading(head)}. {'. '.join(str(row['head']) for row in rows)}.",
        sources=tuple(deciding.get("sources") or ()),
        panels=(Panel(title="", spec=_spec(height), datasets={"options": rows}, height=height + 26),),
        table=build_table(f"{figure_id}-t", "Share by option", options),
        rows_at=rows_at,
    )


def _read_option(finding: Mapping[str, Any]) -> dict[str, Any] | None:
    name, colon, _ = str(finding.get("label") or "").partition(": ")
    share, n = finding.get("value"), finding.get("n")
    if not colon or finding.get("unit") not in SHARE_UNITS or not isinstance(share, int | float) or not n:
        return None
    count, low, high = round(share * n), finding.get("low"), finding.get("high")
    return {
        "name": name,
        "count": count,
        "n": n,
        "share": share,
        "low": low,
        "high": high,
        "words": render_share(count, n, low, high),
    }


def _spec(height: int) -> dict[str, Any]:
    base = alt.Chart(alt.NamedData(name="options"))
    axis = alt.Axis(
        title=None, orient="top", labelExpr=PERCENT, values=[0, 0.25, 0.5, 0.75, 1], labelFlush=True
    )
    x = alt.X("x:Q", axis=axis).scale(domain=[0, 1], nice=False)
    y = alt.Y("dot:Q", axis=None).scale(domain=[-14, height - 14], reverse=True, nice=False)
    layers = [
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(stroke=CLASS, strokeWidth=3)
        .encode(x=alt.X("low:Q"), x2=alt.X2("high"), y=y),
        base.mark_point(size=70, filled=True, opacity=1, fill=INK).encode(
            x=x, y=y, tooltip=alt.Tooltip("head:N", title="option")
        ),
        base.mark_text(align="left", baseline="middle", fontWeight="bold").encode(
            x=build_across(0), y=alt.Y("y:Q"), text=alt.Text("head:N")
        ),
    ]
    return build_spec(layers, height)
