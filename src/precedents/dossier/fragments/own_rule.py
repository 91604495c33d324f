"""What was left out under the argument's own rule, and the strongest cases on either side beside those cited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from precedents.dossier.dates import NBSP
from precedents.dossier.directory import Directory
from precedents.dossier.fragments.parts import is_treated
from precedents.dossier.numbers import render_share
from precedents.dossier.words import render_count

SETS = (
    ("cited", "Cited by the author"),
    ("for", "Strongest for the argument"),
    ("against", "Strongest against it"),
)
SMALLEST_P = 0.001


def render_p(p: float | None) -> str:
    """How is a probability of a draw written?

    Examples
    --------
    >>> [render_p(p).replace(NBSP, " ") for p in (0.02683, 0.4, 1.0, 0.0001, None)]
    ['0.027', '0.40', '1', '< 0.001', 'not known']
    """
    if p is None:
        return "not known"
    if p < SMALLEST_P:
        return f"<{NBSP}{SMALLEST_P}"
    return "1" if p > 1 - SMALLEST_P else f"{p:.{2 if p >= 0.1 else 3}f}"


def render_expects(expects: Any) -> str:
    """How would an argument file say it? Empty where nothing can be said.

    Examples
    --------
    >>> render_expects({"at_least": 0.18}), render_expects("none"), render_expects(None)
    ('expects = { at_least = 0.18 }', 'expects = "none"', '')
    """
    if isinstance(expects, Mapping):
        inside = ", ".join(f"{key} = {json.dumps(value)}" for key, value in expects.items())
        return f"expects = {{ {inside} }}"
    return f'expects = "{expects}"' if expects else ""


def build_own_rules(report: Mapping[str, Any], directory: Directory) -> dict[str, Any] | None:
    """How do the omitted cases, and the strongest on either side, stand on the page?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    dict or None
        For ``own_rule.html.j2``: ``first`` is the question with most cited cases, with its omitted cases; ``rest``
        the others. None where the report has no such question.
    """
    rules = [_build_rule(each, directory) for each in report.get("steelman") or ()]
    omitted = (report.get("argument") or {}).get("omitted") or {}
    if not rules:
        return None
    first = rules[0]
    first["helpful"] = [_case(each) for each in omitted.get("helpful") or ()]
    first["damaging"] = [_case(each) for each in omitted.get("damaging") or ()]
    return {"first": first, "rest": rules[1:]}


def _build_rule(rule: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    n, unknown = int(rule.get("n") or 0), int(rule.get("unknown") or 0)
    honest = rule.get("honest") or {}
    sets = rule.get("sets") or {}
    return {
        "statement": {
            "id": str(rule.get("statement")),
            "anchor": directory.statements.get(str(rule.get("statement")), ""),
        },
        "class_anchor": directory.class_anchors.get(str(rule.get("class")), ""),
        "rule": rule.get("rule") or "",
        "outcome": rule.get("outcome_says") or rule.get("outcome") or "",
        "expects": rule.get("expects") or "",
        "ranked_by": rule.get("ranked_by") or "",
        "share": render_share(int(rule.get("successes") or 0), n, rule.get("low"), rule.get("high")),
        "unknown": f"{render_count(unknown, 'case')} unknown" if unknown else "none unknown",
        "near": _near(rule.get("nearest_quarter") or {}),
        "sets": [_set(name, words, sets.get(name) or {}) for name, words in SETS],
        "honest": [
            {
                "side": words,
                "says": (honest.get(side) or {}).get("says") or "",
                "expects": render_expects((honest.get(side) or {}).get("expects")),
            }
            for side, words in (("for", "For the argument"), ("against", "Against it"))
        ],
        "treated": is_treated({"kind": "base-rate", "class": rule.get("class")}, directory),
        "helpful": [],
        "damaging": [],
    }


def _near(near: Mapping[str, Any]) -> str:
    if not near:
        return ""
    known = near["as_expected"] + near["otherwise"]
    unknown = f", {near['unknown']} more unknown" if near["unknown"] else ""
    return f"{near['as_expected']}{NBSP}of{NBSP}{known} of the nearest quarter{unknown}"


def _set(name: str, words: str, each: Mapping[str, Any]) -> dict[str, Any]:
    known, favourable = int(each.get("known") or 0), int(each.get("as_expected") or 0)
    cases = [_case(case) for case in each.get("cases") or ()]
    lacking = len(cases) - known
    place = each.get("mean_place")
    return {
        "id": name,
        "words": words,
        "cases": cases,
        "share": f"{favourable}{NBSP}of{NBSP}{known}" + (f", {lacking} unknown" if lacking > 0 else "")
        if cases
        else "no such case",
        "p_for": render_p(each.get("p_for")),
        "p_against": render_p(each.get("p_against")),
        "place": "not known" if place is None else f"{place:.2f}",
    }


def _case(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": each.get("label") or each.get("case") or "",
        "place": each.get("place") or "",
        "cited": bool(each.get("cited")),
    }
