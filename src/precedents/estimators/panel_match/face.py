"""Did it change anything, compared with units of the same history that did otherwise?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precedents.estimators.panel_match.design import Covariate, read_design
from precedents.estimators.panel_match.exclusions import read_masks
from precedents.estimators.panel_match.grid import read_frame, read_grid
from precedents.estimators.panel_match.matched_panel import PanelMatch
from precedents.estimators.panel_match.matched_sets import Wanted
from precedents.estimators.panel_match.matching import match_part


def panel_match(
    frame: Any,
    *,
    unit: str,
    time: str,
    treatment: str,
    outcome: str | None = None,
    lag: int = 4,
    lead: int | Sequence[int] = (0, 4),
    refine: str = "mahalanobis",
    covariates: Sequence[Covariate] = (),
    size: int = 5,
    qoi: str = "att",
    exact: Sequence[str] = (),
    calipers: Mapping[str, Any] | None = None,
    similar_years: int = 0,
    reversal: str = "allowed",
    masks: Mapping[str, Any] | None = None,
    match_missing: bool = True,
    placebo: bool = False,
    events: Sequence[str] = (),
) -> PanelMatch:
    """Who is compared with whom, when a treatment switches on and off?

    Every unit-year in which treatment begins is matched with units that had the same treatment in each of the ``lag``
    years before and did not begin; the sets are then refined by covariates.

    Parameters
    ----------
    frame
        One row a unit and year: Polars, pandas, pyarrow, or anything that speaks Arrow.
    unit, time, treatment, outcome
        Columns. ``time`` holds whole numbers; ``treatment`` 0, 1 or null. No ``outcome`` is needed for `.survival`.
    lag
        Years of treatment history that must agree.
    lead
        Years after: (first, last), or one, or a range. 0 is the year of the treatment.
    refine
        "mahalanobis", "ps.match", "ps.weight", "cbps.match", "cbps.weight", or "none" (all controls count alike).
    covariates
        A name stands for its values in each of the ``lag`` years before, ("name", 1) or ("name", (1, 2)) for those years before.
        An unknown value counts as 0 and as unknown, in a column of its own.
    size
        How many controls count in a set (mahalanobis and ".match").
    qoi
        "att" (those that began), "atc" (those that could have), "ate" (both), "art" (treatment that ends).
    exact
        Columns that must agree in the year before.
    calipers
        By column, how far a control may lie: a number (the year before, in the column's units) or a `Caliper`.
    similar_years
        Where no unit of the same year has the history, controls of the nearest years are taken, so many years away
        at the most.
    reversal
        "allowed", or "forbidden": treated must stay treated, and controls untreated, through the last lead.
    masks
        By reason, a frame of pairs of units (two columns; a third, a year, where it holds in some years) that may not be compared:
        neighbours, parties to the same war.
    match_missing
        Whether an unknown treatment in the history matches an unknown one.
    placebo
        Demand the outcome over the whole history too, so that `.placebo` speaks of the same sets.
    events
        Columns of events (0, 1, null) for `.survival`.

    Returns
    -------
    PanelMatch
        With ``.estimate()``, ``.placebo()``, ``.survival()``, ``.sets()``, ``.balance()``, ``.status()``, ``.excluded()``, ``.unmatched()``.

    Raises
    ------
    UsageError
        When columns, words or values are not what they must be, or treatment never begins.

    Notes
    -----
    **Assumes** that, within a set and after refinement, treated and controls would have moved in parallel; that one unit's
    treatment does not change another's outcome; that treatment longer ago than ``lag`` years no longer matters.
    **Source** Imai, Kim & Wang 2023 (AJPS 67: 587–605). Sets, weights, estimates and analytic errors are checked
    against PanelMatch 3.1.1; where it differs, see docs/methods/panel-matching.md.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(u, t, int(u < 6 and t >= 2003 + u % 2), u + t + (2.0 if u < 6 and t >= 2003 + u % 2 else 0.0))
    ...         for u in range(12) for t in range(2000, 2008)]
    >>> frame = pl.DataFrame(rows, schema=["state", "year", "aid", "growth"], orient="row")
    >>> found = panel_match(frame, unit="state", time="year", treatment="aid", outcome="growth", lag=2, lead=(0, 1), refine="none", reversal="forbidden")
    >>> found.estimate(errors="unconditional").estimate.round(6).tolist()
    [2.0, 2.0]
    """
    table = read_frame(frame)
    design = read_design(
        outcome=outcome,
        wanted=qoi,
        lag=lag,
        lead=lead,
        refine=refine,
        size=size,
        covariates=covariates,
        exact=exact,
        calipers=dict(calipers or {}),
        similar_years=similar_years,
        reversal=reversal,
        match_missing=match_missing,
        placebo=placebo,
    )
    names = (
        *([outcome] if outcome else []),
        *(name for name, _ in design.columns),
        *(name for name, _ in design.calipers),
        *events,
    )
    grid = read_grid(table, unit=unit, time=time, treatment=treatment, values=names, exact=exact)
    pairs = read_masks(masks or {}, grid)
    groups: tuple[Wanted, ...] = ("att", "atc") if qoi == "ate" else (qoi,)  # type: ignore[assignment]
    return PanelMatch(
        grid=grid, design=design, parts=tuple(match_part(grid, design, pairs, each) for each in groups)
    )
