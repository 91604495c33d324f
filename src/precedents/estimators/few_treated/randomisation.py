"""Had others been treated by lot, how often would the difference have been as large?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError
from precedents.estimators.few_treated.assignments import MOST_EXACT, count_assignments, draw_assignments
from precedents.estimators.frame_columns import read_rows

Floats = NDArray[np.float64]

FEWEST = 5
"""Fewer treated than this are described, not tested: what is found hangs on single cases."""
ALTERNATIVES = ("two-sided", "greater", "less")
ROUNDING = 1e-9
"""Differences that are equal on paper may differ in the last digits: what is this near counts as at least as large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomisationTest:
    """A difference in means and its ``p`` under every other assignment of the treatment.

    ``p``, ``low`` and ``high`` are None where fewer than five units were treated: then ``note`` says so. ``smallest`` is
    the least p that any outcome could have had; ``exact`` whether all ``possible`` assignments were counted out
    (else ``draws`` of them). ``treated`` and ``controls`` count units of assignment.
    """

    difference: float
    p: float | None
    low: float | None
    high: float | None
    alternative: str
    level: float
    treated: int
    controls: int
    possible: int
    draws: int
    exact: bool
    smallest: float
    left_out: int
    note: str
    estimand: str

    def __str__(self) -> str:
        lines = [f"difference in means {self.difference:.4g}: {self.treated} treated, {self.controls} not"]
        if self.p is not None:
            how = "all counted out" if self.exact else f"{self.draws:,} drawn"
            lines.append(
                f"p = {self.p:.4f} ({self.alternative}) of {self.possible:,} assignments, {how}; the least possible is {self.smallest:.2g}"
            )
            lines.append(f"{self.level:.0%} interval of a constant effect [{self.low:.4g}, {self.high:.4g}]")
        return "\n".join([*lines, *([self.note] if self.note else []), self.estimand])


def randomisation_test(
    frame: Any,
    *,
    outcome: str,
    treatment: str,
    cluster: str | None = None,
    within: str | None = None,
    alternative: str = "two-sided",
    draws: int = 9_999,
    generator: np.random.Generator | None = None,
    level: float = 0.95,
) -> RandomisationTest:
    """Had others been treated by lot, how often would the difference in means have been at least as large?

    Parameters
    ----------
    frame
        Any data frame.
    outcome, treatment
        The columns of the outcome (numbers) and of the treatment (0 or 1).
    cluster
        What was treated as a whole (a conflict with its episodes): then whole clusters are exchanged.
    within
        Blocks within which treatment is exchanged (a region, a decade); outcomes are compared within them.
    alternative
        ``"two-sided"``, ``"greater"`` or ``"less"``.
    draws
        How many assignments to draw where there are more than 200,000; with fewer all are counted out.
    generator
        Where draws come from: ``numpy.random.default_rng(1)``.
    level
        Coverage of the interval.

    Returns
    -------
    RandomisationTest

    Raises
    ------
    UsageError
        When a column is not there or holds something else, nobody or everybody was treated, a cluster was treated in
        part, or draws are needed and no generator was given.

    Notes
    -----
    p is exact when all assignments are counted out, and (1 + b) / (1 + B) of B drawn, which is at most too large. The
    interval holds every constant effect that a test of each side at half of the rest does not reject; it follows from the
    draws without search, since for each assignment one effect parts "as large" from "smaller".

    **Assumes** that within blocks whoever was treated might as well not have been: by lot, or as good as by lot. It does
    not assume large samples or any distribution. **Source** Fisher 1935; Rosenbaum 2002, chapter 2; Phipson & Smyth 2010
    (p of drawn assignments). Checked against scipy's exact and permutation tests and by enumeration in the tests.

    Examples
    --------
    >>> frame = {"years": [9, 8, 7, 9, 8, 1, 2, 3, 2, 1], "mission": [1] * 5 + [0] * 5}
    >>> found = randomisation_test(frame, outcome="years", treatment="mission")
    >>> round(found.difference, 6), found.possible, round(found.p, 6)  # two of 252 are as large
    (6.4, 252, 0.007937)
    """
    if alternative not in ALTERNATIVES:
        raise UsageError(f"the alternative is one of {', '.join(ALTERNATIVES)}, not {alternative!r}")
    rows = read_rows(frame, [outcome, treatment, cluster, within])
    y, d = rows.numbers(outcome), rows.numbers(treatment)
    if not np.isin(d, (0, 1)).all() or d.min() == d.max():
        raise UsageError(f"the treatment {treatment!r} must be 0 and 1, both of them, and nothing else")
    units = rows.groups([cluster])[0] if cluster is not None else np.arange(y.size)
    blocks = rows.groups([within])[0] if within is not None else np.zeros(y.size, dtype=np.int64)
    for name, column in ((treatment, d), (within, blocks)):
        lowest, highest = np.full(units.max() + 1, np.inf), np.full(units.max() + 1, -np.inf)
        np.minimum.at(lowest, units, column)
        np.maximum.at(highest, units, column)
        if (split := lowest != highest).any():
            raise UsageError(
                f"{int(split.sum())} clusters differ within themselves in {name!r}: they were not treated as a whole"
            )
    firsts = np.unique(units, return_index=True)[1]
    treated, block = d[firsts] == 1, blocks[firsts]
    # Within blocks: what differs between blocks is nobody's doing.
    mean = [np.bincount(blocks, weights=column) / np.bincount(blocks) for column in (y, d)]
    centred = [
        column - by[blocks] if within is not None else column for column, by in zip((y, d), mean, strict=True)
    ]
    totals = np.zeros((treated.size, 3))
    np.add.at(totals, units, np.column_stack([*centred, np.ones(y.size)]))
    possible = count_assignments(treated, block)
    if possible > MOST_EXACT and generator is None:
        raise UsageError(
            f"there are {possible:,} assignments, too many to count out: give generator=numpy.random.default_rng(1)"
        )
    found = draw_assignments(totals, treated, block, draws=draws, generator=generator)
    inside, outside = totals[treated].sum(axis=0), totals[~treated].sum(axis=0)
    seen = inside[:2] / inside[2] - outside[:2] / outside[2]
    # With blocks of unlike shares the treatment's own difference, too, is taken within them.
    slope = seen[1] if within is not None else 1.0
    if slope <= ROUNDING:
        raise UsageError(
            f"within {within!r} nobody was treated beside somebody who was not: nothing can be exchanged"
        )
    outcomes, treatments, observed = found.outcome / slope, found.treatment / slope, float(seen[0] / slope)
    many = int(treated.sum())
    extra = 0 if found.exact else 1
    size = outcomes.size + extra
    p = low = high = None
    note = ""
    if many < FEWEST:
        note = (
            f"only {many} {'was' if many == 1 else 'were'} treated: this describes them and is no test. With fewer than {FEWEST} the answer hangs on "
            "single cases; see pr.synthetic_control for a comparison case by case"
        )
    else:
        near = ROUNDING * max(1.0, float(np.abs(outcomes).max()))
        sides = {
            "greater": outcomes >= observed - near,
            "less": outcomes <= observed + near,
            "two-sided": np.abs(outcomes) >= abs(observed) - near,
        }
        p = float((sides[alternative].sum() + extra) / size)
        low, high = _invert(outcomes, treatments, observed, 1 - level, size)
    return RandomisationTest(
        difference=observed,
        p=p,
        low=low,
        high=high,
        alternative=alternative,
        level=level,
        treated=many,
        controls=int(treated.size - many),
        possible=possible,
        draws=0 if found.exact else draws,
        exact=found.exact,
        smallest=1 / size,
        left_out=rows.left_out,
        note=note,
        estimand=f"Among the {treated.size} {'clusters' if cluster else 'rows'} as they are, the difference in the mean of "
        f"{outcome!r} between treated and not; an effect if who was treated was as good as drawn by lot"
        + (f" within {within!r}." if within else "."),
    )


def _invert(
    outcomes: Floats, treatments: Floats, observed: float, alpha: float, size: int
) -> tuple[float, float]:
    """The constant effects that neither side rejects at half of alpha.

    Under an effect e the difference of an assignment is outcome - e · treatment and that of the real one observed - e: the
    former is as large from e = (observed - outcome) / (1 - treatment) on. Assignments that are the real one (treatment
    1) are as large at every e, on either side.
    """
    other = treatments < 1 - ROUNDING
    turning = np.sort((observed - outcomes[other]) / (1 - treatments[other]))
    always = size - turning.size
    # The least number of turning points below e so that p of the side exceeds alpha / 2.
    needed = int(np.floor(alpha / 2 * size + ROUNDING)) + 1 - always
    if needed <= 0:
        return float("-inf"), float("inf")
    if needed > turning.size:
        return float("nan"), float("nan")
    return float(turning[needed - 1]), float(turning[turning.size - needed])
