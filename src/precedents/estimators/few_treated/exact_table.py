"""Of few treated and few not, did more have the outcome? Exact tests of four cells."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

from precedents.core.errors import UsageError
from precedents.estimators.few_treated.randomisation import FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTable:
    """Shares with the outcome among treated and not, their ``difference``, and exact tests.

    ``fisher`` and ``boschloo`` are two-sided p; ``odds_ratio`` the conditional maximum likelihood estimate with its exact
    interval ``low`` to ``high``. p and interval are None where fewer than five were treated, and ``note`` says so.
    """

    treated: int
    controls: int
    share_treated: float
    share_controls: float
    difference: float
    odds_ratio: float
    low: float | None
    high: float | None
    fisher: float | None
    boschloo: float | None
    level: float
    note: str
    estimand: str

    def __str__(self) -> str:
        lines = [
            f"{self.share_treated:.3f} of {self.treated} treated, {self.share_controls:.3f} of {self.controls} others: "
            f"difference {self.difference:.3f}, odds ratio {self.odds_ratio:.3g}"
        ]
        if self.fisher is not None:
            lines.append(f"p = {self.fisher:.4f} (Fisher), {self.boschloo:.4f} (Boschloo)")
            lines.append(f"{self.level:.0%} interval of the odds ratio [{self.low:.3g}, {self.high:.3g}]")
        return "\n".join([*lines, *([self.note] if self.note else []), self.estimand])


def exact_table(
    with_treated: int, treated: int, with_controls: int, controls: int, *, level: float = 0.95
) -> ExactTable:
    """Did more of the treated have the outcome than of the others, whatever the size of the samples?

    Parameters
    ----------
    with_treated, treated
        How many of how many treated had the outcome.
    with_controls, controls
        How many of how many others had it.
    level
        Coverage of the interval of the odds ratio.

    Returns
    -------
    ExactTable

    Raises
    ------
    UsageError
        When counts are below 0 or more had it than there are.

    Notes
    -----
    Fisher's test holds both margins fixed, as if the treated had been drawn by lot among cases whose outcome was settled;
    Boschloo's, which orders tables by Fisher's p, holds only the number treated fixed, and is never weaker.

    **Assumes** independent cases, alike but for the treatment. **Source** Fisher 1935; Boschloo 1970; computed by scipy.

    Examples
    --------
    >>> found = exact_table(7, 8, 2, 9)
    >>> round(found.difference, 3), round(found.fisher, 4)
    (0.653, 0.0152)
    """
    if not (0 <= with_treated <= treated and 0 <= with_controls <= controls and treated and controls):
        raise UsageError("counts must be 0 ≤ with the outcome ≤ all, and both groups have somebody")
    cells = [[with_treated, treated - with_treated], [with_controls, controls - with_controls]]
    ratio = stats.contingency.odds_ratio(cells, kind="conditional")
    low = high = fisher = boschloo = None
    note = ""
    if treated < FEWEST:
        note = f"only {treated} treated: this describes them and is no test"
    else:
        interval = ratio.confidence_interval(level)
        low, high = float(interval.low), float(interval.high)
        fisher = float(stats.fisher_exact(cells).pvalue)
        boschloo = float(stats.boschloo_exact(cells).pvalue)
    shares = with_treated / treated, with_controls / controls
    return ExactTable(
        treated=treated,
        controls=controls,
        share_treated=shares[0],
        share_controls=shares[1],
        difference=shares[0] - shares[1],
        odds_ratio=float(ratio.statistic),
        low=low,
        high=high,
        fisher=fisher,
        boschloo=boschloo,
        level=level,
        note=note,
        estimand=f"The difference in the share with the outcome between {treated} treated and {controls} others as they "
        "are; an effect if who was treated was as good as drawn by lot.",
    )
