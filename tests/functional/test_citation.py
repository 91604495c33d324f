"""What stands beside a base rate of the cited cases, and what tells cases apart, on the embedded record."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import precedents as pr
from precedents.core.errors import ArgumentError
from precedents.record.store import Record

HEAD = """
title = "Cited"
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.kosovo]
case = "intervention:kosovo-1999"
[cites.libya]
case = "intervention:libya-2011"
as = "applied"
[choices]
since = [1946, 1990]
[class.humanitarian]
of = "interventions"
where = "humanitarian and start_year >= :since"
split = ["regime_aim", "aimed_at"]
[class.alone]
of = "interventions"
where = "humanitarian and lone_state"
[class.killings]
of = "mass_killings"
where = "deaths_best >= 1000"
[[statement]]
id = "s"
"""
RATE = 'kind = "base-rate"\nclass = "humanitarian"\noutcome = "violence_ended"\nexpects = "most"\n'


def try_one(record: Record, statement: str, head: str = HEAD) -> list[dict[str, Any]]:
    argument = pr.read_argument(head + statement, record)
    return pr.try_argument(argument, record).report["statements"][0]["findings"]  # type: ignore[no-any-return]


def find(findings: list[dict[str, Any]], words: str) -> dict[str, Any]:
    return next(each for each in findings if words in each["label"])


@pytest.fixture(scope="module")
def findings(record: Record) -> list[dict[str, Any]]:
    return try_one(record, RATE + 'measure = "deaths_change_pct"\nbetter = "low"')


def test_attainable_p_is_said_and_two_citations_are_silent(findings: list[dict[str, Any]]) -> None:
    successes = find(findings, "the cited successes")
    assert "p = 0.095 if drawn case by case (smallest attainable 0.095)" in successes["label"]
    assert "the test is silent" in successes["label"]
    everyone = find(findings, "all cited cases")
    # 286 of 10,660 choices of three of 41, by hand: C(13, 3) / C(41, 3).
    assert everyone["value"] == pytest.approx(286 / 10660)
    assert everyone["rows"][0]["p_by_conflict"] == pytest.approx(0.039, abs=5e-4)
    assert "unrepresentative of the class" in everyone["label"]


def test_cited_failures_are_tried_the_other_way_round(record: Record) -> None:
    """Even-handed: what an argument cites as failures is set beside the failures of the class."""
    head = HEAD.replace(
        'case = "intervention:bosnia-1995"', 'case = "intervention:darfur-2004"\nas = "failure"'
    )
    rows = record.table("interventions").filter(pl.col("humanitarian"))["id", "violence_ended"].rows()
    ended = dict(rows)
    failed = next(case for case, outcome in ended.items() if outcome is False)
    head = head.replace("intervention:darfur-2004", failed)
    found = find(try_one(record, RATE, head), "the cited failures")
    assert "1 of 1 did not turn out so, against 28 of 41" in found["label"]
    assert found["value"] == pytest.approx(28 / 41)


def test_what_a_small_p_does_not_say_stands_once(findings: list[dict[str, Any]]) -> None:
    assert sum("It does not say why" in each["label"] for each in findings) == 1


def test_class_without_the_cited_has_an_interval(findings: list[dict[str, Any]]) -> None:
    rest = find(findings, "the class without the cited cases: 10 of 38")
    assert rest["low"] < 10 / 38 < rest["high"]


def test_prominence_by_default_is_from_before_the_outcome(findings: list[dict[str, Any]]) -> None:
    found = find(findings, "if the more prominent are cited")
    assert "does not explain" in found["label"]
    by = {row["chances"]: row for row in found["rows"]}
    # Nine of the 41 have no known deaths before; the deadliest of the rest mostly did not end.
    assert found["n"] == 32
    assert 0 < by["in proportion"]["p"] < by["all alike"]["p"] < 0.05


def test_scores_are_counted_and_shown_by_case(findings: list[dict[str, Any]]) -> None:
    found = find(findings, "change of deaths per day")
    assert len(found["rows"]) == 25
    cited = {row["case"] for row in found["rows"] if row["cited"]}
    assert cited == {"intervention:bosnia-1995", "intervention:libya-2011", "intervention:kosovo-1999"}
    # Counted again by plain enumeration of all choices of three.
    scores = [row["score"] for row in found["rows"]]
    seen = sum(row["score"] for row in found["rows"] if row["cited"])
    n = len(scores)
    every = [scores[a] + scores[b] + scores[c] for a in range(n) for b in range(a) for c in range(b)]
    assert found["value"] == pytest.approx(sum(each <= seen + 1e-9 for each in every) / len(every))
    assert "draws" not in found["method"].split(";")[0]


def test_author_s_class_stands_among_the_declared(findings: list[dict[str, Any]]) -> None:
    standing = find(findings, "declared classes")
    rows = {row["class"]: row for row in standing["rows"]}
    assert set(rows) == {"humanitarian", "humanitarian with since = 1990", "alone"}
    own = rows["humanitarian"]["share"]
    assert standing["value"] == pytest.approx(sum(row["share"] >= own for row in rows.values()) / 3)
    searched = find(findings, "after so much searching")
    smallest = min(row["p_of_the_cited"] for row in rows.values())
    assert searched["value"] >= smallest


def test_sub_classes_are_pulled_toward_the_common_share(findings: list[dict[str, Any]]) -> None:
    rows = find(findings, "“regime aim”")["rows"]
    assert {(row["sub_class"], row["successes"], row["known"]) for row in rows} == {
        ("no", 8, 35),
        ("yes", 5, 6),
    }
    no, yes = sorted(rows, key=lambda row: row["share"])
    assert no["share"] < no["pooled"] < yes["pooled"] < yes["share"]
    assert len(find(findings, "“aimed at”")["rows"]) == 3


def test_nothing_of_it_decides_and_the_mirror_leaves_it(
    record: Record, findings: list[dict[str, Any]]
) -> None:
    assert sum(each["decides"] for each in findings) == 1
    mirrored = try_one(record, RATE.replace("most", "few") + 'measure = "deaths_change_pct"\nbetter = "low"')
    for words in (
        "all cited cases",
        "if the more prominent",
        "declared classes",
        "“regime aim”",
        "change of deaths",
    ):
        assert find(mirrored, words)["value"] == find(findings, words)["value"]


def test_same_seed_same_draws(record: Record, findings: list[dict[str, Any]]) -> None:
    again = try_one(record, RATE + 'measure = "deaths_change_pct"\nbetter = "low"')
    assert again == findings


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('salience = "deaths_change_pct"', "is an outcome"),
        ('salience = "label"', "is no number"),
        ('salience = "deaths_per_day_befor"', "deaths_per_day_before"),
        ('split = ["regime_aimm"]', "regime_aim"),
    ],
)
def test_columns_beside_a_class_are_checked(record: Record, line: str, word: str) -> None:
    head = HEAD.replace('split = ["regime_aim", "aimed_at"]', line)
    with pytest.raises(ArgumentError, match=word):
        pr.read_argument(head + RATE, record)


def test_measure_of_a_base_rate_is_a_column_of_its_class(record: Record) -> None:
    with pytest.raises(ArgumentError, match="deaths_change_pct"):
        pr.read_argument(HEAD + RATE + 'measure = "deaths_change"', record)


SELECTED = 'kind = "selectivity"\nclass = "killings"\noutcome = "humanitarian_intervention"\n'


def test_one_condition_gets_the_odds_of_its_four_cells(record: Record) -> None:
    findings = try_one(record, SELECTED + 'by = ["deaths_best >= 10000"]')
    odds = find(findings, "odds of its being done")
    # Seven of 12 with it, 10 of 32 without; half a case added to each cell.
    assert odds["value"] == pytest.approx(7.5 * 22.5 / (5.5 * 10.5), rel=1e-6)
    assert odds["low"] < 1 < odds["rows"][0]["high"]
    together = find(findings, "by conflict, the condition")
    assert 0.05 < together["value"] < 0.5
    assert not odds["decides"]
    assert not together["decides"]


def test_a_condition_that_all_share_says_so(record: Record) -> None:
    findings = try_one(record, SELECTED + 'by = ["deaths_best >= 1000"]')
    assert "none differ" in find(findings, "cannot be estimated")["label"]


def test_conditions_that_follow_from_one_another_are_named(record: Record) -> None:
    findings = try_one(record, SELECTED + 'by = ["deaths_best >= 10000", "deaths_best < 10000"]')
    assert "a column follows from the others" in find(findings, "cannot be estimated")["label"]
