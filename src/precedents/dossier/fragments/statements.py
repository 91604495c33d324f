"""Each statement as a section: its verdict, why, its parts, what they found, what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.dates import NBSP
from precedents.dossier.directory import Directory
from precedents.dossier.figures.style import Figure
from precedents.dossier.fragments.parts import build_part, strip_said
from precedents.dossier.fragments.rows import Shown
from precedents.dossier.numbers import render_percent
from precedents.dossier.words import (
    VERDICTS,
    read_verdict,
    render_list,
    render_sentence,
    render_short,
    render_words,
)

MOST_SHOWN = 12
"""Omitted cases beyond this number are folded."""
_COUNTED = re.compile(r"\b(?:\d+|[Nn]one) of \d+ parts\b|\ball \d+ parts\b")
"""The reason of a statement may count its parts already."""


def render_mixture(parts: Sequence[Mapping[str, Any]]) -> str:
    """How do the verdicts of the parts mix? Empty for one part.

    Examples
    --------
    >>> render_mixture([{"verdict": "supported"}, {"verdict": "supported"}, {"verdict": "undecided"}])
    '2 of 3 parts hold: 2 supported, 1 undecided.'
    >>> render_mixture([{"verdict": "undecided"}, {"verdict": "undecided"}])
    '2 of 2 parts undecided.'
    >>> render_mixture([{"verdict": "supported"}])
    ''
    """
    if len(parts) < 2:
        return ""
    counts = Counter(str(part["verdict"]) for part in parts)
    hold = counts.get("supported", 0)
    known = [word.id for word in VERDICTS]
    words = [
        f"{counts[each]} {read_verdict(each).word}"
        for each in [*known, *(set(counts) - set(known))]
        if counts[each]
    ]
    if not hold:
        return f"{words[0].replace(' ', f' of {len(parts)} parts ', 1)}{''.join(f', {each}' for each in words[1:])}."
    return f"{hold} of {len(parts)} parts {'holds' if hold == 1 else 'hold'}: {', '.join(words)}."


def _universes(statement_id: str, report: Mapping[str, Any]) -> str:
    for each in (report.get("multiverse") or {}).get("by_statement", ()):
        if str(each["id"]) == statement_id and has_choices(each):
            return render_universes(each.get("universes"), float(each["share_supporting"]))
    return ""


def has_choices(each: Mapping[str, Any]) -> bool:
    """Does the answer rest on more than one combination of choices, and did the record speak in any?"""
    return each.get("share_supporting") is not None and each.get("universes") != 1


def render_universes(universes: int | None, share: float) -> str:
    """In how many combinations of the choices does the answer lie on the statement's side?

    Examples
    --------
    >>> render_universes(36, 2 / 3).replace(NBSP, " ")
    '24 of 36 (67 %)'
    """
    if not universes:
        return f"{render_percent(share)} of an unstated number"
    count = round(share * universes)
    # Combinations in which the record is silent are not counted in the share.
    if abs(share * universes - count) > 0.02:
        return f"{render_percent(share)} of those of {universes:,} in which the record speaks"
    return f"{count:,}{NBSP}of{NBSP}{universes:,} ({render_percent(share)})"


def build_statements(
    report: Mapping[str, Any], directory: Directory
) -> tuple[list[dict[str, Any]], list[Figure]]:
    """How does each statement stand on the page?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    tuple of (list of dict, list of Figure)
        For ``statement.html.j2``, in the order of the report; and the pictures of all parts.
    """
    seen: list[Shown] = []
    views = [
        _build_statement(statement, directory.statements[str(statement["id"])], report, directory, seen)
        for statement in report.get("statements", ())
    ]
    pictures = [part["picture"] for view in views for part in view["parts"] if part["picture"] is not None]
    return views, pictures


def _build_statement(
    statement: Mapping[str, Any],
    anchor: str,
    report: Mapping[str, Any],
    directory: Directory,
    seen: list[Shown],
) -> dict[str, Any]:
    findings = {str(finding["id"]): finding for finding in statement.get("findings") or ()}
    told = statement.get("parts") or ()
    parts: list[dict[str, Any]] = []
    for number, part in enumerate(told, start=1):
        noted = {each["note"] for each in parts}
        parts.append(
            {"number": number} | build_part(part, f"{anchor}p{number}", findings, report, directory, seen)
        )
        # Once a statement is enough.
        if parts[-1]["note"] in noted:
            parts[-1]["note"] = ""
    reason = str(statement.get("because") or "")
    because = render_sentence(strip_said(reason, [str(part.get("because") or "") for part in told]))
    short, rest = render_short(render_sentence(reason))
    omitted = [directory.case(str(case)) for case in statement.get("omitted") or ()]
    return {
        "id": str(statement["id"]),
        "anchor": anchor,
        "says": statement["says"],
        "verdict": read_verdict(str(statement["verdict"])),
        "because": because,
        "short": short,
        "short_rest": rest,
        "kinds": render_list([render_words(str(kind)) for kind in statement.get("kinds") or ()]),
        "mixture": "" if _COUNTED.search(reason) else render_mixture(told),
        "parts": parts,
        "plain": len(parts) == 1 and not parts[0]["says"],
        "premises": [
            {"id": str(each), "anchor": directory.statements.get(str(each), "")}
            for each in statement.get("premises") or ()
        ],
        "omitted": omitted,
        "omitted_folded": len(omitted) > MOST_SHOWN,
        "universes": _universes(str(statement["id"]), report),
    }
