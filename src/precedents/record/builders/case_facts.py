"""Facts on the cited cases from documents: a second source, independent of the data sets, for what they code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.builders.hand import build_frame, read_by_hand, read_date
from precedents.record.readers import Read
from precedents.record.states import Entities

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "case": pl.String,
    "what": pl.String,
    "date": pl.Date,
    "date_precision": pl.String,
    "year": pl.Int64,
    "value": pl.String,
    "source_text": pl.String,
}
"""The columns of the table, in its order."""

FLAGS = ("authorised_unsc",)
"""What holds ``true`` or ``false``."""


def read_fact(row: Mapping[str, Any], cases: frozenset[str]) -> dict[str, Any]:
    """One fact, checked: its case exists, its date has a precision, a flag is true or false.

    Parameters
    ----------
    row
        A line of the file.
    cases
        The ids of the cases of the record.

    Returns
    -------
    dict
        The row with its date.

    Raises
    ------
    RecordError
        When the case is unknown, the date is missing, or a flag is neither true nor false.
    """
    if row["case"] not in cases:
        raise RecordError(
            f"hand/case_facts.csv: {row['id']} speaks of {row['case']!r}, which is no case."
            + did_you_mean(row["case"], cases)
        )
    date, precision = read_date(row, "date")
    if date is None:
        raise RecordError(f"hand/case_facts.csv: {row['id']} has no date")
    if row["what"] in FLAGS and row["value"] not in ("true", "false"):
        raise RecordError(f"hand/case_facts.csv: {row['id']} says {row['value']!r}; write true or false")
    return {**row, "date": date, "date_precision": precision, "year": date.year}


def build_case_facts(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """What do documents say of the cited cases?

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Not needed.
    built
        Must hold ``interventions``.

    Returns
    -------
    polars.DataFrame
        One row a fact, columns as in ``tables/case_facts.toml``.

    Raises
    ------
    RecordError
        When a row names no literature, or a case that does not exist.
    """
    cases = frozenset(built["interventions"]["id"])
    rows = [read_fact(row, cases) for row in read_by_hand(read, "case_facts")]
    return build_frame(rows, SCHEMA)
