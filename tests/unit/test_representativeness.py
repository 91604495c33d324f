"""Representativeness, against scipy, enumeration and the printed vectors."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from precedents.precedent.conflict_sums import conflict_sum_tail
from precedents.precedent.representativeness import (
    fit_representativeness,
    hypergeometric_tail,
    selection_odds,
    two_stage_chances,
    two_stage_tail,
)


@pytest.mark.parametrize(
    ("x", "k", "successes", "n", "printed"),
    [
        (6, 6, 19, 53, Fraction(27132, 22957480)),
        (5, 6, 19, 53, Fraction(422484, 22957480)),
        (4, 4, 19, 53, Fraction(3876, 292825)),
        (4, 4, 13, 41, Fraction(715, 101270)),
        (6, 6, 13, 41, Fraction(1716, 4496388)),
    ],
)
def test_tail_equals_the_printed_vectors(x: int, k: int, successes: int, n: int, printed: Fraction) -> None:
    assert hypergeometric_tail(x, k, successes, n) == printed


def test_selection_odds_equal_the_printed_vectors() -> None:
    estimate, low = selection_odds(5, 6, 19, 53)
    assert estimate == pytest.approx(11.2157, abs=5e-5)
    assert low == pytest.approx(1.45037, abs=5e-6)
    estimate, low = selection_odds(6, 6, 19, 53)
    assert estimate == float("inf")
    assert low == pytest.approx(3.42299, abs=5e-6)


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 30), st.data())
def test_tail_and_odds_agree_with_scipy(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(1, n - 1))
    k = data.draw(st.integers(1, n - 1))
    x = data.draw(st.integers(max(0, k - (n - successes)), min(k, successes)))
    assert float(hypergeometric_tail(x, k, successes, n)) == pytest.approx(
        stats.hypergeom.sf(x - 1, n, successes, k), rel=1e-9, abs=1e-12
    )
    _, low = selection_odds(x, k, successes, n)
    if 1e-6 < low < 1e6:
        tail = stats.nchypergeom_fisher.sf(x - 1, n, successes, k, low)
        assert tail == pytest.approx(0.05, rel=1e-3)


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=3), min_size=1, max_size=5), st.data())
def test_two_stage_tail_equals_enumeration(groups: list[list[bool]], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(groups)))
    x = data.draw(st.integers(0, max(k, 1)))
    hits, total = Fraction(0), Fraction(0)
    for chosen in itertools.combinations(groups, k):
        for episodes in itertools.product(*(range(len(group)) for group in chosen)):
            weight = Fraction(1)
            for group in chosen:
                weight /= len(group)
            total += weight
            hits += weight * (sum(g[e] for g, e in zip(chosen, episodes, strict=True)) >= x)
    shares = [Fraction(sum(group), len(group)) for group in groups]
    assert two_stage_tail(x, k, shares) == hits / total


def test_citing_only_successes_is_as_favourable_as_can_be() -> None:
    outcomes = {f"case{i}": i < 13 for i in range(41)}
    clusters = {case: case for case in outcomes}
    r = fit_representativeness(outcomes, clusters, ["case0", "case1", "case2"])
    assert r.favour == 1
    assert r.rest == (10, 38)
    assert r.p_episode == pytest.approx(r.p_conflict)
    assert r.p_smallest == r.p_episode


def test_two_citations_cannot_attain_significance() -> None:
    outcomes = {f"case{i}": i < 13 for i in range(41)}
    r = fit_representativeness(outcomes, {case: case for case in outcomes}, ["case0", "case1"])
    assert r.p_smallest == pytest.approx(0.095, abs=5e-4)


def test_two_cited_cases_of_one_conflict_have_no_two_stage_p() -> None:
    r = fit_representativeness({"a": True, "b": True, "c": False}, {"a": "x", "b": "x", "c": "y"}, ["a", "b"])
    assert r.p_conflict is None


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=4), min_size=1, max_size=8), st.data())
def test_chances_in_floats_equal_the_exact_two_stage_tail(
    groups: list[list[bool]], data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, len(groups)))
    shares = [Fraction(sum(group), len(group)) for group in groups]
    chances = two_stage_chances(k, [float(share) for share in shares])
    for x in range(k + 1):
        # Rounding of some dozens of sums.
        assert float(chances[x:].sum()) == pytest.approx(float(two_stage_tail(x, k, shares)), abs=1e-12)


def test_attainable_p_by_conflict_is_that_of_the_best_conflicts() -> None:
    outcomes = {"a": True, "b": False, "c": False, "d": False, "e": False}
    clusters = {"a": "1", "b": "1", "c": "2", "d": "3", "e": "4"}
    r = fit_representativeness(outcomes, clusters, ["a", "c"])
    # One conflict of four has a success in it, and only in half its episodes: 2 of 4 drawn hold it half the time.
    assert r.p_conflict_smallest == pytest.approx(0.25)
    assert r.p_conflict == pytest.approx(0.25)


def test_a_class_of_a_thousand_with_fifty_cited() -> None:
    outcomes = {f"case{i}": i % 3 == 0 for i in range(1000)}
    clusters = {case: case for case in outcomes}
    cited = list(outcomes)[::20]
    r = fit_representativeness(outcomes, clusters, cited)
    assert r.p_conflict == pytest.approx(r.p_episode, rel=1e-9)


def test_sums_by_conflict_agree_with_the_counted_two_stage_tail() -> None:
    scores = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    clusters = list("aabbcde")
    draws = 40_000
    found = conflict_sum_tail(scores, clusters, [0, 3, 6], generator=np.random.default_rng(3), draws=draws)
    exact = float(
        two_stage_tail(3, 3, [Fraction(1, 2), Fraction(1, 2), Fraction(0), Fraction(0), Fraction(1)])
    )
    assert found == pytest.approx(exact, abs=4 * (exact * (1 - exact) / draws) ** 0.5)
    assert conflict_sum_tail(scores, clusters, [0, 1], generator=np.random.default_rng(3)) is None
