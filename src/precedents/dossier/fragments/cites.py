"""The cases that the author cites: a card each, one axis of time, deaths by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.dates import render_span
from precedents.dossier.directory import Directory
from precedents.dossier.figures.timeline import render_what
from precedents.dossier.tables import build_facts, render_table
from precedents.dossier.words import CITED_AS, render_words


def build_cites(report: Mapping[str, Any], directory: Directory) -> list[dict[str, Any]]:
    """What does the record hold on each cited case?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    list of dict
        For ``cites.html.j2``: the dates of each case, the classes that it is in, its facts as a table.
    """
    argument = report["argument"]
    cites = argument.get("cites") or [{"case": case} for case in argument.get("cited", ())]
    cards = []
    for number, cite in enumerate(cites, start=1):
        case_id = str(cite["case"])
        facts = cite.get("facts") or {}
        memberships = [
            {
                "anchor": directory.class_anchors[name],
                "says": group.get("says") or name,
                "inside": bool(case["in"]),
                "why": "" if case["in"] else str(case.get("why") or "the report gives no reason"),
            }
            for name, group in directory.classes.items()
            for case in group.get("cases", ())
            if case["id"] == case_id
        ]
        cards.append(
            {
                "anchor": f"k{number}",
                "label": cite.get("label") or directory.case(case_id),
                "case": case_id,
                "as": CITED_AS.get(str(cite.get("as")), render_words(str(cite.get("as") or ""))),
                "entity": cite.get("entity") or "",
                "dates": [
                    {"what": render_what(cite, date), "when": _when(date)} for date in cite.get("dates") or ()
                ],
                "memberships": memberships,
                "facts": len(facts),
                "table": render_table(
                    build_facts(f"k{number}-t", "What the record holds on this case", facts, directory.says)
                )
                if facts
                else "",
            }
        )
    return cards


def _when(date: Mapping[str, Any]) -> str:
    start, end = date.get("start"), date.get("end")
    return render_span(start, start if date.get("kind") == "agreement" else end)
