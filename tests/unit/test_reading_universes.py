"""What moves a multiverse, what separates its sides, what is nearest: closed forms, brute force, and repeated draws."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from precedents.core.errors import UsageError
from precedents.estimators.reading_universes.chance import find_deciders
from precedents.estimators.reading_universes.nearest import find_path
from precedents.estimators.reading_universes.rule_forms import list_sets
from precedents.estimators.reading_universes.share import find_share
from precedents.estimators.reading_universes.shortest_rule import find_shortest_rule
from precedents.estimators.reading_universes.variance import decompose_variance


def make_grid(*counts: int) -> dict[str, list[int]]:
    rows = np.array(list(itertools.product(*(range(count) for count in counts))))
    return {name: rows[:, place].tolist() for place, name in enumerate("abcdefgh"[: len(counts)])}


def shares(frame: pl.DataFrame) -> dict[str, tuple[float, float]]:
    return {row["choice"]: (row["main"], row["total"]) for row in frame.iter_rows(named=True)}


def test_an_additive_answer_splits_into_its_parts() -> None:
    grid = make_grid(3, 4, 2)
    a, b, c = (np.array(grid[name], dtype=float) for name in "abc")
    found = shares(decompose_variance(grid, 3 * a + b - 5 * c))
    # the variance of 0..k-1 is (k² - 1) / 12
    parts = {"a": 9 * 8 / 12, "b": 15 / 12, "c": 25 * 3 / 12}
    for name, part in parts.items():
        assert found[name] == pytest.approx((part / sum(parts.values()),) * 2)


def test_interplay_is_in_the_totals_and_not_in_the_main_shares() -> None:
    grid = make_grid(2, 2, 2)
    a, b = np.array(grid["a"]), np.array(grid["b"])
    found = shares(decompose_variance(grid, (2 * a - 1) * (2 * b - 1)))
    assert found["a"] == pytest.approx((0, 1))
    assert found["b"] == pytest.approx((0, 1))
    assert found["c"] == pytest.approx((0, 0))
    both = shares(decompose_variance(grid, a * b))
    # a·b with both 0 or 1: variance 3/16, of which 1/16 each by itself and 1/16 together
    assert both["a"] == pytest.approx((1 / 3, 2 / 3))


def test_an_answer_that_never_moves_has_nothing_to_split() -> None:
    assert decompose_variance(make_grid(2, 3), [0.1] * 6).is_empty()
    none = find_deciders(make_grid(2, 3), [1.0] * 6, generator=np.random.default_rng(1))
    assert none["p"].to_list() == [1.0, 1.0]


def test_shares_of_a_draw_are_off_by_no_more_than_their_errors_say() -> None:
    grid = make_grid(2, 2, 2, 2, 2, 2, 2, 3)
    rng = np.random.default_rng(1)
    codes = np.array([grid[name] for name in grid]).T
    answers = codes @ [3.0, 1, 0.5, 0, 0, 0, 0, 1] + 2 * codes[:, 0] * codes[:, 1] + rng.normal(size=384)
    truth = shares(decompose_variance(grid, answers))
    within, total_within, runs = [], [], 200
    for _ in range(runs):
        picked = rng.choice(384, 150, replace=False)
        part = {name: codes[picked, place] for place, name in enumerate(grid)}
        frame = decompose_variance(
            {name: values.tolist() for name, values in part.items()}, answers[picked], population=384
        )
        for row in frame.iter_rows(named=True):
            main, total = truth[row["choice"]]
            within.append(abs(row["main"] - main) <= 2 * row["main_error"])
            total_within.append(abs(row["total"] - total) <= 2.5 * row["total_error"])
    # two standard errors: 95 %; errors are themselves estimated, and rather large than small
    assert np.mean(within) > 0.93
    assert np.mean(total_within) > 0.90


def test_a_draw_without_pairs_does_not_know_the_totals() -> None:
    frame = decompose_variance({"a": [0, 1, 0], "b": [0, 1, 2]}, [1.0, 2.0, 4.0], population=100)
    assert frame["total"].null_count() == 2


def test_weights_stand_for_universes() -> None:
    grid = {"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]}
    twice = {"a": [0, 0, 1, 1, 1], "b": [0, 1, 0, 1, 1]}
    answers = [1.0, 2.0, 4.0, 9.0]
    weighed = decompose_variance(grid, answers, weights=[1, 1, 1, 2])
    repeated = decompose_variance(twice, [*answers, 9.0])
    assert weighed["main"].to_list() == pytest.approx(repeated["main"].to_list())


def hold(form: str, literals: tuple[np.ndarray, ...]) -> np.ndarray:
    return {
        "and": lambda: np.all(literals, axis=0),
        "or": lambda: np.any(literals, axis=0),
        "or-and": lambda: literals[0] | (literals[1] & literals[2]),
        "and-or": lambda: literals[0] & (literals[1] | literals[2]),
    }[form]()


def find_least_wrong(grid: dict[str, list[int]], sides: np.ndarray, size: int) -> float:
    """Every rule of up to so many choices, one after the other."""
    names = list(grid)
    least = min(np.mean(sides), 1 - np.mean(sides))
    for count in range(1, size + 1):
        for chosen in itertools.permutations(names, count):
            tried = [list_sets(max(grid[name]) + 1)[:, grid[name]] for name in chosen]
            for literals in itertools.product(*tried):
                for form in ("and", "or", "or-and", "and-or")[: 2 if count < 3 else 4]:
                    least = min(least, np.mean(hold(form, literals) != sides))
    return float(least)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_rule_of_its_length_errs_less(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    grid = make_grid(3, 2, 3, 2)
    sides = rng.random(36) < 0.4
    rule = find_shortest_rule(grid, sides, size=size)
    assert rule.wrong == pytest.approx(find_least_wrong(grid, sides, size))
    assert np.mean(rule.apply(grid) != sides) == pytest.approx(rule.wrong)
    assert len(rule.literals) <= size


RULES: list[tuple[Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray], str]] = [
    (lambda a, b, c: a != 1, "yes exactly where a is not 1"),
    (lambda a, b, c: (a == 2) & (b == 0), "yes exactly where a is 2 and b is 0"),
    (lambda a, b, c: (a == 0) | (c == 1), "yes exactly where a is 0 or c is 1"),
    (lambda a, b, c: (a == 0) | ((b == 1) & (c == 0)), "yes exactly where a is 0, or b is 1 and c is 0"),
    (lambda a, b, c: (b == 1) & ((a == 0) | (c == 0)), "yes exactly where b is 1, and a is 0 or c is 0"),
    (lambda a, b, c: a < 9, "always yes"),
    (lambda a, b, c: a > 9, "never yes"),
]


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_a_planted_rule_is_found_and_said(rule: Callable, words: str) -> None:
    grid = make_grid(3, 2, 2, 4, 2)
    sides = rule(*(np.array(grid[name]) for name in "abc"))
    found = find_shortest_rule(grid, sides, generator=np.random.default_rng(1))
    assert found.says() == words
    assert found.separates
    assert (found.apply(grid) == sides).all()
    assert found.chance is None if not found.literals else found.chance <= 0.01


def test_a_rule_may_err_as_much_as_is_allowed_and_no_more() -> None:
    grid = make_grid(2, 2, 2, 2, 2)
    sides = np.array(grid["a"]) == 1
    sides[3] = ~sides[3]
    loose = find_shortest_rule(grid, sides, error=0.05)
    assert loose.says() == "yes exactly where a is 1 (3.1% of universes are otherwise)"
    assert loose.separates
    strict = find_shortest_rule(grid, sides)
    assert not strict.separates
    assert strict.wrong > 0


def test_either_or_is_told_as_not_separable() -> None:
    grid = make_grid(2, 2, 3)
    found = find_shortest_rule(grid, np.array(grid["a"]) != np.array(grid["b"]))
    assert not found.separates
    assert found.wrong == 0.25


def test_a_choice_of_many_levels_is_separated_by_a_set_of_them() -> None:
    grid = make_grid(30, 2)
    sides = np.isin(grid["a"], [3, 7, 20]) & (np.array(grid["b"]) == 1)
    assert find_shortest_rule(grid, sides).says() == "yes exactly where a is 3, 7 or 20 and b is 1"


def test_the_nearest_other_answer_is_the_nearest() -> None:
    grid = make_grid(3, 2, 2)
    sides = [True] * 12
    sides[11] = False
    path = find_path(grid, sides)
    assert path.universe == 11
    assert [(each.choice, each.before, each.after) for each in path.changes] == [
        ("a", 0, 2),
        ("b", 0, 1),
        ("c", 0, 1),
    ]
    sides[2] = False
    sides[4] = False
    path = find_path(grid, sides)
    assert path.says() == "change only a from 0 to 1 (2 of 4 universes as near answer otherwise)"
    assert find_path(grid, [True] * 12) is None


def test_a_stratified_share_is_right_on_average_and_its_error_is_the_spread() -> None:
    rng = np.random.default_rng(2)
    sizes, taken = np.array([400, 1_000, 50]), np.array([40, 100, 20])
    chance = np.array([0.1, 0.5, 0.9])
    population = [rng.random(size) < share for size, share in zip(sizes, chance, strict=True)]
    certain = np.array([True, True, False])
    truth = (sum(each.sum() for each in population) + 2) / (sizes.sum() + 3)
    strata = np.concatenate([[-1] * 3, np.repeat([0, 1, 2], taken)])
    found = []
    for _ in range(1_500):
        drawn = [
            rng.choice(each, count, replace=False) for each, count in zip(population, taken, strict=True)
        ]
        found.append(find_share(np.concatenate([certain, *drawn]), strata=strata, sizes=sizes))
    values = np.array([each.value for each in found])
    # four standard errors of a mean, and of a variance, of 1,500 draws
    assert values.mean() == pytest.approx(truth, abs=4 * values.std() / np.sqrt(1_500))
    assert np.mean([each.error**2 for each in found]) == pytest.approx(
        values.var(), rel=4 * np.sqrt(2 / 1_500)
    )


def test_a_share_of_all_has_no_error_and_one_of_a_few_has_a_large_one() -> None:
    assert find_share([True, False]).error == 0
    assert find_share([True], population=100).error == pytest.approx(np.sqrt(0.99 * 0.25))
    assert find_share([True, False] * 8, population=10**6).error == pytest.approx(
        np.sqrt(0.25 / 15), rel=1e-4
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: decompose_variance({}, []), "no universes to read"),
        (lambda: decompose_variance({"a": [1, 2]}, [1.0]), "2 values for 1 answers"),
        (lambda: decompose_variance({"a": [1, 2]}, [1.0, np.nan]), "an answer is missing"),
        (lambda: decompose_variance({"a": [1, 2]}, [1, 2], weights=[1, 0]), "weights must be positive"),
        (lambda: find_shortest_rule({"a": [1, 2]}, [0.2, 1]), "say where the line is"),
        (lambda: find_shortest_rule({"a": [1, 2]}, [0, 1], size=4), "up to 3 choices"),
        (lambda: find_share([]), "no universe was run"),
        (lambda: find_share([True], strata=[0], sizes=[2, 2]), "of which none was run"),
        (lambda: find_share([True, True], strata=[0, 0], sizes=[1]), "more universes were run"),
    ],
)
def test_wrong_calls_say_what_is_wrong(call: Callable[[], object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        call()


def test_positions_may_come_as_rows() -> None:
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "x"}]
    assert find_path(rows, [True, False]).says().startswith("change only a from 1 to 2")
    assert find_shortest_rule(rows, [True, False]).apply(rows).tolist() == [True, False]
