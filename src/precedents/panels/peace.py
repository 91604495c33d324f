"""How long has there been peace? Counted over a whole panel at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

EVENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ucdpspell": ("ucdpongoing", "ucdponset"),
        "cowintraspell": ("cowintraongoing", "cowintraonset"),
        "cowmidspell": ("cowmidongoing", "cowmidonset"),
        "gmlmidspell": ("gmlmidongoing", "gmlmidonset"),
        "gmlmidinitspell": ("gmlmidongoing_init", "gmlmidonset_init"),
        "cowinterspell": ("cowinterongoing", "cowinteronset"),
    }
)
"""What the count of each event is called, and its columns: ongoing and onset (0 or 1, null where not known)."""

_YEARS = 10_000  # years are below it
_UNITS = 100_000  # numbers of states and conflicts are below it; well above the years, so a new unit is a long step


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The rows of a panel by unit and year.

    ``rows`` (None: the panel is in this order) are the positions of its rows, ``first`` says of each, in this order,
    whether its unit begins with it, ``gap`` whether years are missing before it.
    """

    rows: np.ndarray | None
    first: np.ndarray
    gap: np.ndarray

    def take(self, column: pl.Series) -> pl.Series:
        """A column in this order."""
        return column if self.rows is None else column.gather(self.rows)

    def give(self, values: pl.Series) -> pl.Series:
        """Values in this order as a column of the panel."""
        if self.rows is None:
            return values
        back = np.empty(self.rows.size, dtype=np.int64)
        back[self.rows] = np.arange(self.rows.size)
        return values.gather(back)


def order_rows(frame: pl.DataFrame, units: Sequence[str]) -> Order:
    """In which order do the rows of a panel stand by unit and year?

    Parameters
    ----------
    frame
        The panel, with ``year`` and ``units``.
    units
        The columns that name whose a row is.

    Returns
    -------
    Order
        The order, with where units begin and where years are missing.
    """
    if all(frame.schema[name].is_integer() for name in units):
        key = pl.lit(0, dtype=pl.Int64)
        for name in units:
            key = key * _UNITS + pl.col(name).cast(pl.Int64)
    else:
        key = pl.struct(units).rank("dense").cast(pl.Int64)
    place = frame.select(key * _UNITS + pl.col("year").cast(pl.Int64)).to_series().to_numpy()
    step = np.diff(place)
    rows = None
    if (step <= 0).any():
        rows = np.argsort(place, kind="stable")
        step = np.diff(place[rows])
    first = np.ones(place.size, dtype=bool)
    gap = np.zeros(place.size, dtype=bool)
    np.greater(step, _YEARS, out=first[1:])
    np.greater(step, 1, out=gap[1:])
    gap &= ~first
    return Order(rows=rows, first=first, gap=gap)


def count_peace(
    event: pl.Series, order: Order, *, pad: bool = False, pad_quiet: bool = True, ongo: bool = False
) -> pl.Series:
    """How many years of peace came before each year, since the last year with an event or since the beginning?

    The first year of a unit has none, nor has the year after an event. A year in which the event is not known
    counts neither as peace nor as an event: it has no count itself, and where it lies between known years, none
    of the years after it has one until an event has been seen. Unknown years before the first known one are not
    between: the count begins where the record does, and says how long the peace has been *seen*.

    Parameters
    ----------
    event
        0 or 1 (null: not known), one a row of the panel.
    order
        The rows by unit and year.
    pad
        Whether the count begins anew after years that the panel does not have (Germany from 1945 to 1990). If not,
        it goes on where it was: such years are left out of it.
    pad_quiet
        Whether ``pad`` holds for units that have no event at all as well.
    ongo
        Whether only the first year of an event is one: the years in which it goes on have no count.

    Returns
    -------
    polars.Series
        Years (integer), one a row of the panel.

    Examples
    --------
    >>> import polars as pl
    >>> panel = pl.DataFrame({"code": [2] * 6, "year": range(1990, 1996)})
    >>> order = order_rows(panel, ["code"])
    >>> count_peace(pl.Series([0, 0, 1, 1, 0, 0]), order).to_list()
    [0, 1, 2, 0, 0, 1]
    >>> count_peace(pl.Series([None, 0, 0, None, 0, 1]), order).to_list()
    [None, 0, 1, None, None, None]
    """
    ordered = order.take(event)
    known = ordered.is_not_null().to_numpy()
    where = np.flatnonzero(known)
    happened = ordered.fill_null(0).to_numpy()[where] != 0
    unit = np.cumsum(order.first, dtype=np.int32)[where]
    begins = np.ones(where.size, dtype=bool)
    np.not_equal(unit[1:], unit[:-1], out=begins[1:])
    # where a count begins: with a unit, after an event, after a gap; the latest such place rules
    anew = [np.flatnonzero(begins), np.flatnonzero(happened[:-1]) + 1]
    if pad:
        anew.append(_find_gaps(order.gap, where, unit, happened, quiet=pad_quiet))
    since = _latest(where.size, *anew)
    count = np.arange(where.size, dtype=np.int32) - since
    torn = np.flatnonzero(~begins[1:] & (np.diff(where) > 1)) + 1  # unknown years lie before it
    if torn.size:
        tear = _latest(where.size, torn)
        count[(tear >= since) & (tear > _latest(where.size, anew[0]))] = -1
    if ongo:
        count[1:][happened[1:] & happened[:-1] & ~begins[1:]] = -1
    full = np.full(known.size, -1, dtype=np.int64)
    full[where] = count
    counted = pl.Series("spell", full)
    return order.give(counted.set(counted < 0, None))


def _latest(size: int, *places: np.ndarray) -> np.ndarray:
    """For each of so many places, the latest of the given ones that is not after it; zero before the first."""
    marks = np.zeros(size, dtype=np.int32)
    for each in places:
        marks[each] = each
    return np.maximum.accumulate(marks) if size else marks


def _find_gaps(
    gap: np.ndarray, where: np.ndarray, unit: np.ndarray, happened: np.ndarray, *, quiet: bool
) -> np.ndarray:
    """The known rows before which the panel lacks years; of units without an event only if ``quiet``."""
    passed = np.cumsum(gap)[where]
    found = np.zeros(where.size, dtype=bool)
    found[1:] = (passed[1:] > passed[:-1]) & (unit[1:] == unit[:-1])
    if not quiet:
        found &= np.isin(unit, unit[happened])
    return np.flatnonzero(found)
