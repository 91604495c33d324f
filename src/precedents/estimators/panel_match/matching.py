"""From a panel and a design to refined sets, with everyone who was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from precedents.core.errors import UsageError
from precedents.estimators.panel_match.balancing_score import fit_balancing_score
from precedents.estimators.panel_match.design import Design
from precedents.estimators.panel_match.distance import fill_missing, refine_by_mahalanobis
from precedents.estimators.panel_match.exclusions import (
    NO_OUTCOME,
    NOT_LASTING,
    Exclusions,
    Mask,
    exclude_controls,
    find_known,
    find_lasting,
)
from precedents.estimators.panel_match.grid import Bools, Grid, Ints
from precedents.estimators.panel_match.matched_sets import (
    MatchedSets,
    Wanted,
    find_focal,
    join_sets,
    match_histories,
)
from precedents.estimators.panel_match.scores import fit_logit, pool_sets, refine_by_score, take_covariates

NOBODY = "no unit with the same history did otherwise"
ALL_OUT = "every unit with the same history is left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sets for one group of unit-years: those that began, those that did not, or those that ended.

    ``sign`` is -1 where the focal units are the untreated side of the comparison. ``lost_*`` are focal unit-years without a
    set, ``lost_why`` the reason of each.
    """

    wanted: Wanted
    sign: int
    sets: MatchedSets
    exclusions: Exclusions
    lost_unit: Ints
    lost_time: Ints
    lost_why: tuple[str, ...]


def match_part(grid: Grid, design: Design, masks: tuple[Mask, ...], wanted: Wanted) -> Part:
    """Who is compared with whom, for one group of unit-years?

    Parameters
    ----------
    grid, design, masks
        The panel; what was declared.
    wanted
        Whose effect.

    Returns
    -------
    Part
        With weights that sum to one in every set that has a control.

    Raises
    ------
    UsageError
        When the treatment never begins (ends) late enough in the panel for the history to be known.
    """
    focal = find_focal(grid.treatment, design.lag, wanted)
    if not focal[0].size:
        raise UsageError(
            f"{grid.names[2]!r} never {'ends' if wanted == 'art' else 'begins'} with {design.lag} years of the panel "
            f"before it, so there is nobody whose effect could be asked. Is lag={design.lag} longer than the panel allows?"
        )
    known = find_needed(grid, design)
    mine = 0 if wanted in ("atc", "art") else 1
    fit, why = np.ones(focal[0].size, dtype=bool), np.full(focal[0].size, "", dtype=object)
    if known is not None:
        bad = ~known[focal]
        why[bad], fit = NO_OUTCOME, fit & ~bad
    if design.reversal == "forbidden":
        bad = fit & ~find_lasting(grid.treatment, mine, design.leads[-1])[focal]
        why[bad], fit = NOT_LASTING, fit & ~bad
    kept = (focal[0][fit], focal[1][fit])
    sets, out = _match(grid, design, masks, wanted, kept, known=known, value=1 - mine)
    empty = np.flatnonzero(~sets.filled)
    candidates = set(zip(out.focal_unit.tolist(), out.focal_time.tolist(), strict=True))
    lost = [(int(kept[0][k]), int(kept[1][k])) for k in empty]
    words = [ALL_OUT if each in candidates else NOBODY for each in lost]
    gone = np.flatnonzero(~fit)
    return Part(
        wanted=wanted,
        sign=-1 if wanted == "atc" else 1,
        sets=refine(sets, grid, design),
        exclusions=out,
        lost_unit=np.array([*focal[0][gone], *(i for i, _ in lost)], dtype=np.int64),
        lost_time=np.array([*focal[1][gone], *(t for _, t in lost)], dtype=np.int64),
        lost_why=(*(str(each) for each in why[gone]), *words),
    )


def find_needed(grid: Grid, design: Design) -> Bools | None:
    """Where is the outcome known in every year that the design needs; None if it has no outcome?"""
    if design.outcome is None:
        return None
    first = -design.lag if design.placebo else -1
    return find_known(grid.values[design.outcome], first, design.leads[-1])


def _match(
    grid: Grid,
    design: Design,
    masks: tuple[Mask, ...],
    wanted: Wanted,
    focal: tuple[Ints, Ints],
    *,
    known: Bools | None,
    value: int,
) -> tuple[MatchedSets, Exclusions]:
    """The same year first; years further and further away for those sets that stay empty, as far as declared."""
    sets: MatchedSets | None = None
    outs: list[Exclusions] = []
    for gap in range(design.similar_years + 1):
        open_ = np.arange(focal[0].size) if sets is None else np.flatnonzero(~sets.filled)
        if not open_.size:
            break
        for shift in (0,) if gap == 0 else (-gap, gap):
            found = match_histories(
                grid.treatment,
                (focal[0][open_], focal[1][open_]),
                lag=design.lag,
                wanted=wanted,
                match_missing=design.match_missing,
                shift=shift,
            )
            found, out = exclude_controls(found, grid, design, masks, known=known, value=value)
            found = replace(found, focal_unit=focal[0], focal_time=focal[1], of=open_[found.of])
            outs.append(out)
            sets = found if sets is None else join_sets(sets, found)
    if sets is None:  # no focal unit-year has what it needs
        sets = match_histories(grid.treatment, focal, lag=design.lag, wanted=wanted)
        sets, out = exclude_controls(sets, grid, design, masks, known=known, value=value)
        outs.append(out)
    joined = {
        name: np.concatenate([getattr(each, name) for each in outs])
        for name in ("focal_unit", "focal_time", "unit", "time", "reason")
    }
    return sets, Exclusions(**joined, reasons=outs[0].reasons)


def refine(sets: MatchedSets, grid: Grid, design: Design) -> MatchedSets:
    """How much does each control of each set weigh?

    Parameters
    ----------
    sets
        Sets without weights.
    grid, design
        The panel; what was declared.

    Returns
    -------
    MatchedSets
        With weights, and distances where the method has any.
    """
    sizes = np.bincount(sets.of, minlength=sets.focal_unit.size)
    if design.refine == "none" or not sets.of.size:
        return replace(sets, weight=1.0 / sizes[sets.of])
    if design.refine == "mahalanobis":
        rows = np.concatenate(
            [
                take_covariates(grid, design.columns, sets.unit, sets.time),
                take_covariates(grid, design.columns, sets.focal_unit, sets.focal_time),
            ]
        )
        rows = fill_missing(rows)
        distance, weight = refine_by_mahalanobis(
            sets, rows[: sets.of.size], rows[sets.of.size :], design.size
        )
        return replace(sets, distance=distance, weight=weight)
    method, use = design.refine.split(".")
    pool = pool_sets(sets, grid, design.columns)
    if method == "cbps":
        linear = fit_balancing_score(pool.design, pool.focal).linear
    else:
        linear = pool.design @ fit_logit(pool.design, pool.focal)
    distance, weight = refine_by_score(sets, pool, linear, nearest=design.size if use == "match" else None)
    return replace(sets, distance=distance, weight=weight)
