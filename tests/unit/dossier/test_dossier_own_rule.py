"""The page on what was left out, the strongest cases, and the critical questions; from a report alone."""

from __future__ import annotations

import copy
import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest
from page_text import read_words

from precedents.dossier.directory import build_directory
from precedents.dossier.fragments.own_rule import build_own_rules
from precedents.dossier.fragments.questions import build_questions

LINK = {"statement": "2", "part": 1, "finding": "2.1.1", "doubt": None}


def case(number: int, favours: str, cited: bool = False) -> dict[str, Any]:
    return {
        "case": f"intervention:{number}", "label": f"Place {number} 1999", "start": "1999-01-01", "cited": cited,
        "outcome": favours == "for", "favours": favours, "rank": number, "distance": number / 100,
        "why": "it fits the rule", "place": f"{number} of 11 from the nearest to Gondour",
    }  # fmt: skip


def some(cases: list[dict[str, Any]], p: float | None, otherwise: float | None) -> dict[str, Any]:
    return {
        "cases": cases, "known": len(cases), "as_expected": sum(each["favours"] == "for" for each in cases),
        "p_for": p, "p_against": otherwise, "p_for_by_conflict": None, "p_against_by_conflict": None,
        "p_smallest": p, "mean_place": 0.5,
    }  # fmt: skip


@pytest.fixture
def full(report: dict[str, Any]) -> dict[str, Any]:
    """The report of the fixture with a rule, its omitted cases, and a question of each answer."""
    rule = {
        "statement": "2", "part": 1, "class": "humanitarian", "rule": "interventions that were humane",
        "outcome": "violence_ended", "outcome_says": "the violence ended", "expects": "most (more than half)", "n": 11,
        "unknown": 1, "successes": 5, "as_expected": 5, "low": 0.21, "high": 0.72, "ranked_by": "likeness to Gondour",
        "nearest_quarter": {"as_expected": 1, "otherwise": 2, "unknown": 4},
        "sets": {
            "cited": some([case(7, "for", True)], 0.02683, 1.0),
            "for": some([case(2, "for")], 0.45, 1.0),
            "against": some([], None, None),
        },
        "honest": {
            "for": {"says": "In at least 21% of such cases", "expects": {"at_least": 0.21}},
            "against": {"says": "Nothing", "expects": None},
        },
    }  # fmt: skip
    report["argument"]["omitted"] = {
        "helpful": [case(2, "for")], "damaging": [case(1, "against"), case(3, "against")], "reason": "x",
        "statement": "2", "part": 1, "class": "humanitarian", "outcome": "violence_ended",
        "outcome_says": "the violence ended", "expects": "most", "ranked_by": "likeness",
    }  # fmt: skip
    report["steelman"] = [rule, copy.deepcopy(rule) | {"rule": "another rule", "nearest_quarter": None}]
    report["critical_questions"] = [
        {"id": answer, "scheme": "argument from precedent", "question": f"Is it {answer}?", "about": None,
         "answer": answer, "because": f"since {answer}", "links": [LINK] if answer in ("yes", "no") else [],
         "add": "a base rate" if answer in ("open", "not-asked") else ""}
        for answer in ("yes", "no", "open", "not-asked")
    ]  # fmt: skip
    return report


def test_the_reports_form_is_the_schemas(full: dict[str, Any]) -> None:
    schema = json.loads((resources.files("precedents.dossier") / "report.schema.json").read_text("utf-8"))
    for key in ("steelman", "critical_questions"):
        jsonschema.validate(full[key], schema["properties"][key])
    jsonschema.validate(
        full["argument"]["omitted"], schema["properties"]["argument"]["properties"]["omitted"]
    )


def test_both_sides_stand_side_by_side_after_the_verdicts(full: dict[str, Any], render: Any) -> None:
    page = render(full)
    heads = re.findall(r"<h2 id=[^>]*>([^<]*)", page)
    assert heads[:4] == [
        "Verdicts at a glance",
        "What was left out, and the strongest case on either side",
        "Critical questions",
        "Statement by statement",
    ]
    words = read_words(page)
    assert "5 of 11 (45 %, 21–72 %) , 1 case unknown" in words
    assert "1 of 3 of the nearest quarter, 4 more unknown" in words
    helpful, damaging = (
        words.index("Not cited, and as the argument expects"),
        words.index("and not as it expects"),
    )
    assert (
        helpful
        < words.index("Place 2 1999")
        < damaging
        < words.index("Place 1 1999")
        < words.index("Place 3 1999")
    )
    assert "no such case" in words
    assert "0.027" in words
    assert "expects = { at_least = 0.21 }" in words
    assert "1 more question about classes that hold cited cases" in words
    assert "Does not say whether intervening helped" in words


def test_each_answer_has_its_sign_word_and_place(full: dict[str, Any], render: Any) -> None:
    page = render(full)
    words = read_words(page)
    for text in ("○ 1 no", "● 1 yes", "◌ 1 open", "— 1 not asked", "Since yes. Statement 2"):
        assert text in words, text
    assert words.count("To have it answered, add a base rate") == 2
    finding = str(full["statements"][1]["parts"][0]["findings"][0])
    full["critical_questions"][0]["links"][0] = LINK | {"finding": finding}
    assert build_questions(full, build_directory(full))["rows"][0]["links"][0]["anchor"] == "s2p1f1"  # type: ignore[index]
    assert 'id="s2p1f1"' in page


def test_a_report_without_them_has_no_such_sections(report: dict[str, Any], render: Any) -> None:
    page = render(report)
    assert 'id="left-out"' not in page
    assert 'id="questions"' not in page
    directory = build_directory(report)
    assert build_own_rules(report, directory) is None
    assert build_questions(report, directory) is None


def test_unknown_figures_and_hostile_texts_stay_what_they_are(full: dict[str, Any], render: Any) -> None:
    rule = full["steelman"][0]
    hostile = "</script><script>alert(1)</script>"
    for key in ("low", "high"):
        rule[key] = None
    rule["sets"]["cited"]["cases"][0]["label"] = rule["rule"] = hostile
    rule["sets"]["cited"]["p_for"] = None
    full["critical_questions"][1]["because"] = full["argument"]["omitted"]["helpful"][0]["place"] = hostile
    page = render(full)
    assert hostile not in page
    assert "not known" in read_words(page)
