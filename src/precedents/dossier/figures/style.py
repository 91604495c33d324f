"""What every chart has in common: colours, type, and the shape in which it reaches the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from precedents.dossier.tables import Table

# Colours are names that the page's style defines for light, dark and paper; the fallbacks are the light ones.
INK = "var(--ink, #1d1d1b)"
SOFT = "var(--soft, #5b5a55)"
LINE = "var(--line, #dcd9d0)"
PAPER = "var(--paper, #fffefb)"
CITED = "var(--cited, #0072b2)"
CLASS = "var(--class, #85837c)"
SHADE = "var(--shade, #dcebf4)"

CITED_SIGN = "▸"
"""Marks the names of cited cases: colour alone never says it."""
HEADING_SIGN = "\u2063"
"""An invisible sign before the rows that hold a heading instead of a case."""

PLAIN = "format(datum.value, ',')"
"""Labels of a scale as whole figures: an axis left to itself writes 20,000 as 2e+4."""

ROW = 17
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif'

CONFIG: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    "view": {"stroke": None},
    "text": {"fontSize": 11.5, "fill": INK},
    "axis": {
        "labelColor": SOFT,
        "labelFontSize": 11.5,
        "titleColor": SOFT,
        "titleFontSize": 11.5,
        "titleFontWeight": "normal",
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": LINE,
        "gridOpacity": 0.7,
        "labelPadding": 5,
        "labelSeparation": 7,
    },
}
"""Goes to the page once; its script narrows the names on small screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing: a Vega-Lite specification, its named data, and how high it will be in pixels."""

    title: str
    spec: dict[str, Any]
    datasets: Mapping[str, Sequence[Mapping[str, Any]]]
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart of the page: title with the finding, subtitle with measure and unit, panels, and the table behind it.

    ``alt`` says what the chart shows to those who do not see it; ``sources`` are ids of sources;
    ``treated`` marks outcomes of treated cases alone, which carry a standing note; ``rows_at`` is the anchor of
    a table on the page that holds the same, so that it need not stand there twice.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    sources: tuple[str, ...]
    panels: tuple[Panel, ...]
    table: Table
    treated: bool = False
    rows_at: str = ""


def build_spec(layers: Iterable[alt.Chart], height: int) -> dict[str, Any]:
    """Which specification draws these layers as wide as their box?

    Nothing is validated here: the tests validate every chart against Vega-Lite's schema once, and a page
    has to be ready in half a second.

    Parameters
    ----------
    layers
        The layers, from the back to the front.
    height
        Pixels between the axes.

    Returns
    -------
    dict
        Vega-Lite, without data and configuration: both go to the page beside it.
    """
    # Altair's own layering copies every layer several times over, which took most of a page's time.
    return {
        "layer": [layer.to_dict(validate=False, context={"top_level": False}) for layer in layers],
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }


def build_names(names: Sequence[str]) -> alt.Y:
    """How do names stand beside the rows of a chart, cited ones in the accent, headings left out?

    Parameters
    ----------
    names
        Every row from top to bottom, unlike one another.
    """
    cited = f"indexof(datum.label, '{CITED_SIGN}') == 0"
    accent: Any = {"condition": {"test": cited, "value": CITED}, "value": INK}
    weight: Any = {"condition": {"test": cited, "value": "bold"}, "value": "normal"}
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelPadding=9,
        labelExpr=f"indexof(datum.label, '{HEADING_SIGN}') == 0 ? '' : datum.label",
        labelColor=accent,
        labelFontWeight=weight,
    )
    return alt.Y("row:N", sort=None, axis=axis).scale(domain=list(names))


def build_time(first: float, last: float, *, orient: Any = "top", ticks: int = 6, grid: bool = True) -> alt.X:
    """How does the axis of years stand?

    Parameters
    ----------
    first, last
        Its ends, in decimal years.
    orient
        On which side; tall charts have it on top, where the reader begins.
    ticks
        About how many years are named.
    grid
        Whether lines lead down from them.
    """
    axis = alt.Axis(
        title=None, format="d", tickCount=ticks, orient=orient, tickMinStep=1, labelFlush=False, grid=grid
    )
    return alt.X("x:Q", axis=axis).scale(domain=[first, last], nice=False, zero=False)


def build_stroke() -> alt.StrokeValue:
    """Which colour has the line of a case? The accent where it is cited."""
    return alt.StrokeValue(CLASS, condition=[{"test": "datum.cited", "value": CITED}])


def build_fill() -> alt.FillValue:
    """Which colour has the mark of a case? None where its outcome is unknown, the accent where it is cited."""
    return alt.FillValue(
        CLASS,
        condition=[
            {"test": "datum.known === false", "value": PAPER},
            {"test": "datum.cited", "value": CITED},
        ],
    )


def build_headings(base: alt.Chart, y: alt.Y) -> alt.Chart:
    """How do the headings between the rows stand? Bold, at the left end of the drawing."""
    rows: alt.Chart = base.transform_filter("isValid(datum.head)")
    text = rows.mark_text(align="left", fontWeight="bold", baseline="middle", dy=1)
    placed: alt.Chart = text.encode(x=build_across(0), y=y, text=alt.Text("head:N"))
    return placed


def build_across(pixels: float) -> alt.XValue:
    """How is a mark held at so many pixels from the left, whatever the scale?"""
    return alt.XValue(pixels)  # type: ignore[no-untyped-call]  # Altair's channels of values are untyped


def build_down(pixels: float) -> alt.YValue:
    """How is a mark held at so many pixels from the top, whatever the scale?"""
    return alt.YValue(pixels)  # type: ignore[no-untyped-call]


def build_unlike(names: Iterable[str]) -> list[str]:
    """Which names tell the rows apart? A name met again gets a number.

    Examples
    --------
    >>> build_unlike(["Bosnia", "Kosovo", "Bosnia"])
    ['Bosnia', 'Kosovo', 'Bosnia (2)']
    """
    seen: dict[str, int] = {}
    unlike = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unlike.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unlike
