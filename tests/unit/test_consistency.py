"""Consistency, removals, landmarks, citability and the index: small cases by hand; enumeration is elsewhere."""

from __future__ import annotations

import itertools
from math import nan

import numpy as np
import pytest

from precedents.precedent import case_index, consistency
from precedents.precedent.case_index import build_index, read_cases
from precedents.precedent.consistency import compare_all, fit_consistency
from precedents.precedent.landmarks import fit_citability, fit_landmarks
from precedents.precedent.removals import fit_removals


def test_a_failure_with_no_less_conflicts_with_a_success() -> None:
    c = fit_consistency([[1, 1], [2, 2], [0, 3]], [True, False, False])
    assert (c.conflicts, c.successes_in_conflict, c.failures_in_conflict) == (1, 1, 1)
    assert c.share == pytest.approx(1 / 3)
    assert (c.comparable, c.expected_conflicts) == (1, pytest.approx(2 / 6))


def test_twins_of_both_outcomes_conflict_once() -> None:
    c = fit_consistency([[1, 1], [1, 1]], [True, False])
    assert (c.conflicts, c.comparable, c.expected_conflicts, c.order) == (1, 2, 1.0, 0.0)


def test_order_is_one_when_nothing_is_violated_and_none_when_nothing_could_be() -> None:
    assert fit_consistency([[1], [2], [3]], [False, False, True]).order == 1
    silent = fit_consistency([[1, 2], [2, 1]], [False, True])
    assert (silent.order, silent.share, silent.controlled_share) == (None, 1.0, 0.0)


def test_an_unknown_value_makes_a_conflict_possible_and_no_more() -> None:
    c = fit_consistency([[1, nan], [2, 2], [3, 3]], [True, False, True])
    assert (c.conflicts, c.possible_conflicts) == (0, 1)
    assert c.comparable == 1


def test_more_dimensions_control_fewer_cases_and_look_more_consistent() -> None:
    rng = np.random.default_rng(1)
    table, won = rng.random((120, 8)), (rng.random(120) < 0.5).tolist()
    few, many = fit_consistency(table[:, :1], won), fit_consistency(table, won)
    assert few.share < 0.1 < 0.6 < many.share
    assert many.controlled_share < 0.5 < few.controlled_share


def test_the_expectation_is_the_mean_over_all_permutations() -> None:
    rng = np.random.default_rng(2)
    table = rng.integers(0, 3, (7, 2))
    won = [True, True, True, False, False, False, False]
    counts = [
        fit_consistency(table, [i in chosen for i in range(7)]).conflicts
        for chosen in itertools.combinations(range(7), 3)
    ]
    assert fit_consistency(table, won).expected_conflicts == pytest.approx(np.mean(counts))


def test_the_null_agrees_with_permuting_by_hand() -> None:
    rng = np.random.default_rng(4)
    table, won = rng.integers(0, 4, (30, 2)), rng.random(30) < 0.4
    c = fit_consistency(table, won.tolist(), generator=np.random.default_rng(5), permutations=50)
    again = np.random.default_rng(5)
    nulls = [fit_consistency(table, again.permutation(won).tolist()) for _ in range(50)]
    assert c.null_share_mean == pytest.approx(np.mean([x.share for x in nulls]))
    assert c.null_share_most == pytest.approx(max(x.share for x in nulls))
    assert c.p == (1 + sum(x.conflicts <= c.conflicts for x in nulls)) / 51
    assert c.permutations == 50


def test_blocks_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    table, won = rng.integers(0, 4, (40, 3)), (rng.random(40) < 0.5).tolist()
    whole = fit_consistency(table, won, generator=np.random.default_rng(1), permutations=9)
    removed = fit_removals(table, won)
    monkeypatch.setattr(consistency, "CELLS", 120)
    assert fit_consistency(table, won, generator=np.random.default_rng(1), permutations=9) == whole
    assert fit_removals(table, won) == removed


def test_greedy_can_remove_more_than_needed() -> None:
    # A star whose centre is tied with leaves of its own conflicts: the first of the busiest is a bad choice.
    table = [[0, 0, 9], [0, 9, 0], [9, 0, 0], [5, 9, 9], [9, 5, 9], [9, 9, 5]]
    r = fit_removals(table, [1, 1, 1, 0, 0, 0])
    assert len(r.removed) <= len(r.greedy)
    rng = np.random.default_rng(0)
    worse = 0
    for _ in range(300):
        table = rng.integers(0, 6, (24, 2)).tolist()
        r = fit_removals(table, (rng.random(24) < 0.5).tolist())
        worse += len(r.greedy) > len(r.removed)
        assert len(r.greedy) >= len(r.removed)
    assert worse > 0


def test_removals_refuse_what_they_cannot_answer() -> None:
    with pytest.raises(ValueError, match="no order"):
        fit_removals([[1], [2], [nan]], [1, 2, 3], possible=True)
    with pytest.raises(ValueError, match="finite"):
        fit_removals([[1]], [nan])
    with pytest.raises(ValueError, match="length"):
        fit_removals([[1]], [1, 2])


def test_twins_are_one_landmark() -> None:
    found = fit_landmarks([[1, 1], [1, 1], [2, 2], [nan, 0]], [True, True, True, True])
    assert (found.successes, found.failures, found.twins, found.incomplete) == ((0,), (), 1, 1)


def test_citability_follows_each_published_rule() -> None:
    table = [[2, 2, 2], [3, 1, 1], [4, 1, 1], [3, 3, 1], [9, 9, 9]]
    # Cited for the first: differences {0}, {0}, {0, 1}; the last shares nothing.
    wins = [True] * 5
    assert fit_citability(table, wins, rule="dimensions").counts[0] == 2
    # {(0, 3)} lies within {(0, 3), (1, 3)} but {(0, 4)} within neither.
    assert fit_citability(table, wins, rule="values").counts[0] == 2
    table[3] = [5, 3, 1]
    assert fit_citability(table, wins, rule="values").counts[0] == 3
    assert fit_citability(table, wins, rule="fewest").counts[0] == 2


def test_a_case_is_won_lost_both_or_neither() -> None:
    c = fit_citability([[0, 0], [1, 1], [0, 0], [5, -5]], [True, True, False, True])
    # 1 is won by 0; 0 and 2 stand against each other; 1 has no failure at or above it; 3 has none at all.
    assert (c.won, c.lost, c.both, c.neither) == (1, 2, 0, 1)


def test_an_index_of_blocks_is_as_exact_as_one_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    table = rng.normal(size=(400, 3))
    table[rng.random(table.shape) < 0.1] = nan
    won = rng.random(400) < 0.5
    monkeypatch.setattr(case_index, "BYTES_A_DIMENSION", 400)
    index = build_index(table, won.tolist())
    assert not any(ladder.every for ladder in index.ladders)
    for target in [*table[:60].tolist(), *rng.normal(size=(60, 3)).tolist(), [9.0, 9.0, 9.0], [-9.0] * 3]:
        goal = np.array(target)
        for found, certain, fails in (
            (index.at_most(target), table <= goal, table > goal),
            (index.at_least(target), table >= goal, table < goal),
        ):
            sure, perhaps = np.flatnonzero(certain.all(axis=1)), np.flatnonzero(~fails.any(axis=1))
            assert read_cases(found.certain).tolist() == sure.tolist()
            assert read_cases(found.possible).tolist() == perhaps.tolist()
            assert (found.n, found.successes) == (len(sure), won[sure].sum())
            assert (found.possible_n, found.possible_successes) == (len(perhaps), won[perhaps].sum())


def test_a_target_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 1"):
        build_index([[1]], [True]).at_most([1, 2])
    with pytest.raises(ValueError, match="at least one dimension"):
        compare_all(np.zeros((3, 0)))
