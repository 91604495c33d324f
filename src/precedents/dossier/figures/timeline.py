"""When were violence, intervention and agreement of each cited case, on one axis?"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from precedents.dossier.dates import read_decimal_year, render_date, render_span
from precedents.dossier.figures.style import (
    CITED,
    CLASS,
    INK,
    Figure,
    Panel,
    build_across,
    build_spec,
    build_time,
)
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_count, render_list, render_name

STEP = 27
MOST_TOLD = 3
# About how wide a letter is at the size of labels, in pixels: enough to tell whether a label would be cut.
_WIDE = "min(width, 6.1 * length(datum.label))"
_SIDES: tuple[tuple[str, Literal["left", "right"], str], ...] = (
    ("left", "left", f"max(0, min(scale('x', datum.tx), width - {_WIDE}))"),
    ("right", "right", f"min(width, max(scale('x', datum.tx), {_WIDE}))"),
)
KINDS = {"violence": CLASS, "intervention": CITED, "agreement": INK}


def _entries(cites: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every dated thing with its place in time; what has no start cannot be placed."""
    entries = []
    for cite in cites:
        for date in cite.get("dates") or ():
            start = read_decimal_year(date.get("start"))
            if start is None:
                continue
            kind = str(date.get("kind"))
            entries.append(
                {
                    "case": render_name(cite),
                    "what": render_what(cite, date),
                    "kind": kind,
                    "from": date.get("start"),
                    "to": date.get("end"),
                    "x": start,
                    "x2": read_decimal_year(date.get("end")),
                }
            )
    return entries


def _title(entries: Sequence[Mapping[str, Any]]) -> str:
    """How long violence had gone on when each intervention began, where both dates are there."""
    starts: dict[str, dict[str, str]] = {}
    for entry in entries:
        # The first of each kind: a case may have several operations.
        starts.setdefault(entry["case"], {}).setdefault(entry["kind"], str(entry["from"]))
    lasted = []
    for case, kinds in starts.items():
        days = _days(kinds.get("violence"), kinds.get("intervention"))
        if days is not None and days > 0:
            lasted.append((days, case))
    if not lasted or len(lasted) < len(starts):
        return ""
    if len(lasted) > MOST_TOLD:
        ends = f"{_duration(min(lasted)[0])} to {_duration(max(lasted)[0])}"
        return f"Violence had gone on for {ends} when the {len(lasted)} interventions began"
    told = render_list([f"{_duration(days)} ({case})" for days, case in lasted])
    return f"Violence had gone on for {told} when the intervention began"


def _days(first: str | None, then: str | None) -> int | None:
    try:
        return (dt.date.fromisoformat(then or "") - dt.date.fromisoformat(first or "")).days
    except ValueError:
        return None


def _duration(days: int) -> str:
    if days < 60:
        return render_count(days, "day")
    months = round(days / 30.44)
    return f"{months} months" if months < 24 else f"{days / 365.25:.1f} years"


def render_what(cite: Mapping[str, Any], date: Mapping[str, Any]) -> str:
    """What is this date of? A label that only repeats the case's name says less than the kind.

    Examples
    --------
    >>> render_what({"label": "Kosovo 1999"}, {"label": "Kosovo 1999", "kind": "intervention"})
    'intervention'
    """
    label = str(date.get("label") or "")
    return str(date.get("kind") or "date") if label in ("", render_name(cite)) else label


def _place(entries: list[dict[str, Any]], first: float, last: float) -> tuple[list[dict[str, Any]], int]:
    """Rows from top to bottom: the case's name, then its dates; labels turn left past the middle."""
    rows: list[dict[str, Any]] = []
    y = 0.0
    case = None
    for entry in entries:
        if entry["case"] != case:
            case = entry["case"]
            y += 1.0 if rows else 0.55
            rows.append({"y": y, "x": first, "head": case})
        y += 1
        event = entry["kind"] == "agreement" or entry["to"] == entry["from"]
        open_end = entry["x2"] is None and not event
        x2 = last if open_end else (entry["x"] if event else max(entry["x2"], entry["x"]))
        right = entry["x"] > (first + last) / 2
        when = render_date(entry["from"]) if event else render_span(entry["from"], entry["to"])
        rows.append(
            {
                "y": y,
                "x": entry["x"],
                "x2": x2,
                "tx": x2 if right else entry["x"],
                "side": "right" if right else "left",
                "shape": "point" if event else "bar",
                "kind": entry["kind"],
                "label": f"{entry['what']}{', no end in the record' if open_end else ''}",
                "when": when,
                "case": entry["case"],
            }
        )
    return rows, math.ceil(y * STEP + 10)


def _conditions() -> list[Any]:
    return [{"test": f"datum.kind == '{kind}'", "value": colour} for kind, colour in KINDS.items()]


def build_timeline(cites: Sequence[Mapping[str, Any]], figure_id: str) -> Figure | None:
    """When were violence, intervention and agreement of each cited case, on one axis?

    Parameters
    ----------
    cites
        The cited cases of the report, with their ``dates``.
    figure_id
        Its anchor on the page.

    Returns
    -------
    Figure or None
        None where no cited case has a dated thing.
    """
    entries = _entries(cites)
    if not entries:
        return None
    ends = [x for entry in entries for x in (entry["x"], entry["x2"]) if x is not None]
    first, last = math.floor(min(ends)), math.ceil(max(ends) + 0.02)
    rows, height = _place(entries, first, last)
    base = alt.Chart(alt.NamedData(name="dates"))
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height / STEP], reverse=True, nice=False)
    x = build_time(first, last)
    tip = [alt.Tooltip("label:N", title="what"), alt.Tooltip("when:N"), alt.Tooltip("case:N")]
    bars = base.transform_filter("datum.shape == 'bar'")
    labels = base.transform_filter("isValid(datum.side)")
    text: dict[str, Any] = {"baseline": "bottom", "dy": -5}
    stroke = alt.StrokeValue(INK, condition=_conditions())
    colour = alt.ColorValue(INK, condition=_conditions())
    layers = [
        bars.mark_rule(strokeWidth=7).encode(x=x, x2=alt.X2("x2"), y=y, stroke=stroke, tooltip=tip),
        # A few weeks on an axis of decades are thinner than a pixel: the start is marked in any case.
        bars.mark_tick(thickness=2, height=11).encode(x=x, y=y, color=colour),
        base.transform_filter("datum.shape == 'point'")
        .mark_point(shape="diamond", size=70, filled=True, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=tip),
        base.transform_filter("isValid(datum.head)")
        .mark_text(align="left", fontWeight="bold", fontSize=13, baseline="middle")
        .encode(x=build_across(0), y=y, text=alt.Text("head:N")),
        # A label that would leave the drawing is moved back into it; one wider than the drawing is cut, and its
        # table has it in full.
        *(
            labels.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, x=alt.ExprRef(place), limit=alt.ExprRef("width"), **text)
            .encode(y=y, text=alt.Text("label:N"))
            for side, align, place in _SIDES
        ),
    ]
    table = build_table(
        f"{figure_id}-t",
        "Dates of the cited cases",
        [
            {
                "case": each["case"],
                "what": each["what"],
                "kind": each["kind"],
                "start": each["from"],
                "end": each["to"],
            }
            for each in entries
        ],
    )
    cases = list(dict.fromkeys(entry["case"] for entry in entries))
    title = _title(entries) or f"{render_count(len(cases), 'cited case')} between {first} and {last}"
    spoken = "; ".join(
        f"{each['case']}, {each['what']}: {render_span(each['from'], each['to'])}" for each in entries
    )
    return Figure(
        id=figure_id,
        title=title,
        subtitle="Grey: violence. Blue: intervention. Diamond: agreement or other event on one day. In years, one axis.",
        alt=f"Timeline of the cited cases. {spoken}.",
        sources=(),
        panels=(
            Panel(title="", spec=build_spec(layers, height), datasets={"dates": rows}, height=height + 26),
        ),
        table=table,
    )
