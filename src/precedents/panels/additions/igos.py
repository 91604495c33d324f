"""How many intergovernmental organisations a state belongs to, and how many two states share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from precedents.core.errors import RecordError
from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Array, Between, Keyed, Tables

_COLUMNS = ("sum_igo_full", "sum_igo_associate", "sum_igo_observer", "sum_igo_anytype")
_NUMBERS = 1_000  # numbers of states are below it
_NONE = -1  # no such dyad-year in the source


def build_igos(tables: Tables, ask: Ask) -> tuple[Keyed | Between, ...]:
    """To how many organisations did a state belong, and in how many were two states both full members?

    Returns
    -------
    tuple of Keyed or Between
        By Correlates of War numbers and year. Of a state: ``sum_igo_full``, ``sum_igo_associate``,
        ``sum_igo_observer`` and ``sum_igo_anytype`` (numbers of organisations). Of a dyad: ``dyadigos`` (number of
        organisations), the same from either side. A pair that the source does not name has no value, not zero: the
        source has zeros of its own.

    Notes
    -----
    Source: Correlates of War, Intergovernmental Organizations 3 (Pevehouse et al. 2020), as in peacesciencer 1.2.9.
    """
    if not ask.grain.dyadic:
        frame = tables.source("peacesciencer-1.2.9", "cow_igo_sy")
        rows = frame.select(pl.col("ccode").alias("code"), "year", *_COLUMNS)
        return (Keyed(frame=rows, key=STATE, system="cow", name="cow_igo_sy"),)
    pairs = tables.source("peacesciencer-1.2.9", "cow_igo_ndy")
    return (Between(name="dyadigos", system="cow", read=build_shared(pairs), whole=True),)


def build_shared(pairs: pl.DataFrame) -> Callable[[Array, Array, Array], Array]:
    """How many organisations did any two states share in any year?

    The source has each pair once, the smaller number first. As an array by state, state and year it is read in the
    same time from either side, whatever the order of the panel.

    Parameters
    ----------
    pairs
        ``ccode1``, ``ccode2``, ``year``, ``dyadigos``.

    Returns
    -------
    Callable
        From the numbers of the first and the second state and the year, each of shape (rows,), to the numbers of
        organisations, of shape (rows,); not a number where the source has no such dyad-year.

    Raises
    ------
    RecordError
        When the source has a pair and year twice.

    Examples
    --------
    >>> import numpy as np
    >>> import polars as pl
    >>> from precedents.panels.additions.igos import build_shared
    >>> read = build_shared(pl.DataFrame({"ccode1": [2], "ccode2": [20], "year": [1920], "dyadigos": [7]}))
    >>> read(np.array([20, 2, 2]), np.array([2, 20, 20]), np.array([1920, 1920, 1921]))
    array([ 7.,  7., nan])
    """
    one, two, year, shared = (pairs[name].to_numpy() for name in ("ccode1", "ccode2", "year", "dyadigos"))
    states = np.unique(np.concatenate([one, two]))
    first, last = int(year.min()), int(year.max())
    beyond, after = (
        states.size,
        last - first + 1,
    )  # the places of states and years that the source does not have
    place = np.full(_NUMBERS, beyond, dtype=np.int32)
    place[states] = np.arange(states.size)
    grid = np.full((beyond + 1, beyond + 1, after + 1), _NONE, dtype=np.int16)
    grid[place[one], place[two], year - first] = shared
    grid[place[two], place[one], year - first] = shared
    if np.count_nonzero(grid != _NONE) != 2 * shared.size:
        raise RecordError("cow_igo_ndy has a pair of states twice in a year: nothing says which count holds")

    def read(first_state: Array, second_state: Array, years: Array) -> Array:
        when = years.astype(np.int64) - first
        when = np.where((when < 0) | (when > after), after, when)
        found = grid[place[first_state], place[second_state], when]
        return np.where(found == _NONE, np.nan, found)

    return read


ADDITION = Addition(
    name="igos",
    says="Intergovernmental organisations: how many a state is in, or how many two states share.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2014",
    build=build_igos,
)
