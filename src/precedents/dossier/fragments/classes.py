"""Each reference class in full: how the rule thins out its universe, and every case in and out with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from precedents.dossier.dates import render_span
from precedents.dossier.directory import Directory
from precedents.dossier.figures.deaths_per_day import build_deaths_per_day
from precedents.dossier.figures.outcomes import build_outcomes, read_outcomes
from precedents.dossier.figures.style import Figure
from precedents.dossier.fragments.class_flow import build_flow_view, find_steps
from precedents.dossier.tables import build_table, render_table
from precedents.dossier.words import render_heading, render_name, render_words

MOST_OPEN = 60
"""A class beyond this size is folded, still in full."""
MOST_CHARTS = 3
"""Outcomes of one class that are drawn; all of them stand in its table."""
MOST_REASONS = 12


def build_classes(
    report: Mapping[str, Any], directory: Directory
) -> tuple[list[dict[str, Any]], list[Figure]]:
    """What is in each class, what is out, and how did its cases turn out?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    tuple of (list of dict, list of Figure)
        For ``class.html.j2``; and all figures of all classes, which the script of the page draws.
    """
    views, figures = [], []
    for group in report.get("classes", ()):
        anchor = directory.class_anchors[str(group["id"])]
        drawn = _figures(group, directory, anchor)
        figures += drawn
        views.append(_build_class(group, anchor, drawn, directory))
    return views, figures


def _figures(group: Mapping[str, Any], directory: Directory, anchor: str) -> list[Figure]:
    members = [case for case in group.get("cases", ()) if case.get("in")]
    per_day = build_deaths_per_day(group, f"{anchor}d")
    # Deaths per day, where both are known, say more than whether they fell.
    outcomes = [name for name in read_outcomes(members) if per_day is None or name != "deaths_fell"]
    drawn = [
        build_outcomes(group, outcome, directory, f"{anchor}o{number}")
        for number, outcome in enumerate(outcomes[:MOST_CHARTS], start=1)
    ]
    # Every figure shows columns of the table of the whole class, which stands below them.
    return [replace(figure, rows_at=f"{anchor}-in") for figure in (*drawn, per_day) if figure is not None]


def _build_class(
    group: Mapping[str, Any], anchor: str, figures: list[Figure], directory: Directory
) -> dict[str, Any]:
    cases = list(group.get("cases", ()))
    members = [case for case in cases if case.get("in")]
    out = [case for case in cases if not case.get("in")]
    universe = group.get("universe")
    whole = universe if isinstance(universe, int) else len(cases)
    table = str(group.get("table") or (universe if isinstance(universe, str) else "") or "cases")
    reasons = Counter(str(case.get("why") or "no reason given") for case in out)
    cited = sum(bool(case.get("cited")) for case in members)
    headings = {**directory.says, "id": "id", "conflict": "conflict", "overlaps": "overlaps with"}
    conflicts = len({case.get("cluster") for case in members if case.get("cluster")})
    steps = find_steps(group)
    overlapping = any(case.get("overlaps") for case in members)
    names = {str(case["id"]): render_name(case) for case in members} if overlapping else {}
    return {
        "anchor": anchor,
        "id": str(group["id"]),
        "says": _render_says(group),
        "where": group.get("where") or "",
        "table_name": render_words(table),
        "universe": whole,
        "n": len(members) if group.get("n") is None else int(group["n"]),
        "out": len(out),
        "reasons": reasons.most_common(MOST_REASONS),
        "other_reasons": max(0, len(reasons) - MOST_REASONS),
        "cited": cited,
        "omitted": len(members) - cited,
        "conflicts": conflicts,
        "flow": build_flow_view(group, anchor, _say_members(conflicts, cited, len(members))),
        "figures": figures,
        "open": len(members) <= MOST_OPEN,
        "members": render_table(
            build_table(
                f"{anchor}-in",
                "Cases in the class",
                [_row(case, names) for case in members],
                headings | _one_reason(members),
            )
        ),
        "why_in": _say_reason(members),
        "why_out": _say_reason(out),
        "outside": render_table(
            build_table(
                f"{anchor}-out",
                "Cases out of the class",
                [_out_row(case, steps) for case in out],
                headings | _one_reason(out),
            )
        )
        if out
        else "",
        "sources": directory.cite_sources(group.get("sources")),
    }


def _render_says(group: Mapping[str, Any]) -> str:
    """The words of the class; where these are the rule itself they stay as they are written."""
    says = str(group.get("says") or "")
    return says if says == str(group.get("where") or "") else render_heading(says)


def _say_reason(cases: Sequence[Mapping[str, Any]]) -> str:
    """The reason that all cases share; empty where they differ."""
    reasons = {str(case.get("why") or "no reason given") for case in cases}
    return reasons.pop() if len(reasons) == 1 and len(cases) > 1 else ""


def _one_reason(cases: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """A reason that all share stands once above the table, not in every row of it."""
    return {"why": ""} if _say_reason(cases) else {}


def _say_members(conflicts: int, cited: int, members: int) -> str:
    """What stands beside the number of cases in the class."""
    of = f", of {conflicts:,} {'conflict' if conflicts == 1 else 'conflicts'}" if conflicts else ""
    return f"in the class{of}; {cited} cited, {members - cited:,} not"


def _row(case: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "case": render_name(case),
        "cited": bool(case.get("cited")),
        "start": case.get("start"),
        "end": case.get("end"),
        **(case.get("outcomes") or {}),
        "conflict": case.get("cluster"),
        **_overlaps(case, names),
        "why": case.get("why"),
        "id": case["id"],
    }


def _overlaps(case: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """The members of the same conflict at the same time, by name; a class without any has no such column."""
    return {"overlaps": "; ".join(names[str(each)] for each in case.get("overlaps") or ())} if names else {}


def _out_row(case: Mapping[str, Any], steps: Mapping[str, str]) -> dict[str, Any]:
    step = steps.get(str(case["id"]))
    return {
        "case": render_name(case),
        **({"step": step} if step else {}),
        "why": case.get("why"),
        "dates": render_span(case.get("start"), case.get("end")),
        "id": case["id"],
    }
