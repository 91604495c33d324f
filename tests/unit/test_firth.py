"""Firth's logit: against R, another package, the closed form of four cells, and a direct maximisation."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from precedents.estimators.conflict_permutation import permute_conflicts
from precedents.estimators.firth import fit_firth

FOLDER = Path(__file__).resolve().parents[1] / "reference" / "firth"
PRINTED = 2e-8
"""The references are printed to ten decimals and settled to about eight."""


def read_reference(name: str) -> dict[str, list[float]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]
    return {line.split()[0]: [float(each) for each in line.split()[1:]] for line in lines}


@pytest.fixture(scope="module")
def made_up() -> tuple[np.ndarray, np.ndarray]:
    rows = np.loadtxt(FOLDER / "made_up.csv", delimiter=",", skiprows=1)
    return rows[:, 0] > 0, np.column_stack([np.ones(len(rows)), rows[:, 1:]])


NAMES = ("(Intercept)", "bordering", "powerful", "deadly")


def test_coefficients_equal_those_of_brglm2(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    fit, reference = fit_firth(*made_up), read_reference("brglm2.txt")
    assert fit.separated  # one condition parts the rows: ordinary maximum likelihood would not settle
    for name, coefficient in zip(NAMES, fit.coefficients, strict=True):
        assert coefficient == pytest.approx(reference[name][0], abs=PRINTED)


def test_profile_intervals_and_p_equal_those_of_firthmodels(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    fit, reference = fit_firth(*made_up), read_reference("firthmodels.txt")
    for name, *found in zip(NAMES, fit.low, fit.high, fit.p, strict=True):
        assert found == pytest.approx(reference[name], abs=PRINTED)


@settings(max_examples=60, deadline=None)
@given(*[st.integers(0, 12)] * 4)
def test_four_cells_get_a_half_each(a: int, b: int, c: int, d: int) -> None:
    if not (a + b and c + d and a + b + c + d > 2):
        return
    outcomes = [True] * a + [False] * b + [True] * c + [False] * d
    design = [[1.0, 1.0]] * (a + b) + [[1.0, 0.0]] * (c + d)
    fit = fit_firth(outcomes, design)
    assert fit.coefficients[0] == pytest.approx(np.log((c + 0.5) / (d + 0.5)), abs=1e-7)
    closed = np.log((a + 0.5) * (d + 0.5) / (b + 0.5) / (c + 0.5))
    assert fit.coefficients[1] == pytest.approx(closed, abs=1e-7)
    assert fit.low[1] < fit.coefficients[1] < fit.high[1]
    # Without all four cells the outcomes are parted.
    assert fit.separated == (0 in (a, b, c, d))


def test_fit_and_interval_agree_with_a_general_maximiser() -> None:
    rng = np.random.default_rng(5)
    design = np.column_stack([np.ones(50), rng.normal(size=(50, 2))])
    outcomes = rng.random(50) < 1 / (1 + np.exp(-design @ [-0.5, 1.0, 0.0]))

    def loss(beta: np.ndarray) -> float:
        chance = 1 / (1 + np.exp(-design @ beta))
        likelihood = np.log(np.where(outcomes, chance, 1 - chance)).sum()
        information = (design * (chance * (1 - chance))[:, None]).T @ design
        return -float(likelihood + 0.5 * np.log(np.linalg.det(information)))

    fit = fit_firth(outcomes, design)
    # 1e-4: the simplex stops at differences of 1e-10 in a function that is flat there.
    options = {"xatol": 1e-8, "fatol": 1e-12, "maxiter": 20_000}
    best = minimize(loss, np.zeros(3), method="Nelder-Mead", options=options)
    assert fit.coefficients == pytest.approx(best.x, abs=1e-4)
    assert fit.penalised == pytest.approx(-best.fun, abs=1e-9)
    for end in (fit.low[1], fit.high[1]):
        held = minimize(
            lambda rest, end=end: loss(np.array([rest[0], end, rest[1]])),
            [0, 0],
            method="Nelder-Mead",
            options=options,
        )
        assert 2 * (held.fun - best.fun) == pytest.approx(3.841459, abs=1e-4)


def test_turning_the_outcome_round_turns_the_log_odds_round(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    outcomes, design = made_up
    fit, turned = fit_firth(outcomes, design), fit_firth(~outcomes, design)
    assert turned.coefficients == pytest.approx([-each for each in fit.coefficients], abs=1e-7)
    assert turned.low == pytest.approx([-each for each in fit.high], abs=1e-6)
    assert turned.p == pytest.approx(fit.p, abs=1e-7)


@pytest.mark.parametrize(
    ("outcomes", "design", "word"),
    [
        ([True, False], [[1.0]], "one row"),
        ([True, False, True], [[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]], "follows from the others"),
        ([True, False], [[1.0, 0.0], [1.0, 1.0]], "cannot tell"),
        ([True, False, True], [[1.0], [np.nan], [1.0]], "unknown"),
    ],
)
def test_what_cannot_be_estimated_is_refused(
    outcomes: list[bool], design: list[list[float]], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        fit_firth(outcomes, design)


def test_permutation_agrees_with_every_exchange() -> None:
    clusters = ["a", "a", "b", "b", "c", "d", "e"]
    outcomes = [True, True, False, True, False, True, False]
    features = [[1.0], [1.0], [0.0], [1.0], [0.0], [1.0], [0.0]]
    x = np.array(features)[:, 0]

    def apart(y: np.ndarray) -> float:
        return float(np.corrcoef(x, y)[0, 1] ** 2)

    pairs, lone = [outcomes[:2], outcomes[2:4]], outcomes[4:]
    every = [
        np.array([*inner_a, *inner_b, *rest], dtype=float)
        for first, second in itertools.permutations(pairs)
        for inner_a in itertools.permutations(first)
        for inner_b in itertools.permutations(second)
        for rest in itertools.permutations(lone)
    ]
    seen = apart(np.array(outcomes, dtype=float))
    exact = np.mean([apart(y) >= seen - 1e-9 for y in every])
    draws = 20_000
    found = permute_conflicts(outcomes, features, clusters, rng=np.random.default_rng(2), draws=draws)
    assert found.apart == pytest.approx(seen)
    # Four standard errors of so many draws.
    assert found.p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / draws))
    assert (found.conflicts, found.moved) == (5, 5)


def test_permutation_by_conflict_keeps_its_level_where_cases_of_a_conflict_are_copies() -> None:
    """Ten conflicts of four equal cases: case by case a condition that holds by conflict would often look apart."""
    rng = np.random.default_rng(3)
    clusters = [str(i // 4) for i in range(40)]
    small = 0
    for _ in range(200):
        outcomes, feature = np.repeat(rng.random((2, 10)) < 0.5, 4, axis=1)
        if outcomes.all() or not outcomes.any() or feature.all() or not feature.any():
            continue
        found = permute_conflicts(outcomes, feature[:, None].astype(float), clusters, rng=rng, draws=199)
        small += found.p <= 0.05
    # 5 % of 200, and three standard errors.
    assert small <= 10 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_a_condition_that_never_differs_is_refused() -> None:
    with pytest.raises(ValueError, match="no condition differs"):
        permute_conflicts([True, False], [[1.0], [1.0]], ["a", "b"], rng=np.random.default_rng(1))
