"""Panel matching against PanelMatch 3.1.1 (R 4.2.2, CBPS 0.24): democracy and growth (Acemoglu et al. 2019).

Lag 4, leads 0 to 4, at most 5 controls, the lagged outcome and trade over the four years before as covariates.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize_scalar

import precedents as pr
from precedents.estimators.panel_match.balancing_score import fit_balancing_score, measure_criterion
from precedents.estimators.panel_match.scores import pool_sets
from precedents.estimators.panel_match.uncertainty import find_covariance, sum_contributions

FILES = {"mahalanobis": "mahalanobis", "ps.match": "ps-match", "cbps.weight": "cbps-weight"}
EXACT = 1e-12
"""Weights of nearest neighbours are fractions of small numbers: only their last digits may differ."""
TIGHT = 1e-6
"""Estimates and analytic errors, as issue 6 asks; they agree to about 1e-14."""
CHANCE = 0.10
"""R's error rests on 1,000 bootstraps and is off by 2.2 % in one of three cases; this is four and a half times as much."""
UNFINISHED = 2e-3
"""CBPS stops before the minimum of its criterion: its weights and estimates differ from the minimum by less than this."""

Sets = dict[tuple[int, int], dict[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    values: dict[str, list[float]]
    sets: Sets


@pytest.fixture(scope="module")
def dem(shared_data: Path) -> pl.DataFrame:
    path = shared_data.parent / "replications" / "acemoglu-2019" / "dem.parquet"
    if not path.is_file():
        pytest.skip("the data of the replication are not beside this checkout")
    return pl.read_parquet(path)


def read_reference(shared_data: Path, method: str) -> Reference:
    path = shared_data.parent / "reference" / "panelmatch" / f"{FILES[method]}.json"
    if not path.is_file():
        pytest.skip("the output of PanelMatch is not beside this checkout")
    found = json.loads(path.read_text(encoding="utf-8"))
    sets = {}
    for name, each in found.pop("sets").items():
        unit, year = name.split(".")
        ids, weights = (x if isinstance(x, list) else [x] for x in (each["ids"], each["weights"]))
        sets[int(unit), int(year)] = dict(zip(ids, weights, strict=True)) if ids else {}
    return Reference(values=found, sets=sets)


def match(dem: pl.DataFrame, method: str) -> pr.PanelMatch:
    return pr.panel_match(
        dem,
        unit="wbcode2",
        time="year",
        treatment="dem",
        outcome="y",
        lag=4,
        lead=(0, 4),
        refine=method,
        covariates=["tradewb", "y"],
        size=5,
    )


def list_sets(found: pr.PanelMatch) -> Sets:
    listed: Sets = {}
    for unit, year, control, weight in (
        found.sets().select("wbcode2", "year", "control", "weight").iter_rows()
    ):
        listed.setdefault((unit, year), {})[control] = weight
    return listed


@pytest.mark.parametrize("method", FILES)
def test_sets_are_the_same(dem: pl.DataFrame, shared_data: Path, method: str) -> None:
    reference = read_reference(shared_data, method)
    ours = list_sets(match(dem, method))
    assert {key: set(each) for key, each in ours.items()} == {
        key: set(each) for key, each in reference.sets.items() if each
    }
    assert len(ours) == reference.values["n_nonempty"] == 96
    empty = {key for key, each in reference.sets.items() if not each}
    unmatched = match(dem, method).unmatched()
    assert empty <= set(unmatched.select("wbcode2", "year").iter_rows())


@pytest.mark.parametrize("method", ["mahalanobis", "ps.match"])
def test_weights_are_the_same(dem: pl.DataFrame, shared_data: Path, method: str) -> None:
    reference = read_reference(shared_data, method)
    for key, weights in list_sets(match(dem, method)).items():
        for control, weight in weights.items():
            assert weight == pytest.approx(reference.sets[key][control], abs=EXACT), (key, control)


@pytest.mark.parametrize("method", ["mahalanobis", "ps.match"])
def test_estimates_and_analytic_errors_are_the_same(
    dem: pl.DataFrame, shared_data: Path, method: str
) -> None:
    values = read_reference(shared_data, method).values
    found = match(dem, method)
    for errors, name in (("conditional", "se_cond"), ("unconditional", "se_uncond")):
        effect = found.estimate(errors=errors)
        np.testing.assert_allclose(effect.estimate, values["estimate"], rtol=0, atol=TIGHT)
        np.testing.assert_allclose(effect.error, values[name], rtol=0, atol=TIGHT)


@pytest.mark.parametrize("method", FILES)
def test_bootstrap_errors_agree_within_chance(dem: pl.DataFrame, shared_data: Path, method: str) -> None:
    values = read_reference(shared_data, method).values
    effect = match(dem, method).estimate(
        errors="bootstrap", runs=20_000, generator=np.random.default_rng(20240101)
    )
    np.testing.assert_allclose(effect.error, values["se_boot"], rtol=CHANCE)
    for ours, theirs in (
        (effect.low, values["boot_quantiles"][0]),
        (effect.high, values["boot_quantiles"][1]),
    ):
        # a quantile of 1,000 draws in the tail is off by about 0.085 errors; four times that
        assert (np.abs(ours - theirs) < 0.35 * effect.error).all()


def test_the_balancing_score_is_at_the_minimum_and_r_is_not(dem: pl.DataFrame, shared_data: Path) -> None:
    """R's own score, read back from its weights, has a higher criterion than ours, whatever its intercept."""
    reference = read_reference(shared_data, "cbps.weight")
    found = match(dem, "cbps.weight")
    sets = found.parts[0].sets
    pool = pool_sets(sets, found.grid, found.design.columns)
    theirs = read_weights(found, reference)
    scale = pool.design[:, 1:].std(axis=0)
    rows = np.column_stack([pool.design[pool.of_pair][:, 1:] / scale, np.log(theirs)])
    for k in np.unique(sets.of):  # weights are odds up to a factor a set
        rows[sets.of == k] -= rows[sets.of == k].mean(axis=0)
    slopes, *_ = np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=None)
    linear = pool.design[:, 1:] @ (slopes / scale)
    # the weights give slopes, not the intercept: R's best case is the lowest near ours
    ours = fit_balancing_score(pool.design, pool.focal)
    middle = float((ours.linear - linear).mean())
    lowest = minimize_scalar(
        lambda shift: measure_criterion(pool.design, pool.focal, linear + middle + shift),
        bounds=(-0.05, 0.05),
        method="bounded",
    ).fun
    assert ours.criterion < lowest
    assert ours.criterion == pytest.approx(2.62463e-6, rel=1e-4)


def read_weights(found: pr.PanelMatch, reference: Reference) -> np.ndarray:
    grid, sets = found.grid, found.parts[0].sets
    return np.array(
        [
            reference.sets[int(grid.units[sets.focal_unit[k]]), int(grid.times[sets.focal_time[k]])][
                int(grid.units[j])
            ]
            for k, j in zip(sets.of, sets.unit, strict=True)
        ]
    )


def test_balancing_weights_are_near_and_given_them_all_else_agrees(
    dem: pl.DataFrame, shared_data: Path
) -> None:
    reference = read_reference(shared_data, "cbps.weight")
    found = match(dem, "cbps.weight")
    sets = found.parts[0].sets
    theirs = read_weights(found, reference)
    assert np.abs(sets.weight - theirs).max() < UNFINISHED
    np.testing.assert_allclose(
        found.estimate(errors="conditional").estimate, reference.values["estimate"], rtol=0, atol=UNFINISHED
    )
    given = sum_contributions(
        replace(sets, weight=theirs), found.grid.values["y"], [(lead, -1) for lead in range(5)], 1
    )
    np.testing.assert_allclose(given.estimate, reference.values["estimate"], rtol=0, atol=TIGHT)
    for errors, name in (("conditional", "se_cond"), ("unconditional", "se_uncond")):
        error = np.sqrt(np.diag(find_covariance(given, errors)))
        np.testing.assert_allclose(error, reference.values[name], rtol=0, atol=TIGHT)


def test_the_full_delta_method_is_what_the_bootstrap_says(dem: pl.DataFrame) -> None:
    """PanelMatch's unconditional error leaves out a factor N; with it the error lies nearer to the bootstrap's."""
    found = match(dem, "mahalanobis")
    bootstrap = found.estimate(runs=50_000, generator=np.random.default_rng(7)).error
    gaps = {
        errors: float(np.abs(found.estimate(errors=errors).error / bootstrap - 1).max())
        for errors in ("linearised", "unconditional")
    }
    assert gaps["linearised"] < gaps["unconditional"]


@pytest.mark.parametrize("qoi", ["att", "atc", "ate", "art"])
def test_balance_improves_and_every_group_can_be_asked(dem: pl.DataFrame, qoi: str) -> None:
    found = pr.panel_match(
        dem,
        unit="wbcode2",
        time="year",
        treatment="dem",
        outcome="y",
        covariates=["y"],
        qoi=qoi,
        placebo=True,
    )
    effect = found.estimate(errors="linearised")
    assert effect.identified
    assert np.isfinite(effect.error).all()
    assert min(effect.treated) > 20
    assert found.placebo().treated == (effect.treated[0],) * 3
