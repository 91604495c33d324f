"""The critical questions, with the answer that the trial gives to each and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.words import render_sentence, render_words

ANSWERS: Mapping[str, tuple[str, str, str]] = {
    "no": ("○", "no", "contradicted"),
    "yes": ("●", "yes", "supported"),
    "open": ("◌", "open", "undecided"),
    "not-asked": ("—", "not asked", "outside-the-record"),
}
"""By answer: its sign, its word, and the verdict whose colour it wears."""


def build_questions(report: Mapping[str, Any], directory: Directory) -> dict[str, Any] | None:
    """How do the critical questions stand on the page?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    dict or None
        For ``questions.html.j2``; None where the report has no questions.
    """
    asked = report.get("critical_questions") or ()
    if not asked:
        return None
    anchors = _find_anchors(report, directory)
    counts = Counter(str(each.get("answer")) for each in asked)
    return {
        "counts": [
            {"sign": sign, "word": word, "style": style, "n": counts[answer]}
            for answer, (sign, word, style) in ANSWERS.items()
            if counts[answer]
        ],
        "rows": [_build_row(each, directory, anchors) for each in asked],
    }


def _build_row(each: Mapping[str, Any], directory: Directory, anchors: Mapping[str, str]) -> dict[str, Any]:
    sign, word, style = ANSWERS.get(str(each.get("answer")), ANSWERS["open"])
    seen: dict[str, dict[str, str]] = {}
    for link in each.get("links") or ():
        statement = str(link.get("statement"))
        at = anchors.get(str(link.get("finding")), "") or directory.statements.get(statement, "")
        seen.setdefault(statement, {"id": statement, "anchor": at})
    return {
        "sign": sign,
        "word": word,
        "style": style,
        "scheme": render_words(str(each.get("scheme") or "")),
        "question": each.get("question") or "",
        "because": render_sentence(str(each.get("because") or "")),
        "links": list(seen.values()),
        "add": str(each.get("add") or ""),
    }


def _find_anchors(report: Mapping[str, Any], directory: Directory) -> dict[str, str]:
    """Where each finding stands on the page: part by part, in the order of the report."""
    return {
        str(finding): f"{directory.statements[str(statement['id'])]}p{part}f{number}"
        for statement in report.get("statements") or ()
        for part, told in enumerate(statement.get("parts") or (), start=1)
        for number, finding in enumerate(told.get("findings") or (), start=1)
    }
