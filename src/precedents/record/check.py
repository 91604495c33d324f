"""What a table must keep to before it enters the record: dictionary, key, coverage, licences."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.core.errors import RecordError
from precedents.core.source import Source, Table
from precedents.record.dictionary import read_dictionary

TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "flag": pl.Boolean(),
    "list": pl.List(pl.String()),
}
"""The Polars type of each kind of column."""


def read_schema(name: str) -> dict[str, pl.DataType]:
    """Which type each column of a table has, by the dictionary, in its order.

    Parameters
    ----------
    name
        The table.

    Returns
    -------
    dict
        The Polars type by column.

    Examples
    --------
    >>> read_schema("onesided_actors")["deaths_best"]
    Int64
    """
    return {column.name: TYPES[column.kind] for column in read_dictionary()[name].table.columns}


def restrict_by_licence(table: Table, cited: frozenset[str], sources: Mapping[str, Source]) -> None:
    """May every column of this table be shipped, by the terms of its sources?

    ``open`` sources enter any table. ``cite`` sources enter tables of facts on cases, of dates and codes of
    states, or of dates and parties alone; the dictionary says so. ``ask`` sources enter nothing. A table that
    is made of pulled sources alone is never shipped, and may rest on any.

    Parameters
    ----------
    table
        The table as the dictionary has it.
    cited
        The columns for which the dictionary states such a ground.
    sources
        The catalogue.

    Raises
    ------
    RecordError
        When a source is unknown or its terms forbid it; names the column, the source and the terms.
    """
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        if not column.sources:
            raise RecordError(f"{where} names no source; every column must")
        for source_id in column.sources:
            source = sources.get(source_id)
            if source is None:
                raise RecordError(f"{where} names the source {source_id!r}, which is not in the catalogue")
            if table.pulled:
                continue
            if source.terms == "ask":
                raise RecordError(f"{where} rests on {source_id}, whose terms are 'ask': never shipped")
            if source.terms == "cite" and column.name not in cited:
                raise RecordError(
                    f"{where} rests on {source_id}, whose terms are 'cite': it may enter "
                    "tables of facts on cases, of dates and codes of states, or of dates and parties; say which in "
                    f"tables/{table.name}.toml, or leave the column out"
                )


def restrict_to_dictionary(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, if it is what the dictionary says of the table.

    Parameters
    ----------
    table
        The table as the dictionary has it.
    frame
        What its builder gave.

    Returns
    -------
    polars.DataFrame
        The same rows, integers and numbers cast, sorted by the key.

    Raises
    ------
    RecordError
        When columns, types or key are not what the dictionary says; all differences are named.
    """
    names = [column.name for column in table.columns]
    if frame.columns != names:
        lacks = [name for name in names if name not in frame.columns]
        extra = [name for name in frame.columns if name not in names]
        what = (
            f"lacks {lacks}, has {extra} too many"
            if lacks or extra
            else f"has another order: {frame.columns}"
        )
        raise RecordError(
            f"the builder of {table.name} and tables/{table.name}.toml differ: the frame {what}"
        )
    casts = []
    for column in table.columns:
        wanted, actual = TYPES[column.kind], frame.schema[column.name]
        both_numeric = column.kind in ("integer", "number") and actual.is_numeric()
        if actual not in (wanted, pl.Null()) and not both_numeric:
            raise RecordError(
                f"{table.name}.{column.name} is {actual}; its dictionary says {column.kind} ({wanted})"
            )
        casts.append(pl.col(column.name).cast(wanted))
    frame = frame.select(casts)
    for key in table.key:
        if frame[key].null_count():
            raise RecordError(
                f"{table.name}.{key} names rows and is null in {frame[key].null_count()} of them"
            )
    twice = frame.group_by(table.key).len().filter(pl.col("len") > 1).sort(table.key)
    if twice.height:
        raise RecordError(
            f"{table.name}: {twice.height} keys name more than one row, the first is {twice.row(0)}"
        )
    return frame.sort(table.key)


def restrict_to_coverage(table: Table, frame: pl.DataFrame) -> None:
    """Does any column say something outside the years that it covers?

    Looked at where rows have a ``year``: panels, and events by year. Keys name rows and are not looked at.

    Parameters
    ----------
    table
        The table as the dictionary has it.
    frame
        Its rows.

    Raises
    ------
    RecordError
        When a value lies outside coverage; names the column and the years.
    """
    if table.kind != "panel" or "year" not in frame.columns:
        return
    for column in table.columns:
        if column.name in table.key:
            continue
        coverage = column.coverage
        outside = ~pl.col("year").is_between(coverage.first_year, coverage.last_year)
        years = frame.filter(outside & pl.col(column.name).is_not_null())["year"].unique().sort().to_list()
        if years:
            raise RecordError(
                f"{table.name}.{column.name} covers {coverage.first_year}-{coverage.last_year} and yet says "
                f"something in {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "")
            )
