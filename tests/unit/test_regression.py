"""Regression tables: coefficients and errors of both conventions against statsmodels, refusals, the printed table."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

import precedents as pr

CLOSE = 1e-7
"""Both settle a smooth likelihood; statsmodels' Newton stops at about 1e-9."""
LOOSE = 2e-5
"""statsmodels settles negative binomial and ordered models by BFGS, which stops earlier."""


@pytest.fixture(scope="module")
def data() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    n = 600
    x, z, g = rng.normal(size=n), rng.normal(size=n), rng.integers(0, 30, n)
    eta = 0.5 * x - 0.3 * z + 0.4 * rng.normal(size=30)[g]
    return pl.DataFrame(
        {
            "x": x,
            "z": z,
            "g": g,
            "t": rng.integers(0, 8, n),
            "size": rng.uniform(1, 9, n),
            "region": rng.choice(["east", "north", "west"], n),
            "y": eta + rng.normal(size=n),
            "b": (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int),
            "c": rng.poisson(np.exp(eta) * rng.gamma(2, 0.5, n)),
            "o": np.digitize(eta + rng.logistic(size=n), [-1, 0, 1]),
        }
    )


def design(data: pl.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(data.height), data["x"], data["z"]])


def cluster(data: pl.DataFrame) -> dict[str, Any]:
    return {"cov_type": "cluster", "cov_kwds": {"groups": data["g"].to_numpy(), "use_correction": False}}


@pytest.mark.parametrize("convention", ["stata", "r"])
def test_ols(data: pl.DataFrame, convention: str) -> None:
    model = sm.OLS(data["y"].to_numpy(), design(data))
    plain = pr.regression(data, "y ~ x + z", convention=convention)
    fit = model.fit()
    np.testing.assert_allclose(plain.coefficients, fit.params, atol=CLOSE)
    np.testing.assert_allclose(plain.errors, fit.bse, atol=CLOSE)
    np.testing.assert_allclose(plain.p, fit.pvalues, atol=CLOSE)
    np.testing.assert_allclose(np.column_stack(plain.interval()), fit.conf_int(), atol=CLOSE)
    assert plain.loglik == pytest.approx(fit.llf)
    assert plain.r2 == pytest.approx(fit.rsquared)
    robust = pr.regression(data, "y ~ x + z", robust=True, convention=convention)
    np.testing.assert_allclose(
        robust.errors, model.fit(cov_type={"stata": "HC1", "r": "HC3"}[convention]).bse, atol=CLOSE
    )
    grouped = pr.regression(data, "y ~ x + z", cluster="g", convention=convention)
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": data["g"].to_numpy()})
    np.testing.assert_allclose(grouped.errors, fit.bse, atol=CLOSE)
    assert grouped.df == {"stata": 29, "r": 597}[convention]
    assert "G/(G - 1) · (n - 1)/(n - k)" in grouped.how


@pytest.mark.parametrize("family", ["logit", "probit", "poisson"])
def test_likelihoods_by_stata(data: pl.DataFrame, family: str) -> None:
    y = data["c" if family == "poisson" else "b"].to_numpy()
    model = {"logit": sm.Logit, "probit": sm.Probit, "poisson": sm.Poisson}[family](y, design(data))
    plain = pr.regression(data, f"{'c' if family == 'poisson' else 'b'} ~ x + z", family=family)
    fit = model.fit(disp=0)
    np.testing.assert_allclose(plain.coefficients, fit.params, atol=CLOSE)
    np.testing.assert_allclose(plain.errors, fit.bse, atol=CLOSE)
    assert plain.loglik == pytest.approx(fit.llf)
    grouped = pr.regression(
        data, f"{'c' if family == 'poisson' else 'b'} ~ x + z", family=family, cluster="g"
    )
    fit = model.fit(disp=0, **cluster(data))
    np.testing.assert_allclose(grouped.errors, fit.bse * np.sqrt(30 / 29), atol=CLOSE)
    assert grouped.df is None
    assert grouped.clusters == 30
    robust = pr.regression(data, f"{'c' if family == 'poisson' else 'b'} ~ x + z", family=family, robust=True)
    fit = model.fit(disp=0, cov_type="HC0")
    np.testing.assert_allclose(robust.errors, fit.bse * np.sqrt(600 / 599), atol=CLOSE)


def test_probit_by_r_has_the_expected_information(data: pl.DataFrame) -> None:
    """R's glm iterates with the expected information, and so does statsmodels' GLM."""
    model = sm.GLM(
        data["b"].to_numpy(), design(data), family=sm.families.Binomial(sm.families.links.Probit())
    )
    found = pr.regression(data, "b ~ x + z", family="probit", convention="r")
    np.testing.assert_allclose(found.errors, model.fit(tol=1e-14).bse, atol=CLOSE)
    stata = pr.regression(data, "b ~ x + z", family="probit")
    assert np.abs(stata.errors - found.errors).max() > 1e-5


def test_negative_binomial(data: pl.DataFrame) -> None:
    y = data["c"].to_numpy()
    fit = sm.NegativeBinomial(y, design(data)).fit(disp=0, method="newton", maxiter=100)
    found = pr.regression(data, "c ~ x + z", family="negative-binomial")
    np.testing.assert_allclose(found.coefficients[:3], fit.params[:3], atol=LOOSE)
    assert np.exp(found.coefficients[3]) == pytest.approx(fit.params[3], abs=LOOSE)
    np.testing.assert_allclose(found.errors[:3], fit.bse[:3], atol=LOOSE)
    # Stata prints the log of the dispersion: its error by the delta method
    assert found.errors[3] == pytest.approx(fit.bse[3] / fit.params[3], abs=LOOSE)
    assert found.loglik == pytest.approx(fit.llf, abs=1e-6)
    alpha = float(np.exp(found.coefficients[3]))
    model = sm.GLM(y, design(data), family=sm.families.NegativeBinomial(alpha=alpha))
    r = pr.regression(data, "c ~ x + z", family="negative-binomial", convention="r")
    np.testing.assert_allclose(r.errors[:3], model.fit(tol=1e-14).bse, atol=LOOSE)
    grouped = pr.regression(data, "c ~ x + z", family="negative-binomial", convention="r", cluster="g")
    # R's sandwich has the expected information for bread, statsmodels' GLM the observed one: written out
    x, g = design(data), data["g"].to_numpy()
    mean = np.exp(x @ r.coefficients[:3])
    bread = np.linalg.inv((x * (mean / (1 + alpha * mean))[:, None]).T @ x)
    scores = x * ((y - mean) / (1 + alpha * mean))[:, None]
    sums = np.stack([scores[g == each].sum(axis=0) for each in range(30)])
    errors = np.sqrt(30 / 29 * np.diag(bread @ sums.T @ sums @ bread))
    np.testing.assert_allclose(grouped.errors[:3], errors, rtol=1e-8)
    assert np.isnan(r.errors[3])
    assert "(taken as known)" in str(r)


def test_exposure_is_an_offset(data: pl.DataFrame) -> None:
    for family in ("poisson", "negative-binomial"):
        found = pr.regression(data, "c ~ x + z", family=family, exposure="size")
        model = sm.Poisson if family == "poisson" else sm.NegativeBinomial
        fit = model(data["c"].to_numpy(), design(data), offset=np.log(data["size"].to_numpy()))
        fit = fit.fit(disp=0, method="bfgs", maxiter=500, gtol=1e-9)
        np.testing.assert_allclose(found.coefficients[:3], fit.params[:3], atol=LOOSE)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_ordered(data: pl.DataFrame, link: str) -> None:
    model = OrderedModel(data["o"].to_numpy(), design(data)[:, 1:], distr=link)
    fit = model.fit(method="bfgs", disp=0, gtol=1e-9)
    found = pr.regression(data, "o ~ x + z", family=f"ordered-{link}")
    np.testing.assert_allclose(found.coefficients[:2], fit.params[:2], atol=LOOSE)
    np.testing.assert_allclose(
        found.coefficients[2:], model.transform_threshold_params(fit.params)[1:-1], atol=LOOSE
    )
    np.testing.assert_allclose(found.errors[:2], fit.bse[:2], atol=LOOSE)
    assert found.loglik == pytest.approx(fit.llf, abs=1e-7)
    assert found.names == ("x", "z", "cut 1", "cut 2", "cut 3")


def test_clusters_of_one_row_are_robust_errors(data: pl.DataFrame) -> None:
    """G/(G - 1) with a cluster a row is n/(n - 1)."""
    one = pr.regression(data.with_row_index("row"), "o ~ x", family="ordered-logit", cluster="row")
    other = pr.regression(data, "o ~ x", family="ordered-logit", robust=True)
    np.testing.assert_allclose(one.errors, other.errors, atol=1e-12)


def test_effects_swept_out_equal_dummies(data: pl.DataFrame) -> None:
    """Least squares with dummies; clustered errors with k that leaves the nested effects out."""
    found = pr.regression(data, "y ~ x + z | g + t", cluster="g")
    dummies = pr.regression(data, "y ~ x + z + C(g) + C(t)")
    np.testing.assert_allclose(found.coefficients, dummies.coefficients[1:3], atol=1e-6)
    full = pl.DataFrame({name: data[name] for name in ("g", "t")}).to_dummies(["g", "t"]).to_numpy()
    x = np.column_stack([data["x"], data["z"], full])
    inverse = np.linalg.pinv(x.T @ x)
    y, g = data["y"].to_numpy(), data["g"].to_numpy()
    left = y - x @ (inverse @ x.T @ y)
    scores = np.stack([(x * left[:, None])[g == each].sum(axis=0) for each in range(30)])
    k = 2 + 8  # covariates, effects of t and the constant; those of g are nested in the clusters
    factor = 30 / 29 * 599 / (600 - k)
    errors = np.sqrt(factor * np.diag(inverse @ scores.T @ scores @ inverse))[:2]
    np.testing.assert_allclose(found.errors, errors, rtol=2e-3)
    assert found.absorbed == ("g", "t")
    assert "effects of g" in str(found)


def test_poisson_with_effects_swept_out(data: pl.DataFrame) -> None:
    found = pr.regression(data, "c ~ x + z | g", family="poisson", cluster="g")
    dummies = pr.regression(data, "c ~ x + z + C(g)", family="poisson")
    np.testing.assert_allclose(found.coefficients, dummies.coefficients[1:3], atol=1e-5)


def test_categories_interactions_and_any_frame(data: pl.DataFrame) -> None:
    pytest.importorskip("pyarrow")
    formula = "b ~ x*z + C(region) + log(size)"
    found = [
        pr.regression(frame, formula, family="logit") for frame in (data, data.to_pandas(), data.to_arrow())
    ]
    assert set(found[0].names) == {
        "Intercept",
        "C(region)[T.north]",
        "C(region)[T.west]",
        "x",
        "z",
        "x:z",
        "log(size)",
    }
    for fit in found[1:]:
        assert fit.coefficients.tolist() == found[0].coefficients.tolist()


def test_rows_that_lack_a_value_are_left_out_and_counted(data: pl.DataFrame) -> None:
    holes = data.with_columns(
        x=pl.when(pl.int_range(600) < 7).then(float("nan")).otherwise("x"),
        g=pl.when(pl.int_range(600) > 596).then(None).otherwise("g"),
    )
    fit = pr.regression(holes, "b ~ x", family="logit", cluster="g")
    assert (fit.n, fit.left_out) == (590, 10)
    kept = pr.regression(data[7:597], "b ~ x", family="logit", cluster="g")
    assert fit.errors.tolist() == kept.errors.tolist()


def test_the_table(data: pl.DataFrame) -> None:
    fits = [pr.regression(data, f"b ~ {right}", family="logit", cluster="g") for right in ("x", "x + z")]
    text = pr.regression_table(*fits)
    assert "*" not in text
    lines = text.splitlines()
    assert lines[1].split() == ["logit", "logit"]
    assert next(line for line in lines if line.startswith("n ")).split() == ["n", "600", "600"]
    assert next(line for line in lines if line.startswith("clusters")).split() == ["clusters", "30", "30"]
    assert f"{fits[0].loglik:.3f}" in text
    z = lines.index(next(line for line in lines if line.startswith("z ")))
    assert lines[z].split() == ["z", f"{fits[1].coefficient('z'):.3f}"]
    assert lines[z + 1].split() == [f"({fits[1].error('z'):.3f})"]
    assert "***" in pr.regression_table(*fits, stars=True)
    ratios = fits[1].to_frame(exponentiate=True)
    assert ratios["estimate"][1] == pytest.approx(np.exp(fits[1].coefficient("x")))
    with pytest.raises(pr.UsageError, match="has no ratio"):
        pr.regression_table(pr.regression(data, "y ~ x"), exponentiate=True)


def test_joint_tests(data: pl.DataFrame) -> None:
    fit = pr.regression(data, "y ~ x + z")
    theirs = sm.OLS(data["y"].to_numpy(), design(data)).fit()
    value, p = fit.test("x", "z")
    assert value == pytest.approx(theirs.fvalue)
    assert p == pytest.approx(theirs.f_pvalue)
    with pytest.raises(pr.UsageError, match="no 'w'"):
        fit.test("w")


@pytest.mark.parametrize(
    ("formula", "options", "match"),
    [
        ("b ~ regoin", {}, "Did you mean region"),
        ("b ~ x +", {}, "cannot be read"),
        ("b ~ x + I(2*x)", {}, "follows from the columns before it"),
        ("region ~ x", {}, "not one column of numbers"),
        ("y ~ x", {"family": "logit"}, "0 and 1"),
        ("y ~ x", {"family": "poisson"}, "whole and not below 0"),
        ("y ~ x", {"family": "logti"}, "Did you mean logit"),
        ("y ~ x", {"convention": "sas"}, "'stata' or 'r'"),
        ("b ~ x | g", {"family": "logit"}, "incidental parameters"),
        ("b ~ x", {"family": "ordered-logit"}, "2 steps"),
        ("b ~ I(2*b)", {"family": "logit"}, "no finite maximum"),
        ("y ~ log(x)", {}, "infinite|worked out"),
        ("~ x", {}, "no outcome"),
        ("c ~ x", {"family": "poisson", "exposure": "x"}, "not above 0"),
    ],
)
def test_refusals(data: pl.DataFrame, formula: str, options: dict[str, str], match: str) -> None:
    with pytest.raises(pr.UsageError, match=match):
        pr.regression(data, formula, **options)  # type: ignore[arg-type]
