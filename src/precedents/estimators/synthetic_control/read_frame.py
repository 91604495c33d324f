"""What a user's frame says of each unit: complete series, predictors, and who cannot be a donor, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.synthetic_control.simplex import Floats

OPERATIONS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "mean": lambda column: column.mean(),
    "median": lambda column: column.median(),
    "sum": lambda column: column.sum(),
    "min": lambda column: column.min(),
    "max": lambda column: column.max(),
    "std": lambda column: column.std(),
    "last": lambda column: column.drop_nulls().last(),
}

Predictor = str | tuple[str, Any] | tuple[str, Any, str]
"""A column; a column and its periods; or both and how they are summed up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Complete figures of the treated unit (first) and its donors.

    ``outcomes`` is (T, N), ``predictors`` (k, N) with their names; ``masked`` says of every unit left out why.
    """

    units: tuple[Any, ...]
    times: tuple[Any, ...]
    outcomes: Floats
    predictors: Floats
    names: tuple[str, ...]
    masked: Mapping[Any, str]


def read_any_frame(frame: Any) -> pl.DataFrame:
    """The rows of a frame of any library that speaks Arrow, or of a mapping of columns.

    Examples
    --------
    >>> read_any_frame({"state": ["a"], "year": [1990]}).shape
    (1, 2)
    """
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    if hasattr(frame, "__arrow_c_stream__"):
        try:
            return pl.DataFrame(frame)
        except ImportError:  # pandas without pyarrow: by way of plain lists
            if not hasattr(frame, "to_dict"):
                raise
            frame = frame.to_dict(orient="list")
    if isinstance(frame, Mapping):
        return pl.DataFrame(frame)
    raise UsageError(
        f"{type(frame).__name__} is no frame that can be read: pass one of Polars or pandas, or a mapping of columns"
    )


def check_columns(frame: pl.DataFrame, names: Iterable[str]) -> None:
    """Refuse a name that is no column, with near misses."""
    for name in names:
        if name not in frame.columns:
            raise UsageError(f"the frame has no column {name!r}.{did_you_mean(str(name), frame.columns)}")


def check_numbers(frame: pl.DataFrame, names: Iterable[str]) -> None:
    """Refuse a column of figures that holds something else."""
    for name in names:
        if not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Boolean):
            raise UsageError(f"the column {name!r} holds {frame.schema[name]}, not numbers")


def check_units(known: Sequence[Any], asked: Iterable[Any], what: str) -> None:
    """Refuse a unit that the frame does not have, with near misses."""
    for unit in asked:
        if unit not in known:
            near = did_you_mean(str(unit), [str(each) for each in known])
            raise UsageError(f"{what} {unit!r} is not a unit of the frame.{near}")


def read_predictor(predictor: Predictor, before: Sequence[Any]) -> tuple[str, list[Any], str]:
    """Its column, its periods (all before treatment if none are given) and how they are summed up."""
    if isinstance(predictor, str):
        return predictor, list(before), "mean"
    name, when, *rest = predictor
    how = rest[0] if rest else "mean"
    if how not in OPERATIONS:
        raise UsageError(
            f"predictor {name!r}: {how!r} sums up nothing; known are {', '.join(OPERATIONS)}.{did_you_mean(str(how), OPERATIONS)}"
        )
    periods = [when] if isinstance(when, str) or not isinstance(when, Iterable) else list(when)
    if not periods:
        raise UsageError(f"predictor {name!r} has no periods: give at least one")
    return name, periods, how


def name_predictor(name: str, periods: Sequence[Any], how: str) -> str:
    """A name that tells predictors of one column apart.

    Examples
    --------
    >>> name_predictor("gdp", [1960, 1961, 1962], "mean"), name_predictor("gdp", [1969], "mean")
    ('gdp 1960–1962', 'gdp 1969')
    """
    span = f"{periods[0]}" if len(periods) == 1 else f"{min(periods)}–{max(periods)}"
    return f"{name} {span}" + ("" if how == "mean" else f" ({how})")


def read_figures(
    frame: pl.DataFrame,
    *,
    unit: str,
    time: str,
    outcome: str,
    treated: Any,
    times: Sequence[Any],
    donors: Sequence[Any],
    predictors: Sequence[tuple[str, list[Any], str]],
    masked: Mapping[Any, str],
) -> Figures:
    """What does the frame say of the treated unit and of every donor whose figures are complete?

    Parameters
    ----------
    frame
        One row a unit and period.
    unit, time, outcome
        Its columns.
    treated, donors, times
        Who is treated, who may be a donor, and over which periods.
    predictors
        Column, periods and operation of each; unknown years are passed over, as R's dataprep does.
    masked
        Who is left out already, and why.

    Returns
    -------
    Figures

    Raises
    ------
    UsageError
        When rows come twice, figures of the treated unit are missing, a predictor does not vary, or fewer than
        two donors are left.
    """
    wanted = frame.filter(pl.col(unit).is_in([treated, *donors]))
    twice = wanted.group_by(unit, time).len().filter(pl.col("len") > 1)
    if twice.height:
        first = twice.sort(unit, time).row(0)
        raise UsageError(
            f"{first[0]!r} has {first[2]} rows in {first[1]!r}: one row a unit and period, please"
        )
    everyone = [treated, *donors]
    outcomes = _spread(wanted, unit, time, outcome, everyone, times)
    table = np.empty((len(predictors), len(everyone)))
    for row, (name, periods, how) in enumerate(predictors):
        wished = pl.Series(periods).cast(frame.schema[time], strict=False)
        summed = (
            wanted.filter(
                pl.col(time).is_in(wished.implode()) & pl.col(name).is_not_null() & pl.col(name).is_not_nan()
            )
            .sort(time)
            .group_by(unit)
            .agg(OPERATIONS[how](pl.col(name)).cast(pl.Float64).alias("value"))
        )
        values = dict(summed.iter_rows())
        table[row] = [_number(values.get(each)) for each in everyone]
    names = tuple(name_predictor(*each) for each in predictors)
    lacks = {
        each: _lacking(outcomes[:, i], table[:, i], times, names, outcome) for i, each in enumerate(everyone)
    }
    if lacks[treated]:
        raise UsageError(f"{treated!r} has {lacks[treated]}: without it nothing can be compared")
    left_out = {**masked, **{each: f"has {why}" for each, why in lacks.items() if why}}
    keep = [i for i, each in enumerate(everyone) if not lacks[each]]
    if len(keep) < 3:
        said = "; ".join(f"{who}: {why}" for who, why in left_out.items())
        raise UsageError(
            f"fewer than two donors are left for {treated!r}: {said or 'the frame has no other unit'}"
        )
    kept = table[:, keep]
    for name, row_values in zip(names, kept, strict=True):
        if np.ptp(row_values) <= 0:
            raise UsageError(f"predictor {name!r} is the same for every unit: leave it out")
    return Figures(
        units=tuple(everyone[i] for i in keep),
        times=tuple(times),
        outcomes=outcomes[:, keep],
        predictors=kept,
        names=names,
        masked=left_out,
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _spread(
    frame: pl.DataFrame, unit: str, time: str, outcome: str, units: Sequence[Any], times: Sequence[Any]
) -> Floats:
    """The outcome by period and unit, not a number where it is unknown."""
    row = {each: i for i, each in enumerate(times)}
    column = {each: i for i, each in enumerate(units)}
    table = np.full((len(times), len(units)), np.nan)
    for who, when, value in frame.select(unit, time, pl.col(outcome).cast(pl.Float64)).iter_rows():
        if when in row and value is not None:
            table[row[when], column[who]] = value
    return table


def _lacking(series: Floats, values: Floats, times: Sequence[Any], names: Sequence[str], outcome: str) -> str:
    """What a unit lacks, in words; empty when nothing is."""
    gone = [str(times[i]) for i in np.flatnonzero(~np.isfinite(series)).tolist()]
    if gone:
        more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
        return f"no {outcome} in {', '.join(gone[:3])}{more}"
    unknown = [names[i] for i in np.flatnonzero(~np.isfinite(values)).tolist()]
    return f"no {', '.join(unknown)}" if unknown else ""
