"""Sums of scores: the printed vector, enumeration, a plain table of whole numbers, and draws."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from precedents.precedent.representativeness import two_stage_tail
from precedents.precedent.score_sums import draw_sums, fit_score_sum, weighted_score_tail
from precedents.precedent.score_tail import score_tail
from precedents.record.store import Record

PRINTED = [-3, -2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4]


def plain_tail(scores: list[int], k: int, total: int) -> Fraction:
    """The same count in dictionaries of whole numbers."""
    table: list[dict[int, int]] = [{0: 1}, *({} for _ in range(k))]
    for score in scores:
        for j in range(k - 1, -1, -1):
            for s, ways in table[j].items():
                table[j + 1][s + score] = table[j + 1].get(s + score, 0) + ways
    return Fraction(sum(ways for s, ways in table[k].items() if s >= total), comb(len(scores), k))


def test_the_printed_vector() -> None:
    assert score_tail(PRINTED, 5, 14) == Fraction(1, 8568)
    assert float(score_tail(PRINTED, 5, 14)) == pytest.approx(0.000116713, abs=5e-10)


@pytest.mark.parametrize(
    ("successes", "n", "x", "k", "printed"),
    [
        (19, 53, 6, 6, Fraction(27132, 22957480)),
        (19, 53, 5, 6, Fraction(422484, 22957480)),
        (19, 53, 4, 4, Fraction(3876, 292825)),
        (13, 41, 4, 4, Fraction(715, 101270)),
        (13, 41, 6, 6, Fraction(1716, 4496388)),
        (13, 41, 3, 3, Fraction(286, 10660)),
        (13, 41, 2, 2, Fraction(78, 820)),
    ],
)
def test_scores_of_nought_and_one_are_the_hypergeometric(
    successes: int, n: int, x: int, k: int, printed: Fraction
) -> None:
    assert score_tail([1] * successes + [0] * (n - successes), k, x) == printed


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=30), st.data())
def test_counts_equal_a_plain_table(scores: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(scores)))
    total = data.draw(st.integers(-7 * k - 1, 7 * k + 1))
    assert score_tail(scores, k, total) == plain_tail(scores, k, total)


@pytest.mark.parametrize(("n", "k"), [(300, 40), (100, 75), (120, 60)])
def test_large_counts_equal_a_plain_table(n: int, k: int) -> None:
    scores = np.random.default_rng(n).integers(-3, 9, n).tolist()
    mean = round(k * float(np.mean(scores)))
    for total in (mean - 20, mean, mean + 60):
        assert score_tail(scores, k, total) == plain_tail(scores, k, total)


def test_a_class_of_a_thousand_is_counted_at_once() -> None:
    scores = np.random.default_rng(1).integers(-3, 5, 1000).tolist()
    times = []
    for _ in range(3):
        started = time.perf_counter()
        score_tail(scores, 50, 40)
        times.append(time.perf_counter() - started)
    # Ten times the promise: machines that run tests are busy.
    assert min(times) < 0.5


def enumerate_weighted(scores: list[int], weights: list[float], k: int, total: int) -> float:
    ways = [
        (prod(weights[i] for i in chosen), sum(scores[i] for i in chosen))
        for chosen in itertools.combinations(range(len(scores)), k)
    ]
    return sum(w for w, s in ways if s >= total) / sum(w for w, _ in ways)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.floats(0.01, 100)), min_size=1, max_size=8),
    st.data(),
)
def test_salience_equals_enumeration(pairs: list[tuple[int, float]], data: st.DataObject) -> None:
    scores, weights = [s for s, _ in pairs], [w for _, w in pairs]
    k = data.draw(st.integers(1, len(pairs)))
    total = data.draw(st.integers(-10, 10))
    expected = enumerate_weighted(scores, weights, k, total)
    assert weighted_score_tail(scores, weights, k, total) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_equal_salience_is_no_salience() -> None:
    assert weighted_score_tail(PRINTED, [7.0] * 18, 5, 14) == pytest.approx(1 / 8568, rel=1e-12)


def test_draws_follow_the_weights() -> None:
    scores, weights = [0, 1, 2, 3, 4], [1.0, 0.0, 2.0, 3.0, 5.0]
    sums = draw_sums(scores, 2, weights=weights, generator=np.random.default_rng(3), draws=40_000)
    values = [s + t for s, t in itertools.combinations(scores, 2)]
    chances = [a * b for a, b in itertools.combinations(weights, 2)]
    expected = {v: sum(c for u, c in zip(values, chances, strict=True) if u == v) for v in set(values)}
    seen = {v: int((sums == v).sum()) for v in expected if expected[v]}
    assert sum(seen.values()) == 40_000
    scale = 40_000 / sum(expected.values())
    assert stats.chisquare(list(seen.values()), [expected[v] * scale for v in seen]).pvalue > 1e-3


def test_drawn_p_is_near_the_counted_and_counts_ties() -> None:
    scores = [s * 0.1 for s in PRINTED]
    cited = [17, 16, 14, 4, 6]
    drawn = fit_score_sum(scores, cited, generator=np.random.default_rng(5), draws=20_000)
    counted = fit_score_sum(PRINTED, cited)
    assert (drawn.exact, counted.exact, counted.draws) == (False, True, 0)
    assert drawn.p == pytest.approx(counted.p, abs=4 * (counted.p / 20_000) ** 0.5)
    same = fit_score_sum([0.1 + 0.2, 0.3], [1], generator=np.random.default_rng(5), draws=99)
    assert same.p == 1.0


def test_the_most_favourable_choice_has_favour_one_and_the_smallest_p() -> None:
    s = fit_score_sum(PRINTED, [13, 14, 15, 16, 17])
    assert (s.total, s.favour, s.p, s.p_smallest) == (14, 1.0, 1 / 8568, 1 / 8568)
    assert fit_score_sum([2, 2, 2], [0]).favour is None
    weighted = fit_score_sum(PRINTED, [13, 14, 15, 16, 17], weights=[1.0] * 13 + [50.0] * 5)
    assert weighted.p > 3000 * s.p
    assert weighted.weighted


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(ValueError, match="pass a generator"):
        fit_score_sum([0.5, 1.0], [0])
    with pytest.raises(ValueError, match="each once"):
        fit_score_sum([1, 2], [0, 0])
    with pytest.raises(ValueError, match="could not have been cited"):
        fit_score_sum([1, 2], [0], weights=[0, 1])
    with pytest.raises(ValueError, match="above zero"):
        weighted_score_tail([1, 2], [0, 1], 2, 1)
    with pytest.raises(ValueError, match="draw instead"):
        score_tail([0, 10**9, 5 * 10**8, 3], 2, 10**9)
    with pytest.raises(ValueError, match="whole"):
        score_tail([0.5, 1], 1, 1)  # type: ignore[list-item]


def test_three_cited_interventions_by_episode_and_by_conflict(record: Record) -> None:
    cases = record.table("interventions").filter("humanitarian")
    ended = cases["violence_ended"].to_list()
    assert round(float(score_tail([int(x) for x in ended], 3, 3)), 3) == 0.027
    groups: dict[str, list[bool]] = {}
    for cluster, outcome in zip(cases["cluster"], ended, strict=True):
        groups.setdefault(cluster, []).append(outcome)
    shares = [Fraction(sum(group), len(group)) for group in groups.values()]
    assert round(float(two_stage_tail(3, 3, shares)), 3) == 0.039
    assert round(float(score_tail([int(x) for x in ended], 2, 2)), 3) == 0.095
