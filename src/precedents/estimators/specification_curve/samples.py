"""On which rows is each universe fitted? Subsets, and rows that lack a value, declared and never silent."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import PredicateError, UsageError, did_you_mean
from precedents.core.predicates import read_predicate
from precedents.estimators.frame_columns import read_frame
from precedents.estimators.many_regressions import Products, read_products

Missing = Literal["common", "each"]
Bools = NDArray[np.bool_]

KEPT = 24
"""Samples whose products are kept at a time: a few megabytes each."""


class Samples:
    """The rows and columns that universes are fitted on, and the products of each sample, made once.

    ``columns`` is rows by columns, the intercept first, NaN where a value is missing; ``clusters`` the cluster of each
    row; ``subsets`` subsets by rows. With ``missing`` "common" a subset's sample is the rows that have every column;
    with "each" a universe's sample is the rows of its subset that have its own columns. ``clustered`` says whether
    clusters were named; else all rows are of one.
    """

    def __init__(
        self,
        *,
        columns: NDArray[np.float64],
        clusters: NDArray[np.int64],
        subsets: Bools,
        missing: Missing,
        clustered: bool,
    ) -> None:
        self.columns, self.clusters, self.subsets, self.missing = columns, clusters, subsets, missing
        self.clustered = clustered
        # columns that lack the same rows are one pattern
        absent = np.isnan(columns)
        patterns, member = np.unique(absent.T, axis=0, return_inverse=True)
        some = patterns.any(axis=1)
        self.patterns = patterns[some]
        self.member = (member.reshape(-1)[:, None] == np.flatnonzero(some)[None, :]).astype(np.float32)
        self._products: dict[bytes, Products] = {}
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state.pop("_lock")
        return state | {"_products": {}}  # another process makes its own; they are the same to the bit

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()

    def fingerprint(self) -> str:
        """What tells these rows and columns from any others, as a hash."""
        digest = hashlib.sha256(f"{self.columns.shape}|{self.missing}|{self.clustered}".encode())
        for array in (self.columns, self.clusters, self.subsets):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def rows(self, subset: int, lacking: Bools) -> Bools:
        """Which rows are in the sample of a subset, when the columns of these patterns must be there?"""
        inside: Bools = self.subsets[subset] & ~self.patterns[lacking].any(axis=0)
        return inside

    def split(self, subset: NDArray[np.int64], used: Bools) -> Iterator[tuple[Bools, NDArray[np.int64]]]:
        """Which universes share a sample?

        Parameters
        ----------
        subset
            The subset of each universe.
        used
            Universes by columns: which columns each uses.

        Yields
        ------
        tuple
            Rows of the sample, and the places of its universes.
        """
        lacking = (
            np.ones((subset.size, len(self.patterns)), dtype=bool)
            if self.missing == "common"
            else (used.astype(np.float32) @ self.member) > 0
        )
        keys, which = np.unique(np.column_stack([subset, lacking]), axis=0, return_inverse=True)
        for number, key in enumerate(keys):
            places = np.flatnonzero(which.reshape(-1) == number)
            yield self.rows(int(key[0]), key[1:].astype(bool)), places

    def read_products(self, rows: Bools) -> Products:
        """The products of a sample, made when they are first asked for; universes that share a sample share them."""
        key = rows.tobytes()
        with self._lock:
            if key not in self._products:
                if len(self._products) >= KEPT:
                    self._products.pop(next(iter(self._products)))
                # a column that no universe of the sample uses may lack values: it must not spoil the others
                whole = np.nan_to_num(self.columns[rows], nan=0.0)
                self._products[key] = read_products(whole, self.clusters[rows], intercept=0)
            return self._products[key]


def read_samples(
    frame: Any,
    columns: Sequence[str],
    *,
    clusters: str | None,
    subsets: Mapping[str, Any] | None,
    missing: Missing,
) -> Samples:
    """Which rows, columns and subsets does a frame have for these regressions?

    Parameters
    ----------
    frame
        Of Polars, pandas, Arrow, or a mapping of columns.
    columns
        Numbers, or yes and no; an intercept is put before them.
    clusters
        The column of clusters; None when errors are not to be clustered. Rows without a cluster are left out of every sample.
    subsets
        Names and what they hold: a condition in the manner of SQL, an expression of Polars, or yes and no for each row.
        Rows for which it is unknown are out. None: all rows.
    missing
        See :class:`Samples`.

    Returns
    -------
    Samples

    Raises
    ------
    UsageError
        When a column is not there or holds no numbers, or a subset cannot be read.
    """
    if missing not in ("common", "each"):
        raise UsageError(f"missing={missing!r} is neither 'common' nor 'each'")
    table = read_frame(frame)
    if not table.height:
        raise UsageError("the frame has no rows")
    for name in [*columns, *([clusters] if clusters else [])]:
        if name not in table.columns:
            raise UsageError(f"the frame has no column {name!r}.{did_you_mean(name, table.columns)}")
    numbers = [np.ones(table.height), *(_read_numbers(table[name]) for name in columns)]
    named = {"all rows": None} if subsets is None else subsets
    masks = np.stack([_read_mask(table, name, what) for name, what in named.items()])
    codes = np.zeros(table.height, dtype=np.int64)
    if clusters is not None:
        column = table[clusters]
        if column.dtype.is_float():
            column = column.fill_nan(None)
        ranks = column.rank("dense").cast(pl.Int64).fill_null(0).to_numpy()
        masks, codes = masks & (ranks > 0), ranks - 1
    return Samples(
        columns=np.column_stack(numbers),
        clusters=codes,
        subsets=masks,
        missing=missing,
        clustered=clusters is not None,
    )


def _read_numbers(column: pl.Series) -> NDArray[np.float64]:
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise UsageError(
            f"column {column.name!r} holds {column.dtype}; numbers are needed: make a column of 0 and 1 for each of its "
            "values and name them as one group of controls"
        )
    values = column.cast(pl.Float64).to_numpy().copy()
    values[~np.isfinite(values)] = np.nan
    return values


def _read_mask(table: pl.DataFrame, name: str, what: Any) -> Bools:
    if what is None:
        return np.ones(table.height, dtype=bool)
    if isinstance(what, str):
        try:
            kinds = {column: kind for column in table.columns if (kind := _find_kind(table[column].dtype))}
            mask = read_predicate(what, columns=kinds).split(table, {})
        except PredicateError as error:
            raise UsageError(f"subset {name!r}: {error}") from error
    elif isinstance(what, pl.Expr):
        mask = table.select(_mask=what)["_mask"]
    else:
        mask = pl.Series(what)
    if mask.dtype != pl.Boolean or mask.len() != table.height:
        raise UsageError(
            f"subset {name!r} has {mask.len()} values of {mask.dtype}; a yes or no for each of the {table.height} rows is needed"
        )
    return mask.fill_null(False).to_numpy()


def _find_kind(dtype: Any) -> str | None:
    if dtype == pl.Boolean:
        return "flag"
    if dtype.is_numeric():
        return "number"
    return {pl.String: "text", pl.Date: "date"}.get(type(dtype))
