"""Hidden bias: printed figures, closed forms, a confounder that is really there, and bounds counted out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

import precedents as pr


def test_robustness_value_of_the_formula_sheet() -> None:
    """t 4.18 on 783 degrees: .0218, .1386, .0761 (worked out from the printed formulas by an independent script)."""
    found = pr.robustness_value(4.18, 1.0, 783)
    assert round(found.partial_r2, 4) == 0.0218
    assert round(found.value, 4) == 0.1386
    assert round(found.value_significance, 4) == 0.0761


def test_a_confounder_as_strong_as_the_value_takes_the_estimate_away() -> None:
    """Bias is se √df √(R²y R²d / (1 - R²d)); with both at the value it equals the estimate."""
    coefficient, error, df = 0.8, 0.2, 120
    value = pr.robustness_value(coefficient, error, df).value
    assert error * math.sqrt(df) * math.sqrt(value * value / (1 - value)) == pytest.approx(coefficient)
    half = pr.robustness_value(coefficient, error, df, q=0.5).value
    assert error * math.sqrt(df) * math.sqrt(half * half / (1 - half)) == pytest.approx(coefficient / 2)


def test_a_confounder_that_was_left_out_moves_the_estimate_by_what_the_formula_says() -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=400)
    d = 0.6 * z + rng.normal(size=400)
    y = 0.4 * d - 0.7 * z + rng.normal(size=400)
    frame = {"y": y, "d": d, "z": z}
    short, long = pr.regression(frame, "y ~ d"), pr.regression(frame, "y ~ d + z")
    t = float(long.statistics[2])
    r2_y = t**2 / (t**2 + long.df)  # type: ignore[operator]
    r2_d = float(np.corrcoef(d, z)[0, 1] ** 2)
    bias = short.error("d") * math.sqrt(short.df or 0) * math.sqrt(r2_y * r2_d / (1 - r2_d))
    assert abs(short.coefficient("d") - long.coefficient("d")) == pytest.approx(bias)


def test_an_interval_that_reaches_nought_has_value_nought() -> None:
    assert pr.robustness_value(1.0, 0.9, 50).value_significance == 0.0


def test_e_values_of_the_paper() -> None:
    """VanderWeele & Ding 2017: RR 3.9 gives 7.26; its lower end 1.8 gives 3.00."""
    found = pr.e_value(3.9, 1.8, 8.7)
    assert round(found.point, 2) == 7.26
    assert found.limit is not None
    assert round(found.limit, 2) == 3.0


def test_e_value_is_the_same_either_way_up() -> None:
    down, up = pr.e_value(1 / 3.9, 1 / 8.7, 1 / 1.8), pr.e_value(3.9, 1.8, 8.7)
    assert down.point == pytest.approx(up.point)
    assert down.limit == pytest.approx(up.limit)
    assert pr.e_value(1.5, 0.9, 2.0).limit == 1.0
    assert pr.e_value(1.0).point == 1.0
    assert pr.e_value(4.0, rare=False).point == pr.e_value(2.0).point


@pytest.mark.parametrize("bad", [(0.0,), (-1.0,), (2.0, 3.0, 4.0)])
def test_ratios_that_cannot_be(bad: tuple[float, ...]) -> None:
    with pytest.raises(pr.UsageError):
        pr.e_value(*bad)


def test_bounds_of_smokers() -> None:
    """Rosenbaum 2002, section 4.3.2: of 122 pairs in which one died, 110 were the smoker; .1 at gamma 6, .02 at 5."""
    found = pr.rosenbaum_bounds([1] * 110 + [-1] * 12, test="sign", gammas=(1, 5, 6))
    assert found.upper[0] < 0.0001
    assert round(found.upper[1], 2) == 0.02
    assert round(found.upper[2], 1) == 0.1
    again = pr.rosenbaum_bounds([1] * 110 + [-1] * 12, test="sign", gammas=(found.gamma_star,))
    assert again.upper[0] == pytest.approx(0.05, abs=1e-8)


@pytest.mark.parametrize("gamma", [1.0, 1.7, 4.0])
def test_signed_ranks_counted_out_by_hand(gamma: float) -> None:
    differences = [3.0, -1.0, 2.0, 2.0, 5.0, -2.0, 4.0, 7.0, 0.0]
    values = [each for each in differences if each]
    ranks = stats.rankdata(np.abs(values))
    seen = ranks[np.array(values) > 0].sum()
    chance, total = gamma / (1 + gamma), 0.0
    for signs in itertools.product((0, 1), repeat=len(values)):
        if ranks @ np.array(signs) >= seen - 1e-9:
            total += chance ** sum(signs) * (1 - chance) ** (len(values) - sum(signs))
    found = pr.rosenbaum_bounds(differences, gammas=(gamma,))
    assert found.upper[0] == pytest.approx(total)
    assert found.pairs == 8


def test_without_bias_it_is_wilcoxons_test() -> None:
    differences = np.random.default_rng(1).normal(0.4, 1, 40)
    found = pr.rosenbaum_bounds(differences.tolist(), gammas=(1.0,))
    expected = stats.wilcoxon(differences, alternative="greater", method="exact").pvalue
    assert found.upper[0] == found.lower[0] == pytest.approx(expected)


def test_many_pairs_are_near_the_count() -> None:
    """The normal limit that takes over beyond 5,000 pairs, and what it says of 800 against the count."""
    from precedents.estimators.rosenbaum_bounds import _rank_tail

    ranks = np.arange(1, 6_001, dtype=float)
    statistic = ranks.sum() * 0.51
    mean, spread = ranks.sum() / 2, math.sqrt((ranks**2).sum() / 4)
    assert _rank_tail(ranks.tolist(), statistic, 0.5) == pytest.approx(
        stats.norm.sf((statistic - mean) / spread)
    )
    few = np.arange(1, 801, dtype=float)
    near = stats.norm.sf((few.sum() * 0.53 - few.sum() / 2) / math.sqrt((few**2).sum() / 4))
    assert _rank_tail(few.tolist(), float(np.rint(few.sum() * 0.53)), 0.5) == pytest.approx(near, abs=5e-4)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"differences": [0.0, 0.0]}, "no pair differs"),
        ({"differences": [1.0], "gammas": (0.5,)}, "1 and more"),
        ({"differences": [1.0], "test": "t"}, "no test 't'"),
        ({"differences": [float("nan")]}, "missing"),
    ],
)
def test_refusals_of_bounds(given: dict[str, object], match: str) -> None:
    with pytest.raises(pr.UsageError, match=match):
        pr.rosenbaum_bounds(**given)  # type: ignore[arg-type]
