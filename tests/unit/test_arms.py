"""Options side by side, against Fisher's test in scipy and against plain enumeration."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import comb

import numpy as np
import pytest
from scipy import stats

from precedents.estimators import label_permutation
from precedents.estimators.arms import Arms, fit_arms
from precedents.estimators.base_rate import fit_share

# scipy counts a table as no likelier within a relative 1e-7, as does fit_arms.
SCIPY = 1e-9


def fit(
    won: list[int],
    arms: dict[str, list[int]],
    conflicts: list[int] | None = None,
    draws: int = 999,
    seed: int = 1,
) -> Arms:
    names = [str(i) for i in range(len(won))]
    return fit_arms(
        {name: bool(y) for name, y in zip(names, won, strict=True)},
        {name: f"conflict {c}" for name, c in zip(names, conflicts or range(len(won)), strict=True)},
        {arm: [names[i] for i in own] for arm, own in arms.items()},
        rng=np.random.default_rng(seed),
        draws=draws,
    )


def two(n: int, x: int, m: int, y: int) -> Arms:
    won = [1] * x + [0] * (n - x) + [1] * y + [0] * (m - y)
    return fit(won, {"a": list(range(n)), "b": list(range(n, n + m))})


def test_two_arms_of_lone_cases_agree_with_scipys_exact_test() -> None:
    rng = np.random.default_rng(1)
    for _ in range(150):
        n, m = (int(v) for v in rng.integers(1, 25, 2))
        x, y = int(rng.integers(0, n + 1)), int(rng.integers(0, m + 1))
        found = two(n, x, m, y)
        assert found.p == pytest.approx(
            stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue, rel=SCIPY, abs=1e-12
        )
        every = (
            [
                stats.fisher_exact([[i, n - i], [x + y - i, m - x - y + i]]).pvalue
                for i in range(max(0, x + y - m), min(n, x + y) + 1)
            ]
            if n * m < 60
            else []
        )
        if every:
            assert found.p_smallest == pytest.approx(min(every), rel=SCIPY)
        assert found.p_smallest <= found.p
        assert (found.test, found.draws, found.overlapping) == ("Fisher’s exact test", None, 0)


def test_three_arms_of_lone_cases_are_freeman_and_haltons_test() -> None:
    sizes, wins = (5, 7, 4), (1, 6, 2)
    won = [v for n, x in zip(sizes, wins, strict=True) for v in [1] * x + [0] * (n - x)]
    ends = np.cumsum((0, *sizes))
    found = fit(won, {str(i): list(range(ends[i], ends[i + 1])) for i in range(3)})

    def ways(table: tuple[int, ...]) -> int:
        return int(np.prod([comb(n, x) for n, x in zip(sizes, table, strict=True)]))

    tables = [t for t in itertools.product(*(range(n + 1) for n in sizes)) if sum(t) == sum(wins)]
    beyond = sum(ways(t) for t in tables if ways(t) <= ways(wins))
    assert found.p == pytest.approx(beyond / comb(sum(sizes), sum(wins)))


def apart(won: list[int], members: list[list[int]], centres: list[float]) -> float:
    return sum(
        len(own) * (np.mean([won[i] for i in own]) - c) ** 2
        for own, c in zip(members, centres, strict=True)
        if own
    )


def by_enumeration(
    won: list[int],
    patterns: list[tuple[int, ...]],
    ways: Iterator[list[tuple[int, ...]]],
    centres: list[float],
) -> tuple[float, float]:
    def statistic(labels: list[tuple[int, ...]]) -> float:
        members = [[i for i, p in enumerate(labels) if a in p] for a in range(len(centres))]
        return apart(won, members, centres)

    seen = statistic(patterns)
    every = np.array([statistic(labels) for labels in ways])
    return float((every >= seen - 1e-7).mean()), float((every >= every.max() - 1e-7).mean())


def test_overlapping_arms_equal_enumeration() -> None:
    won = [1, 1, 1, 0, 1, 0, 0]
    patterns = [(0,), (0,), (0, 1), (0, 1), (1,), (1,), (1,)]
    found = fit(won, {"a": [0, 1, 2, 3], "b": [2, 3, 4, 5, 6]})
    ways = (list(order) for order in itertools.permutations(patterns))
    assert (found.p, found.p_smallest) == pytest.approx(by_enumeration(won, patterns, ways, [4 / 7] * 2))
    assert (found.n, found.overlapping, found.permuted) == (7, 2, "cases")
    assert [arm.share.n for arm in found.arms] == [4, 5]


def test_whole_conflicts_equal_enumeration() -> None:
    conflicts = [0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 6]
    won = [1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0]
    labels = [(0,)] * 3 + [(1,)] * 4
    found = fit(won, {"a": list(range(6)), "b": list(range(6, 12))}, conflicts)
    ways = ([order[c] for c in conflicts] for order in itertools.permutations(labels))
    patterns = [labels[c] for c in conflicts]
    assert (found.p, found.p_smallest) == pytest.approx(by_enumeration(won, patterns, ways, [0.5] * 2))
    assert found.permuted == "whole conflicts"
    assert found.draws is None


def test_cases_within_conflicts_equal_enumeration() -> None:
    conflicts = [0, 0, 0, 1, 1, 1, 2, 2]
    won = [1, 1, 0, 1, 0, 0, 1, 1]
    patterns = [(0,), (0,), (1,), (0,), (1,), (1,), (0,), (0,)]
    found = fit(won, {"a": [0, 1, 3, 6, 7], "b": [2, 4, 5]}, conflicts)
    ways = (
        [*first, *second, *third]
        for first in itertools.permutations(patterns[:3])
        for second in itertools.permutations(patterns[3:6])
        for third in itertools.permutations(patterns[6:])
    )
    centres = [(2 * 2 / 3 + 1 / 3 + 2) / 5, (2 / 3 + 2 / 3) / 3]
    assert (found.p, found.p_smallest) == pytest.approx(by_enumeration(won, patterns, ways, centres))
    assert found.permuted == "cases within conflicts"


def test_drawn_arrangements_come_near_the_exact_p(monkeypatch: pytest.MonkeyPatch) -> None:
    conflicts = [0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 6]
    won = [1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0]
    arms = {"a": list(range(6)), "b": list(range(6, 12))}
    mixed = {"a": list(range(0, 12, 2)), "b": list(range(1, 12, 2))}
    exact = [fit(won, arms, conflicts), fit(won, mixed, conflicts), fit(won, mixed)]
    monkeypatch.setattr(label_permutation, "MOST_EXACT", 1)
    drawn = [
        fit(won, own, groups, 9999) for own, groups in ((arms, conflicts), (mixed, conflicts), (mixed, None))
    ]
    for one, other in zip(exact, drawn, strict=True):
        assert one.draws is None
        assert other.draws == 9999
        # Four standard errors of 9,999 draws.
        assert other.p == pytest.approx(one.p, abs=0.02)
        assert other.p_smallest == pytest.approx(one.p_smallest, abs=0.02)
        assert other.permuted == one.permuted


@pytest.mark.parametrize("whole", [True, False])
def test_alike_options_are_rarely_told_apart(whole: bool) -> None:
    rng = np.random.default_rng(2)
    small = 0
    for run in range(300):
        conflicts = np.repeat(np.arange(10), rng.integers(1, 5, 10))
        won = (rng.random(len(conflicts)) < rng.beta(0.5, 0.5, 10)[conflicts]).astype(int)
        arm = rng.permutation([0, 1] * 5)[conflicts] if whole else rng.integers(0, 2, len(conflicts))
        found = fit(
            won.tolist(),
            {name: np.flatnonzero(arm == v).tolist() for v, name in enumerate("ab")},
            conflicts.tolist(),
            199,
            seed=run,
        )
        small += found.p is not None and found.p <= 0.05
    # 5 % and three standard errors of 300 runs.
    assert small / 300 <= 0.088


def test_shares_are_those_of_the_clustered_base_rate_and_other_cases_stay_out() -> None:
    won = [1, 0, 1, 1, 0, 0, 1, 0]
    conflicts = [0, 0, 1, 2, 3, 4, 5, 6]
    found = fit(won, {"a": [0, 1, 2, 3, 4, 5], "b": [6], "none": [], "twice": [6, 6]}, conflicts)
    assert found.arms[0].share == fit_share([bool(y) for y in won[:6]], [str(c) for c in conflicts[:6]])
    assert found.arms[1].share.low is None
    assert found.arms[2].share is None
    assert found.arms[3].share.n == 1
    assert (found.n, found.overlapping) == (7, 1)


def test_too_small_a_comparison_says_that_it_cannot_speak() -> None:
    found = two(4, 4, 2, 0)
    assert found.p == found.p_smallest == pytest.approx(1 / 15)
    same = two(4, 4, 3, 3)
    assert (same.p, same.p_smallest) == (1.0, 1.0)
    alone = fit([1, 0, 1], {"a": [0, 1, 2], "b": []})
    assert (alone.p, alone.p_smallest, alone.test) == (None, None, "")
    with pytest.raises(ValueError, match="no arm"):
        fit([1], {})


def test_same_generator_same_result() -> None:
    rng = np.random.default_rng(3)
    won = rng.integers(0, 2, 80).tolist()
    conflicts = np.repeat(np.arange(40), 2).tolist()
    arms = {"a": list(range(40)), "b": list(range(40, 80))}
    assert fit(won, arms, conflicts) == fit(won, arms, conflicts)
    assert fit(won, arms, conflicts).draws == 999
