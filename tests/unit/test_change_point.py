"""The change point, against statsmodels at every candidate and against planted truth."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from precedents.estimators.change_point import ChangePoint, fit_change_point

YEARS = np.arange(1946, 2025)
EXPOSURE = np.random.default_rng(0).integers(5, 30, len(YEARS))
# The GLM stops iterating at a deviance change of 1e-12.
ITERATED = 1e-8
# Binomial sampling of 200 runs: 5 % by chance exceeds 8.5 % in about one of 100 suites; seeds are fixed.
REJECT_AT_MOST = 0.085


def draw(
    rng: np.random.Generator, rate: float, ratio: float = 1, since: int = 1991, scale: float = 1
) -> np.ndarray:
    mean = rate * EXPOSURE * np.where(since <= YEARS, ratio, 1.0)
    return rng.poisson(rng.gamma(mean / (scale - 1), scale - 1) if scale > 1 else mean)


def fit(counts: np.ndarray, *claimed: int, draws: int = 99, seed: int = 1) -> ChangePoint:
    return fit_change_point(YEARS, counts, EXPOSURE, claimed, rng=np.random.default_rng(seed), draws=draws)


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_ratios_and_scale_agree_with_statsmodels_at_every_candidate(scale: float) -> None:
    counts = draw(np.random.default_rng(2), 0.05, 2, scale=scale)
    found = fit(counts, 1995)
    assert [each.year for each in found.candidates] == list(range(1946 + 8, 2025 - 8 + 1))

    def glm(columns: np.ndarray):
        family = sm.families.Poisson()
        return sm.GLM(counts, columns, family=family, offset=np.log(EXPOSURE)).fit(tol=1e-14, maxiter=100)

    flat = glm(np.ones((len(YEARS), 1)))
    fits = {each.year: glm(sm.add_constant((each.year <= YEARS).astype(float))) for each in found.candidates}
    for each in found.candidates:
        assert each.lr == pytest.approx(2 * (fits[each.year].llf - flat.llf), abs=ITERATED)
        assert each.rate_ratio == pytest.approx(float(np.exp(fits[each.year].params[1])), rel=1e-6)
        assert each.low < each.rate_ratio < each.high
    best = fits[found.best.year]
    assert found.scale == pytest.approx(max(1.0, best.pearson_chi2 / best.df_resid), rel=1e-6)
    ratios = sorted((each.lr for each in found.candidates), reverse=True)
    assert found.best.lr == ratios[0]
    assert all(ratios[each.rank - 1] == each.lr for each in found.candidates)
    (claim,) = found.claims
    assert claim.at == next(each for each in found.candidates if each.year == 1995)
    assert len(found.placebos) == len(found.candidates) - 1


def test_interval_of_a_rate_ratio_is_wilsons_for_poisson_counts() -> None:
    # 10 events in 10 years before, 30 in 10 years after: share 30/40, odds 3, ratio 3.
    found = fit_change_point(
        range(20), [1] * 10 + [3] * 10, [1] * 20, [10], rng=np.random.default_rng(1), draws=9
    )
    at = found.claims[0].at
    assert (found.scale, at.rate_ratio) == (1.0, pytest.approx(3))
    for end in (at.low, at.high):
        share = end / (1 + end)
        # Wilson's ends solve (p - share)^2 = t^2 share (1 - share) / n; t(18) = 2.10092.
        assert (0.75 - share) ** 2 == pytest.approx(2.1009220402**2 * share * (1 - share) / 40)


def test_a_planted_break_is_found_and_its_rivals_fall() -> None:
    found = fit(draw(np.random.default_rng(4), 0.1, 3), 1991, 1999, draws=400)
    assert abs(found.best.year - 1991) <= 1
    assert found.p < 0.01
    right, wrong = found.claims
    assert right.p > 0.05
    assert right.in_set
    assert right.at.low < 3 < right.at.high
    assert wrong.p < 0.05
    assert not wrong.in_set
    assert 1999 not in found.confidence_set
    assert wrong.at.rank > right.at.rank


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_without_a_break_few_runs_find_one(scale: float) -> None:
    rng = np.random.default_rng(5)
    p = np.array([fit(draw(rng, 0.05, scale=scale), seed=run).p for run in range(200)])
    assert (p <= 0.05).mean() <= REJECT_AT_MOST
    assert 0.4 < (p <= 0.5).mean() < 0.6


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_true_year_is_kept(scale: float) -> None:
    rng = np.random.default_rng(6)
    runs = [fit(draw(rng, 0.1, 2.5, scale=scale), 1991, seed=run) for run in range(120)]
    assert np.mean([run.claims[0].p <= 0.05 for run in runs]) <= 0.1
    assert np.mean([run.claims[0].in_set for run in runs]) >= 0.9
    assert np.mean([run.claims[0].at.low <= 2.5 <= run.claims[0].at.high for run in runs]) >= 0.9
    assert np.mean([run.p <= 0.05 for run in runs]) >= 0.9


def test_no_event_in_any_year_is_said() -> None:
    found = fit(np.zeros(len(YEARS), dtype=int), 1995)
    assert (found.best, found.p, found.confidence_set) == (None, None, ())
    assert found.refused == "no event in 79 years, so there is no rate that could have changed"
    assert found.claims[0].why == found.refused


def test_too_few_years_are_said() -> None:
    found = fit_change_point(range(9), [1] * 9, [1] * 9, rng=np.random.default_rng(1))
    assert found.refused == "9 years with exposure; a break needs at least 5 on each side"


def test_a_year_without_exposure_is_left_out_and_counted() -> None:
    counts = draw(np.random.default_rng(7), 0.1, 3)
    counts[50], exposure = 0, EXPOSURE.copy()
    exposure[50] = 0
    found = fit_change_point(YEARS, counts, exposure, [1996, 1997], rng=np.random.default_rng(1), draws=99)
    assert found.left_out == (1996,)
    assert found.n == 78
    gone = np.arange(len(YEARS)) != 50
    without = fit_change_point(
        YEARS[gone], counts[gone], exposure[gone], rng=np.random.default_rng(1), draws=99
    )
    assert (found.candidates, found.p) == (without.candidates, without.p)
    # The year itself cannot be told from the next: nothing was exposed in it.
    assert found.claims[0].at == found.claims[1].at
    assert found.claims[0].at.year == 1997


def test_a_claimed_year_at_the_edge_is_no_candidate() -> None:
    found = fit(draw(np.random.default_rng(8), 0.1), 1950, 2022, 1800, 3000)
    assert [claim.at for claim in found.claims] == [None] * 4
    assert "fewer than 8" in found.claims[0].why


def test_nothing_before_gives_an_infinite_ratio_with_a_finite_lower_end() -> None:
    found = fit_change_point(range(20), [0] * 10 + [2] * 10, [1] * 20, rng=np.random.default_rng(1), draws=99)
    assert found.best.year == 10
    assert found.best.rate_ratio == found.best.high == float("inf")
    assert found.best.low > 3
    mirrored = fit_change_point(
        range(20), [2] * 10 + [0] * 10, [1] * 20, rng=np.random.default_rng(1), draws=99
    )
    assert mirrored.best.high == pytest.approx(1 / found.best.low)


def test_same_generator_same_result_and_the_order_of_years_does_not_matter() -> None:
    counts = draw(np.random.default_rng(9), 0.1, scale=2)
    back = fit_change_point(
        YEARS[::-1], counts[::-1], EXPOSURE[::-1], [1995], rng=np.random.default_rng(1), draws=99
    )
    assert back == fit(counts, 1995)


@pytest.mark.parametrize(
    ("years", "counts", "exposure", "says"),
    [
        ([1, 2], [1], [1, 1], "differ in length"),
        ([1, 1], [1, 0], [1, 1], "a year comes twice"),
        ([1, 2], [-1, 0], [1, 1], "counts are finite and not below zero"),
        ([1, 2], [1, 0], [float("nan"), 1], "exposure are finite"),
        ([1, 2], [1, 0], [0, 1], r"events in \[1\]"),
    ],
)
def test_faults_are_refused(years: list[int], counts: list[int], exposure: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        fit_change_point(years, counts, exposure, rng=np.random.default_rng(1))
