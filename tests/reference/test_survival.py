"""Survival against R's survival 3.5-3 (surv500.csv), and, where that run has no figure, against statsmodels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import CumIncidenceRight
from tests.conftest import SHARED

import precedents as pr
from precedents.estimators.survival.cox import fit_cox

EXACT = 1e-8
"""R settles the likelihood to about 1e-9; what is computed in closed form agrees to rounding."""


@pytest.fixture(scope="module")
def folder() -> Path:
    found = SHARED / "reference" / "survival"
    if not found.is_dir():
        pytest.skip("the run of R's survival is not beside this checkout")
    return found


@pytest.fixture(scope="module")
def reference(folder: Path) -> dict[str, Any]:
    res: dict[str, Any] = json.loads((folder / "survival.json").read_text())["res"]["500"]
    return res


@pytest.fixture(scope="module")
def data(folder: Path) -> pl.DataFrame:
    # R numbered the rows from 1 and clustered them by tens of these numbers.
    return pl.read_csv(folder / "surv500.csv").with_columns(cl=(pl.int_range(pl.len()) + 1) // 10)


def test_kaplan_meier(data: pl.DataFrame, reference: dict[str, Any]) -> None:
    curve = pr.survival_curve(data, stop="t", event="e")["all"]
    np.testing.assert_allclose(curve.survival[:10], reference["km_S_first10"], atol=EXACT)
    # survfit keeps the error of the logarithm
    np.testing.assert_allclose(curve.error[:10] / curve.survival[:10], reference["km_se_first10"], atol=EXACT)
    assert curve.median == reference["km_median"]


def test_log_rank(data: pl.DataFrame, reference: dict[str, Any]) -> None:
    test = pr.survival_curve(data, stop="t", event="e", by="g").log_rank
    assert test is not None
    assert test.chi2 == pytest.approx(reference["logrank_chisq"], abs=EXACT)
    assert test.df == 1


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox(data: pl.DataFrame, reference: dict[str, Any], ties: str) -> None:
    fit = pr.cox(data, ["x1", "x2", "x3", "g"], stop="t", event="e", ties=ties)
    np.testing.assert_allclose(fit.coefficients, list(reference[f"coef_{ties}"].values()), atol=EXACT)
    np.testing.assert_allclose(fit.errors, reference[f"se_{ties}"], atol=EXACT)
    if ties == "efron":
        assert fit.loglik == pytest.approx(reference["loglik"], abs=EXACT)


def test_clustered_errors_under_efron(data: pl.DataFrame, reference: dict[str, Any]) -> None:
    fit = pr.cox(data, "x1 + x2 + x3 + g", stop="t", event="e", cluster="cl")
    np.testing.assert_allclose(fit.errors, reference["robust_se"], atol=EXACT)
    assert fit.clusters == 51
    stata = pr.cox(data, "x1 + x2 + x3 + g", stop="t", event="e", cluster="cl", convention="stata")
    np.testing.assert_allclose(stata.errors, fit.errors * np.sqrt(51 / 50), rtol=1e-12)


def simulate(seed: int, n: int = 300) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    stratum = rng.integers(0, 3, n)
    start = np.floor(rng.exponential(3, n))
    stop = start + np.ceil(rng.exponential(6 * np.exp(-x @ [0.5, -0.3]) * (1 + stratum)))
    return start, stop, rng.random(n) < 0.7, x, stratum


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_late_entry_and_strata_equal_statsmodels(seed: int, ties: str) -> None:
    start, stop, event, x, stratum = simulate(seed)
    found = fit_cox(start, stop, event, x, stratum=stratum, ties=ties)
    # statsmodels counts who enters at the very time of an event as at risk, R and we do not: half a unit later, nor does it
    fit = PHReg(stop, x, status=event.astype(int), entry=start + 0.5, strata=stratum, ties=ties).fit()
    # statsmodels settles by a general optimiser, to about 1e-6
    np.testing.assert_allclose(found.coefficients, fit.params, atol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), fit.bse, atol=1e-6)
    assert found.loglik == pytest.approx(fit.llf, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_clustered_errors_under_breslow_equal_statsmodels(seed: int) -> None:
    """Under Breslow's ties its residuals are right; under Efron's it takes these same ones (see docs/methods/survival.md)."""
    _, stop, event, x, _ = simulate(seed)
    cluster = np.arange(stop.size) // 10
    found = fit_cox(np.zeros(stop.size), stop, event, x, cluster=cluster, ties="breslow")
    fit = PHReg(stop, x, status=event.astype(int), ties="breslow").fit(groups=cluster)
    assert found.clustered is not None
    np.testing.assert_allclose(np.sqrt(np.diag(found.clustered)), fit.bse, atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_cumulative_incidence_equals_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stop, cause = np.ceil(rng.exponential(9, 200)), rng.integers(0, 3, 200)
    found = pr.cumulative_incidence({"t": stop, "c": cause}, stop="t", cause="c")["all"]
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = CumIncidenceRight(stop, cause)
    for at in range(2):
        place = np.searchsorted(theirs.times, found.times)
        np.testing.assert_allclose(found.incidence[:, at], theirs.cinc[at][place], atol=1e-12)
        known = np.isfinite(theirs.cinc_se[at][place])
        np.testing.assert_allclose(found.error[known, at], theirs.cinc_se[at][place][known], atol=1e-10)
    np.testing.assert_allclose(found.incidence.sum(axis=1) + found.lasting, 1, atol=1e-12)


def test_time_cut_into_pieces_changes_nothing(data: pl.DataFrame) -> None:
    """A spell cut in two at any time, with the same covariates, is the same spell: exact."""
    whole = pr.cox(data, ["x1", "g"], stop="t", event="e", cluster="cl")
    long = data.with_columns(begin=pl.lit(0.0))
    early = long.filter(pl.col("t") > 3).with_columns(t=pl.lit(3.0), e=pl.lit(0))
    late = long.with_columns(begin=pl.when(pl.col("t") > 3).then(3.0).otherwise(0.0))
    cut = pl.concat([early, late.select(early.columns)], how="vertical_relaxed")
    found = pr.cox(cut, ["x1", "g"], start="begin", stop="t", event="e", cluster="cl")
    np.testing.assert_allclose(found.coefficients, whole.coefficients, atol=1e-9)
    np.testing.assert_allclose(found.errors, whole.errors, atol=1e-9)
    curve = pr.survival_curve(cut, start="begin", stop="t", event="e")["all"]
    np.testing.assert_allclose(
        curve.survival, pr.survival_curve(data, stop="t", event="e")["all"].survival, atol=1e-12
    )
