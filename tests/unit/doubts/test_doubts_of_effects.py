"""Every doubt of an effect has one case where it must break, one where it holds, and one where it is silent."""

from __future__ import annotations

import numpy as np
import pytest

from precedents.core.errors import UsageError
from precedents.core.finding import DoubtOutcome, Lean
from precedents.core.stand import Stand
from precedents.doubts.carry_over import doubt_carry_over
from precedents.doubts.coding_uncertainty import doubt_coding_uncertainty
from precedents.doubts.hidden_bias import Strength, doubt_hidden_bias
from precedents.doubts.interference import doubt_interference
from precedents.doubts.leave_one_case_out import doubt_leave_one_case_out
from precedents.doubts.overlap import Likeness, doubt_overlap
from precedents.doubts.placebo_in_space import Rank, doubt_placebo_in_space
from precedents.doubts.placebo_in_time import doubt_placebo_in_time
from precedents.doubts.pre_trends import Before, doubt_pre_trends
from precedents.doubts.regression_to_the_mean import doubt_regression_to_the_mean

HELD, BROKE, SILENT = DoubtOutcome.HELD, DoubtOutcome.BROKE, DoubtOutcome.SILENT


def mean_of(values: dict[str, float]) -> Stand:
    """A stand as an effect has it: below nil is for."""
    if not values:
        return Stand(lean=Lean.NEITHER, side=Lean.NEITHER, estimate=None, findings=())
    estimate = float(np.mean(list(values.values())))
    side = Lean.FOR if estimate < 0 else Lean.AGAINST if estimate > 0 else Lean.NEITHER
    return Stand(lean=side, side=side, estimate=estimate, findings=())


def without(values: dict[str, float], gone: tuple[str, ...]) -> Stand:
    return mean_of({name: value for name, value in values.items() if name not in gone})


NONE = mean_of({})


def test_placebo_in_time() -> None:
    shown = {1990: -0.2, 1991: -2.5}
    broken = doubt_placebo_in_time(-1.0, [1990, 1991], shown.__getitem__)
    assert broken.outcome is BROKE
    assert "1991" in broken.says
    assert doubt_placebo_in_time(-1.0, [1990], shown.__getitem__).outcome is HELD
    assert doubt_placebo_in_time(-1.0, [1991], lambda _: 1.0).outcome is BROKE  # on the other side as well

    def refuse(_: int) -> float:
        raise UsageError("3 periods before")

    silent = doubt_placebo_in_time(-1.0, [1990], refuse)
    assert silent.outcome is SILENT
    assert "3 periods" in silent.says
    assert doubt_placebo_in_time(None, [1990], refuse).outcome is SILENT


def test_placebo_in_space() -> None:
    broken = doubt_placebo_in_space(lambda: Rank(0.4, 20, ("a", "b")))
    assert broken.outcome is BROKE
    assert "a, b" in broken.says
    assert doubt_placebo_in_space(lambda: Rank(0.05, 20, ())).outcome is HELD
    assert doubt_placebo_in_space(lambda: Rank(0.25, 4, ())).outcome is SILENT
    assert doubt_placebo_in_space(lambda: None).outcome is SILENT


def test_pre_trends() -> None:
    assert doubt_pre_trends(-1.0, lambda: Before(-0.3, 0.01, 3)).outcome is BROKE  # more than chance
    assert doubt_pre_trends(-1.0, lambda: Before(1.2, 0.60, 3)).outcome is BROKE  # as much as the effect
    assert doubt_pre_trends(-1.0, lambda: Before(-0.1, 0.60, 3)).outcome is HELD
    assert doubt_pre_trends(-1.0, lambda: Before(-0.1, None, 3)).outcome is HELD
    assert doubt_pre_trends(-1.0, lambda: None).outcome is SILENT


def test_leave_one_case_out_says_how_few_carry_the_answer() -> None:
    one = {"a": -9.0, "b": 1.0, "c": 1.0, "d": 1.0}
    pulls = [-value for value in one.values()]
    broken = doubt_leave_one_case_out(mean_of(one), list(one), pulls, lambda gone: without(one, gone))
    assert broken.outcome is BROKE
    assert "1 of 4 cases are left out: a" in broken.says
    # Means without the largest: -1.6, -0.5, +0.33 — checked by hand.
    some = {"a": -6.0, "b": -5.0, "c": -1.0, "d": 1.0, "e": 1.0}
    held = doubt_leave_one_case_out(
        mean_of(some), list(some), [-each for each in some.values()], lambda gone: without(some, gone)
    )
    assert held.outcome is HELD
    assert "2 of 5" in held.says
    all_for = {"a": -1.0, "b": -1.0, "c": -1.0}
    whole = doubt_leave_one_case_out(
        mean_of(all_for), list(all_for), [1.0] * 3, lambda gone: without(all_for, gone)
    )
    assert "no number of the 3" in whole.says
    assert doubt_leave_one_case_out(mean_of(one), ["a"], [1.0], lambda _: NONE).outcome is SILENT
    with pytest.raises(ValueError, match="pulls"):
        doubt_leave_one_case_out(mean_of(one), ["a"], [], lambda _: NONE)


def test_hidden_bias() -> None:
    firm, open_ = mean_of({"a": -1.0}), NONE
    assert doubt_hidden_bias(firm, lambda: Strength(gamma=1.1)).outcome is BROKE
    assert doubt_hidden_bias(firm, lambda: Strength(gamma=3.0, robustness=0.01)).outcome is BROKE
    assert doubt_hidden_bias(firm, lambda: Strength(e_value=1.1)).outcome is BROKE
    assert doubt_hidden_bias(firm, lambda: Strength(gamma=3.0, robustness=0.3, e_value=2.0)).outcome is HELD
    assert doubt_hidden_bias(firm, Strength).outcome is SILENT
    assert doubt_hidden_bias(open_, lambda: Strength(gamma=1.0)).outcome is SILENT


def test_overlap() -> None:
    assert doubt_overlap(lambda: Likeness(4, 10)).outcome is BROKE
    assert doubt_overlap(lambda: Likeness(9, 10, 0.4)).outcome is BROKE
    assert doubt_overlap(lambda: Likeness(1, 1, None, ("outside the hull",))).outcome is BROKE
    assert doubt_overlap(lambda: Likeness(9, 10, 0.1)).outcome is HELD
    assert doubt_overlap(lambda: Likeness(0, 0)).outcome is SILENT


def test_carry_over_and_interference() -> None:
    values = {"a": -9.0, "b": 1.0, "c": 1.0}
    author = mean_of(values)
    assert doubt_carry_over(author, ["a"], lambda gone: without(values, gone)).outcome is BROKE
    assert doubt_carry_over(author, ["b"], lambda gone: without(values, gone)).outcome is HELD
    assert doubt_carry_over(author, [], lambda gone: without(values, gone)).outcome is SILENT
    assert doubt_carry_over(author, ["a", "b", "c"], lambda gone: without(values, gone)).outcome is SILENT
    near = doubt_interference(
        author, ["a"], "controls of the same region", lambda gone: without(values, gone)
    )
    assert near.outcome is BROKE
    assert "same region" in near.says
    assert doubt_interference(author, ["c"], "near", lambda gone: without(values, gone)).outcome is HELD


def test_regression_to_the_mean() -> None:
    assert doubt_regression_to_the_mean(-1.0, -0.9).outcome is BROKE
    assert doubt_regression_to_the_mean(-1.0, -2.0).outcome is BROKE
    assert doubt_regression_to_the_mean(-1.0, -0.2).outcome is HELD
    assert doubt_regression_to_the_mean(-1.0, 0.5).outcome is HELD
    assert doubt_regression_to_the_mean(0.0, -0.5).outcome is SILENT
    assert doubt_regression_to_the_mean(None, None).outcome is SILENT


def test_coding_uncertainty_is_seeded_and_breaks_where_draws_turn() -> None:
    author = mean_of({"a": -0.1})

    def draw(seed: int, spread: float) -> Stand:
        return mean_of({"a": -0.1 + spread * float(np.random.default_rng(seed).normal())})

    def tried(spread: float) -> object:
        return doubt_coding_uncertainty(author, 40, np.random.default_rng(1), lambda s: draw(s, spread))

    assert tried(1.0).outcome is BROKE  # type: ignore[attr-defined]
    assert tried(0.001).outcome is HELD  # type: ignore[attr-defined]
    assert tried(1.0) == tried(1.0)
    assert doubt_coding_uncertainty(NONE, 4, np.random.default_rng(1), lambda _: author).outcome is SILENT
    assert doubt_coding_uncertainty(author, 4, np.random.default_rng(1), lambda _: NONE).outcome is SILENT
