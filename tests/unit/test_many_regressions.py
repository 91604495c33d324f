"""Many regressions at once equal as many regressions one by one: statsmodels, and specr's published run."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from tests.conftest import SHARED

from precedents.estimators.many_regressions import fit_many, read_products

EXACT = 1e-8
"""Both solve the same normal equations in double precision; what is left is rounding."""


def simulate(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """An intercept, 2 treatments, 5 controls that go together, 2 outcomes far from zero; 30 clusters."""
    rng = np.random.default_rng(seed)
    clusters = rng.integers(0, 30, n)
    controls = rng.normal(size=(n, 5)) @ rng.normal(size=(5, 5)) * [1, 1e4, 1e-3, 5, 1]
    treatments = controls[:, :2] / [1, 1e4] + rng.normal(size=(n, 2))
    shared = rng.normal(size=30)[clusters, None]
    outcomes = 1_000 + treatments + shared + rng.normal(size=(n, 2))
    return np.column_stack([np.ones(n), treatments, controls, outcomes]), clusters


@pytest.mark.parametrize("seed", range(3))
def test_equal_to_statsmodels_one_by_one(seed: int) -> None:
    columns, clusters = simulate(seed)
    rng = np.random.default_rng(seed)
    products = read_products(columns, clusters, intercept=0)
    plans = [[1 + int(rng.integers(2)), 0, *(3 + np.flatnonzero(rng.random(5) < 0.5))] for _ in range(120)]
    outcomes = 8 + rng.integers(0, 2, 120)
    found = fit_many(products, outcomes, plans)
    for place in range(0, 120, 3):
        model = sm.OLS(columns[:, outcomes[place]], columns[:, plans[place]])
        plain = model.fit()
        robust = model.fit(cov_type="cluster", cov_kwds={"groups": clusters})
        assert found.estimate[place] == pytest.approx(plain.params[0], rel=EXACT, abs=EXACT)
        assert found.error[place] == pytest.approx(plain.bse[0], rel=EXACT)
        assert found.clustered[place] == pytest.approx(robust.bse[0], rel=EXACT)
        assert found.df[place] == plain.df_resid


def test_equal_to_the_1024_specifications_of_specr() -> None:
    """specr 1.0.0 in R 4.2.2: five outcomes, four treatments and subsets of controls on 5,000 rows."""
    folder = SHARED / "reference" / "specr"
    if not folder.is_dir():
        pytest.skip("the run of specr is not beside this checkout")
    data = pl.read_parquet(folder / "data.parquet")
    specs = json.loads((folder / "specr.json").read_text())["specs"]
    names = ["one", *(name for name in data.columns if name != "g")]
    columns = np.column_stack([np.ones(data.height), data.drop("g").to_numpy()])
    products = read_products(columns, data["g"].to_numpy(), intercept=0)
    plans, outcomes = [], []
    for spec in specs:
        controls = [] if spec["controls"] == "no covariates" else spec["controls"].split(" + ")
        plans.append([names.index(spec["x"]), 0, *(names.index(control) for control in controls)])
        outcomes.append(names.index(spec["y"]))
    found = fit_many(products, outcomes, plans)
    assert len(specs) == 1_024
    np.testing.assert_allclose(found.estimate, [spec["estimate"] for spec in specs], rtol=EXACT, atol=1e-12)
    np.testing.assert_allclose(found.error, [spec["se"] for spec in specs], rtol=EXACT)


def test_a_control_that_says_the_same_twice_changes_nothing() -> None:
    columns, clusters = simulate(5)
    doubled = np.column_stack([columns, columns[:, 3] * 2 + 7])
    products = read_products(doubled, clusters, intercept=0)
    twice = fit_many(products, [8, 8], [[1, 0, 3, 4, 10], [1, 0, 3, 4]])
    assert twice.estimate[0] == pytest.approx(twice.estimate[1], rel=EXACT)
    assert twice.clustered[0] == pytest.approx(twice.clustered[1], rel=EXACT)
    assert twice.df[0] == twice.df[1]


def test_a_treatment_that_the_controls_make_up_is_not_identified() -> None:
    columns, clusters = simulate(6)
    columns[:, 1] = columns[:, 3] - columns[:, 4]
    found = fit_many(read_products(columns, clusters, intercept=0), [8, 8], [[1, 0, 3, 4], [1, 0, 3]])
    assert np.isnan(found.estimate[0])
    assert np.isnan(found.clustered[0])
    assert np.isfinite(found.estimate[1])


def test_fewer_rows_than_regressors_is_not_identified() -> None:
    columns, clusters = simulate(7, n=4)
    assert np.isnan(fit_many(read_products(columns, clusters, intercept=0), [8], [[1, 0, 3, 4]]).estimate[0])


def test_missing_values_are_refused_and_so_is_a_fit_without_the_intercept() -> None:
    columns, clusters = simulate(8)
    with pytest.raises(ValueError, match="must have the intercept"):
        fit_many(read_products(columns, clusters, intercept=0), [8], [[1, 3]])
    columns[3, 3] = np.nan
    with pytest.raises(ValueError, match="missing or infinite"):
        read_products(columns, clusters)
