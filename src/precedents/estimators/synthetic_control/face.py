"""The synthetic control of one treated unit, from a frame of unit-periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.synthetic_control.fit import VARIANTS, Study, Variant, fit_synthetic_control
from precedents.estimators.synthetic_control.hull import measure_standing
from precedents.estimators.synthetic_control.read_frame import (
    Predictor,
    check_columns,
    check_numbers,
    check_units,
    read_any_frame,
    read_figures,
    read_predictor,
)
from precedents.estimators.synthetic_control.result import SyntheticControl

FEWEST_BEFORE = 5
"""Periods before treatment that are needed: with fewer a mixture follows by chance, and no test was tried."""


def synthetic_control(
    frame: Any,
    *,
    unit: str,
    time: str,
    outcome: str,
    treated: Any,
    since: Any,
    predictors: Sequence[Predictor] = (),
    donors: Iterable[Any] | None = None,
    masked: Mapping[Any, str] | None = None,
    until: Any = None,
    start: Any = None,
    fit_over: tuple[Any, Any] | None = None,
    variant: Variant | None = None,
    v: Sequence[float] | Mapping[str, float] | None = None,
    penalty: float | None = None,
    search: str = "wide",
) -> SyntheticControl:
    """What would have happened to the treated unit had it not been treated, by a mixture of units that were not?

    Means what one hopes when nothing else happened to the treated unit alone, the treatment did not touch the donors,
    it was not foreseen, and a mixture that followed the unit for long before would have gone on doing so.

    Parameters
    ----------
    frame
        One row a unit and period: a frame of Polars, pandas or any library that speaks Arrow, or a mapping.
    unit, time, outcome
        Its columns.
    treated
        The treated unit.
    since
        The first treated period.
    predictors
        What the mixture should be like the unit in, as in R Synth's special predictors: ``(column, periods, operation)``,
        ``(column, periods)`` for their mean, or a column for its mean over all periods before. Periods are
        one value or several, e.g. ``range(1960, 1970)``; operations mean, median, sum, min, max, std and last.
    donors
        Who may stand for it; everyone else if it is left out.
    masked
        Who may not, each with the reason (a neighbour, a party to the same war, treated later).
    start, until
        The first and the last period that count; all of the frame's if left out.
    fit_over
        First and last period over which the outcome's gap is made small; all before treatment if left out.
    variant
        ``nested`` (predictors, weighted so that the outcome follows; the default with predictors), ``outcomes-only``
        (the default without), ``demeaned`` (units may differ in level) or ``ridge`` (corrected for what gap remains).
    v
        Weights of the predictors held fixed, in their order or by name, instead of searched for.
    penalty
        That of the ridge; by leaving periods out in turn, if left out.
    search
        ``wide`` looks for the lowest loss all over the space; ``near`` searches as R Synth does, and mostly
        finds the minimum that was published.

    Returns
    -------
    SyntheticControl
        Prints as a table; has the weights, gaps, warnings, and ``placebos()``, ``placebo_in_time()``, ``blocks()`` and
        ``leave_one_out()``.

    Raises
    ------
    UsageError
        When a name is not known, rows come twice, figures of the treated unit are missing, or fewer than five
        periods before treatment or two donors are left.

    Notes
    -----
    Donors without the outcome in every period, or without a predictor, are left out and listed with the reason.

    **Assumes** see above. **Source** `fit_synthetic_control`, `fit_predictor_weights`.
    Checked against R Synth 1.1-8 on its Basque and California data.

    Examples
    --------
    >>> rows = [
    ...     {"state": s, "year": 1990 + t, "deaths": base + slope * t + (5 if s == "a" and t >= 8 else 0)}
    ...     for s, base, slope in [("a", 2, 2), ("b", 1, 1), ("c", 3, 3), ("d", 9, 0)]
    ...     for t in range(12)
    ... ]
    >>> columns = {name: [row[name] for row in rows] for name in rows[0]}
    >>> found = synthetic_control(
    ...     columns, unit="state", time="year", outcome="deaths", treated="a", since=1998
    ... )
    >>> round(found.effect, 6), {who: round(w, 3) for who, w in found.weights.items() if w > 0.001}
    (5.0, {'b': 0.5, 'c': 0.5})
    """
    table = read_any_frame(frame)
    given: dict[str, Any] = {
        "unit": unit, "time": time, "outcome": outcome, "treated": treated, "since": since, "predictors": predictors,
        "donors": None if donors is None else list(donors), "masked": masked, "until": until, "start": start, "fit_over": fit_over, "variant": variant,
        "v": v, "penalty": penalty, "search": search,
    }  # fmt: skip
    check_columns(table, [unit, time, outcome])
    all_times = [_whole(t) for t in table[time].drop_nulls().unique().sort()]
    times, before = _split_periods(all_times, start, until, since, time)
    asked = [read_predictor(each, before) for each in predictors]
    check_columns(table, [name for name, _, _ in asked])
    check_numbers(table, [outcome, *(name for name, _, _ in asked)])
    late = [name for name, periods, _ in asked if any(t >= since for t in periods)]
    if late:
        raise UsageError(
            f"predictor {late[0]!r} is taken in periods from {since} on, when treatment may have changed it"
        )
    known = table[unit].drop_nulls().unique(maintain_order=True).to_list()
    reasons = dict(masked or {})
    check_units(known, [treated], "the treated")
    check_units(known, reasons, "the masked")
    asked_donors = known if given["donors"] is None else given["donors"]
    check_units(known, asked_donors, "the donor")
    _check_periods(times, before, since)
    if treated in reasons:
        raise UsageError(f"{treated!r} is treated and masked ({reasons[treated]}): it cannot be both")
    chosen = _choose_variant(variant, bool(asked), v is not None, search)
    if penalty is not None and (chosen != "ridge" or not penalty > 0):
        raise UsageError("penalty is that of the ridge, above zero: take variant='ridge', or leave it out")
    pool = [each for each in dict.fromkeys(asked_donors) if each != treated and each not in reasons]
    figures = read_figures(
        table,
        unit=unit,
        time=time,
        outcome=outcome,
        treated=treated,
        times=times,
        donors=pool,
        predictors=asked,
        masked=reasons,
    )
    first, last = fit_over or (before[0], before[-1])
    deciding = np.array([first <= t <= last and t < since for t in times])
    if deciding.sum() < FEWEST_BEFORE:
        raise UsageError(
            f"fit_over leaves {deciding.sum()} periods before {since}: at least {FEWEST_BEFORE} are needed"
        )
    study = Study(
        outcomes=figures.outcomes,
        before=len(before),
        deciding=deciding,
        predictors=figures.predictors,
        variant=chosen,
        v=_read_v(v, figures.names),
        penalty=penalty,
        near=search == "near",
    )
    fit = fit_synthetic_control(study, 0, np.arange(1, len(figures.units)))
    rows = figures.names or tuple(str(t) for t, decides in zip(times, deciding, strict=True) if decides)
    return SyntheticControl(
        figures=figures,
        study=study,
        fit=fit,
        since=since,
        outcome=outcome,
        asked=tuple(asked),
        refit=lambda **changes: synthetic_control(table, **{**given, **changes}),
        standing=measure_standing(study, fit, rows, [str(each) for each in figures.units[1:]]),
    )


def _whole(time: Any) -> Any:
    """Years that came as 1990.0 are 1990."""
    return int(time) if isinstance(time, float) and time.is_integer() else time


def _split_periods(
    all_times: Sequence[Any], start: Any, until: Any, since: Any, column: str
) -> tuple[list[Any], list[Any]]:
    """The periods that count, and those of them before treatment."""
    try:
        times = [t for t in all_times if (start is None or t >= start) and (until is None or t <= until)]
        return times, [t for t in times if t < since]
    except TypeError:
        raise UsageError(
            f"since={since!r} (or start, or until) cannot be compared with the column {column!r}, "
            f"whose values are like {all_times[0]!r}: give values of that kind"
        ) from None


def _check_periods(times: Sequence[Any], before: Sequence[Any], since: Any) -> None:
    if len(before) < FEWEST_BEFORE:
        raise UsageError(
            f"{len(before)} periods before {since}: a mixture would follow them by chance, so no effect can be told "
            f"from them; at least {FEWEST_BEFORE} are needed. Describe what happened instead"
        )
    if len(before) == len(times):
        raise UsageError(f"the frame has no period from {since} on: it ends with {times[-1]}")


def _choose_variant(variant: Variant | None, with_predictors: bool, with_v: bool, search: str) -> Variant:
    if search not in ("wide", "near"):
        raise UsageError(f"search is wide or near, not {search!r}")
    chosen: Variant = variant or ("nested" if with_predictors else "outcomes-only")
    if chosen not in VARIANTS:
        raise UsageError(
            f"there is no variant {chosen!r}: {', '.join(VARIANTS)}.{did_you_mean(chosen, VARIANTS)}"
        )
    if chosen == "nested" and not with_predictors:
        raise UsageError("the nested variant weights predictors: give some, or take variant='outcomes-only'")
    if chosen != "nested" and (with_predictors or with_v):
        raise UsageError(
            f"the variant {chosen} follows outcomes alone: leave predictors and v out, or take 'nested'"
        )
    return chosen


def _read_v(v: Sequence[float] | Mapping[str, float] | None, names: Sequence[str]) -> np.ndarray | None:
    if v is None:
        return None
    if isinstance(v, Mapping):
        unknown = [name for name in v if name not in names]
        if unknown:
            raise UsageError(
                f"v names {unknown[0]!r}, which is no predictor.{did_you_mean(unknown[0], names)}"
            )
        v = [v.get(name, 0.0) for name in names]
    found = np.asarray(v, dtype=np.float64)
    if found.shape != (len(names),) or not np.isfinite(found).all() or found.min() < 0 or found.max() <= 0:
        raise UsageError(
            f"v is one weight for each of the {len(names)} predictors, none below zero: {', '.join(names)}"
        )
    return found
