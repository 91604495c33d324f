"""How many were killed each year around each cited case: before, during, after?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.dates import read_decimal_year
from precedents.dossier.figures.style import (
    CITED,
    CLASS,
    INK,
    LINE,
    PLAIN,
    SHADE,
    SOFT,
    Figure,
    Panel,
    build_down,
    build_spec,
    build_time,
)
from precedents.dossier.numbers import render_number
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_count, render_name

HEIGHT = 150
WIDEST = 45
"""Years that one common axis may span; beyond that each panel has its own."""


def _interval(cite: Mapping[str, Any]) -> tuple[float, float | None] | None:
    """The intervention's start and end in decimal years."""
    spans = [date for date in cite.get("dates") or () if date.get("kind") == "intervention"]
    facts = cite.get("facts") or {}
    for each in (*spans, facts):
        start = read_decimal_year(each.get("start"))
        if start is not None:
            return start, read_decimal_year(each.get("end"))
    return None


def _words(series: Mapping[int, Any], interval: tuple[float, float | None] | None) -> str:
    """The panel's finding: the year before, the year of the start, the year after the end."""
    if interval is None:
        return ""
    start = int(interval[0])
    years = [(f"{start - 1}", series.get(start - 1)), (f"{start}", series.get(start))]
    if interval[1] is not None:
        years.append((f"{int(interval[1]) + 1}", series.get(int(interval[1]) + 1)))
    return ", ".join(
        f"{'not covered' if value is None else render_number(value)} in {year}" for year, value in years
    )


def build_deaths_by_year(cites: Sequence[Mapping[str, Any]], figure_id: str) -> Figure | None:
    """How many were killed each year around each cited case: before, during, after?

    Parameters
    ----------
    cites
        The cited cases of the report, with ``series`` and ``dates``.
    figure_id
        Its anchor on the page.

    Returns
    -------
    Figure or None
        A panel a case on one axis of years, each with its own scale of deaths; None without a known year.
    """
    shown = [
        cite
        for cite in cites
        if any(point.get("deaths_best") is not None for point in cite.get("series") or ())
    ]
    if not shown:
        return None
    years = [int(point["year"]) for cite in shown for point in cite["series"]]
    common = (min(years), max(years) + 1)
    if common[1] - common[0] > WIDEST:
        common = (0, 0)
    panels = tuple(_panel(cite, common) for cite in shown)
    fewer, both = _count_fewer(shown)
    gaps = {gap["what"] for panel in panels for gap in panel.datasets["gaps"]}
    title = (
        f"In {fewer} of {both} cited cases fewer were killed in the year after the intervention than in the year before"
        if both
        else f"Deaths by year around {render_count(len(shown), 'cited case')}"
    )
    return Figure(
        id=figure_id,
        title=title,
        subtitle="Killed in all organized violence in the country, by year; the line on each bar runs from the low to "
        f"the high estimate. Blue band: the intervention. {_say_gaps(gaps)}Each panel has its own "
        f"scale of deaths{', and its own years' if common == (0, 0) else ''}.",
        alt=f"{title}. " + " ".join(f"{panel.title}." for panel in panels),
        sources=tuple(dict.fromkeys(source for cite in shown for source in _sources(cite))),
        panels=panels,
        table=build_table(
            f"{figure_id}-t",
            "Deaths by year around the cited cases",
            [{"case": render_name(cite), **point} for cite in shown for point in cite["series"]],
        ),
        treated=True,
    )


def _say_gaps(gaps: Collection[Any]) -> str:
    words = {
        "not covered": "“not covered” by the source, which is not zero",
        "not shown": "“not shown”, being more than five years from that case",
    }
    said = [why for what, why in words.items() if what in gaps]
    return f"Grey: {', or '.join(said)}. " if said else ""


def _sources(cite: Mapping[str, Any]) -> Sequence[str]:
    return cite.get("series_sources") or ()


def _count_fewer(shown: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    fewer = both = 0
    for cite in shown:
        interval = _interval(cite)
        series = {int(point["year"]): point.get("deaths_best") for point in cite["series"]}
        if interval is None or interval[1] is None:
            continue
        before, after = series.get(int(interval[0]) - 1), series.get(int(interval[1]) + 1)
        if before is not None and after is not None:
            both += 1
            fewer += after < before
    return fewer, both


def build_gaps(points: Sequence[Mapping[str, Any]], span: tuple[int, int]) -> list[dict[str, Any]]:
    """Runs of years of the axis that hold no figure, and why, so that a gap is never read as zero.

    Examples
    --------
    >>> build_gaps([{"year": 1991, "deaths_best": None}, {"year": 1992, "deaths_best": 0}], (1991, 1995))
    [{'x': 1991, 'x2': 1992, 'what': 'not covered'}, {'x': 1993, 'x2': 1995, 'what': 'not shown'}]
    """
    series = {int(point["year"]): point.get("deaths_best") for point in points}
    gaps: list[dict[str, Any]] = []
    for year in range(*span):
        if series.get(year) is not None:
            continue
        what = "not covered" if year in series else "not shown"
        if gaps and gaps[-1]["x2"] == year and gaps[-1]["what"] == what:
            gaps[-1]["x2"] = year + 1
        else:
            gaps.append({"x": year, "x2": year + 1, "what": what})
    return gaps


def _panel(cite: Mapping[str, Any], common: tuple[int, int]) -> Panel:
    points = sorted(cite["series"], key=lambda point: int(point["year"]))
    interval = _interval(cite)
    span = common if common[1] else (int(points[0]["year"]), int(points[-1]["year"]) + 1)
    rows: list[dict[str, Any]] = [
        {
            "x": point["year"] + 0.1,
            "x2": point["year"] + 0.9,
            "mid": point["year"] + 0.5,
            "deaths": point["deaths_best"],
            "low": point.get("deaths_low"),
            "high": point.get("deaths_high"),
            "year": str(point["year"]),
            "zero": point["deaths_best"] == 0,
        }
        for point in points
        if point.get("deaths_best") is not None
    ]
    shade = []
    if interval is not None:
        end = interval[1] if interval[1] is not None else span[1]
        # A short intervention still has to be seen.
        shade = [{"x": interval[0], "x2": max(end, interval[0] + 0.15), "what": "intervention"}]
    label = render_name(cite)
    words = _words({int(point["year"]): point.get("deaths_best") for point in points}, interval)
    return Panel(
        title=f"{label}: {words}" if words else label,
        spec=_spec(span),
        datasets={"years": rows, "shade": shade, "gaps": build_gaps(points, span)},
        height=HEIGHT + 24,
    )


def _spec(span: tuple[int, int]) -> dict[str, Any]:
    years, shade, gaps = (alt.Chart(alt.NamedData(name=name)) for name in ("years", "shade", "gaps"))
    x = build_time(*span, orient="bottom", ticks=4, grid=False)
    axis = alt.Axis(title=None, tickCount=3, labelExpr=PLAIN, domain=False, ticks=False)
    y = alt.Y("deaths:Q", axis=axis).scale(zero=True, nice=True)
    tip = [
        alt.Tooltip("year:N"),
        alt.Tooltip("deaths:Q", format=","),
        alt.Tooltip("low:Q", format=","),
        alt.Tooltip("high:Q", format=","),
    ]
    x2 = alt.X2("x2")
    layers = [
        shade.mark_rect(fill=SHADE, stroke=CITED, strokeWidth=0.5).encode(x=x, x2=x2),
        gaps.mark_rect(fill=LINE).encode(
            x=x,
            x2=x2,
            opacity=alt.OpacityValue(0.3, condition=[{"test": "datum.what == 'not covered'", "value": 0.8}]),
        ),
        years.mark_rect(fill=CLASS).encode(x=x, x2=x2, y=y, y2=alt.Y2Datum(0), tooltip=tip),
        years.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(stroke=INK, strokeWidth=1)
        .encode(x=alt.X("mid:Q"), y=alt.Y("low:Q"), y2=alt.Y2("high")),
        # A year of zero killed has a mark: it is covered, and it is not a gap.
        years.transform_filter("datum.zero")
        .mark_rule(stroke=CLASS, strokeWidth=2)
        .encode(x=x, x2=x2, y=build_down(HEIGHT)),
    ]
    # In words where there is room, upright in a narrow band, since grey alone says nothing.
    wide = "datum.x2 - datum.x >= 7"
    words = gaps.transform_calculate(mid="(datum.x + datum.x2) / 2")
    for test, angle in ((wide, 0), (f"!({wide}) && datum.x2 - datum.x >= 2", 270)):
        text = words.transform_filter(test).mark_text(angle=angle, fontSize=11, fill=SOFT, baseline="middle")
        layers.append(text.encode(x=alt.X("mid:Q"), y=build_down(HEIGHT / 2), text=alt.Text("what:N")))
    return build_spec(layers, HEIGHT)
