"""A fortiori comparisons: directions on somebody's word, three values, limits, intervals, inferred signs."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from scipy import optimize, stats

from precedents.precedent.a_fortiori import (
    AFortiori,
    Dimension,
    Value,
    clopper_pearson,
    fit_a_fortiori,
    read_dimensions,
)
from precedents.precedent.directions import infer_directions
from precedents.precedent.outcome_interval import fit_outcome_interval

TROOPS = Dimension(name="troops", larger_favours=True, source="the author, paragraph 3")
TERRAIN = Dimension(name="mountains", larger_favours=False, source="the author, paragraph 4")
CONSENT = Dimension(name="consent", larger_favours=True, source="the author, paragraph 5")
ALL = [TROOPS, TERRAIN, CONSENT]

CASES: dict[str, dict[str, Value]] = {
    "strong": {"troops": 60, "mountains": 10, "consent": True},
    "same": {"troops": 50, "mountains": 20, "consent": False},
    "weak": {"troops": 40, "mountains": 30, "consent": False},
    "mixed": {"troops": 90, "mountains": 80, "consent": False},
    "unknown": {"troops": 60, "mountains": None, "consent": True},
    "hopeless": {"troops": 10, "mountains": nan, "consent": True},
}
TARGET: dict[str, Value] = {"troops": 50, "mountains": 20, "consent": False}


def compare(outcomes: dict[str, bool | None]) -> AFortiori:
    return fit_a_fortiori(TARGET, CASES, outcomes, ALL)


@pytest.fixture
def compared() -> AFortiori:
    outcomes = {"strong": False, "same": True, "weak": True, "mixed": True, "unknown": False}
    return compare({**outcomes, "hopeless": None})


def test_comparisons_are_true_false_or_not_known(compared: AFortiori) -> None:
    assert {c.case: (c.at_least, c.at_most) for c in compared.cases} == {
        "strong": (True, False),
        "same": (True, True),
        "weak": (False, True),
        "mixed": (False, False),
        "unknown": (None, False),
        "hopeless": (False, False),
    }


def test_tallies_and_limits_rest_on_what_is_certain(compared: AFortiori) -> None:
    assert (compared.at_least.n, compared.at_least.successes) == (2, 1)
    assert (compared.at_least.possible_n, compared.at_least.possible_successes) == (3, 1)
    assert (compared.at_most.n, compared.at_most.successes) == (2, 2)
    assert compared.highest == clopper_pearson(1, 2)[1]
    assert compared.lowest == clopper_pearson(2, 2)[0]


def test_cases_that_contradict_are_named(compared: AFortiori) -> None:
    assert compared.contradicting(True) == ("strong",)
    assert compared.contradicting(True, possible=True) == ("strong", "unknown")
    assert compared.contradicting(False) == ("same", "weak")


def test_differences_are_in_the_units_of_the_record(compared: AFortiori) -> None:
    mixed = next(c for c in compared.cases if c.case == "mixed")
    assert [(d.dimension, d.target, d.case) for d in mixed.differences] == [("troops", 50, 90)]
    assert [(d.dimension, d.target, d.case) for d in mixed.less] == [("mountains", 20, 80)]
    assert [c.case for c in compared.nearest(True)] == ["same", "weak", "mixed"]
    assert [c.case for c in compared.nearest(False)] == ["strong", "unknown"]


@pytest.mark.parametrize("case", list(CASES))
def test_the_changes_named_are_enough_and_none_can_be_spared(case: str) -> None:
    for outcome in (True, False):
        found = next(c for c in compare(dict.fromkeys(CASES, outcome)).cases if c.case == case)

        def holds(changed: dict[str, Value], outcome: bool = outcome) -> bool | None:
            again = fit_a_fortiori(changed, {case: CASES[case]}, {case: outcome}, ALL).cases[0]
            return again.at_most if outcome else again.at_least

        changes = {d.dimension: d.case for d in found.differences}
        assert holds({**TARGET, **changes}) is (None if found.unknown else True)
        for name in changes:
            rest = {k: v for k, v in changes.items() if k != name}
            assert holds({**TARGET, **rest}) is False
            halfway = (changes[name] + float(TARGET[name] or 0)) / 2
            assert holds({**TARGET, **rest, name: halfway}) is False


def test_a_record_without_a_comparable_case_is_silent() -> None:
    a = fit_a_fortiori({"troops": 5}, {"a": {"troops": 4}}, {"a": True}, [TROOPS])
    assert (a.at_least.n, a.highest) == (0, None)
    assert a.contradicting(True) == ()


def test_an_unknown_outcome_is_counted_and_decides_nothing() -> None:
    a = fit_a_fortiori({"troops": 5}, {"a": {"troops": 6}, "b": {"troops": 7}}, {"a": None}, [TROOPS])
    assert (a.at_least.n, a.at_least.outcome_unknown, a.highest) == (0, 2, None)


def test_a_direction_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="cite who says so"):
        read_dimensions([{"x": 1}], [Dimension(name="x", larger_favours=True, source=" ")])


@pytest.mark.parametrize("dimensions", [[], [TROOPS, TROOPS], [CONSENT]])
def test_dimensions_are_distinct_and_somebody_has_a_value(dimensions: list[Dimension]) -> None:
    with pytest.raises(ValueError, match=r"each name once|misspelt"):
        read_dimensions([{"troops": 1}], dimensions)


@pytest.mark.parametrize("n", [1, 2, 7, 41])
def test_limits_agree_with_scipy(n: int) -> None:
    for successes in range(n + 1):
        interval = stats.binomtest(successes, n).proportion_ci(0.9, "exact")
        assert clopper_pearson(successes, n, level=0.9) == pytest.approx(
            (interval.low, interval.high), abs=1e-12
        )
    with pytest.raises(ValueError, match="impossible"):
        clopper_pearson(n + 1, n)


def test_the_limit_holds_when_each_case_has_its_own_higher_chance() -> None:
    rng = np.random.default_rng(7)
    chance, n, runs = 0.4, 12, 20_000
    higher = chance + (1 - chance) * rng.random((runs, n)) * 0.3
    successes = (rng.random((runs, n)) < higher).sum(axis=1)
    limits = np.array([clopper_pearson(s, n)[1] for s in range(n + 1)])
    assert (limits[successes] < chance).mean() <= 0.025


def test_ordered_outcomes_leave_an_interval_open() -> None:
    table = [[1, 1], [2, 2], [3, 3], [5, nan], [2, nan]]
    i = fit_outcome_interval(table, [10, 20, 40, 30, 25], [2.5, 2.5])
    assert (i.low, i.high, i.low_from, i.high_from) == (20, 40, (1,), (2,))
    assert (i.possible_low, i.possible_high, i.consistent) == (25, 30, True)
    empty = fit_outcome_interval([[1]], [5], [0])
    assert (empty.low, empty.high, empty.consistent) == (None, 5, True)
    with pytest.raises(ValueError, match="finite"):
        fit_outcome_interval([[1]], [nan], [0])


def test_inferred_slopes_are_those_of_a_general_optimiser() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 3)) * [1, 5, 0.1]
    y = rng.random(80) < 1 / (1 + np.exp(-(x[:, 0] - x[:, 1] / 5)))
    z = (x - x.mean(axis=0)) / x.std(axis=0)

    def loss(b: np.ndarray) -> float:
        lean = np.where(y, 1, -1) * (b[0] + z @ b[1:])
        return float(np.logaddexp(0, -lean).sum() + (b[1:] ** 2).sum() / 2)

    best = optimize.minimize(loss, np.zeros(4), tol=1e-12).x
    found = infer_directions(x, y.tolist())
    assert found.weights == pytest.approx(best[1:], abs=1e-4)
    assert found.circular


def test_inferred_signs_use_one_half_and_leave_the_other() -> None:
    rng = np.random.default_rng(3)
    x = np.column_stack([np.arange(40.0), -np.arange(40.0), np.ones(40)])
    x[5, 0] = nan
    found = infer_directions(x, [i > 20 for i in range(40)], method="pearson", generator=rng)
    assert found.signs == (1, -1, 0)
    assert not found.circular
    assert not set(found.used) & set(found.rest)
    assert set(found.used) | set(found.rest) == set(range(40)) - {5}
    assert found.weights[0] == pytest.approx(
        stats.pearsonr(x[list(found.used), 0], [i > 20 for i in found.used]).statistic
    )
    with pytest.raises(ValueError, match="nothing to infer"):
        infer_directions(x, [True] * 40)
