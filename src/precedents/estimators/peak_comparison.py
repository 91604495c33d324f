"""Did violence fall more after interventions than after like peaks without one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, log, sqrt

import numpy as np
from scipy.special import stdtrit

from precedents.estimators.peaks import Floats, Outcome, Peaks, Places, build_peaks, find_like

FEWEST = 5
"""With fewer treated or control country-years nothing is estimated; with fewer treated units, no interval."""
MOST_UNMATCHED = 0.5
"""With a larger share of the treated without a like case the rest speak for too few."""
FACTOR_TWO = log(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One treated country-year and its like cases: change of log(1 + deaths) in it, and on average in them."""

    unit: str
    year: int
    change: float
    controls: tuple[tuple[str, int], ...]
    controls_change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How far treated and controls differ beforehand, in standard deviations of the treated.

    ``before`` is against all country-years that may serve as controls, ``after`` against the matched.
    """

    variable: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakComparison:
    """How violence changed after interventions, less how it changed after like peaks without one.

    ``estimate`` is on the scale of log(1 + deaths), with its interval ``low``–``high`` (None with fewer than
    five treated units); its exponential is about a ratio of deaths. ``treated`` counts the interventions in
    the panel, of which ``unknown`` lack deaths before or after and ``unmatched`` a like case. ``units``
    counts the units of the matched. ``controls`` counts the control country-years used and
    ``controls_later_treated`` those of them that saw an intervention within the lead. ``refused`` says why
    nothing was estimated, or is empty.
    """

    treated: int
    unknown: tuple[tuple[str, int], ...]
    unmatched: tuple[tuple[str, int], ...]
    matches: tuple[Matched, ...]
    units: int
    controls: int
    controls_later_treated: int
    balance: tuple[Balance, ...]
    treated_change: float | None = None
    controls_change: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    refused: str = ""


def fit_peak_comparison(
    unit: Sequence[str],
    year: Sequence[int],
    deaths: Sequence[float | None],
    treated: Sequence[bool],
    eligible: Sequence[bool] | None = None,
    *,
    lead: int = 3,
    k: int = 5,
    caliper: float = FACTOR_TWO,
    outcome: Outcome = "at-lead",
    level: float = 0.95,
) -> PeakComparison:
    """Did violence fall more after interventions than after like peaks without one?

    Interventions come at peaks, and peaks fall by themselves; this takes away the fall of like peaks. Means what
    one hopes when, among country-years with like deaths in two successive years, it was as good as chance
    which saw an intervention. Nothing in deaths alone can show that.

    Parameters
    ----------
    unit, year
        The country (or conflict) and the year of each row (length n), each pair once.
    deaths
        Deaths of that year; None or NaN where not covered.
    treated
        Whether an intervention began there in that year.
    eligible
        Which rows may serve as controls, beside what is always asked: another unit, no intervention in that year or
        in the ``lead`` years before. A flag that also looks ahead and bars rows soon followed by an
        intervention keeps the peaks that calmed by themselves, and so tells against interventions.
    lead
        How many years after the intervention deaths are compared.
    k
        How many nearest controls to take at the most; those tied with the k-th come too.
    caliper
        How far log(1 + deaths) of a control may lie from the treated, in the year and in the year before.
        The default is a factor of two.
    outcome
        ``at-lead``: log(1 + deaths) at t + lead less that at t; ``mean-over-lead``: its mean over
        t + 1 … t + lead less that at t.
    level
        Coverage of the interval.

    Returns
    -------
    PeakComparison

    Raises
    ------
    ValueError
        When lengths differ, a pair of unit and year comes twice, deaths are below zero, or a setting is out
        of range.

    Notes
    -----
    Matching with replacement; each treated weighs one, its controls one together. The interval takes the
    weights as given, as Imai, Kim & Wang 2023 do: changes less their regression on the two matched values
    (fitted on the weighted controls) are summed by unit with their weights, over treated and controls alike, and
    Student's t has the number of treated units less one degrees. Pair differences clustered by treated unit
    alone are simpler, but in simulations covered as little as 90 % where controls serve often; this covered
    93 to 96 %. Barring controls that see an intervention later moved estimates without any effect by .07 to
    .28 on the log scale, and coverage down to 90 %.

    **Assumes** units independent of one another; no effect of an intervention beyond its unit. Controls that see an
    intervention later (``controls_later_treated``) pull a true effect towards zero.
    **Source** matching on lagged outcomes, Imai, Kim & Wang 2023 (AJPS 67:587); weights of controls in
    the variance, Abadie & Imbens 2006 (Econometrica 74:235). Checked by simulation: coverage without
    an effect, and recovery of a planted one.

    Examples
    --------
    >>> rows = [(u, y, d, u in "abcde" and y == 2) for u in "abcdefghij"
    ...         for y, d in zip((1, 2, 3), (50, 100, 10 if u in "abcde" else 40 + ord(u)))]
    >>> unit, year, deaths, treated = zip(*rows)
    >>> found = fit_peak_comparison(unit, year, deaths, treated, lead=1)
    >>> round(found.treated_change, 2), round(found.controls_change, 2), round(found.estimate, 2)
    (-2.22, 0.36, -2.58)
    """
    if lead < 1 or k < 1 or not caliper > 0:
        raise ValueError("lead and k are at least 1 and the caliper is above zero")
    peaks = build_peaks(unit, year, deaths, treated, eligible, lead, outcome)
    known = np.isfinite(peaks.now + peaks.before + peaks.change)
    began = np.flatnonzero(peaks.treated)
    pool = np.flatnonzero(peaks.usable & known)
    inside = began[known[began]]
    pairs = [(int(cell), find_like(peaks, int(cell), pool, k, caliper)) for cell in inside]
    pairs_found = [(cell, own) for cell, own in pairs if len(own)]
    cells = np.array([cell for cell, _ in pairs_found], dtype=np.intp)
    weights = np.zeros(len(peaks.now))
    for _, own in pairs_found:
        weights[own] += 1 / len(own)
    used = np.flatnonzero(weights)
    result = PeakComparison(
        treated=len(began),
        unknown=tuple(peaks.name(int(cell)) for cell in began[~known[began]]),
        unmatched=tuple(peaks.name(cell) for cell, own in pairs if not len(own)),
        matches=tuple(_matched(peaks, cell, own) for cell, own in pairs_found),
        units=len(np.unique(peaks.unit(cells))),
        controls=len(used),
        controls_later_treated=int(peaks.later[used].sum()),
        balance=_balance(peaks, inside, pool, cells, weights) if len(cells) else (),
    )
    refused = _refuse(result, len(inside), len(pool))
    if refused:
        return replace(result, refused=refused)
    estimate = float(peaks.change[cells].mean() - weights @ np.nan_to_num(peaks.change) / len(cells))
    low = high = None
    if result.units >= FEWEST:
        spread = float(stdtrit(result.units - 1, (1 + level) / 2)) * _error(peaks, cells, used, weights)
        low, high = estimate - spread, estimate + spread
    return replace(
        result,
        treated_change=float(peaks.change[cells].mean()),
        controls_change=float(peaks.change[cells].mean()) - estimate,
        estimate=estimate,
        low=low,
        high=high,
    )


def _matched(peaks: Peaks, cell: int, own: Places) -> Matched:
    unit, year = peaks.name(cell)
    return Matched(
        unit=unit,
        year=year,
        change=float(peaks.change[cell]),
        controls=tuple(peaks.name(int(control)) for control in own),
        controls_change=float(peaks.change[own].mean()),
    )


def _balance(
    peaks: Peaks, inside: Places, pool: Places, cells: Places, weights: Floats
) -> tuple[Balance, ...]:
    found = []
    for variable, x in (
        ("log(1 + deaths) in the year", peaks.now),
        ("log(1 + deaths) in the year before", peaks.before),
    ):
        sd = float(x[inside].std(ddof=1)) if len(inside) > 1 else 0.0
        gaps = (
            float(x[inside].mean() - x[pool].mean()),
            float(x[cells].mean() - weights @ np.nan_to_num(x) / len(cells)),
        )
        before, after = (gap / sd if sd else 0.0 if gap == 0 else inf for gap in gaps)
        found.append(Balance(variable=variable, before=before, after=after))
    return tuple(found)


def _refuse(result: PeakComparison, known: int, pool: int) -> str:
    if known < FEWEST:
        of = f" of {result.treated}" if result.treated > known else ""
        return f"{known}{of} interventions with deaths known before and after; at least {FEWEST} are needed"
    if len(result.unmatched) > MOST_UNMATCHED * known:
        return (
            f"{len(result.unmatched)} of {known} interventions have no like peak without one among {pool} "
            "country-years: the two do not overlap"
        )
    if len(result.matches) < FEWEST or result.controls < FEWEST:
        return (
            f"{len(result.matches)} interventions matched to {result.controls} different country-years; "
            f"at least {FEWEST} of each are needed"
        )
    return ""


def _error(peaks: Peaks, cells: Places, used: Places, weights: Floats) -> float:
    """Standard error of the difference, weights taken as given, units independent."""

    def design(at: Places) -> Floats:
        return np.column_stack([np.ones(len(at)), peaks.now[at], peaks.before[at]])

    w = weights[used]
    root = np.sqrt(w)[:, None]
    slopes = np.linalg.lstsq(design(used) * root, peaks.change[used] * root[:, 0], rcond=None)[0]
    # Three coefficients were fitted on the controls, one mean on the treated.
    controls = (peaks.change[used] - design(used) @ slopes) * sqrt(len(used) / (len(used) - 3))
    treated = peaks.change[cells] - design(cells) @ slopes
    treated = treated - treated.mean()
    sums = np.bincount(peaks.unit(cells), weights=treated, minlength=len(peaks.units))
    sums = sums - np.bincount(peaks.unit(used), weights=w * controls, minlength=len(peaks.units))
    g = len(np.unique(peaks.unit(cells)))
    return sqrt(g / (g - 1) * float((sums**2).sum())) / len(cells)
