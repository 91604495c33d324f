"""Which of very many cases are at least, or at most, as favourable as the target?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

BYTES_A_DIMENSION = 32_000_000
"""What the bitsets of one dimension may take; beyond it they stop at blocks and the border is compared by hand."""


def read_values(values: ArrayLike) -> NDArray[np.float64]:
    """What are the values of the cases, one row a case, one column a dimension?

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.

    Returns
    -------
    NDArray
        The same as floats, of shape (n, m).

    Raises
    ------
    ValueError
        When it is not a table, or there is no dimension: with none every case would be comparable.

    Examples
    --------
    >>> read_values([[1, 2], [3, float("nan")]]).shape
    (2, 2)
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError("values are a table of cases by dimensions, with at least one dimension")
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One dimension: ``prefixes[i]`` holds the cases with a value of at most ``stops[i - 1]``, as bits.

    ``every`` says that each distinct value is a stop, so that no border is left to compare.
    """

    stops: tuple[float, ...]
    prefixes: tuple[int, ...]
    known: int
    every: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """The comparable cases as bits: case i is in when bit i is set.

    ``certain`` holds the cases for which every comparison is known to hold, ``possible`` those for which
    none is known to fail; the ``n`` and ``successes`` count them.
    """

    certain: int
    possible: int
    n: int
    successes: int
    possible_n: int
    possible_successes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIndex:
    """Cases by dimension, ready for many queries; built by `build_index`."""

    n: int
    ladders: tuple[Ladder, ...]
    succeeded: int
    values: NDArray[np.float64]

    def at_most(self, target: Sequence[float]) -> Comparable:
        """Which cases are no more favourable than the target on every dimension?"""
        return self._compare(target, above=False)

    def at_least(self, target: Sequence[float]) -> Comparable:
        """Which cases are at least as favourable as the target on every dimension?"""
        return self._compare(target, above=True)

    def controls(self, target: Sequence[float]) -> tuple[bool, bool]:
        """Does a success with no more, and does a failure with no less, certainly control the target?"""
        low, high = self.at_most(target), self.at_least(target)
        return low.successes > 0, high.n > high.successes

    def _compare(self, target: Sequence[float], *, above: bool) -> Comparable:
        if len(target) != len(self.ladders):
            raise ValueError(f"the target has {len(target)} values for {len(self.ladders)} dimensions")
        # `sure` holds for certain, `perhaps` adds the cases at the border of a block, `open_` those unknown.
        everyone = (1 << self.n) - 1
        sure = perhaps = open_ = everyone
        border = False
        for value, ladder in zip(target, self.ladders, strict=True):
            if value != value:
                sure = perhaps = 0
                continue
            place = (bisect_left if above else bisect_right)(ladder.stops, value)
            inner = outer = ladder.prefixes[place]
            if not ladder.every and place < len(ladder.stops):
                outer, border = ladder.prefixes[place + 1], True
            if above:
                inner, outer = ladder.known & ~outer, ladder.known & ~inner
            sure &= inner
            perhaps &= outer
            open_ &= outer | (everyone ^ ladder.known)
        if border:
            sure |= self._settle(perhaps & ~sure, target, above=above, unknown=False)
            open_ = sure | self._settle(open_ & ~sure, target, above=above, unknown=True)
        return Comparable(
            certain=sure,
            possible=open_,
            n=sure.bit_count(),
            successes=(sure & self.succeeded).bit_count(),
            possible_n=open_.bit_count(),
            possible_successes=(open_ & self.succeeded).bit_count(),
        )

    def _settle(self, bits: int, target: Sequence[float], *, above: bool, unknown: bool) -> int:
        if not bits:
            return 0
        places = read_cases(bits)
        rows, goal = self.values[places], np.asarray(target, dtype=np.float64)
        if unknown:
            # A comparison with NaN is never true, so what is unknown does not fail.
            keep = ~((rows < goal) if above else (rows > goal)).any(axis=1)
        else:
            keep = ((rows >= goal) if above else (rows <= goal)).all(axis=1)
        return _bits(places[keep], self.n)


def _bits(places: NDArray[np.intp], n: int) -> int:
    flags = np.zeros(n, dtype=bool)
    flags[places] = True
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def read_cases(bits: int) -> NDArray[np.intp]:
    """Which cases does a set of bits hold?

    Parameters
    ----------
    bits
        A set of cases: case i is in when bit i is set.

    Returns
    -------
    NDArray
        Their numbers, ascending.

    Examples
    --------
    >>> read_cases(0b1101).tolist()
    [0, 2, 3]
    """
    raw = np.frombuffer(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(raw, bitorder="little"))


def _ladder(column: NDArray[np.float64], stops_most: int) -> Ladder:
    n = len(column)
    known = np.flatnonzero(~np.isnan(column))
    order = known[np.argsort(column[known], kind="stable")]
    ranked = column[order]
    ends = (
        np.append(np.flatnonzero(np.diff(ranked) > 0), len(ranked) - 1) if len(ranked) else np.array([], int)
    )
    every = len(ends) <= stops_most
    if not every:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, stops_most).astype(int))]
    flags = np.zeros(n, dtype=bool)
    prefixes = [0]
    for start, stop in pairwise([0, *(ends + 1).tolist()]):
        flags[order[start:stop]] = True
        prefixes.append(int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little"))
    return Ladder(
        stops=tuple(ranked[ends].tolist()), prefixes=tuple(prefixes), known=_bits(known, n), every=every
    )


def build_index(values: ArrayLike, outcomes: Sequence[bool]) -> CaseIndex:
    """Which of very many cases are at least, or at most, as favourable as the target? Asked often.

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.
    outcomes
        The known outcome of each case (length n).

    Returns
    -------
    CaseIndex
        For each dimension the cases at or below each distinct value, as bits; a query is m searches and
        as many intersections.

    Raises
    ------
    ValueError
        When the lengths differ or there is no dimension.

    Notes
    -----
    With very many distinct values the bits stop at blocks, so that memory stays bounded, and the cases of
    the one block that a query cuts are compared directly: answers are exact either way.

    **Assumes** the directions of the dimensions.
    **Source** prefix bitsets per attribute, as in bitmap indexes (O'Neil & Quass 1997); checked against
    a direct comparison of all cases.

    Examples
    --------
    >>> index = build_index([[1, 1], [2, 0], [3, 3]], [False, True, True])
    >>> index.at_least([1, 1]).n, index.at_least([1, 1]).successes
    (2, 1)
    >>> index.controls([3, 3])
    (True, False)
    """
    table = read_values(values)
    n, m = table.shape
    if len(outcomes) != n:
        raise ValueError("values and outcomes differ in length")
    stops_most = max(2, 8 * BYTES_A_DIMENSION // max(n, 1))
    table = table.copy()
    table.setflags(write=False)
    return CaseIndex(
        n=n,
        ladders=tuple(_ladder(table[:, d], stops_most) for d in range(m)),
        succeeded=_bits(np.flatnonzero(np.asarray(outcomes, dtype=bool)), n),
        values=table,
    )
