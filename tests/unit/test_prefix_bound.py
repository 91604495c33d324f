"""The prefix bound, against the printed vectors and a linear programme on the weights themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from precedents.precedent.prefix_bound import fit_prefix_bound

PRINTED = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0]
# The solver's own feasibility tolerance is 1e-7.
SOLVER = 1e-6


@pytest.mark.parametrize(("m", "low", "high"), [(1, 0.4, 1.0), (3, 0.4, 5 / 6), (5, 0.4, 0.65)])
def test_bound_equals_the_printed_vectors(m: int, low: float, high: float) -> None:
    bound = fit_prefix_bound(PRINTED, range(10), m=m)
    assert (bound.low, bound.high) == pytest.approx((low, high), abs=1e-12)


def by_programme(y: np.ndarray, d: np.ndarray, m: int, alike: bool) -> tuple[float, float]:
    """The ends over all weights: sum 1, each at most 1/m, none above that of a nearer case."""
    n = len(y)
    above, same = [], []
    for i in range(n):
        for j in range(n):
            row = np.zeros(n)
            row[j], row[i] = 1, -1
            if d[i] < d[j]:
                above.append(row)
            elif alike and i < j and d[i] == d[j]:
                same.append(row)
    ends = []
    for sign in (1, -1):
        solved = linprog(
            sign * y,
            A_ub=np.array(above) if above else None,
            b_ub=np.zeros(len(above)) if above else None,
            A_eq=np.array([np.ones(n), *same]),
            b_eq=np.array([1.0, *np.zeros(len(same))]),
            bounds=(0, 1 / m),
        )
        assert solved.status == 0
        ends.append(sign * solved.fun)
    return ends[0], ends[1]


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("binary", [True, False])
def test_bound_equals_a_linear_programme(alike: bool, binary: bool) -> None:
    rng = np.random.default_rng(1)
    tied = 0
    for _ in range(60):
        n = int(rng.integers(1, 13))
        y = rng.integers(0, 2, n).astype(float) if binary else rng.normal(size=n)
        d = rng.integers(0, int(rng.integers(1, 15)), n).astype(float)
        m = int(rng.integers(1, n + 1))
        tied += len(set(d)) < n
        bound = fit_prefix_bound(y, d, m=m, ties_weigh_alike=alike)
        assert (bound.low, bound.high) == pytest.approx(by_programme(y, d, m, alike), abs=SOLVER)
    assert tied > 20


def test_the_named_weighting_reaches_the_bound_and_keeps_the_cap() -> None:
    rng = np.random.default_rng(2)
    for _ in range(200):
        n = int(rng.integers(2, 30))
        y, m = rng.normal(size=n), int(rng.integers(1, n + 1))
        bound = fit_prefix_bound(y, np.arange(n), m=m)
        for end, at in ((bound.low, bound.low_at), (bound.high, bound.high_at)):
            weights = np.zeros(n)
            for size, part in at:
                weights[:size] += part / size
            assert weights.sum() == pytest.approx(1)
            assert weights[0] <= 1 / m + 1e-12
            assert (np.diff(weights) <= 1e-12).all()
            assert weights @ y == pytest.approx(end)


def test_order_of_the_cases_does_not_matter_and_all_tied_is_the_plain_mean() -> None:
    rng = np.random.default_rng(3)
    y, d = rng.integers(0, 2, 20), rng.integers(0, 5, 20)
    shuffled = rng.permutation(20)
    assert fit_prefix_bound(y, d, m=3) == fit_prefix_bound(y[shuffled], d[shuffled], m=3)
    flat = fit_prefix_bound([1, 0, 0, 1, 1], [0.3] * 5, m=2)
    assert (flat.low, flat.high, flat.blocks) == (0.6, 0.6, 1)


def test_distances_that_differ_by_rounding_are_tied() -> None:
    bound = fit_prefix_bound([1, 0], [0.1 + 0.2, 0.3])
    assert (bound.low, bound.high) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("outcomes", "distances", "m", "says"),
    [
        ([1, 0], [1], 1, "differ in length"),
        ([1, 0], [1, 2], 3, "cannot be kept with 2 cases"),
        ([], [], 1, "cannot be kept with 0 cases"),
        ([1, 0], [1, 2], 0, "cannot be kept"),
        ([1, float("nan")], [1, 2], 1, "finite"),
    ],
)
def test_what_cannot_be_bounded_is_refused(
    outcomes: list[float], distances: list[float], m: int, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        fit_prefix_bound(outcomes, distances, m=m)
