"""Which columns of a data frame, whoever made it, does an estimator read; and which rows have all of them?"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that have every column that is asked for.

    ``frame`` holds them in the order of the frame; ``left_out`` is how many rows lacked a value.
    """

    frame: pl.DataFrame
    left_out: int

    def numbers(self, name: str) -> NDArray[np.float64]:
        """One column as numbers (length n), yes and no as 1 and 0.

        Raises
        ------
        UsageError
            When the column holds something else.
        """
        column = self.frame[name]
        if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
            raise UsageError(f"column {name!r} holds {column.dtype}; numbers are needed here")
        return column.cast(pl.Float64).to_numpy()

    def groups(self, names: Iterable[str]) -> tuple[NDArray[np.int64], list[str]]:
        """To which combination of values each row belongs, as numbers from 0, and what the combinations are called."""
        names = list(names)
        kinds = self.frame.select(names).unique().sort(names)
        numbered = kinds.with_row_index("_group")
        joined = self.frame.select(names).join(numbered, on=names, how="left", maintain_order="left")
        words = [", ".join(f"{value}" for value in row) for row in kinds.iter_rows()]
        return joined["_group"].to_numpy().astype(np.int64), words


def read_frame(frame: Any) -> pl.DataFrame:
    """Which Polars frame is this?

    Parameters
    ----------
    frame
        A frame of Polars (eager or lazy), of pandas, of anything that speaks Arrow, or a mapping of columns.

    Returns
    -------
    pl.DataFrame

    Raises
    ------
    UsageError
        When it is none of these.

    Examples
    --------
    >>> read_frame({"year": [1995, 1999]}).height
    2
    """
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        if isinstance(frame, Mapping):
            return pl.DataFrame(dict(frame))
        if type(frame).__module__.partition(".")[0] == "pandas":
            # pandas needs pyarrow to speak Arrow; its columns as plain values do not
            found = {
                str(name): [None if value != value else value for value in frame[name].tolist()]
                for name in frame.columns
            }
            return pl.DataFrame(found, strict=False)
        return pl.DataFrame(frame)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise UsageError(
            f"a {type(frame).__name__} cannot be read as a table ({error}): give a frame of Polars or pandas, "
            "an Arrow table, or a mapping of columns"
        ) from error


def read_rows(frame: Any, names: Iterable[str | None]) -> Rows:
    """Which rows have all of these columns?

    Parameters
    ----------
    frame
        See `read_frame`.
    names
        The columns that are needed; None is passed over. NaN counts as missing.

    Returns
    -------
    Rows

    Raises
    ------
    UsageError
        When a column is not there, or no row has all of them.

    Examples
    --------
    >>> read_rows({"y": [1.0, None], "x": [2, 3]}, ["y", "x"]).left_out
    1
    """
    table = read_frame(frame)
    wanted = list(dict.fromkeys(name for name in names if name is not None))
    for name in wanted:
        if name not in table.columns:
            raise UsageError(f"the frame has no column {name!r}.{did_you_mean(name, table.columns)}")
    chosen = table.select(wanted)
    floats = [name for name in wanted if chosen[name].dtype.is_float()]
    whole = chosen.with_columns(pl.col(name).fill_nan(None) for name in floats).drop_nulls()
    if not whole.height:
        raise UsageError(f"no row of the frame has all of {', '.join(wanted)}: nothing can be estimated")
    return Rows(frame=whole, left_out=table.height - whole.height)


def load_extra(module: str, what: str) -> Any:
    """The library that does this, loaded when it is first needed.

    Parameters
    ----------
    module
        The module to load.
    what
        What needs it, to begin the sentence of the refusal.

    Raises
    ------
    UsageError
        When it is not installed.
    """
    # pyfixest sets up the root logger when it is imported, and then talks; whoever uses us decides that.
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        return import_module(module)
    except ImportError as error:
        raise UsageError(
            f"{what} needs {module.partition('.')[0]}, which is not installed ({error}): "
            "pip install 'precedents[effects]'"
        ) from error
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
