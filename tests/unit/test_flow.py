"""From a rule to its cases: conditions, steps, who falls out and whether that is known; episodes and their conflicts."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import precedents as pr
from precedents.app.flow import build_flow
from precedents.app.rules import Rules
from precedents.core.case import ReferenceClass
from precedents.core.predicate_conjuncts import split_conjuncts
from precedents.core.predicates import read_predicate
from precedents.estimators.base_rate import fit_share, fit_share_by_conflict
from precedents.record.store import Record

FLAGS = {"a": "flag", "b": "flag", "c": "flag", "n": "number", "s": "text"}


def split(text: str) -> tuple[str, ...]:
    rule = read_predicate(text, columns=FLAGS, choices=["k"])
    return split_conjuncts(rule.text, rule.words)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("true", ()),
        ("a", ("a",)),
        ("a and b", ("a", "b")),
        ("a and (b and not c)", ("a", "b", "not c")),
        ("(a and b)", ("a", "b")),
        ("(a) and (b)", ("a", "b")),
        ("a and b or c", ("a and b or c",)),
        ("a and (b or c)", ("a", "b or c")),
        ("not (a and b) and c", ("not (a and b)", "c")),
        ("n between 1 and 2 and a", ("n between 1 and 2", "a")),
        ("a and n not between 1 and :k and s in ('x and y', 'z')", ("a", "n not between 1 and :k", "s in ('x and y', 'z')")),
        ("true and a", ("a",)),
    ],
)  # fmt: skip
def test_a_rule_is_cut_at_its_outermost_ands(text: str, pieces: tuple[str, ...]) -> None:
    assert split(text) == pieces


TREES = st.recursive(
    st.sampled_from(["a", "b", "c", "n > 1", "n between 0 and 1", "s is null"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        inner.map(lambda each: f"not ({each})"),
    ),
    max_leaves=6,
)
VALUES = [True, False, None]
FRAME = pl.DataFrame(
    [
        {"a": a, "b": b, "c": c, "n": n, "s": None if n == 2 else "x"}
        for a in VALUES
        for b in VALUES
        for c in VALUES
        for n in (0.0, 2.0, None)
    ]
)


@given(st.lists(TREES, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_pieces_together_say_what_the_rule_says_also_of_the_unknown(trees: list[str]) -> None:
    text = " and ".join(trees)
    rule = read_predicate(text, columns=FLAGS)
    together = pl.Series([True] * FRAME.height)
    for piece in split_conjuncts(rule.text, rule.words):
        together = together & read_predicate(piece, columns=FLAGS).split(FRAME, {})
    assert together.to_list() == rule.split(FRAME, {}).to_list()


def test_the_steps_add_up_and_end_at_the_members(record: Record) -> None:
    flow = build_flow(
        Rules(record, {"since": 1990}), "interventions", "humanitarian and start_year >= :since"
    )
    table = record.table("interventions")
    assert [step.name for step in flow.steps] == ["universe", "eligible", "eligible"]
    assert flow.steps[0].after == table.height
    assert flow.steps[2].predicate == "start_year >= 1990"
    for one, two in zip(flow.steps, flow.steps[1:], strict=False):
        assert two.before == one.after == two.after + len(two.out)
    fell = {each.id for step in flow.steps for each in step.out}
    kept = table.filter(pl.col("humanitarian") & (pl.col("start_year") >= 1990))["id"].to_list()
    assert fell.isdisjoint(kept)
    assert len(fell) + len(kept) == table.height


def test_unknown_is_told_apart_from_unfit(record: Record) -> None:
    # PRIF says nothing of the means from the air in two of its cases.
    blank = (
        record.table("interventions").filter(pl.col("humanitarian") & pl.col("air").is_null())["id"].to_list()
    )
    assert len(blank) == 2
    rules = Rules(record, {})
    step = build_flow(rules, "interventions", "humanitarian and air").steps[-1]
    assert step.unknown == 2
    assert {each.id for each in step.out if each.unknown} == set(blank)
    assert all("the record lacks what “air” asks" in each.reason for each in step.out if each.unknown)
    assert all(each.reason == "does not fit: air" for each in step.out if not each.unknown)
    # Where another condition rules the case out, the record knows that it does not belong.
    ruled = build_flow(rules, "interventions", "humanitarian and air and start_year > 2030").steps[2]
    assert ruled.unknown == 0
    assert {each.id for each in ruled.out if each.reason.endswith("another condition rules it out")} == set(
        blank
    )


def test_the_condition_of_comparison_is_a_step_of_its_own(record: Record) -> None:
    flow = build_flow(Rules(record, {}), "interventions", "humanitarian", "ground and not borderline")
    assert [(step.name, step.predicate) for step in flow.steps[1:]] == [
        ("eligible", "humanitarian"),
        ("comparable", "ground"),
        ("comparable", "not borderline"),
    ]
    assert flow.steps[-1].says.startswith("not so that")


def test_outcomes_stand_beside_one_another_and_list_who_is_unknown(record: Record) -> None:
    outcomes = ("violence_ended", "new_violence_5y", "deaths_change_pct", "deaths_change_pct < 0")
    flow = build_flow(Rules(record, {}), "interventions", "humanitarian", "", outcomes)
    # PRIF: 41 known, 25 known, 25 known.
    assert [(step.before, step.after) for step in flow.outcomes] == [(41, 41), (41, 25), (41, 25), (41, 25)]
    assert all(each.unknown for step in flow.outcomes for each in step.out)


def test_a_class_without_a_rule_has_its_universe_alone(record: Record) -> None:
    found = pr.reference_class(record, "interventions")
    assert [step.name for step in found.flow.steps] == ["universe"]
    assert {case.why for case in found.cases} == {"every case of the table"}


def test_each_case_says_at_which_step_it_fell(record: Record) -> None:
    found: ReferenceClass = pr.reference_class(record, "interventions", "humanitarian and start_year >= 1990")
    why = {case.id: case.why for case in found.cases}
    assert why["intervention:uganda-1979"] == "does not fit: start_year >= 1990"
    assert found.flow.find("intervention:uganda-1979") is found.flow.steps[2]
    assert found.flow.find("intervention:kosovo-1999") is None


def test_episodes_of_one_conflict_that_overlap_are_linked_both_ways(record: Record) -> None:
    found = pr.reference_class(record, "interventions", "humanitarian")
    overlaps = {case.id: case.overlaps for case in found.members if case.overlaps}
    assert "intervention:dr-congo-2003" in overlaps["intervention:dr-congo-2000"]
    for case, others in overlaps.items():
        for other in others:
            assert case in overlaps[other]
    # One after the other, by a day, is no overlap.
    assert "intervention:bosnia-1993" not in overlaps


def test_by_conflict_each_weighs_one() -> None:
    outcomes, clusters = [True] * 6 + [False] * 4, ["a"] * 6 + ["b", "c", "d", "e"]
    by_episode, by_conflict = fit_share(outcomes, clusters), fit_share_by_conflict(outcomes, clusters)
    assert (by_episode.share, by_conflict.share) == (0.6, 0.2)
    assert by_conflict.n == by_conflict.clusters == 5
    alone = [str(number) for number in range(10)]
    a, b = fit_share(outcomes, alone), fit_share_by_conflict(outcomes, alone)
    assert (a.share, a.low, a.high) == (b.share, b.low, b.high)
    assert fit_share_by_conflict([True, False], ["a", "b"]).low is None
    with pytest.raises(ValueError, match="no case"):
        fit_share_by_conflict([], [])
    with pytest.raises(ValueError, match="differ in length"):
        fit_share_by_conflict([True], [])


def test_the_interval_by_conflict_is_wide_enough_for_shares() -> None:
    """Seven conflicts in ten turn out so in two thirds of their episodes, three in none: Student's interval of those
    means is the yardstick, and ours may not be narrower."""
    from statistics import NormalDist, mean, stdev

    clusters = [str(number // 3) for number in range(30)]
    outcomes = [number // 3 < 7 and number % 3 < 2 for number in range(30)]
    found = fit_share_by_conflict(outcomes, clusters)
    means = [2 / 3] * 7 + [0.0] * 3
    assert found.share == pytest.approx(mean(means))
    assert found.low is not None
    assert found.high is not None
    half = NormalDist().inv_cdf(0.975) * stdev(means) / len(means) ** 0.5
    assert found.high - found.low >= 2 * half


def test_no_day_is_shared_where_one_ends_before_the_other_begins() -> None:
    from precedents.app.episodes import find_overlaps
    from precedents.core.case import Case

    def make(name: str, first: dt.date, last: dt.date | None, *, is_in: bool = True) -> Case:
        return Case(
            id=name, label=name, start=first, end=last, entity="X", cluster="1", is_in=is_in, why="", cited=False,
            outcomes={},
        )  # fmt: skip

    cases = [
        make("a", dt.date(1990, 1, 1), dt.date(1990, 12, 31)),
        make("b", dt.date(1991, 1, 1), None),
        make("c", dt.date(2000, 1, 1), dt.date(2001, 1, 1)),
        make("out", dt.date(2000, 1, 1), None, is_in=False),
    ]
    assert find_overlaps(cases) == {"b": ("c",), "c": ("b",)}
