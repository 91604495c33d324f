"""Do the gaps after a date stand out from those before, when the mixture had to follow all of them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precedents.estimators.synthetic_control.printed import print_blocks
from precedents.estimators.synthetic_control.simplex import Floats, fit_simplex

SAME = 1e-9
"""Statistics nearer than this, relative to their size, are ties; ties count against an effect."""
GRID = 81
"""Effects tried over a span before the ends of an interval are narrowed down."""
DOUBLINGS, HALVINGS = 12, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTest:
    """Whether the gaps after stand out, and which constant effects the periods allow.

    ``p`` is of no effect, ``least_p`` the smallest that it could be with so many periods. ``low`` and ``high`` enclose
    the constant effects that are not rejected: infinite where the periods are too few, and not numbers
    where every constant effect is rejected. ``periods`` counts all of them.
    """

    p: float
    least_p: float
    low: float
    high: float
    level: float
    periods: int

    def __str__(self) -> str:
        return print_blocks(self)


class _Blocks:
    """p of any constant effect, by moving the block of treated periods round all periods."""

    def __init__(self, target: Floats, donors: Floats, before: int, demean: bool) -> None:
        self.target, self.donors, self.before, self.demean = target, donors, before, demean
        self.treated = np.arange(len(target)) >= before

    def p(self, effect: float) -> float:
        """How many of the placements of the block have gaps at least as large as where it lies?"""
        mine, theirs = self.target - effect * self.treated, self.donors
        if self.demean:
            mine, theirs = mine - mine.mean(), theirs - theirs.mean(axis=0)
        gaps = np.abs(mine - theirs @ fit_simplex(theirs, mine))
        long = len(gaps) - self.before
        # Sums over each stretch of so many periods, wrapping round; the last one begins where treatment does.
        sums = np.convolve(np.concatenate([gaps, gaps[: long - 1]]), np.ones(long), "valid")
        own = sums[self.before]
        return float((sums >= own - SAME * sums.max()).mean())


def try_blocks(
    target: Floats,
    donors: Floats,
    before: int,
    *,
    demean: bool = False,
    level: float = 0.95,
    interval: bool = True,
) -> BlockTest:
    """Do the gaps after a date stand out from those before, when the mixture had to follow all of them?

    Means what one hopes when the gaps under no effect are stationary and hardly dependent over time. Weights are
    found on all periods, those after included and freed of the effect that is tried, so that a few periods
    before cannot be followed too well to be true: that is what makes placebo tests in time reject too often.

    Parameters
    ----------
    target, donors
        Outcomes (T) and (T, J), periods in order.
    before
        How many periods are untreated.
    demean
        Whether units may differ in level.
    level
        Coverage of the interval.
    interval
        Whether to look for one; it takes some hundred fits.

    Returns
    -------
    BlockTest

    Notes
    -----
    Weights lie on the simplex and follow outcomes alone, whatever the variant of the estimate: only then does
    the order of the periods not matter. Moves of a block of treated periods keep their dependence.

    **Source** Chernozhukov, Wüthrich & Zhu 2021 (JASA 116: 1849–1864), §2, moving blocks, q = 1.
    Size: ``simulations/synthetic_control.py``.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> donors = rng.normal(size=(24, 5))
    >>> target = donors @ np.array([0.5, 0.5, 0, 0, 0]) + 0.1 * rng.normal(size=24)
    >>> target[22:] += 3
    >>> found = try_blocks(target, donors, 22)
    >>> round(found.p, 4), found.low < 3 < found.high
    (0.0417, True)
    """
    periods = len(target)
    blocks = _Blocks(target, donors, before, demean)
    p, least = blocks.p(0.0), 1 / periods
    low, high = -np.inf, np.inf
    if interval and least <= 1 - level + 1e-12:
        low, high = _invert(blocks, 1 - level)
    return BlockTest(p=p, least_p=least, low=low, high=high, level=level, periods=periods)


def _invert(blocks: _Blocks, size: float) -> tuple[float, float]:
    """The lowest and the highest constant effect that are not rejected."""
    mine, theirs = blocks.target[: blocks.before], blocks.donors[: blocks.before]
    level, levels = (mine.mean(), theirs.mean(axis=0)) if blocks.demean else (0.0, np.zeros(theirs.shape[1]))
    weights = fit_simplex(theirs - levels, mine - level)
    gaps = blocks.target - level - (blocks.donors - levels) @ weights
    middle = float(gaps[blocks.before :].mean())
    reach = 2 * float(np.abs(gaps - middle * blocks.treated).max()) or 1.0

    def kept(effect: float) -> bool:
        return blocks.p(effect) > size + 1e-12

    for _ in range(DOUBLINGS):
        if not kept(middle - reach) and not kept(middle + reach):
            break
        reach *= 2
    else:
        return -np.inf, np.inf
    grid = np.linspace(middle - reach, middle + reach, GRID)
    inside = [i for i, effect in enumerate(grid) if kept(float(effect))]
    if not inside:
        return np.nan, np.nan
    ends = []
    for first, beyond in ((inside[0], -1), (inside[-1], 1)):
        within, without = float(grid[first]), float(grid[first + beyond])
        for _ in range(HALVINGS):
            half = (within + without) / 2
            within, without = (half, without) if kept(half) else (within, half)
        ends.append(within)
    return ends[0], ends[1]
