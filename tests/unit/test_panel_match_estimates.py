"""Panel matching on small made-up panels: weights by the formula, errors by drawing, survival by counting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from made_up_aid import make_panel, match, start_together
from precedents.core.errors import UsageError
from precedents.estimators.panel_match.balancing_score import _pose, fit_balancing_score
from precedents.estimators.panel_match.distance import choose_nearest, measure_mahalanobis
from precedents.estimators.panel_match.scores import fit_logit
from precedents.estimators.panel_match.survival_in_sets import multiply_survival
from precedents.estimators.panel_match.uncertainty import Contributions, find_covariance, resample


def test_mahalanobis_is_the_formula() -> None:
    rng = np.random.default_rng(5)
    controls, target = rng.normal(size=(12, 3)), rng.normal(size=3)
    inverse = np.linalg.inv(np.cov(controls.T))
    by_hand = [np.sqrt((row - target) @ inverse @ (row - target)) for row in controls]
    np.testing.assert_allclose(measure_mahalanobis(controls, target), by_hand)
    constant = np.column_stack([controls, np.ones(12), controls[:, 0]])
    np.testing.assert_allclose(
        measure_mahalanobis(constant, np.r_[target, 5.0, target[0]]), by_hand, rtol=1e-9
    )
    assert np.isnan(measure_mahalanobis(controls[:1], target)).all()


def test_ties_at_the_border_all_count() -> None:
    np.testing.assert_allclose(choose_nearest(np.array([1.0, 1.0, 1.0, 2.0]), 2), [1 / 3, 1 / 3, 1 / 3, 0])
    np.testing.assert_allclose(choose_nearest(np.array([0.5, 1.0, 1.0, 2.0]), 3), [1 / 3, 1 / 3, 1 / 3, 0])


def make_cases(seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(400), rng.normal(size=(400, 3)) * [1, 10, 0.1]])
    chance = 1 / (1 + np.exp(-(design @ [-1.5, 0.6, 0.05, -3.0])))
    return design, (rng.random(400) < chance).astype(float)


def test_the_logit_is_that_of_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    design, focal = make_cases()
    theirs = sm.Logit(focal, design).fit(disp=0, tol=1e-12).params
    np.testing.assert_allclose(fit_logit(design, focal), theirs, rtol=1e-7)


def test_the_balancing_score_balances_and_is_a_minimum() -> None:
    design, focal = make_cases()
    fit = fit_balancing_score(design, focal)
    odds = np.exp(fit.linear[focal == 0])
    apart = design[focal == 1].mean(axis=0) - (odds[:, None] * design[focal == 0]).sum(axis=0) / odds.sum()
    plain = design[focal == 1].mean(axis=0) - design[focal == 0].mean(axis=0)
    assert (np.abs(apart[1:]) < 0.1 * np.abs(plain[1:])).all()
    problem, _, weights = _pose(design, focal)
    beta = problem.basis.T @ fit.linear

    def loss(at: np.ndarray) -> float:
        moments = problem.moments(at)
        return float(moments @ weights @ moments)

    assert loss(beta) == pytest.approx(fit.criterion)
    rng = np.random.default_rng(0)
    assert all(
        loss(beta + step * rng.normal(size=4)) > fit.criterion for step in (1e-3, 0.1, 1.0) for _ in range(50)
    )
    steps = np.eye(4) * 1e-6
    numeric = np.column_stack([(problem.moments(beta + s) - problem.moments(beta - s)) / 2e-6 for s in steps])
    np.testing.assert_allclose(problem.slopes(beta), numeric, atol=1e-8)


def test_covariates_that_tell_for_certain_are_refused() -> None:
    frame = start_together(6, 9).with_columns(sure=(pl.col("state") < 6).cast(pl.Int64))
    for refine in ("ps.match", "ps.weight", "cbps.weight"):
        with pytest.raises(UsageError, match="no overlap"):
            match(frame, refine=refine, covariates=[("sure", 1)])


def test_an_effect_that_was_put_in_is_found_again() -> None:
    found = match(start_together(6, 9))
    effect = found.estimate(errors="centred")
    for values in (effect.estimate, effect.low, effect.high):
        np.testing.assert_allclose(values, [3.0, 3.0])
    assert effect.treated == (6, 6)
    assert "6 unit-years" in effect.estimand
    printed = str(effect)
    assert "t+1" in printed
    assert effect.estimand in " ".join(printed.split())


def test_what_all_share_widens_every_error_but_the_centred() -> None:
    frame = make_panel(9, units=60, missing=0.0)
    steep = frame.with_columns(growth=pl.col("growth") + 10 * (pl.col("year") - 2000))
    plain, shifted = match(frame), match(steep)
    for errors, widens in (
        ("centred", False),
        ("linearised", True),
        ("conditional", True),
        ("bootstrap", True),
    ):
        both = [
            each.estimate(errors=errors, generator=np.random.default_rng(1), runs=300)
            for each in (plain, shifted)
        ]
        np.testing.assert_allclose(both[0].estimate, both[1].estimate, atol=1e-10)
        if widens:
            assert (both[1].error > 2 * both[0].error).all()
        else:
            np.testing.assert_allclose(both[0].error, both[1].error)


def test_ending_is_its_own_estimand() -> None:
    frame = start_together(6, 9).with_columns(aid=1 - pl.col("aid"))
    effect = match(frame, qoi="art").estimate(errors="conditional")
    np.testing.assert_allclose(effect.estimate, 3.0)
    assert "ended" in effect.estimand


def test_the_ate_weighs_both_groups_by_their_numbers() -> None:
    frame = make_panel(11, units=40)
    both = match(frame, qoi="ate").estimate(errors="linearised")
    att, atc = (match(frame, qoi=qoi).estimate(errors="linearised") for qoi in ("att", "atc"))
    n, m = np.array(att.treated), np.array(atc.treated)
    np.testing.assert_allclose(both.estimate, (n * att.estimate + m * atc.estimate) / (n + m))
    assert both.treated == tuple((n + m).tolist())


def test_the_bootstrap_draws_units() -> None:
    """Against panels of units drawn one by one."""
    rng = np.random.default_rng(8)
    above = rng.normal(size=(30, 1)) * (rng.random((30, 1)) < 0.6)
    below = (rng.random((30, 1)) < 0.3).astype(float)
    found = Contributions(
        above=above, centred=above, below=below, takes_part=((above != 0) | (below > 0))[:, 0]
    )
    fast = resample(found, 40_000, np.random.default_rng(1))[:, 0]
    drawn = np.random.default_rng(2).integers(0, 30, size=(40_000, 30))
    under = below[drawn, 0].sum(axis=1)
    slow = above[drawn, 0].sum(axis=1)[under > 0] / under[under > 0]
    # 40,000 draws each: quantiles within the middle are off by under 1 % of their spread; five times that
    spread = float(np.std(slow))
    np.testing.assert_allclose(
        np.quantile(fast, [0.1, 0.5, 0.9]), np.quantile(slow, [0.1, 0.5, 0.9]), atol=0.05 * spread
    )
    assert find_covariance(found, "linearised")[0, 0] ** 0.5 == pytest.approx(spread, rel=0.25)


def test_the_same_generator_gives_the_same_answer_and_none_is_asked_for() -> None:
    found = match(make_panel(4, units=40))
    one, two = (found.estimate(generator=np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one.error, two.error)
    with pytest.raises(UsageError, match="generator"):
        found.estimate()


def test_a_placebo_finds_what_came_before_and_nothing_else() -> None:
    quiet = match(start_together(6, 9, years=8), lag=3, placebo=True)
    np.testing.assert_allclose(quiet.placebo().estimate, 0.0, atol=1e-12)
    rising = start_together(6, 9, years=8).with_columns(
        growth=pl.col("growth")
        + pl.when((pl.col("state") < 6) & (pl.col("year") == 2002)).then(5.0).otherwise(0.0)
    )
    effect = match(rising, lag=3, placebo=True).placebo()
    assert effect.leads == (-3, -2)
    np.testing.assert_allclose(effect.estimate, 5.0)


def test_a_missing_past_outcome_leaves_its_weight_to_the_other_controls() -> None:
    frame = start_together(6, 9, years=8).with_columns(
        growth=pl.when((pl.col("state").is_in([0, 14])) & (pl.col("year") == 2001))
        .then(None)
        .otherwise(pl.col("growth"))
    )
    effect = match(frame, lag=3).placebo(errors="conditional")
    assert dict(zip(effect.leads, effect.treated, strict=True)) == {-3: 6, -2: 5}
    assert match(frame, lag=3, placebo=True).placebo(errors="conditional").treated == (5, 5)


def test_survival_within_sets_is_kaplan_and_meier() -> None:
    rng = np.random.default_rng(3)
    frame = start_together(40, 40, years=9).with_columns(
        war=pl.Series(rng.integers(0, 5, 80 * 9) == 0).cast(pl.Int64)
    )
    found = match(frame, lead=(0, 5), outcome=None, events=["war"])
    lives = found.survival("war", generator=np.random.default_rng(1), runs=200)
    wars = (
        frame.filter(pl.col("year") >= 2003)
        .pivot(on="year", index="state", values="war")
        .sort("state")
        .drop("state")
        .to_numpy()
    )
    for group, curve in ((wars[:40], lives.treated), (wars[40:], lives.control)):
        alive = np.cumprod(1 - group, axis=1).mean(axis=0)  # nobody is censored: the share without a war yet
        np.testing.assert_allclose(curve, alive)
    assert lives.identified
    assert (lives.low <= lives.difference).all()
    assert (lives.difference <= lives.high).all()
    assert lives.restricted_mean == pytest.approx(float(lives.difference.sum()))
    assert "40 treated" in str(lives)


def test_survival_is_censored_where_unknown() -> None:
    risk, event = np.array([3.0, 2.0, 0.0]), np.array([1.0, 0.0, 0.0])
    np.testing.assert_allclose(multiply_survival(risk, event), [2 / 3, 2 / 3, np.nan])
    np.testing.assert_allclose(multiply_survival(np.array([2.0, 0.0]), np.array([2.0, 0.0])), [0.0, 0.0])


def test_the_example_of_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "panel-matching.md").read_text(encoding="utf-8")
    example = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, "panel-matching.md", "exec"), names)
    assert "t+4" in capsys.readouterr().out
    effect = names["effect"]
    assert ((effect.low < -10) & (effect.high > -10)).all()  # ten deaths fewer were put in


def test_covariates_that_say_nothing_change_nothing() -> None:
    frame = start_together(6, 9).with_columns(same=pl.lit(1.0))
    for refine in ("mahalanobis", "ps.weight", "cbps.weight"):
        weights = match(frame, refine=refine, covariates=["same"], size=3).sets()["weight"]
        np.testing.assert_allclose(weights, 1 / 9)


def test_a_placebo_year_that_nobody_knows_is_described() -> None:
    frame = start_together(6, 9, years=8).with_columns(
        growth=pl.when(pl.col("year") == 2000).then(None).otherwise(pl.col("growth"))
    )
    effect = match(frame, lag=3).placebo()
    assert not effect.identified
    assert "no treated unit's outcome is known" in effect.says
    assert match(frame, lag=3).placebo([2]).identified
