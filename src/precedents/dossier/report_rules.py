"""The report of what an argument's own rule picks, and of its critical questions, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from precedents.core.own_rule import CaseSet, OwnRule, RuledCase
from precedents.core.question import CriticalQuestion

Render = Callable[[Any], Any]
"""How a value stands in JSON: `report.render_value`."""
NO_RULE = (
    "no cited case is in a class of which an outcome is asked, so no rule says which cases were left out"
)


def render_omitted(rules: Sequence[OwnRule], render: Render) -> dict[str, Any]:
    """The omitted cases that speak most for the argument and against it, under the rule that holds most cited cases."""
    if not rules:
        return {"helpful": [], "damaging": [], "reason": NO_RULE}
    rule = rules[0]
    return {
        "helpful": [_case(each, render) for each in rule.helpful],
        "damaging": [_case(each, render) for each in rule.damaging],
        "reason": f"of the cases that fit “{rule.rule_says}” and are not cited, those whose outcome is and is not as the argument "
        f"expects ({rule.outcome_says}; expected: {rule.expects}), by {rule.ranked_by}",
        "statement": rule.statement,
        "part": rule.part,
        "class": rule.class_id,
        "outcome": rule.outcome,
        "outcome_says": rule.outcome_says,
        "expects": rule.expects,
        "ranked_by": rule.ranked_by,
    }


def render_steelman(rules: Sequence[OwnRule], render: Render) -> list[dict[str, Any]]:
    """For each question about a class of cited cases: the strongest cases of either side beside those cited."""
    return [
        {
            "statement": rule.statement,
            "part": rule.part,
            "class": rule.class_id,
            "rule": rule.rule_says,
            "outcome": rule.outcome,
            "outcome_says": rule.outcome_says,
            "expects": rule.expects,
            "n": rule.n,
            "unknown": rule.unknown,
            "successes": rule.successes,
            "as_expected": rule.for_n,
            "low": render(rule.low),
            "high": render(rule.high),
            "ranked_by": rule.ranked_by,
            "nearest_quarter": None
            if rule.near_for is None
            else {
                "as_expected": rule.near_for,
                "otherwise": rule.near_against,
                "unknown": rule.near_unknown,
            },
            "sets": {name: _set(each, render) for name, each in rule.sets.items()},
            "honest": {
                name: {"says": each.says, "expects": render(each.expects)}
                for name, each in rule.honest.items()
            },
        }
        for rule in rules
    ]


def render_questions(questions: Sequence[CriticalQuestion]) -> list[dict[str, Any]]:
    """The critical questions, their answers, and where in the report each answer comes from."""
    return [
        {
            "id": each.id,
            "scheme": each.scheme,
            "question": each.asks,
            "about": each.about or None,
            "answer": each.answer.value,
            "because": each.because,
            "links": [
                {
                    "statement": link.statement,
                    "part": link.part,
                    "finding": link.finding or None,
                    "doubt": link.doubt or None,
                }
                for link in each.links
            ],
            "add": each.add,
        }
        for each in questions
    ]


def _case(each: RuledCase, render: Render) -> dict[str, Any]:
    return {
        "case": each.case,
        "label": each.label,
        "start": render(each.start),
        "cited": each.cited,
        "outcome": each.outcome,
        "favours": each.favours.value,
        "rank": each.rank,
        "distance": render(each.distance),
        "why": each.why,
        "place": each.place,
    }


def _set(each: CaseSet, render: Render) -> dict[str, Any]:
    return {
        "cases": [_case(case, render) for case in each.cases],
        "known": each.known,
        "as_expected": each.favourable,
        "p_for": render(each.p_for),
        "p_against": render(each.p_against),
        "p_for_by_conflict": render(each.p_for_by_conflict),
        "p_against_by_conflict": render(each.p_against_by_conflict),
        "p_smallest": render(each.p_smallest),
        "mean_place": render(each.place),
    }
