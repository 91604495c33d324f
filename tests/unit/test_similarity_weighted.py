"""A share weighed by likeness, against the beta distribution, Kish's formula and limits in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from precedents.precedent.similarity_weighted import WeightedOutcome, fit_weighted_outcome

# 200,000 draws put a quantile of a share within about .002 of the true one (its standard error is below .001).
MANY, BY_DRAWS = 200_000, 3e-3


def fit(
    outcomes: list[float], distances: list[float], bandwidth: float, clusters: list[str] | None = None, draws: int = 500
) -> WeightedOutcome:  # fmt: skip
    return fit_weighted_outcome(
        outcomes,
        distances,
        clusters or [str(i) for i in range(len(outcomes))],
        bandwidth=bandwidth,
        generator=np.random.default_rng(7),
        draws=draws,
    )


@pytest.mark.parametrize(("successes", "n"), [(13, 41), (1, 6), (9, 10)])
def test_with_equal_weights_it_is_the_beta_distribution(successes: int, n: int) -> None:
    # The share of flat Dirichlet weights that falls on K of n cases is beta(K, n - K): Rubin 1981.
    found = fit([1.0] * successes + [0.0] * (n - successes), [0.3] * n, math.inf, draws=MANY)
    assert found.value == pytest.approx(successes / n)
    assert found.n_eff == pytest.approx(n)
    ends = beta.ppf([0.025, 0.975], successes, n - successes)
    assert [found.low, found.high] == pytest.approx(ends, abs=BY_DRAWS)


def test_a_conflict_is_drawn_as_one() -> None:
    # Four cases of two conflicts, each of one outcome: beta(1, 1), the uniform, whatever their number.
    found = fit([1, 1, 1, 0], [0.1] * 4, math.inf, clusters=["a", "a", "a", "b"], draws=MANY)
    assert found.clusters == 2
    alone = fit([1, 0], [0.1] * 2, math.inf, draws=MANY)
    assert [alone.low, alone.high] == pytest.approx([0.025, 0.975], abs=BY_DRAWS)
    # Three of four in a conflict with weight U of U + V: P(3U / (3U + V) <= x) = x / (3 - 2x).
    assert found.low is not None
    assert found.high is not None
    assert [x / (3 - 2 * x) for x in (found.low, found.high)] == pytest.approx([0.025, 0.975], abs=BY_DRAWS)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30),
    st.floats(0.01, 5),
)
def test_mean_and_effective_number_are_those_of_the_formulas(
    cases: list[tuple[bool, float]], h: float
) -> None:
    outcomes, distances = [float(so) for so, _ in cases], [d for _, d in cases]
    found = fit(outcomes, distances, h, draws=20)
    weights = [math.exp(-(d - min(distances)) / h) for d in distances]
    assert found.value == pytest.approx(
        sum(w * y for w, y in zip(weights, outcomes, strict=True)) / sum(weights)
    )
    assert found.n_eff == pytest.approx(sum(weights) ** 2 / sum(w * w for w in weights))
    assert 1 - 1e-9 <= found.n_eff <= len(cases) + 1e-9
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high <= 1


def test_a_narrow_bandwidth_leaves_the_nearest_alone_and_no_interval_is_made_of_one() -> None:
    found = fit([1, 0, 0], [0.2, 0.4, 0.9], 1e-4)
    assert found.value == pytest.approx(1)
    assert found.n_eff == pytest.approx(1)
    assert fit([1, 1], [0.1, 0.2], 0.1).low is None
    assert fit([1, 0], [0.1, 0.2], 0.1, clusters=["a", "a"]).low is None


def test_the_same_generator_gives_the_same_interval_and_faults_are_said() -> None:
    assert fit([1, 0, 1], [0.1, 0.2, 0.3], 0.1) == fit([1, 0, 1], [0.1, 0.2, 0.3], 0.1)
    with pytest.raises(ValueError, match="above zero"):
        fit([1], [0.1], 0)
    with pytest.raises(ValueError, match="one length"):
        fit([1, 0], [0.1], 0.1)
    with pytest.raises(ValueError, match="at least one case"):
        fit([], [], 0.1)
