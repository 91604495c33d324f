"""Runs of years of one state of affairs: from when until when there was peace or conflict, and what is not seen of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.panels.grain import Grain
from precedents.panels.peace import EVENTS, Order, order_rows

BEGINS = {
    "change": "the year before was of the other kind",
    "entry": "the unit comes into the panel, or comes back: it was not there the year before",
    "panel": "the panel begins, and the unit was there from its first year",
    "coverage": "the event is not known for the year before",
}
"""Why a run begins where it does. Only ``change`` and ``entry`` are beginnings; the others are where one begins to look."""

ENDS = {
    "change": "the year after is of the other kind",
    "exit": "the unit leaves the panel, for good or for some years",
    "panel": "the panel ends, and the unit was there to its last year",
    "coverage": "the event is not known for the year after",
}
"""Why a run ends where it does. Only ``change`` is an end that was seen."""


def build_spells(
    frame: pl.DataFrame, grain: Grain, years: tuple[int, int], events: Sequence[str] = ()
) -> pl.DataFrame:
    """From when until when did an event go on, and from when until when was there peace?

    Parameters
    ----------
    frame
        The panel, or a block that holds whole units.
    grain
        What a row of it is.
    years
        The first and last year of the panel.
    events
        Columns of 0 and 1 (null: not known); every ongoing event of :data:`precedents.panels.peace.EVENTS` that the
        panel holds when none is named.

    Returns
    -------
    polars.DataFrame
        One row a run: the unit's columns, ``event`` (the column), ``happening`` (true: the event, false: peace),
        ``start`` and ``end`` (first and last year), ``length`` (years), ``begins`` and ``ends`` (a word of
        :data:`BEGINS` and :data:`ENDS`), ``left_censored`` (the run may have begun before its first year: ``panel``
        or ``coverage``), ``right_censored`` (its end was not seen: anything but ``change``). A run that begins with
        ``entry`` is not censored: before it there was no unit at risk. Years that are not known are in no run.
        Sorted by event, unit and start.

    Raises
    ------
    UsageError
        When there is no such column, or it holds other numbers; or when none is named and the panel holds none.

    Examples
    --------
    >>> import polars as pl
    >>> from precedents.panels.grain import build_grain
    >>> panel = pl.DataFrame({"ccode": [2] * 4, "year": range(1816, 1820), "war": [0, 0, 1, None]})
    >>> runs = build_spells(panel, build_grain("state-years", "cow"), (1816, 2025), ["war"])
    >>> runs.select("happening", "start", "end", "begins", "ends").rows()
    [(False, 1816, 1817, 'panel', 'change'), (True, 1818, 1818, 'change', 'coverage')]
    """
    names = list(events) or [pair[0] for pair in EVENTS.values() if pair[0] in frame.columns]
    if not names:
        raise UsageError(
            "spells need an event, and the panel holds none: add gml_mids, cow_mids, cow_wars or ucdp_acd, or name a "
            "column of 0 and 1"
        )
    order = order_rows(frame, grain.units)
    units = [order.take(frame[name]) for name in grain.units]
    year = order.take(frame["year"])
    return pl.concat(_build_runs(units, year, order, years, name, _read_event(frame, name)) for name in names)


def _read_event(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        raise UsageError(f"the panel has no column {name!r}.{did_you_mean(name, frame.columns)}")
    event = frame[name]
    if not (event.dtype.is_numeric() or event.dtype == pl.Boolean):
        raise UsageError(f"spells of {name}: it holds {event.dtype}, not 0 and 1")
    state = event.cast(pl.Float64)
    if not state.drop_nulls().is_in([0.0, 1.0]).all():
        raise UsageError(f"spells of {name}: it holds other numbers than 0 and 1, so there is no event in it")
    return state.cast(pl.Int8)


def _build_runs(
    units: Sequence[pl.Series],
    year: pl.Series,
    order: Order,
    years: tuple[int, int],
    name: str,
    event: pl.Series,
) -> pl.DataFrame:
    state = order.take(event).fill_null(-1).to_numpy()
    alone = order.first | order.gap  # no year of the unit lies just before
    new = alone.copy()
    new[1:] |= state[1:] != state[:-1]
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], state.size) - 1 if starts.size else starts
    before = np.append(-1, state)[starts]  # the state of the row before
    after = np.append(state, -1)[ends + 1]
    leaves = np.append(alone, values=True)[ends + 1]
    first, last = year.gather(starts), year.gather(ends)
    # the panel's own edge counts only for a unit that was there from it on, not for one that comes back to it
    at_first = order.first[starts] & (first.to_numpy() == years[0])
    at_last = np.append(order.first, values=True)[ends + 1] & (last.to_numpy() == years[1])
    begins = np.select([at_first, alone[starts], before < 0], ["panel", "entry", "coverage"], "change")
    finishes = np.select([at_last, leaves, after < 0], ["panel", "exit", "coverage"], "change")
    return (
        pl.DataFrame(
            [
                *(unit.gather(starts) for unit in units),
                pl.repeat(name, starts.size, eager=True).alias("event"),
                pl.Series("state", state[starts]),
                first.alias("start"),
                last.alias("end"),
                (last - first + 1).alias("length"),
                pl.Series("begins", begins.astype(str), dtype=pl.String),
                pl.Series("ends", finishes.astype(str), dtype=pl.String),
            ]
        )
        .filter(pl.col("state") >= 0)
        .select(
            *(unit.name for unit in units),
            "event",
            (pl.col("state") == 1).alias("happening"),
            *("start", "end", "length", "begins", "ends"),
            pl.col("begins").is_in(["panel", "coverage"]).alias("left_censored"),
            (pl.col("ends") != "change").alias("right_censored"),
        )
    )
