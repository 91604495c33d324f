"""The clustered share, against statsmodels, a closed form and the published interval."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from precedents.estimators.base_rate import cases_needed, fit_paired_difference, fit_share

# t on G - 1 degrees stands where statsmodels has z: at 4,000 clusters they differ by less than this.
T_FOR_Z = 2e-4


@pytest.mark.parametrize(("successes", "n"), [(1300, 4000), (2000, 4000), (3999, 4000)])
def test_wilson_agrees_with_statsmodels_when_every_case_stands_alone(successes: int, n: int) -> None:
    share = fit_share([True] * successes + [False] * (n - successes), [str(i) for i in range(n)])
    low, high = proportion_confint(successes, n, method="wilson")
    assert share.deff == 1
    assert share.low == pytest.approx(low, abs=T_FOR_Z)
    assert share.high == pytest.approx(high, abs=T_FOR_Z)


def test_doubling_every_case_within_its_conflict_doubles_the_design_effect() -> None:
    outcomes = [True, False, True, True, False, False, True, False]
    share = fit_share(outcomes * 2, [str(i) for i in range(8)] * 2)
    assert share.deff == pytest.approx(2)
    once = fit_share(outcomes, [str(i) for i in range(8)])
    assert (share.low, share.high) == pytest.approx((once.low, once.high))


def test_fewer_than_five_conflicts_give_no_interval() -> None:
    share = fit_share([True, False, True, True], ["a", "b", "c", "d"])
    assert share.low is None
    assert share.high is None


def test_a_share_of_all_takes_the_most_cautious_design_effect() -> None:
    share = fit_share([True] * 12, [str(i // 2) for i in range(12)])
    assert share.deff == 2
    assert share.high == 1.0
    assert share.low is not None
    assert share.low < 0.7


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 7)), min_size=6, max_size=60).filter(
        lambda cases: len({cluster for _, cluster in cases}) >= 5
    )
)
def test_mirrored_outcomes_mirror_the_interval(cases: list[tuple[bool, int]]) -> None:
    clusters = [str(cluster) for _, cluster in cases]
    share = fit_share([outcome for outcome, _ in cases], clusters)
    mirrored = fit_share([not outcome for outcome, _ in cases], clusters)
    assert share.low is not None
    assert mirrored.high is not None
    assert share.low == pytest.approx(1 - mirrored.high, abs=1e-12)
    assert 1 <= share.deff <= len(cases)
    assert share.low <= share.share <= 1


def test_the_paired_difference_sees_only_what_changes() -> None:
    outcomes = [True, False] * 10
    clusters = [str(i) for i in range(20)]
    same, p = fit_paired_difference(outcomes, clusters, outcomes, clusters)
    assert (same, p) == (0, 1.0)
    few, p_few = fit_paired_difference(outcomes, clusters, [True, *outcomes[1:-1], True], clusters)
    assert few == pytest.approx(0.05)
    many, p_many = fit_paired_difference(outcomes, clusters, [True] * 20, clusters)
    assert many == pytest.approx(0.5)
    assert p_many is not None
    assert p_few is not None
    assert p_many < 0.001 < p_few


def test_cases_needed_is_where_the_interval_leaves_the_threshold() -> None:
    n = cases_needed(0.4, 1.0, 0.5)
    assert n is not None
    k = round(0.4 * n)
    interval = fit_share([True] * k + [False] * (n - k), [str(i) for i in range(n)])
    assert interval.high is not None
    assert interval.high < 0.51
    assert math.isclose(interval.share, 0.4, abs_tol=0.01)


def test_no_case_is_an_error() -> None:
    with pytest.raises(ValueError, match="no case"):
        fit_share([], [])
