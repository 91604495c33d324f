"""Synthetic controls and their doubts as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from precedents.estimators.synthetic_control.placebo_in_space import SpacePlacebos
    from precedents.estimators.synthetic_control.placebo_in_time import BlockTest
    from precedents.estimators.synthetic_control.result import SyntheticControl

WIDTH = 88
SHOWN = 12
"""Rows of a list that are printed."""
NOTICED = 1e-3
"""Weights below this are not printed."""


def _figure(value: float) -> str:
    return f"{value:.4g}"


def _interval(low: float, high: float) -> str:
    if np.isnan(low):
        return "no constant effect agrees with the periods"
    if np.isinf(low) and np.isinf(high):
        return "open: too few to bound it"
    return f"{_figure(low)} to {_figure(high)}"


def _silent(least: float, level: float) -> str:
    return (
        f"; it cannot be below {least:.3f}, so the test is silent at {1 - level:.0%}"
        if least > 1 - level
        else ""
    )


def _list(rows: Sequence[tuple[Any, float]]) -> list[str]:
    width = max((len(str(name)) for name, _ in rows), default=0)
    lines = [f"  {name!s:{width}}  {value:8.3f}" for name, value in rows[:SHOWN]]
    return [*lines, f"  … and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else lines


def print_control(control: SyntheticControl) -> str:
    """The whole of a synthetic control, on a screen."""
    fit, times = control.fit, control.figures.times
    lines = [
        f"Synthetic control ({control.study.variant}): {control.treated}, {control.outcome}, since {control.since}",
        fill(control.estimand, WIDTH),
        "",
        f"Mean gap {control.since} to {times[-1]}: {_figure(control.effect)}; in {times[-1]}: {_figure(float(fit.gaps[-1]))}",
        f"Root mean square gap: {_figure(fit.rmspe_before)} over {fit.before} periods before, "
        f"{_figure(fit.rmspe_after)} over {len(times) - fit.before} after",
        f"Donors ({len(control.donors)}; {control.standing.effective:.1f} in effect), weights:",
        *_list(_largest(control.weights)),
    ]
    if control.v:
        lines += [f"Predictors ({len(control.v)}), weights:", *_list(_largest(dict(_numbered(control))))]
    if fit.penalty is not None:
        lines.append(f"Ridge penalty: {_figure(fit.penalty)}")
    if control.masked:
        lines.append(f"Left out ({len(control.masked)}):")
        lines += [f"  {who}: {why}" for who, why in list(control.masked.items())[:SHOWN]]
        if len(control.masked) > SHOWN:
            lines.append(f"  … and {len(control.masked) - SHOWN} more")
    lines += [fill(f"Warning: {each}.", WIDTH, subsequent_indent="  ") for each in control.warnings]
    return "\n".join(lines)


def _numbered(control: SyntheticControl) -> list[tuple[str, float]]:
    return list(zip(control.figures.names, control.fit.v.tolist(), strict=True))


def _largest(weights: dict[Any, float]) -> list[tuple[Any, float]]:
    noticed = [(who, weight) for who, weight in weights.items() if abs(weight) > NOTICED]
    return sorted(noticed, key=lambda each: -abs(each[1]))


def print_placebos(found: SpacePlacebos, table: pl.DataFrame) -> str:
    """Where the treated unit stands among the placebos."""
    lines = [
        f"Placebos in space: ratio of gaps after to before {_figure(float(found.ratios[0]))}, "
        f"rank {found.rank} of {len(found.ratios)}, p = {found.p:.3f}{_silent(found.least_p, found.level)}",
        f"Average effect {_figure(found.effect)}; {found.level:.0%} interval {_interval(found.low, found.high)}",
    ]
    for unit, _, _, ratio, effect, treated in table.head(SHOWN).iter_rows():
        lines.append(
            f"  {'*' if treated else ' '} {unit!s:24.24}  ratio {ratio:9.3g}  mean gap {effect:10.4g}"
        )
    return "\n".join(lines)


def print_placebo_in_time(
    at: Any, effect: float, ratio: float, test: BlockTest, dropped: Sequence[str]
) -> str:
    """What shows at a date when nothing was done."""
    text = (
        f"Placebo in time at {at}: mean gap {_figure(effect)}, ratio of gaps after to before {_figure(ratio)}, "
        f"p = {test.p:.3f} by moving blocks over {test.periods} periods{_silent(test.least_p, test.level)}"
    )
    return text + (
        f"\nWithout predictors that have no period before: {', '.join(dropped)}" if dropped else ""
    )


def print_leave_one_out(
    effect: float, span: tuple[float, float], flips: Sequence[Any], table: pl.DataFrame
) -> str:
    """How far the answer hangs on one donor."""
    said = f"it changes sign without {', '.join(map(str, flips))}" if flips else "its sign stays"
    lines = [
        f"Leave one donor out: mean gap {_figure(effect)} with all, {_figure(span[0])} to {_figure(span[1])} without one; {said}"
    ]
    lines += [
        f"  without {who!s:24.24}  {each:10.4g}  (gap before {gap:.3g})"
        for who, each, gap in table.iter_rows()
    ]
    return "\n".join(lines)


def print_blocks(test: BlockTest) -> str:
    """Whether the gaps after stand out from those before."""
    return (
        f"Moving blocks over {test.periods} periods: p = {test.p:.3f}{_silent(test.least_p, test.level)}; "
        f"{test.level:.0%} interval of a constant effect {_interval(test.low, test.high)}"
    )
