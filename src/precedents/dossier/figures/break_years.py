"""At which year did practice change: how well does a break at each year explain the yearly counts?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from precedents.dossier.figures.style import (
    CITED,
    CLASS,
    INK,
    PAPER,
    SHADE,
    Figure,
    Panel,
    build_spec,
    build_time,
)
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_count, render_list, render_ordinal

HEIGHT = 190
HEADROOM = 1.25
"""Room above the highest bar for the year written on it."""
NEAR = 0.13
"""Share of the axis below which two years written beside each other would touch on a narrow page."""


def build_break_years(finding: Mapping[str, Any], figure_id: str, rows_at: str) -> Figure | None:
    """At which year did practice change: how well does a break at each year explain the yearly counts?

    Parameters
    ----------
    finding
        The deciding finding of a trend, whose rows are the candidate years.
    figure_id
        Its anchor on the page.
    rows_at
        Where its rows stand as a table.

    Returns
    -------
    Figure or None
        A bar a year, the claimed ones in the accent, the best one named; None without rows of that form.
    """
    rows = [row for row in finding.get("rows") or () if _is_candidate(row)]
    if len(rows) < 2:
        return None
    best = max(rows, key=lambda row: float(row["likelihood_ratio"]))
    claimed = [row for row in rows if row.get("claimed")]
    band = _read_band(finding, int(best["year"]))
    title = _title(best, claimed, len(rows), gone=str(finding.get("label") or "").startswith("no break"))
    span = (int(rows[0]["year"]), int(rows[-1]["year"]) + 1)
    years = f"; {render_count(int(finding['n']), 'year')} counted" if finding.get("n") else ""
    subtitle = (
        "Likelihood ratio of a break at each year, against no break: the higher, the better it explains the yearly "
        f"counts. Blue: claimed. Black: the best. Shaded: {band[0]} to {band[1] - 1}, "
        f"the span of the years not told from the best. {len(rows)} candidate years{years}."
    )
    data: dict[str, list[dict[str, Any]]] = {
        "years": _lift([_bar(row, best) for row in rows]),
        "band": [{"x": max(band[0], span[0]), "x2": min(band[1], span[1])}],
    }
    return Figure(
        id=figure_id,
        title=title,
        subtitle=subtitle,
        alt=f"{title}. The years from {band[0]} to {band[1] - 1} are the span not told from the best.",
        sources=tuple(finding.get("sources") or ()),
        panels=(
            Panel(
                title="", spec=_spec(span, float(best["likelihood_ratio"])), datasets=data, height=HEIGHT + 26
            ),
        ),
        table=build_table(f"{figure_id}-t", "Candidate years of the break", rows),
        rows_at=rows_at,
    )


def _is_candidate(row: Mapping[str, Any]) -> bool:
    return all(isinstance(row.get(key), int | float) for key in ("year", "likelihood_ratio"))


def _read_band(finding: Mapping[str, Any], best: int) -> tuple[int, int]:
    """The first year not told from the best, and the one after the last."""
    ends = [str(finding.get(key) or "") for key in ("low", "high")]
    low, high = (int(end) if end.isdigit() else best for end in ends)
    return low, high + 1


def _title(best: Mapping[str, Any], claimed: Sequence[Mapping[str, Any]], count: int, *, gone: bool) -> str:
    lead = (
        f"No break stands out; the likeliest is {best['year']}"
        if gone
        else f"The likeliest break is {best['year']}"
    )
    if not claimed:
        return lead
    if any(row["year"] == best["year"] for row in claimed):
        return f"{lead}, which was claimed"
    told = render_list([f"{row['year']} is {render_ordinal(int(row.get('rank') or 0))}" for row in claimed])
    return f"{lead}; of {count} years, {told}"


def _lift(bars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Years written on neighbouring bars stand at two heights, so that neither covers the other."""
    named = [bar for bar in bars if "named" in bar]
    for earlier, bar in pairwise(named):
        near = bar["x"] - earlier["x"] < NEAR * (bars[-1]["x2"] - bars[0]["x"])
        bar["lift"] = 1 - earlier.get("lift", 0) if near else 0
    return bars


def _bar(row: Mapping[str, Any], best: Mapping[str, Any]) -> dict[str, Any]:
    year, is_best = int(row["year"]), row["year"] == best["year"]
    claimed = bool(row.get("claimed"))
    return {
        "x": year + 0.1,
        "x2": year + 0.9,
        "mid": year + 0.5,
        "ratio": row["likelihood_ratio"],
        "year": str(year),
        "rank": row.get("rank"),
        "claimed": claimed,
        "best": is_best,
        **({"named": f"{year}"} if is_best or claimed else {}),
    }


def _spec(span: tuple[int, int], top: float) -> dict[str, Any]:
    years, band = (alt.Chart(alt.NamedData(name=name)) for name in ("years", "band"))
    x = build_time(*span, orient="bottom", grid=False)
    axis = alt.Axis(title=None, tickCount=3, domain=False, ticks=False)
    y = alt.Y("ratio:Q", axis=axis).scale(domain=[0, max(top, 0.1) * HEADROOM], nice=False)
    colour: Any = [{"test": "datum.claimed", "value": CITED}, {"test": "datum.best", "value": INK}]
    layers = [
        band.mark_rect(fill=SHADE).encode(x=x, x2=alt.X2("x2")),
        years.mark_rect().encode(
            x=x,
            x2=alt.X2("x2"),
            y=y,
            y2=alt.Y2Datum(0),
            fill=alt.FillValue(CLASS, condition=colour),
            tooltip=[
                alt.Tooltip("year:N"),
                alt.Tooltip("ratio:Q", format=".1f", title="likelihood ratio"),
                alt.Tooltip("rank:Q"),
            ],
        ),
        *(
            # Twice, first as a halo, so that it can be read on a bar.
            years.transform_filter("isValid(datum.named)")
            .mark_text(
                baseline="bottom",
                dy=alt.ExprRef("-3 - 13 * (datum.lift || 0)"),
                fontWeight="bold",
                stroke=edge,
                strokeWidth=3,
            )
            .encode(x=alt.X("mid:Q"), y=y, text=alt.Text("named:N"), fill=fill)
            for edge, fill in (
                (PAPER, alt.FillValue("transparent")),
                ("transparent", alt.FillValue(INK, condition=colour)),
            )
        ),
    ]
    return build_spec(layers, HEIGHT)
