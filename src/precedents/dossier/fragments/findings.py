"""A finding as a reader meets it: a sentence, a figure, its sources, the doubts tried, the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.fragments.rows import Shown, build_rows
from precedents.dossier.glossary import DOUBTS
from precedents.dossier.quantities import SHARE_UNITS, render_quantity
from precedents.dossier.words import DOUBT_OUTCOMES, LEANS, render_count, render_sentence, render_words

_ORDER = {outcome: place for place, outcome in enumerate(("broke", "held", "silent", "could-not-run"))}


def build_doubts(finding: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which doubts were tried, and what became of each? Broken ones first."""
    doubts = []
    for doubt in finding.get("doubts") or ():
        outcome = str(doubt["outcome"])
        word, _ = DOUBT_OUTCOMES.get(outcome, (render_words(outcome), ""))
        says = str(doubt.get("says") or "")
        doubts.append(
            {
                "id": doubt["id"],
                "question": DOUBTS.get(str(doubt["id"])) or f"{render_words(str(doubt['id']))}:",
                "outcome": outcome if outcome in DOUBT_OUTCOMES else "silent",
                "word": word,
                "says": render_sentence(says),
                "critical": bool(doubt.get("critical")),
            }
        )
    return sorted(doubts, key=lambda doubt: _ORDER[doubt["outcome"]])


def render_unknown(finding: Mapping[str, Any], group: Mapping[str, Any] | None) -> str:
    """How many cases beside a share are unknown?

    Taken from the finding where it says so; for the deciding finding, which is about the whole class, else
    from the size of its class, else from its rows. Other shares of a part leave cases out on purpose.

    Examples
    --------
    >>> render_unknown({"unit": "share", "n": 11, "decides": True}, {"n": 12})
    '1 of 12 cases unknown or not applicable'
    >>> render_unknown({"unit": "share", "n": 12, "decides": True}, {"n": 12})
    'none of 12 cases unknown'
    >>> render_unknown({"unit": "share", "n": 9, "decides": False}, {"n": 12})
    'unknown cases as above'
    >>> render_unknown({"unit": "deaths", "n": 11}, {"n": 12})
    ''
    """
    n = finding.get("n")
    if finding.get("unit") not in SHARE_UNITS or n is None:
        return ""
    rows = finding.get("rows") or ()
    if finding.get("unknown") is not None:
        whole = n + int(finding["unknown"])
    elif not finding.get("decides"):
        return "" if "comparable" in str(finding["unit"]) else "unknown cases as above"
    elif group is not None and (group.get("n") or 0) >= n:
        whole = int(group["n"])
    elif len(rows) >= n:
        whole = len(rows)
    else:
        return "how many cases are unknown, the report does not say"
    if whole == n:
        return f"none of {render_count(n, 'case')} unknown"
    why = (
        "not comparable, or unknown" if "comparable" in str(finding["unit"]) else "unknown or not applicable"
    )
    return f"{whole - n:,} of {whole:,} cases {why}"


def is_alternative(finding: Mapping[str, Any], choices: Sequence[str]) -> bool:
    """Is this the deciding finding over again, with one choice made otherwise?

    Examples
    --------
    >>> is_alternative({"label": "with deaths = 100: none"}, ["deaths"])
    True
    >>> is_alternative({"label": "with it all: none"}, ["deaths"])
    False
    """
    return str(finding.get("label") or "").startswith(tuple(f"with {choice} = " for choice in choices))


def render_n(finding: Mapping[str, Any]) -> str:
    """On how many rows or cases does the figure rest? Empty where the figure itself says it.

    Examples
    --------
    >>> render_n({"kind": "fact", "n": 68, "value": 0.4}), render_n({"kind": "effect", "n": 42, "value": 0.3})
    ('from 68 rows', 'n = 42')
    >>> render_n({"kind": "aftermath", "n": 2, "value": 2}), render_n({"kind": "sequence", "n": 2, "value": 9})
    ('', '')
    """
    n, kind = finding.get("n"), str(finding.get("kind"))
    if not n or n == finding.get("value") or finding.get("unit") in SHARE_UNITS or kind == "sequence":
        return ""
    if kind in {"fact", "magnitude"}:
        return "from one row" if n == 1 else f"from {n:,} rows"
    return f"over {n:,} years" if kind == "trend" else f"n = {n:,}"


def build_finding(
    finding: Mapping[str, Any],
    anchor: str,
    group: Mapping[str, Any] | None,
    directory: Directory,
    seen: list[Shown],
) -> dict[str, Any]:
    """How does this finding stand on the page?

    Parameters
    ----------
    finding
        The finding of the report.
    anchor
        Where it stands.
    group
        The class that its part was tried on, or None.
    directory
        Numbers of sources, words of columns.
    seen
        Which rows already stand on the page and where, so that each stands there once; added to.

    Returns
    -------
    dict
        For ``finding.html.j2``.
    """
    n, unit = finding.get("n"), str(finding.get("unit") or "")
    value = finding.get("value")
    # Without a value there is no figure: the label says what is missing.
    figure = "" if value is None else render_quantity(value, finding.get("low"), finding.get("high"), unit, n)
    label = str(finding.get("label") or "")
    decides = bool(finding.get("decides"))
    return {
        "anchor": anchor,
        "id": finding["id"],
        "label": render_sentence(label),
        "figure": figure,
        "n": render_n(finding),
        "unknown": render_unknown(finding, group),
        # What only informs has no side: its lean would be read as a second verdict.
        "leans": LEANS.get(str(finding.get("leans")), "")
        if decides or is_alternative(finding, directory.choices)
        else "",
        "decides": decides,
        "method": str(finding.get("method") or ""),
        "sources": directory.cite_sources(finding.get("sources")),
        "doubts": build_doubts(finding),
        **build_rows(list(finding.get("rows") or ()), anchor, directory, seen),
    }
