"""How it was done: the kinds in plain words, the doubts that were tried, the methods by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.glossary import DOUBTS, KINDS
from precedents.dossier.words import DOUBT_OUTCOMES, render_words


def build_methods(report: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    """What was done for each kind of statement that occurs, and with which methods?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    dict
        For ``methods.html.j2`` and ``glossary.html.j2``: only what occurs on the page.
    """
    methods: dict[str, dict[str, str]] = {}
    doubts: dict[str, None] = {}
    kinds: dict[str, None] = {}
    for statement in report.get("statements", ()):
        number = str(statement["id"])
        kinds.update(dict.fromkeys(str(part["kind"]) for part in statement.get("parts") or ()))
        for finding in statement.get("findings") or ():
            if method := str(finding.get("method") or ""):
                methods.setdefault(method, {})[number] = directory.statements.get(number, "")
            doubts.update(dict.fromkeys(str(doubt["id"]) for doubt in finding.get("doubts") or ()))
    met = {kind.replace("_", "-").replace(" ", "-") for kind in kinds}
    return {
        "kinds": [(render_words(kind), *KINDS[kind]) for kind in KINDS if kind in met],
        "methods": [
            (method, [{"id": each, "anchor": anchor} for each, anchor in where.items()])
            for method, where in methods.items()
        ],
        "doubts": [(render_words(doubt), DOUBTS[doubt]) for doubt in sorted(doubts) if doubt in DOUBTS],
        "outcomes": list(DOUBT_OUTCOMES.values()),
    }
