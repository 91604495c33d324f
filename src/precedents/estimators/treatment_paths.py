"""When did each unit's treatment begin, and did it ever end?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import UsageError
from precedents.estimators.frame_columns import read_frame, read_rows

SHOWN = 4
"""How many units are named in a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentPaths:
    """A panel with each unit's treatment read.

    ``frame`` has beside the columns that were kept ``_unit`` (numbers from 1), ``_time``, ``_treatment`` (0, 1) and
    ``_since`` (the first treated time, 0 for never). ``units`` counts units, ``treated`` those ever treated; ``switched_off``
    names units whose treatment ended, with when; ``always`` those that were treated from their first row on.
    """

    frame: pl.DataFrame
    units: int
    treated: int
    switched_off: tuple[tuple[str, int], ...]
    always: tuple[str, ...]
    left_out: int

    def in_words(self) -> str:
        """Which treatments ended, in a sentence; empty when none did."""
        if not self.switched_off:
            return ""
        named = ", ".join(f"{unit} in {when}" for unit, when in self.switched_off[:SHOWN])
        more = f" and {len(self.switched_off) - SHOWN} more" if len(self.switched_off) > SHOWN else ""
        return f"The treatment switches off in {len(self.switched_off)} of {self.treated} treated units ({named}{more})."


def read_paths(
    frame: Any, *, unit: str, time: str, treatment: str, keep: Iterable[str | None]
) -> TreatmentPaths:
    """When did each unit's treatment begin, and did it ever end?

    Parameters
    ----------
    frame
        Any data frame, a row a unit and time.
    unit, time, treatment
        Columns: who, when (whole numbers), whether treated (0, 1).
    keep
        Further columns to keep; rows may lack them.

    Returns
    -------
    TreatmentPaths

    Raises
    ------
    UsageError
        When a column is not there, a unit and time occurs twice, times are not whole, or all or none are treated.

    Examples
    --------
    >>> frame = {"state": ["A", "A", "A", "B", "B", "B"], "year": [1, 2, 3] * 2, "aid": [0, 1, 0, 0, 0, 0]}
    >>> read_paths(frame, unit="state", time="year", treatment="aid", keep=[]).switched_off
    (('A', 3),)
    """
    wanted = [name for name in keep if name is not None]
    rows = read_rows(frame, [unit, time, treatment])
    for name in wanted:
        read_rows(frame, [name])  # is it there, with the near miss if not?
    whole = read_frame(frame)
    columns = list(dict.fromkeys([unit, time, treatment, *wanted]))
    table = whole.select(columns).with_columns(
        pl.col(name).fill_nan(None) for name in columns if whole[name].dtype.is_float()
    )
    table = table.drop_nulls([unit, time, treatment])
    times = rows.numbers(time)
    if (times % 1 != 0).any():
        raise UsageError(f"the times in {time!r} are not whole numbers: years, or months counted through")
    if table.select(unit, time).is_duplicated().any():
        twice = table.filter(table.select(unit, time).is_duplicated()).row(0, named=True)
        raise UsageError(
            f"{twice[unit]} at {twice[time]} has more than one row: make one row of each unit and time"
        )
    values = set(rows.numbers(treatment).tolist())
    if not values <= {0.0, 1.0}:
        raise UsageError(f"the treatment {treatment!r} is 0 or 1; other values are in it")
    if len(values) < 2:
        raise UsageError(f"the treatment {treatment!r} is the same in every row: nothing can be compared")
    table = table.with_columns(
        pl.col(unit).rank("dense").cast(pl.Int64).alias("_unit"),
        pl.col(time).cast(pl.Int64).alias("_time"),
        pl.col(treatment).cast(pl.Float64).alias("_treatment"),
    ).sort("_unit", "_time")
    table = table.with_columns(
        pl.col("_time").filter(pl.col("_treatment") == 1).min().over("_unit").fill_null(0).alias("_since")
    )
    ended = (
        table.filter((pl.col("_treatment") == 0) & (pl.col("_treatment").shift(1).over("_unit") == 1))
        .group_by("_unit", maintain_order=True)
        .first()
    )
    first = table.group_by("_unit", maintain_order=True).first().filter(pl.col("_treatment") == 1)
    return TreatmentPaths(
        frame=table,
        units=int(table["_unit"].n_unique()),
        treated=int(table.filter(pl.col("_since") != 0)["_unit"].n_unique()),
        switched_off=tuple((str(row[unit]), int(row["_time"])) for row in ended.iter_rows(named=True)),
        always=tuple(str(name) for name in first[unit].to_list()),
        left_out=rows.left_out,
    )


def refuse_switching_off(paths: TreatmentPaths, method: str) -> None:
    """Does the treatment stay once it began, as the method needs?

    Raises
    ------
    UsageError
        When it ends somewhere, or no unit was seen before its treatment, or none was never treated.
    """
    if paths.switched_off:
        raise UsageError(
            f"{paths.in_words()} {method} takes every time after the first as treated, and would count the times after "
            "the end as effects. Use pr.panel_match, which is made for treatments that switch on and off, or "
            "method='two-way', which assumes one effect that stops at once; or keep only the times up to the end"
        )
    if paths.treated == paths.units:
        raise UsageError(f"every unit is treated at some time: {method} compares with units that never are")
    if len(paths.always) == paths.treated:
        raise UsageError("no treated unit was seen before its treatment began: there is no before")
