"""`pr.survival_curve`, `pr.cumulative_incidence`, `pr.restricted_mean`: how long it lasts, from any data frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.frame_columns import read_rows
from precedents.estimators.survival.aalen_johansen import fit_aalen_johansen
from precedents.estimators.survival.curves import IncidenceCurves, RestrictedMeans, SurvivalCurves
from precedents.estimators.survival.kaplan_meier import fit_kaplan_meier
from precedents.estimators.survival.log_rank import fit_log_rank
from precedents.estimators.survival.restricted_mean import fit_restricted_mean
from precedents.estimators.survival.spells import EventTable, count_events

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The columns of spells: times (n), which cause ended each (0 none), groups (n) with their words."""

    start: Floats
    stop: Floats
    cause: Ints
    group: Ints
    words: tuple[str, ...]
    left_out: int

    def tables(self, causes: int) -> Iterator[tuple[str, EventTable, float]]:
        """By group: its name, its events, its last time."""
        for at, word in enumerate(self.words):
            own = self.group == at
            stop = self.stop[own]
            yield word, count_events(self.start[own], stop, self.cause[own], causes), float(stop.max())


def _read(
    frame: Any,
    stop: str,
    event: str,
    start: str | None,
    by: Sequence[str],
    *,
    causes: Sequence[Any] | None,
    censored: Any,
) -> tuple[_Read, tuple[Any, ...]]:
    by = [by] if isinstance(by, str) else list(by)
    rows = read_rows(frame, [stop, event, start, *by])
    if causes is None:
        flags = rows.numbers(event)
        if not np.isin(flags, (0, 1)).all():
            raise UsageError(
                f"the column {event!r} is 1 where the event ended the row and 0 elsewhere; other values are in it. "
                "For several ways to end see pr.cumulative_incidence"
            )
        cause, kinds = (flags == 1).astype(np.int64), (1,)
    else:
        values = rows.frame[event].to_list()
        there = sorted({value for value in values if value != censored}, key=str)
        for each in causes:
            if each not in there:
                near = did_you_mean(str(each), [str(value) for value in there])
                raise UsageError(f"no row of {event!r} ends in {each!r}.{near}")
        kinds = tuple(causes) if causes else tuple(there)
        if not kinds:
            raise UsageError(f"no row of {event!r} ends in anything but {censored!r}")
        if strange := [value for value in there if value not in kinds]:
            raise UsageError(
                f"rows of {event!r} end in {', '.join(map(str, strange))} too: name every cause, or recode those that "
                f"count as censored to {censored!r}"
            )
        number = {value: at for at, value in enumerate(kinds, 1)}
        cause = np.array([number.get(value, 0) for value in values], dtype=np.int64)
    group, words = rows.groups(by) if by else (np.zeros(cause.size, dtype=np.int64), ["all"])
    ends = rows.numbers(stop)
    begins = np.zeros(ends.size) if start is None else rows.numbers(start)
    return (
        _Read(start=begins, stop=ends, cause=cause, group=group, words=tuple(words), left_out=rows.left_out),
        kinds,
    )


def survival_curve(
    frame: Any,
    *,
    stop: str,
    event: str,
    start: str | None = None,
    by: str | Sequence[str] = (),
    level: float = 0.95,
    scale: str = "log-log",
) -> SurvivalCurves:
    """What share lasts beyond each time, and do groups differ?

    Parameters
    ----------
    frame
        Any data frame, a row a spell at risk.
    stop, event, start
        The columns of when a row ends, whether the event ended it (1) or observation did (0), and when it came under
        observation (None: all from 0). Times are counted from where the risk begins, in one unit.
    by
        Columns whose every combination is a group with a curve of its own.
    level, scale
        Coverage of the intervals, and the scale on which they are symmetric: ``"log-log"`` (Stata's), ``"log"`` (the
        default of R's survfit) or ``"plain"``.

    Returns
    -------
    SurvivalCurves
        With a log-rank test where there are groups.

    Raises
    ------
    UsageError
        When a column is not there or holds something else, or a spell has no length.

    Notes
    -----
    **Assumes** that censoring and late entry say nothing about how long it would have lasted. Groups that were not
    drawn by lot differ in more than their name. **Source** `fit_kaplan_meier`, `fit_log_rank`.

    Examples
    --------
    >>> frame = {"years": [1, 2, 3, 4, 5, 6], "ended": [1, 1, 0, 1, 1, 0], "mission": [0, 1, 1, 0, 0, 1]}
    >>> curves = survival_curve(frame, stop="years", event="ended", by="mission")
    >>> [round(curves["0"].at(4.5), 3), round(curves["1"].at(4.5), 3)]
    [0.333, 0.667]
    """
    read, _ = _read(frame, stop, event, start, by, causes=None, censored=0)
    curves, cautions = {}, []
    for word, table, last in read.tables(1):
        curve = curves[word] = fit_kaplan_meier(table, level=level, scale=scale)
        gone = np.flatnonzero(curve.survival <= 0)
        if gone.size and curve.times[gone[0]] < last:
            cautions.append(
                f"{word}: all {curve.at_risk[gone[0]]:g} at risk at {curve.times[gone[0]]:g} had the event, and the curve "
                "is 0 from there, although others came under observation later; begin the curve later instead"
            )
    test = None
    if len(curves) > 1 and (read.cause == 1).any():
        test = fit_log_rank(read.start, read.stop, read.cause == 1, read.group)
    return SurvivalCurves(
        curves=curves,
        log_rank=test,
        left_out=read.left_out,
        level=level,
        cautions=tuple(cautions),
        estimand=f"Among spells like the {read.stop.size} observed{_each(read)}, the share in which {event!r} has not come "
        "by each time, had all been followed; groups are compared as they are, not as if drawn by lot.",
    )


def cumulative_incidence(
    frame: Any,
    *,
    stop: str,
    cause: str,
    start: str | None = None,
    by: str | Sequence[str] = (),
    causes: Sequence[Any] = (),
    censored: Any = 0,
    level: float = 0.95,
) -> IncidenceCurves:
    """Which share has ended in each of several ways by each time?

    Parameters
    ----------
    frame
        Any data frame, a row a spell at risk.
    stop, cause, start
        The columns of when a row ends, what ended it, and when it came under observation (None: all from 0).
    by
        Columns whose every combination is a group.
    causes
        The ways to end in the order wanted; none named: all that occur.
    censored
        What the column of causes says where observation ended first.
    level
        Coverage of the intervals.

    Returns
    -------
    IncidenceCurves

    Raises
    ------
    UsageError
        When a column or a cause is not there, or a spell has no length.

    Notes
    -----
    **Assumes** that censoring and late entry say nothing about how and when it would have ended; the causes need not be
    independent. **Source** `fit_aalen_johansen`.

    Examples
    --------
    >>> frame = {"months": [3, 5, 8, 9], "end": ["treaty", "victory", "ongoing", "treaty"]}
    >>> found = cumulative_incidence(frame, stop="months", cause="end", censored="ongoing")
    >>> found.causes, found["all"].incidence[-1].tolist()
    (('treaty', 'victory'), [0.75, 0.25])
    """
    read, kinds = _read(frame, stop, cause, start, by, causes=causes, censored=censored)
    found = {word: fit_aalen_johansen(table, level=level) for word, table, _ in read.tables(len(kinds))}
    return IncidenceCurves(
        curves=found,
        causes=tuple(str(kind) for kind in kinds),
        left_out=read.left_out,
        level=level,
        estimand=f"Among spells like the {read.stop.size} observed{_each(read)}, the share that has ended in each way by "
        "each time, the other ways being at work as they were, had all been followed.",
    )


def restricted_mean(
    frame: Any,
    *,
    stop: str,
    event: str,
    horizon: float,
    start: str | None = None,
    by: str | Sequence[str] = (),
    level: float = 0.95,
) -> RestrictedMeans:
    """How long does it last on average, counting no more than a horizon, and by how much do two groups differ?

    Says what a ratio of hazards cannot: a length of time, without hazards in proportion.

    Parameters
    ----------
    frame, stop, event, start, by, level
        As in `pr.survival_curve`.
    horizon
        Up to which time is counted.

    Returns
    -------
    RestrictedMeans
        With the difference (second group less the first) where there are two.

    Raises
    ------
    UsageError
        As `pr.survival_curve`, and when a group was not observed up to the horizon.

    Notes
    -----
    **Source** `fit_restricted_mean`.

    Examples
    --------
    >>> frame = {"years": [1, 2, 3, 4, 5, 6], "ended": [1, 1, 1, 1, 1, 0], "mission": [0, 1, 0, 1, 0, 1]}
    >>> found = restricted_mean(frame, stop="years", event="ended", horizon=5, by="mission")
    >>> round(found["0"].mean, 3), round(found["1"].mean, 3), round(found.difference, 3)
    (3.0, 3.667, 0.667)
    """
    read, _ = _read(frame, stop, event, start, by, causes=None, censored=0)
    found = {
        word: fit_restricted_mean(fit_kaplan_meier(table), horizon, last=last, level=level)
        for word, table, last in read.tables(1)
    }
    return RestrictedMeans(
        means=found,
        left_out=read.left_out,
        level=level,
        estimand=f"Among spells like the {read.stop.size} observed{_each(read)}, the mean time without {event!r} within the "
        f"first {horizon:g}, had all been followed; groups are compared as they are, not as if drawn by lot.",
    )


def _each(read: _Read) -> str:
    return "" if len(read.words) == 1 else f" in each of {len(read.words)} groups"
