"""Survival by hand: late entry, restricted means, competing causes with their errors, refusals, any frame."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import precedents as pr
from precedents.estimators.survival.cox_likelihood import (
    read_likelihood,
    read_risk_sets,
    read_score_residuals,
)


def test_who_enters_late_is_at_risk_only_afterwards() -> None:
    frame = {"begin": [0, 0, 3], "end": [2, 5, 5], "ended": [1, 1, 0]}
    curve = pr.survival_curve(frame, start="begin", stop="end", event="ended")["all"]
    assert curve.at_risk.tolist() == [2, 2]
    assert curve.survival.tolist() == [0.5, 0.25]


def test_a_curve_that_runs_out_before_others_enter_says_so() -> None:
    frame = {"begin": [0, 3, 3], "end": [2, 5, 6], "ended": [1, 1, 0]}
    curves = pr.survival_curve(frame, start="begin", stop="end", event="ended")
    assert curves["all"].survival.tolist() == [0, 0]
    assert "begin the curve later" in curves.cautions[0]
    assert curves.cautions[0] in str(curves)


@pytest.mark.parametrize("scale", ["log-log", "log", "plain"])
def test_intervals_by_hand(scale: str) -> None:
    """One event among ten: .9, error √(.9 · .1 / 10)."""
    frame = {"end": list(range(1, 11)), "ended": [1] + [0] * 9}
    curve = pr.survival_curve(frame, stop="end", event="ended", scale=scale)["all"]
    error, z = np.sqrt(0.009), 1.959963984540054
    assert curve.error[0] == pytest.approx(error)
    low = {
        "plain": 0.9 - z * error,
        "log": 0.9 * np.exp(-z * error / 0.9),
        "log-log": 0.9 ** np.exp(z * error / 0.9 / -np.log(0.9)),
    }[scale]
    assert curve.low[0] == pytest.approx(low)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=3, max_size=30), st.integers(2, 12))
def test_restricted_mean_without_censoring_is_the_mean(times: list[int], horizon: int) -> None:
    found = pr.restricted_mean({"t": times, "e": [1] * len(times)}, stop="t", event="e", horizon=horizon)[
        "all"
    ]
    cut = np.minimum(times, horizon)
    assert found.mean == pytest.approx(cut.mean())
    assert found.error == pytest.approx(cut.std() / np.sqrt(len(times)), abs=1e-12)


def test_restricted_mean_beyond_what_was_seen_is_refused() -> None:
    with pytest.raises(pr.UsageError, match="horizon of at most 4"):
        pr.restricted_mean({"t": [2, 4], "e": [1, 0]}, stop="t", event="e", horizon=9)


def test_difference_of_restricted_means() -> None:
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({"t": rng.integers(1, 9, 40), "e": 1, "g": ["a"] * 20 + ["b"] * 20})
    found = pr.restricted_mean(frame, stop="t", event="e", horizon=9, by="g")
    t = frame["t"].to_numpy()
    assert found.difference == pytest.approx(t[20:].mean() - t[:20].mean())
    low, high, p = found.difference_interval()
    assert low < found.difference < high
    assert 0 < p < 1


def test_with_one_cause_incidence_is_one_minus_the_curve_with_greenwoods_error() -> None:
    rng = np.random.default_rng(2)
    frame = {"t": np.ceil(rng.exponential(5, 80)), "c": rng.integers(0, 2, 80)}
    one = pr.cumulative_incidence(frame, stop="t", cause="c")["all"]
    curve = pr.survival_curve(frame, stop="t", event="c")["all"]
    np.testing.assert_allclose(one.incidence[:, 0], 1 - curve.survival, atol=1e-12)
    kept = curve.survival > 0
    np.testing.assert_allclose(one.error[kept, 0], curve.error[kept], atol=1e-10)


def test_error_of_incidence_without_censoring_is_that_of_a_share() -> None:
    """Uncensored, the incidence is a share of n, and its error the binomial one: the delta method is exact here."""
    rng = np.random.default_rng(3)
    t, c = rng.integers(1, 7, 50), rng.integers(1, 4, 50)
    found = pr.cumulative_incidence({"t": t, "c": c}, stop="t", cause="c")["all"]
    for at, time in enumerate(found.times):
        for cause in range(3):
            share = np.mean((t <= time) & (c == cause + 1))
            assert found.incidence[at, cause] == pytest.approx(share)
            assert found.error[at, cause] == pytest.approx(np.sqrt(share * (1 - share) / 50), abs=1e-10)


def test_log_rank_of_three_groups_by_permutation() -> None:
    """Under exchange of labels the statistic has the mean that its degrees say (2), within Monte Carlo error."""
    rng = np.random.default_rng(4)
    t, e = rng.integers(1, 20, 60), (rng.random(60) < 0.8).astype(int)
    drawn = []
    for _ in range(200):
        group = rng.permutation(np.repeat([0, 1, 2], 20))
        test = pr.survival_curve({"t": t, "e": e, "g": group}, stop="t", event="e", by="g").log_rank
        assert test is not None
        drawn.append(test.chi2)
        assert test.observed.sum() == pytest.approx(test.expected.sum())
    assert test.df == 2
    assert np.mean(drawn) == pytest.approx(2, abs=4 * 2 / np.sqrt(200))


def test_slope_and_residuals_agree_with_differences() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(40, 2))
    start = rng.integers(0, 4, 40).astype(float)
    stop = start + rng.integers(1, 5, 40)
    event, stratum = rng.random(40) < 0.7, rng.integers(0, 2, 40)
    beta = np.array([0.3, -0.2])
    for ties in ("efron", "breslow"):
        sets = read_risk_sets(start, stop, event, stratum, ties=ties)
        found = read_likelihood(sets, x, beta)
        for at, step in enumerate(np.eye(2) * 1e-5):
            up, down = read_likelihood(sets, x, beta + step), read_likelihood(sets, x, beta - step)
            assert found.slope[at] == pytest.approx((up.value - down.value) / 2e-5, abs=1e-6)
            np.testing.assert_allclose(found.bend[at], -(up.slope - down.slope) / 2e-5, atol=1e-6)
        np.testing.assert_allclose(read_score_residuals(sets, x, beta).sum(axis=0), found.slope, atol=1e-10)


def test_partial_likelihood_by_enumeration() -> None:
    """Without ties the likelihood is a product over events, written out."""
    x, stop = np.array([[0.5], [-1.0], [0.2], [1.0]]), np.array([1.0, 2.0, 3.0, 4.0])
    event = np.array([True, True, False, True])
    sets = read_risk_sets(np.zeros(4), stop, event, np.zeros(4, int), ties="efron")
    value = 0.0
    for at in np.flatnonzero(event):
        value += 0.7 * x[at, 0] - np.log(np.exp(0.7 * x[stop >= stop[at], 0]).sum())
    assert read_likelihood(sets, x, np.array([0.7])).value == pytest.approx(value)


def test_a_covariate_that_parts_wholly_is_refused() -> None:
    frame = {"t": [1, 2, 3, 4, 5, 6], "e": [1, 1, 1, 0, 0, 0], "x": [1, 1, 1, 0, 0, 0]}
    with pytest.raises(pr.UsageError, match="no finite estimate"):
        pr.cox(frame, ["x"], stop="t", event="e")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"stop": "tt"}, r"no column 'tt'"),
        ({"event": "x"}, "1 where the event"),
        ({"start": "t"}, "do not end after they start"),
        ({"ties": "exact"}, "efron or breslow"),
        ({"convention": "sas"}, "'stata' or 'r'"),
    ],
)
def test_refusals_of_cox(change: dict[str, str], match: str) -> None:
    frame = {"t": [1, 2, 3, 4], "e": [1, 0, 1, 1], "x": [0.1, 0.5, 0.2, 0.9]}
    with pytest.raises(pr.UsageError, match=match):
        pr.cox(frame, ["x"], **{"stop": "t", "event": "e", **change})


def test_any_frame_gives_the_same() -> None:
    pandas = pytest.importorskip("pandas")
    pyarrow = pytest.importorskip("pyarrow")
    columns = {
        "t": [1, 2, 3, 4, 5, 6, 7],
        "e": [1, 1, 0, 1, 1, 0, 1],
        "x": [0.1, 0.7, 0.2, 0.9, None, 0.4, 0.3],
    }
    frames = [
        columns,
        pl.DataFrame(columns),
        pl.LazyFrame(columns),
        pandas.DataFrame(columns),
        pyarrow.table(columns),
    ]
    fits = [pr.cox(frame, ["x"], stop="t", event="e") for frame in frames]
    assert {fit.n for fit in fits} == {6}
    assert {fit.left_out for fit in fits} == {1}
    for one, other in itertools.pairwise(fits):
        assert one.coefficients.tolist() == other.coefficients.tolist()


def test_causes_by_name_and_their_refusals() -> None:
    frame = {"t": [1, 2, 3, 4], "c": ["treaty", "ongoing", "victory", "treaty"]}
    found = pr.cumulative_incidence(frame, stop="t", cause="c", censored="ongoing")
    assert found.causes == ("treaty", "victory")
    assert found.to_frame().height == 6
    assert "treaty: 2 of 4" in str(found)
    with pytest.raises(pr.UsageError, match="Did you mean treaty"):
        pr.cumulative_incidence(frame, stop="t", cause="c", censored="ongoing", causes=["traety", "victory"])
    with pytest.raises(pr.UsageError, match="end in victory too"):
        pr.cumulative_incidence(frame, stop="t", cause="c", censored="ongoing", causes=["treaty"])
