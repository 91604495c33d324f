"""How did every case of a class turn out, and where do the cited ones lie?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from precedents.dossier.dates import NBSP, read_decimal_year, render_span
from precedents.dossier.directory import Directory
from precedents.dossier.figures.outcome_dots import build_dots
from precedents.dossier.figures.style import (
    CITED_SIGN,
    HEADING_SIGN,
    ROW,
    Figure,
    Panel,
    build_fill,
    build_headings,
    build_names,
    build_spec,
    build_stroke,
    build_time,
    build_unlike,
)
from precedents.dossier.numbers import render_scalar, render_share
from precedents.dossier.tables import build_table
from precedents.dossier.words import render_count, render_heading, render_name

MOST_NAMED = 60
"""Above this many cases the rows lose their names, and the cases become dots over their first year."""
MOST_VALUES = 8

Group = tuple[str, list[Mapping[str, Any]]]


def group_cases(members: Sequence[Mapping[str, Any]], outcome: str) -> list[Group]:
    """Which cases had which value? Yes before no, the frequent before the rare, unknown last.

    Parameters
    ----------
    members
        The cases of a class.
    outcome
        The name of an outcome with few values.

    Returns
    -------
    list of (str, list)
        The value in words and its cases by start; "unknown" only where there are any.
    """
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for case in members:
        groups.setdefault((case.get("outcomes") or {}).get(outcome), []).append(case)

    def rank(value: Any) -> tuple[bool, bool, int, str]:
        return (value is None, value is not True, -len(groups[value]), str(value))

    return [
        (
            render_scalar(value),
            sorted(groups[value], key=lambda case: (case.get("start") or "9999", case["id"])),
        )
        for value in sorted(groups, key=rank)
    ]


def read_outcomes(members: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which outcomes of a class can be drawn as groups: yes or no, or a few words?"""
    names = dict.fromkeys(name for case in members for name in case.get("outcomes") or {})
    drawable = []
    for name in names:
        values = {(case.get("outcomes") or {}).get(name) for case in members} - {None}
        words = all(isinstance(value, bool | str) for value in values)
        if values and words and len(values) <= MOST_VALUES:
            drawable.append(name)
    return drawable


def build_outcomes(
    group: Mapping[str, Any], outcome: str, directory: Directory, figure_id: str
) -> Figure | None:
    """How did every case of the class turn out, and where do the cited ones lie?

    Parameters
    ----------
    group
        A class of the report.
    outcome
        The outcome to show.
    directory
        For the words of the outcome.
    figure_id
        Its anchor on the page.

    Returns
    -------
    Figure or None
        Named rows for a class of up to 60, dots for a larger one; None for an empty class.
    """
    members = [case for case in group.get("cases", ()) if case.get("in")]
    if not members:
        return None
    groups = group_cases(members, outcome)
    known = sum(len(cases) for value, cases in groups if value != "unknown")
    headings = [_heading(value, cases, known) for value, cases in groups]
    ends = [
        x
        for case in members
        for x in map(read_decimal_year, (case.get("start"), case.get("end")))
        if x is not None
    ]
    if not ends:
        return None
    span = (math.floor(min(ends)), math.ceil(max(ends) + 0.02))
    named = len(members) <= MOST_NAMED
    panel = _named(groups, headings, span) if named else build_dots(groups, headings, span)
    says = directory.column(outcome)
    words = render_heading(says)
    share = _lead(groups, known)
    mark = (
        "One row a case, from its start to its end" if named else "One dot a case, over the year of its start"
    )
    cited = (
        f"Blue{' and ' + CITED_SIGN if named else ''}: cited. "
        if any(each.get("cited") for each in members)
        else ""
    )
    subtitle = f"{mark}. {cited}{'Hollow: unknown. ' if known < len(members) else ''}"
    return Figure(
        id=figure_id,
        title=f"{words}: {share}",
        subtitle=f"{subtitle}{render_count(len(members), 'case')}; {_unknown(len(members) - known)}.",
        alt=f"{words}: {share}. {'. '.join(headings)}. {_cited(groups)}",
        sources=tuple(group.get("sources") or ()),
        panels=(panel,),
        table=build_table(
            f"{figure_id}-t", f"{words}, case by case", _rows(groups, outcome), {outcome: says}
        ),
        treated="intervention" in str(group.get("table") or group.get("universe") or ""),
    )


def _unknown(count: int) -> str:
    return f"{count or 'none'} of them unknown"


def _lead(groups: list[Group], known: int) -> str:
    """The first group, which is yes where the outcome is a yes or no, as a share with the cited in it."""
    if not known:
        return "unknown for every case"
    value, cases = groups[0]
    share = render_share(len(cases), known)
    lead = share if value == "yes" else f"{value} in {share}"
    cited = sum(bool(case.get("cited")) for _, each in groups for case in each)
    among = sum(bool(case.get("cited")) for case in cases)
    if not cited:
        return lead
    which = (
        ("the one" if cited == 1 else f"all {cited}")
        if among == cited
        else f"{among or 'none'} of the {cited}"
    )
    return f"{lead}; {which} cited {'is' if among == 1 else 'are'} among the {len(cases)}"


def _heading(value: str, cases: list[Mapping[str, Any]], known: int) -> str:
    word = value[:1].upper() + value[1:]
    return f"{word}: {len(cases)}" + ("" if value == "unknown" else f"{NBSP}of{NBSP}{known}")


def _cited(groups: list[Group]) -> str:
    return " ".join(
        f"Cited, {value}: {', '.join(render_name(case) for case in cases if case.get('cited'))}."
        for value, cases in groups
        if any(case.get("cited") for case in cases)
    )


def _rows(groups: list[Group], outcome: str) -> list[dict[str, Any]]:
    return [
        {
            "case": render_name(case),
            "id": case["id"],
            "start": case.get("start"),
            "end": case.get("end"),
            "cited": bool(case.get("cited")),
            outcome: (case.get("outcomes") or {}).get(outcome),
        }
        for _, cases in groups
        for case in cases
    ]


def _named(groups: list[Group], headings: list[str], span: tuple[int, int]) -> Panel:
    """One row a case under the heading of its group."""
    rows: list[dict[str, Any]] = []
    for (value, cases), heading in zip(groups, headings, strict=True):
        rows.append({"row": HEADING_SIGN + value, "head": heading})
        for case in cases:
            start, end = read_decimal_year(case.get("start")), read_decimal_year(case.get("end"))
            cited = bool(case.get("cited"))
            rows.append(
                {
                    "row": f"{CITED_SIGN}{NBSP}{render_name(case)}" if cited else render_name(case),
                    "x": start,
                    "x2": max(end, start) if end is not None and start is not None else span[1],
                    "cited": cited,
                    "known": value != "unknown",
                    "value": value,
                    "when": render_span(case.get("start"), case.get("end")),
                }
            )
    for row, name in zip(rows, build_unlike(row["row"] for row in rows), strict=True):
        row["row"] = name
    base = alt.Chart(alt.NamedData(name="cases"))
    y = build_names([row["row"] for row in rows])
    x = build_time(*span)
    dated = base.transform_filter("isValid(datum.x)")
    tip = [alt.Tooltip("row:N", title="case"), alt.Tooltip("when:N"), alt.Tooltip("value:N", title="outcome")]
    layers = [
        dated.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("x2"), y=y, stroke=build_stroke()),
        dated.mark_point(size=46, strokeWidth=1.5, opacity=1, filled=False).encode(
            x=x, y=y, stroke=build_stroke(), fill=build_fill(), tooltip=tip
        ),
        build_headings(base, y),
    ]
    height = ROW * len(rows)
    return Panel(title="", spec=build_spec(layers, height), datasets={"cases": rows}, height=height + 26)
