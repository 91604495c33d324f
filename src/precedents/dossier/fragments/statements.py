"""Each statement as a section: its verdict, why, its parts, what they found, what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.dates import NBSP
from precedents.dossier.directory import Directory
from precedents.dossier.fragments.findings import build_finding
from precedents.dossier.glossary import KINDS
from precedents.dossier.numbers import render_percent, render_scalar
from precedents.dossier.words import (
    SORTS,
    VERDICTS,
    read_verdict,
    render_count,
    render_list,
    render_sentence,
    render_short,
    render_words,
)

MOST_SHOWN = 12
"""Omitted cases beyond this number are folded."""
_COUNTED = re.compile(r"\b(?:\d+|[Nn]one) of \d+ parts\b")
"""The reason of a statement may count its parts already."""
_TREATED_KINDS = frozenset({"aftermath", "pathway"})


def render_mixture(parts: Sequence[Mapping[str, Any]]) -> str:
    """How do the verdicts of the parts mix? Empty for one part.

    Examples
    --------
    >>> render_mixture([{"verdict": "supported"}, {"verdict": "supported"}, {"verdict": "undecided"}])
    '2 of 3 parts hold: 2 supported, 1 undecided.'
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
    return (
        f"{hold or 'None'} of {len(parts)} parts {'holds' if hold in (0, 1) else 'hold'}: {', '.join(words)}."
    )


def is_treated(part: Mapping[str, Any], directory: Directory) -> bool:
    """Does the part look at outcomes of treated cases alone? Then it cannot say whether treating helped."""
    kind = str(part["kind"]).replace("_", "-").replace(" ", "-")
    if kind in _TREATED_KINDS:
        return any(case.startswith("intervention:") for case in directory.cases)
    group = directory.classes.get(str(part.get("class")), {})
    return kind == "base-rate" and "intervention" in str(
        group.get("table") or group.get("universe") or "intervention"
    )


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


def build_statements(report: Mapping[str, Any], directory: Directory) -> list[dict[str, Any]]:
    """How does each statement stand on the page?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    list of dict
        For ``statement.html.j2``, in the order of the report.
    """
    seen: dict[str, str] = {}
    return [
        _build_statement(statement, directory.statements[str(statement["id"])], report, directory, seen)
        for statement in report.get("statements", ())
    ]


def _build_statement(
    statement: Mapping[str, Any],
    anchor: str,
    report: Mapping[str, Any],
    directory: Directory,
    seen: dict[str, str],
) -> dict[str, Any]:
    findings = {str(finding["id"]): finding for finding in statement.get("findings") or ()}
    parts = [
        {"number": number} | _build_part(part, f"{anchor}p{number}", findings, report, directory, seen)
        for number, part in enumerate(statement.get("parts") or (), start=1)
    ]
    because = render_sentence(str(statement.get("because") or ""))
    plain = len(parts) == 1 and not parts[0]["says"]
    # What stands above is not said again.
    if len(parts) == 1 and parts[0]["because"] == because:
        parts[0]["because"] = ""
    omitted = [directory.case(str(case)) for case in statement.get("omitted") or ()]
    return {
        "id": str(statement["id"]),
        "anchor": anchor,
        "says": statement["says"],
        "verdict": read_verdict(str(statement["verdict"])),
        "because": "" if _says_already(parts, because) else because,
        "short": render_short(because),
        "kinds": render_list([render_words(str(kind)) for kind in statement.get("kinds") or ()]),
        "mixture": "" if _COUNTED.search(because) else render_mixture(statement.get("parts") or ()),
        "parts": parts,
        "plain": plain,
        "premises": [
            {"id": str(each), "anchor": directory.statements.get(str(each), "")}
            for each in statement.get("premises") or ()
        ],
        "omitted": omitted,
        "omitted_folded": len(omitted) > MOST_SHOWN,
        "universes": _universes(str(statement["id"]), report),
    }


def _says_already(parts: Sequence[Mapping[str, Any]], because: str) -> bool:
    """Is the reason of a statement the very finding that follows it?"""
    return len(parts) == 1 and any(each["label"] == because for each in parts[0]["deciding"])


def _build_part(
    part: Mapping[str, Any],
    anchor: str,
    findings: Mapping[str, Mapping[str, Any]],
    report: Mapping[str, Any],
    directory: Directory,
    seen: dict[str, str],
) -> dict[str, Any]:
    group_id = str(part.get("class") or "")
    group = directory.classes.get(group_id)
    built = [
        build_finding(findings[str(each)], f"{anchor}f{number}", group, directory, seen)
        for number, each in enumerate(part.get("findings") or (), start=1)
        if str(each) in findings
    ]
    choice = str(part.get("choice") or "")
    values = (report["argument"].get("choices") or {}).get(choice, ())
    kind = str(part["kind"])
    because = render_sentence(str(part.get("because") or ""))
    return {
        "kind": render_words(kind),
        "question": KINDS.get(kind.replace("_", "-"), ("", ""))[0],
        "says": part.get("says") or "",
        "verdict": read_verdict(str(part["verdict"])),
        "because": "" if any(each["decides"] and each["label"] == because for each in built) else because,
        "expects": render_scalar(part["expects"]) if part.get("expects") not in (None, "") else "",
        "sort": str(part.get("sort") or ""),
        "sort_says": SORTS.get(str(part.get("sort")), ""),
        "choice": choice,
        "choice_author": render_scalar(values[0], choice) if values else "",
        "choice_others": render_list([render_scalar(value, choice) for value in values[1:]]),
        "group": group,
        "group_anchor": directory.class_anchors.get(group_id, ""),
        "group_size": render_count(int(group["n"]), "case") if group and group.get("n") is not None else "",
        "deciding": [finding for finding in built if finding["decides"]],
        "others": [finding for finding in built if not finding["decides"]],
        "treated": bool(built) and is_treated(part, directory),
        "effect": directory.effect,
    }
