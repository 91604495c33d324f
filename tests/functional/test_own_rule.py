"""What the argument's own rule picks on the embedded record: left out, strongest on either side, honestly said."""

from __future__ import annotations

from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import pytest

import precedents as pr
from precedents.record.store import Record

EXAMPLE = Path(__file__).parents[2] / "examples" / "balkan-precedent.toml"
HEAD = """
title = "Own rule"
{target}
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.kosovo]
case = "intervention:kosovo-1999"
[class.humanitarian]
of = "interventions"
where = "humanitarian"
[class.air]
of = "interventions"
where = "humanitarian and air_only"
"""
BASE = 'kind = "base-rate"\nclass = "{of}"\noutcome = "violence_ended"\nexpects = {expects}\n'
LIKE = 'kind = "analogy"\nclass = "humanitarian"\nfeatures = ["democracy", "battle_deaths", "region"]\n'


def run(record: Record, *statements: str, target: str = 'target = "IRN:2024"') -> dict[str, Any]:
    blocks = "".join(f'[[statement]]\nid = "{number}"\n{text}' for number, text in enumerate(statements, 1))
    argument = pr.read_argument(HEAD.format(target=target) + blocks, record)
    return pr.try_argument(argument, record).report


def base(expects: str = '"most"', of: str = "humanitarian") -> str:
    return BASE.format(of=of, expects=expects)


def test_omitted_cases_are_the_nearest_with_either_outcome(record: Record) -> None:
    """Worked out again from the rows of the analogy and the record's own outcomes."""
    report = run(record, LIKE, base())
    ranked = [row for row in report["statements"][0]["findings"][0]["rows"] if row["rank"] is not None]
    table = record.table("interventions")
    outcomes = dict(zip(table["id"].to_list(), table["violence_ended"].to_list(), strict=True))
    cited = set(report["argument"]["cited"])
    found = report["argument"]["omitted"]
    for side, outcome in (("helpful", True), ("damaging", False)):
        left = [row for row in ranked if row["case"] not in cited and outcomes[row["case"]] is outcome]
        assert [each["rank"] for each in found[side]] == [row["rank"] for row in left[:5]]
        assert all(outcomes[each["case"]] is outcome and not each["cited"] for each in found[side])
        assert all(each["why"] and "from the nearest to Iran" in each["place"] for each in found[side])
    assert "likeness to Iran 2024" in found["reason"]


def test_expecting_few_makes_the_helpful_damaging(record: Record) -> None:
    most, few = (run(record, LIKE, base(word))["argument"]["omitted"] for word in ('"most"', '"few"'))
    assert [each["case"] for each in most["helpful"]] == [each["case"] for each in few["damaging"]]
    assert [each["case"] for each in most["damaging"]] == [each["case"] for each in few["helpful"]]


def test_without_features_or_target_the_latest_come_first(record: Record) -> None:
    for report in (run(record, base()), run(record, base(), target="")):
        found = report["argument"]["omitted"]
        assert "the latest first" in found["reason"]
        starts = [each["start"] for each in found["damaging"]]
        assert starts == sorted(starts, reverse=True)
        assert report["steelman"][0]["nearest_quarter"] is None


def test_the_strongest_sets_are_as_large_as_the_citation_and_of_one_outcome(record: Record) -> None:
    rule = run(record, LIKE, base())["steelman"][0]
    sets = rule["sets"]
    assert [len(sets[name]["cases"]) for name in ("cited", "for", "against")] == [2, 2, 2]
    assert (sets["for"]["as_expected"], sets["against"]["as_expected"]) == (2, 0)
    n, successes = rule["n"], rule["successes"]
    # Both drawn are successes, both failures: counted by hand.
    assert sets["for"]["p_for"] == pytest.approx(comb(successes, 2) / comb(n, 2))
    assert sets["against"]["p_against"] == pytest.approx(comb(n - successes, 2) / comb(n, 2))
    assert sets["for"]["p_against"] == pytest.approx(1)
    # No other pair with the outcome lies nearer: by enumeration over the class.
    table = record.table("interventions")
    outcomes = dict(zip(table["id"].to_list(), table["violence_ended"].to_list(), strict=True))
    rows = run(record, LIKE)["statements"][0]["findings"][0]["rows"]
    ranks = {row["case"]: row["rank"] for row in rows if row["rank"] is not None}
    for name, outcome in (("for", True), ("against", False)):
        pairs = combinations((case for case in ranks if outcomes[case] is outcome), 2)
        best = min(sum(ranks[case] for case in pair) for pair in pairs)
        assert sum(each["rank"] for each in sets[name]["cases"]) == best


def test_the_honest_form_is_borne_out_when_it_is_tried(record: Record) -> None:
    """Put into the file, each side's form leans for; one hundredth more does not."""
    rule = run(record, base())["steelman"][0]
    for side in ("for", "against"):
        ((form, bound),) = rule["honest"][side]["expects"].items()
        assert run(record, base(f"{{ {form} = {bound} }}"))["statements"][0]["findings"][0]["leans"] == "for"
        further = round(bound + (0.01 if form == "at_least" else -0.01), 2)
        tried = run(record, base(f"{{ {form} = {further} }}"))["statements"][0]["findings"][0]
        assert tried["leans"] != "for"
    assert "13 of 41" in rule["honest"]["for"]["says"]


def test_with_too_few_conflicts_the_honest_form_only_counts(record: Record) -> None:
    rule = run(record, base(of="air"))["steelman"][0]
    assert rule["low"] is None
    for each in rule["honest"].values():
        assert each["expects"] in {"all", "any", "none", "not-all"}
        found = run(record, base(f'"{each["expects"]}"', of="air"))
        assert found["statements"][0]["findings"][0]["leans"] == "for"


def test_an_argument_without_such_a_question_says_so(record: Record) -> None:
    report = run(record, 'kind = "normative"\n')
    assert report["steelman"] == []
    assert report["argument"]["omitted"]["helpful"] == report["argument"]["omitted"]["damaging"] == []
    assert "no cited case" in report["argument"]["omitted"]["reason"]
    between = run(record, base("{ between = [0.2, 0.6] }"))
    assert between["steelman"] == []


def test_the_example_leaves_out_five_of_either_kind(record: Record) -> None:
    report = pr.try_argument(pr.read_argument(EXAMPLE, record), record).report
    found = report["argument"]["omitted"]
    assert (len(found["helpful"]), len(found["damaging"])) == (5, 5)
    assert found["class"] == "humanitarian"
    assert report["steelman"][0]["sets"]["cited"]["known"] == 3
