"""Synthetic control: the nearest mixture, the search for predictor weights, its variants, and what a user may ask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize, rosen, rosen_der

import precedents as pr
from precedents.estimators.synthetic_control.descent import descend
from precedents.estimators.synthetic_control.fit import Study, fit_synthetic_control
from precedents.estimators.synthetic_control.placebo_in_space import try_placebos_in_space
from precedents.estimators.synthetic_control.placebo_in_time import try_blocks
from precedents.estimators.synthetic_control.predictor_weights import (
    _Nest,
    at_predictor_weights,
    fit_predictor_weights,
)
from precedents.estimators.synthetic_control.ridge import choose_penalty, fit_ridge
from precedents.estimators.synthetic_control.simplex import fit_simplex

NEAR = 1e-9
"""Exact algorithms in double precision, on figures of about one."""

coordinates = st.floats(-10, 10, allow_subnormal=False).map(lambda x: round(x, 3))


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    k, j = draw(st.integers(1, 6)), draw(st.integers(1, 9))
    return draw(arrays(float, (k, j), elements=coordinates)), draw(arrays(float, k, elements=coordinates))


def distance(points: np.ndarray, target: np.ndarray, weights: np.ndarray) -> float:
    return float(((points @ weights - target) ** 2).sum())


@settings(max_examples=300, deadline=None)
@given(problems())
def test_no_mixture_lies_nearer(problem: tuple[np.ndarray, np.ndarray]) -> None:
    """The conditions of optimality, which are necessary and sufficient since the problem is convex."""
    points, target = problem
    weights = fit_simplex(points, target)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, abs=NEAR)
    slope = points.T @ (points @ weights - target)
    scale = max(1.0, float(((points - target[:, None]) ** 2).sum(axis=0).max()))
    assert slope.min() >= weights @ slope - 1e-8 * scale


@settings(max_examples=60, deadline=None)
@given(problems())
def test_slsqp_of_scipy_finds_nothing_nearer(problem: tuple[np.ndarray, np.ndarray]) -> None:
    points, target = problem
    j = points.shape[1]
    peer = minimize(
        lambda w: distance(points, target, w),
        np.full(j, 1 / j),
        jac=lambda w: 2 * points.T @ (points @ w - target),
        bounds=[(0, 1)] * j,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(j)},
        method="SLSQP",
    )
    ours = distance(points, target, fit_simplex(points, target))
    theirs = np.clip(peer.x, 0, None) / np.clip(peer.x, 0, None).sum()
    assert ours <= distance(points, target, theirs) + 1e-8 * max(1.0, float((points**2).sum()))


def test_known_mixtures() -> None:
    square = np.array([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    assert fit_simplex(square, np.array([1.0, 1.0])).tolist() == [0, 0, 1, 0]
    assert fit_simplex(square, np.array([5.0, 7.0])).tolist() == [0, 0, 1, 0]
    edge = fit_simplex(square, np.array([3.0, 0.25]))
    assert edge == pytest.approx([0, 0.75, 0.25, 0], abs=NEAR)
    inside = fit_simplex(square, np.array([0.3, 0.6]))
    assert square @ inside == pytest.approx([0.3, 0.6], abs=NEAR)
    # Importance bends the answer towards the row that counts.
    line = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert fit_simplex(line, np.array([1.0, 1.0]), np.array([3.0, 1.0])) == pytest.approx([0.25, 0.75])
    # Twins, a donor that is the target, and donors that are all the target.
    assert fit_simplex(np.array([[2.0, 2.0, 5.0]]), np.array([2.0])) @ [2, 2, 5] == pytest.approx(2)
    assert fit_simplex(np.ones((3, 4)), np.ones(3)) == pytest.approx([0.25] * 4)
    with pytest.raises(ValueError, match="finite"):
        fit_simplex(np.array([[np.nan, 1.0]]), np.array([1.0]))


def test_descent_finds_what_scipy_finds() -> None:
    for start, bound in (
        (np.array([-1.2, 1.0]), 2.0),
        (np.array([-1.2, 0.5]), 0.9),
        (np.array([0.5] * 5), 0.8),
    ):
        ours = descend(lambda x: (float(rosen(x)), rosen_der(x)), start, -2.0, bound, 500)
        peer = minimize(
            rosen, start, jac=rosen_der, method="L-BFGS-B", bounds=[(-2, bound)] * len(start), tol=1e-12
        )
        # The search ends where falls are a hundred-thousandth of the value.
        assert ours[0] == pytest.approx(peer.fun, rel=1e-3, abs=1e-6)
        assert ours[1].max() <= bound


def made_up(seed: int, k: int = 4, j: int = 12, periods: int = 10) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    traits = rng.normal(size=(3, j + 1))
    predictors = rng.normal(size=(k, 3)) @ traits + 0.3 * rng.normal(size=(k, j + 1))
    outcomes = rng.normal(size=(periods, 3)) @ traits + 0.3 * rng.normal(size=(periods, j + 1))
    return predictors[:, 1:], predictors[:, 0], outcomes[:, 1:], outcomes[:, 0]


def test_the_slope_of_the_outer_loss_is_that_of_differences() -> None:
    predictors, target, outcomes, mine = made_up(3)
    nest = _Nest(predictors - target[:, None], outcomes - mine[:, None])
    at = np.array([-0.5, 0.0, -1.0, -2.0])
    _, slope = nest.loss(at)
    step = 1e-6
    for i in range(len(at)):
        move = step * np.eye(len(at))[i]
        by_differences = (nest.loss(at + move)[0] - nest.loss(at - move)[0]) / (2 * step)
        assert slope[i] == pytest.approx(by_differences, rel=1e-5, abs=1e-8)
    assert np.abs(slope).max() > 1e-3  # a place where it is not flat


@pytest.mark.parametrize("seed", range(6))
def test_predictor_weights_are_at_least_as_good_as_any_that_come_to_mind(seed: int) -> None:
    predictors, target, outcomes, mine = made_up(seed)
    found = fit_predictor_weights(predictors, target, outcomes, mine)
    away, off = predictors - target[:, None], outcomes - mine[:, None]
    assert found.v.sum() == pytest.approx(1)
    assert found.v.min() > 0
    assert found.loss == pytest.approx(float(((off @ found.weights) ** 2).mean()))
    near = fit_predictor_weights(predictors, target, outcomes, mine, near=True)
    tried = [np.ones(4), *np.eye(4) + 1e-3, *np.random.default_rng(seed).dirichlet(np.ones(4), 200)]
    best = min(at_predictor_weights(away, off, v).loss for v in tried)
    assert found.loss <= min(near.loss, best) * 1.02  # the search is no proof: two hundredths are let pass
    bound = float(((off @ fit_simplex(off, np.zeros(len(off)))) ** 2).mean())
    assert found.loss >= bound * (1 - NEAR)
    again = fit_predictor_weights(predictors, target, outcomes, mine)
    assert (again.v == found.v).all()


def test_among_mixtures_that_match_the_predictors_the_outcome_decides() -> None:
    """The target lies within the donors' hull, so that no weights of predictors tell mixtures apart."""
    predictors, _, outcomes, mine = made_up(7, k=2)
    target = predictors.mean(axis=1)
    found = fit_predictor_weights(predictors, target, outcomes, mine)
    assert predictors @ found.weights == pytest.approx(target, abs=1e-5)
    j = predictors.shape[1]
    peer = minimize(
        lambda w: float(((outcomes @ w - mine) ** 2).mean()),
        np.full(j, 1 / j),
        bounds=[(0, 1)] * j,
        constraints=[
            {"type": "eq", "fun": lambda w: w.sum() - 1},
            {"type": "eq", "fun": lambda w: predictors @ w - target},
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert found.loss == pytest.approx(
        peer.fun, rel=1e-4
    )  # predictors are matched to a millionth, not exactly
    other = at_predictor_weights(
        predictors - target[:, None], outcomes - mine[:, None], np.array([1.0, 50.0])
    )
    assert other.loss == pytest.approx(found.loss, rel=1e-4)


def study(outcomes: np.ndarray, before: int, variant: Any = "outcomes-only", **more: Any) -> Study:
    return Study(
        outcomes=outcomes,
        before=before,
        deciding=np.arange(len(outcomes)) < before,
        predictors=more.pop("predictors", np.empty((0, outcomes.shape[1]))),
        variant=variant,
        **more,
    )


def walks(seed: int, periods: int = 14, units: int = 9) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(size=(periods, 2)), axis=0) @ rng.normal(size=(2, units)) + rng.normal(
        size=(periods, units)
    )


def test_levels_do_not_matter_to_the_demeaned_variant_alone() -> None:
    outcomes, donors = walks(1), np.arange(1, 9)
    moved = outcomes + 100 * np.arange(9)
    gaps = [fit_synthetic_control(study(o, 10, "demeaned"), 0, donors).gaps for o in (outcomes, moved)]
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-7)
    plain = [fit_synthetic_control(study(o, 10), 0, donors).gaps for o in (outcomes, moved)]
    assert np.abs(plain[0] - plain[1]).max() > 1


def test_ridge_is_the_regression_that_it_says() -> None:
    outcomes = walks(2)[:10]
    mine, theirs = outcomes[:, 0], outcomes[:, 1:]
    simplex = fit_simplex(theirs, mine)
    centred, off = theirs - theirs.mean(axis=1, keepdims=True), mine - theirs @ simplex
    directly = simplex + off @ np.linalg.solve(centred @ centred.T + 0.7 * np.eye(10), centred)
    assert fit_ridge(theirs, mine, 0.7) == pytest.approx(directly, abs=NEAR)
    assert fit_ridge(theirs, mine, 1e12) == pytest.approx(simplex, abs=1e-6)
    assert fit_ridge(theirs, mine, 0.7).sum() == pytest.approx(1)
    # Where donors foretell each other at all, the penalty is not the largest of the grid.
    largest = float(np.linalg.norm(centred, 2)) ** 2
    assert 1e-8 * largest * (1 - NEAR) <= choose_penalty(theirs, mine) <= largest * (1 + NEAR)


def test_placebos_in_space_against_fits_one_by_one() -> None:
    outcomes = walks(3)
    outcomes[10:, 0] += 50
    given_study = study(outcomes, 10)
    fit = fit_synthetic_control(given_study, 0, np.arange(1, 9))
    found = try_placebos_in_space(given_study, fit, level=0.8)
    ratios = []
    for unit in range(9):
        one = fit_synthetic_control(given_study, unit, np.delete(np.arange(9), unit))
        ratios.append(np.sqrt((one.gaps[10:] ** 2).mean() / (one.gaps[:10] ** 2).mean()))
    assert found.ratios == pytest.approx(ratios, rel=1e-6)
    assert found.rank == sum(r >= ratios[0] * (1 - 1e-9) for r in ratios)
    assert found.p == found.rank / 9
    # Eight of nine at a level of 80 %: the interval reaches to the largest but none of the eight placebos.
    sizes = sorted(abs(each.effect) / each.rmspe_before for each in found.fits[1:])
    assert found.high - found.effect == pytest.approx(sizes[7] * fit.rmspe_before)
    assert try_placebos_in_space(given_study, fit).high == np.inf
    without = try_placebos_in_space(given_study, fit, with_treated=False)
    assert all(0 not in each.donors for each in without.fits[1:])
    assert all(0 in each.donors for each in found.fits[1:])


def test_blocks_against_every_placement_one_by_one() -> None:
    outcomes = walks(4, periods=24)
    mine, theirs = outcomes[:, 0].copy(), outcomes[:, 1:]
    gaps = np.abs(mine - theirs @ fit_simplex(theirs, mine))
    own = gaps[20:].sum()
    by_hand = np.mean([np.roll(gaps, shift)[20:].sum() >= own - 1e-9 for shift in range(24)])
    found = try_blocks(mine, theirs, 20)
    assert found.p == by_hand
    assert found.least_p == 1 / 24
    for end, step in ((found.low, -1e-3), (found.high, 1e-3)):
        assert try_blocks(mine - end * (np.arange(24) >= 20), theirs, 20, interval=False).p > 0.05
        beyond = mine - (end + step) * (np.arange(24) >= 20)
        assert try_blocks(beyond, theirs, 20, interval=False).p <= 0.05
    few = try_blocks(mine[:12], theirs[:12], 8)
    assert (few.low, few.high) == (-np.inf, np.inf)
    assert "silent" in str(few)


def frame(seed: int = 5, effect: float = 30.0) -> pl.DataFrame:
    outcomes = walks(seed, periods=16, units=8)
    outcomes[11:, 0] += effect
    names = ["Ruritania", *"ABCDEFG"]
    return pl.DataFrame(
        [
            {
                "state": n,
                "year": 1980 + t,
                "deaths": outcomes[t, i],
                "income": outcomes[t, i] / 2 + i,
                "size": float(i),
            }
            for i, n in enumerate(names)
            for t in range(16)
        ]
    )


ASKED: dict[str, Any] = {
    "unit": "state",
    "time": "year",
    "outcome": "deaths",
    "treated": "Ruritania",
    "since": 1991,
}
PREDICTORS = [("income", range(1981, 1991)), ("deaths", 1990), ("deaths", [1985, 1986], "median"), "size"]


def test_a_known_mixture_and_effect_are_found() -> None:
    table = frame()
    own = table.filter(pl.col("state").is_in(["A", "B"])).group_by("year").agg(pl.col("deaths").mean())
    exact = table.join(own, on="year", suffix="_mean").with_columns(
        deaths=pl.when(pl.col("state") == "Ruritania")
        .then(pl.col("deaths_mean") + pl.when(pl.col("year") >= 1991).then(4.0).otherwise(0.0))
        .otherwise(pl.col("deaths"))
    )
    found = pr.synthetic_control(exact, **ASKED)
    assert found.effect == pytest.approx(4, abs=1e-6)
    assert [found.weights[who] for who in "AB"] == pytest.approx([0.5, 0.5], abs=1e-6)
    assert any("perfectly" in warning for warning in found.warnings)
    assert found.gaps.filter("treated")["gap"].to_list() == pytest.approx([4.0] * 5, abs=1e-6)


def test_any_frame_gives_the_same() -> None:
    table = frame()
    ours = pr.synthetic_control(table, predictors=PREDICTORS, **ASKED)
    as_lists = table.to_dict(as_series=False)
    for other in (
        pd.DataFrame(as_lists),
        as_lists,
        table.lazy(),
        table.sample(fraction=1, shuffle=True, seed=1),
    ):
        assert pr.synthetic_control(other, predictors=PREDICTORS, **ASKED).effect == pytest.approx(
            ours.effect
        )
    floats = table.with_columns(pl.col("year").cast(pl.Float64))
    again = pr.synthetic_control(floats, predictors=PREDICTORS, **ASKED)
    assert again.effect == pytest.approx(ours.effect)
    assert list(again.v) == ["income 1981–1990", "deaths 1990", "deaths 1985–1986 (median)", "size 1980–1990"]
    assert list(ours.v) == list(again.v)


def test_predictors_are_what_they_say() -> None:
    table = frame()
    found = pr.synthetic_control(table, predictors=PREDICTORS, **ASKED)
    mine = table.filter((pl.col("state") == "Ruritania") & (pl.col("year") < 1991)).sort("year")
    expected = [
        mine["income"][1:].mean(),
        mine["deaths"][10],
        (mine["deaths"][5] + mine["deaths"][6]) / 2,
        0.0,
    ]
    assert found.balance["treated"].to_list() == pytest.approx(expected)
    fixed = pr.synthetic_control(table, predictors=PREDICTORS, v=list(found.v.values()), **ASKED)
    assert fixed.loss == pytest.approx(found.loss)
    by_name = pr.synthetic_control(table, predictors=PREDICTORS, v=found.v, **ASKED)
    assert by_name.weights == pytest.approx(fixed.weights)


def test_donors_are_left_out_with_their_reason() -> None:
    table = frame().filter(~((pl.col("state") == "B") & (pl.col("year") == 1983)))
    table = table.with_columns(size=pl.when(pl.col("state") == "C").then(None).otherwise(pl.col("size")))
    found = pr.synthetic_control(
        table, predictors=["size", "income"], masked={"A": "a party to the same war"}, **ASKED
    )
    assert found.masked == {
        "A": "a party to the same war",
        "B": "has no deaths in 1983",
        "C": "has no size 1980–1990",
    }
    assert set(found.weights) == set("DEFG")
    assert "a party to the same war" in str(found)
    some = pr.synthetic_control(table, donors=["D", "E", "F"], **ASKED)
    assert set(some.weights) == set("DEF")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": "death"}, "no column 'death'. Did you mean deaths"),
        ({"treated": "Ruritani"}, "Did you mean Ruritania"),
        ({"donors": ["A", "Z"]}, "'Z' is not a unit"),
        ({"masked": {"Y": "far"}}, "'Y' is not a unit"),
        ({"since": 1984}, "at least 5 are needed"),
        ({"since": 2000}, "no period from 2000"),
        ({"donors": ["A"]}, "fewer than two donors"),
        ({"predictors": [("income", range(1985, 1995))]}, "treatment may have changed it"),
        ({"predictors": [("income", 1985, "maen")]}, "Did you mean mean"),
        ({"predictors": ["size"], "variant": "ridge"}, "follows outcomes alone"),
        ({"variant": "nested"}, "weights predictors"),
        ({"variant": "demeand"}, "Did you mean demeaned"),
        ({"fit_over": (1988, 1990)}, "fit_over leaves 3"),
        ({"predictors": ["size"], "v": [-1.0]}, "one weight for each"),
        ({"predictors": ["size"], "v": {"siz": 1.0}}, "which is no predictor"),
        ({"search": "far"}, "wide or near"),
        ({"outcome": "state"}, "not numbers"),
        ({"since": "1991"}, "cannot be compared with the column 'year'"),
        ({"masked": {"Ruritania": "far"}}, "cannot be both"),
        ({"penalty": 2.0}, "that of the ridge"),
        ({"penalty": -2.0, "variant": "ridge"}, "above zero"),
    ],
)
def test_what_cannot_be_done_is_said(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(pr.UsageError, match=words.replace("(", r"\(")):
        pr.synthetic_control(frame(), **{**ASKED, **changes})


def test_faults_of_the_data_are_said() -> None:
    table = frame()
    with pytest.raises(pr.UsageError, match="2 rows in 1980"):
        pr.synthetic_control(pl.concat([table, table.head(1)]), **ASKED)
    with pytest.raises(pr.UsageError, match="no deaths in 1980"):
        pr.synthetic_control(table.tail(-1), **ASKED)
    with pytest.raises(pr.UsageError, match="same for every unit"):
        pr.synthetic_control(table.with_columns(one=pl.lit(1.0)), predictors=["one"], **ASKED)
    with pytest.raises(pr.UsageError, match="is no frame"):
        pr.synthetic_control(3, **ASKED)


def test_a_target_beyond_its_donors_and_a_single_donor_are_warned_of() -> None:
    table = frame(effect=0.0)
    high = table.with_columns(
        deaths=pl.col("deaths") + pl.when(pl.col("state") == "Ruritania").then(100.0).otherwise(0.0)
    )
    found = pr.synthetic_control(high, **ASKED)
    assert found.standing.distance > 0.25
    assert "1980" in found.standing.beyond
    said = " ".join(found.warnings)
    assert "outside what mixtures of donors can be" in said
    assert "does not follow the target" in said
    only = pr.synthetic_control(high, **{**ASKED, "donors": ["A", "B"]})
    assert max(only.weights.values()) > 0.5
    assert any("alone carries" in warning for warning in only.warnings)
    within = fit_synthetic_control(study(np.array([[2.0, 1, 3, 2]] * 6), 5), 0, np.array([1, 2, 3]))
    assert within.loss == pytest.approx(0)


def test_a_placebo_in_time_sees_nothing_of_what_came_after() -> None:
    table = frame()
    changed = table.with_columns(
        deaths=pl.when(pl.col("year") >= 1991).then(pl.col("deaths") * 7 - 3).otherwise(pl.col("deaths"))
    )
    asked = [("income", range(1981, 1991)), ("deaths", 1990), ("deaths", 1984)]
    both = [
        pr.synthetic_control(each, predictors=asked, **ASKED).placebo_in_time(1988)
        for each in (table, changed)
    ]
    assert both[0].gaps.equals(both[1].gaps)
    assert both[0].dropped == ("deaths",)
    assert both[0].gaps["time"].max() == 1990
    assert both[0].gaps.filter("treated")["time"].to_list() == [1988, 1989, 1990]
    assert both[0].p == both[0].test.p >= both[0].test.least_p == 1 / 11
    assert "silent" in str(both[0])
    assert 1 / 8 <= both[0].placebos().p <= 1
    with pytest.raises(pr.UsageError, match="not a period before"):
        pr.synthetic_control(table, **ASKED).placebo_in_time(1993)
    with pytest.raises(pr.UsageError, match="at least 5 are needed"):
        pr.synthetic_control(table, **ASKED).placebo_in_time(1983)


def test_leaving_a_donor_out_is_masking_it() -> None:
    table = frame()
    found = pr.synthetic_control(table, **ASKED)
    left = found.leave_one_out()
    assert set(left.dropped) == {who for who, weight in found.weights.items() if weight > 1e-3}
    for row in left.table.iter_rows(named=True):
        masked = pr.synthetic_control(table, masked={row["without"]: "tried"}, **ASKED)
        assert row["effect"] == pytest.approx(masked.effect)
    assert left.range == (left.table["effect"].min(), left.table["effect"].max())
    assert left.flips == tuple(
        row["without"] for row in left.table.iter_rows(named=True) if row["effect"] * found.effect < 0
    )


def test_what_is_printed_has_what_was_found() -> None:
    found = pr.synthetic_control(frame(), predictors=PREDICTORS, **ASKED)
    text = str(found)
    assert "Ruritania, deaths, since 1991" in text
    assert f"{found.effect:.4g}" in text
    for who, weight in found.weights.items():
        assert (f"{weight:.3f}" in text) == (weight > 1e-3) or weight < 1e-3, who
    assert "on average over 1991 to 1995" in found.estimand
    placebos = found.placebos()
    assert f"rank {placebos.found.rank} of 8" in str(placebos)
    assert placebos.table["ratio"].is_sorted(descending=True)
    assert placebos.gaps.height == 8 * 16
    assert "Leave one donor out" in str(found.leave_one_out())
