"""Every way in which the same number might have been treated: the difference under each, counted out or drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_EXACT = 200_000
"""Assignments up to which all are counted out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """The difference in means under each assignment (length m), the one that happened not among them when drawn.

    ``outcome`` is that of the outcome, ``treatment`` that of the treatment as it really was (1 for the real
    assignment): their combination is the difference under any constant effect. ``exact`` says whether all assignments
    are there; ``possible`` is how many there are.
    """

    outcome: Floats
    treatment: Floats
    exact: bool
    possible: int


def count_assignments(treated: NDArray[np.bool_], block: Ints) -> int:
    """In how many ways might as many have been treated in each block?"""
    return prod(
        comb(int((block == each).sum()), int(treated[block == each].sum())) for each in np.unique(block)
    )


def draw_assignments(
    totals: Floats,
    treated: NDArray[np.bool_],
    block: Ints,
    *,
    draws: int,
    generator: np.random.Generator | None,
) -> Draws:
    """What would the difference have been, had others been treated?

    Parameters
    ----------
    totals
        Of each unit of assignment the sum of the outcome, of the real treatment, and the number of rows (n by 3).
    treated
        Which units were treated (length n).
    block
        Within which units treatment is exchanged (length n).
    draws
        How many to draw where not all are counted out.
    generator
        Where draws come from; unused when all are counted out.

    Returns
    -------
    Draws
    """
    possible = count_assignments(treated, block)
    exact = possible <= MOST_EXACT
    chosen = np.zeros((1, 3))
    if exact:
        for each in np.unique(block):
            own = np.flatnonzero(block == each)
            ways = np.array(list(combinations(own.tolist(), int(treated[own].sum()))), dtype=np.int64)
            sums = totals[ways].sum(axis=1)
            chosen = (chosen[:, None, :] + sums[None, :, :]).reshape(-1, 3)
    else:
        assert generator is not None
        chosen = np.zeros((draws, 3))
        for each in np.unique(block):
            own = np.flatnonzero(block == each)
            many = int(treated[own].sum())
            if not many:
                continue
            for start in range(0, draws, 1_000):
                size = min(1_000, draws - start)
                order = np.argsort(generator.random((size, own.size)), axis=1)[:, :many]
                chosen[start : start + size] += totals[own[order]].sum(axis=1)
    rest = totals.sum(axis=0) - chosen
    difference = chosen[:, :2] / chosen[:, 2:] - rest[:, :2] / rest[:, 2:]
    return Draws(outcome=difference[:, 0], treatment=difference[:, 1], exact=exact, possible=possible)
