"""A user's own cases laid over a record: another record, with an id of its own; the shipped one stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from precedents.core.errors import UsageError
from precedents.core.overlay import Overlay
from precedents.core.source import Source, Table
from precedents.record.manifest import build_id
from precedents.record.overlay_changes import find_changes
from precedents.record.overlay_file import WrittenCases, read_cases
from precedents.record.overlay_rows import OwnCase, read_own_cases

if TYPE_CHECKING:
    from precedents.record.store import Record

LICENCE = "of whoever wrote the file; no part of the record"


def join_overlays(record: Record, paths: Path | str | Iterable[Path | str]) -> Record:
    """Which record is it with these files of cases laid over it?

    Parameters
    ----------
    record
        Stays as it is.
    paths
        Files of cases, laid over one another in this order; a file that lies over the record already is
        left out.

    Returns
    -------
    Record
        With the cases as rows, ``overlays`` as what they changed, and an id that covers the bytes of the files.
        A new case is in every edition of its table, a correction wherever the edition has the case.

    Raises
    ------
    UsageError
        When there is no such file, or two files have one name.
    ArgumentError
        With every fault of a file.
    """
    for path in [paths] if isinstance(paths, Path | str) else paths:
        record = _join_overlay(record, read_cases(path))
    return record


def _join_overlay(record: Record, written: WrittenCases) -> Record:
    source_id = f"overlay-{re.sub(r'[^a-z0-9]+', '-', written.path.stem.casefold()).strip('-') or 'cases'}"
    for lying in record.overlays:
        if lying.source.sha256 == written.sha256 and lying.source.id == source_id:
            return record
        if lying.source.id == source_id:
            raise UsageError(
                f"{written.path}: another file of cases is called {lying.file}; give one of them another name"
            )
    cases = read_own_cases(written, record)
    source = _build_source(source_id, written, cases)
    overlay = Overlay(
        source=source,
        file=written.path.name,
        changes=find_changes(cases, record),
        data=written.data,
        editions=record.chosen,
    )
    words, frames = _build_tables(record, cases, source_id)
    tables = {name: words.get(record.stored(name), table) for name, table in record.tables.items()}
    return replace(
        record,
        id=build_id({"record": record.id, source_id: written.sha256}),
        sources=MappingProxyType({**record.sources, source_id: source}),
        tables=MappingProxyType(tables),
        rows=MappingProxyType({**record.rows, **{name: frame.height for name, frame in frames.items()}}),
        overlays=(*record.overlays, overlay),
        _words={**record._words, **words},
        _loaded={**record._loaded, **frames},
        _cases={},
    )


def _build_source(source_id: str, written: WrittenCases, cases: Sequence[OwnCase]) -> Source:
    rows = [{**(case.before or {}), **case.cells} for case in cases]
    years = [row[name].year for row in rows for name in ("start", "end") if row.get(name) is not None]
    rest = "; ".join(dict.fromkeys(case.source_text.rstrip(".") for case in cases))
    return Source(
        id=source_id,
        title=f"Own cases: {written.path.name}",
        publisher="whoever ran the program",
        version=written.sha256[:12],
        url="",
        sha256=written.sha256,
        licence=LICENCE,
        terms="ask",
        citation=f"The file says of itself that it rests on: {rest}.",
        unit="case",
        first_year=min(years),
        last_year=max(years),
    )


def _build_tables(
    record: Record, cases: Sequence[OwnCase], source_id: str
) -> tuple[dict[str, Table], dict[str, pl.DataFrame]]:
    """The entry in the dictionary and the rows of every table, in every edition, under its stored name."""
    words: dict[str, Table] = {}
    frames: dict[str, pl.DataFrame] = {}
    for name in dict.fromkeys(case.table.name for case in cases):
        own = [case for case in cases if case.table.name == name]
        filled = {column for case in own for column in (*case.cells, "sources")}
        if all(case.before is not None for case in own):
            filled.discard("id")  # it only says which case is corrected
        for edition, stored in record.spec(name).editions or (("", record.stored(name)),):
            held = record.with_edition(edition) if edition else record
            words[stored] = _add_source(held.spec(name), filled, source_id)
            frames[stored] = _lay_over(held.table(name), own, held.spec(name).key, source_id)
    return words, frames


def _add_source(table: Table, filled: set[str], source_id: str) -> Table:
    columns = tuple(
        replace(column, sources=(*column.sources, source_id)) if column.name in filled else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _lay_over(
    frame: pl.DataFrame, cases: Sequence[OwnCase], key: tuple[str, ...], source_id: str
) -> pl.DataFrame:
    """The rows with new cases added and the filled cells of others put in place, sorted as before."""
    ids = [case.id for case in cases]
    rest = frame.filter(~pl.col("id").is_in(ids))
    held: Mapping[str, Mapping[str, Any]] = {
        row["id"]: row for row in frame.filter(pl.col("id").is_in(ids)).iter_rows(named=True)
    }
    rows: list[dict[str, Any]] = []
    for case in cases:
        before = held.get(case.id)
        if before is None and case.before is not None:
            continue  # this edition has no such case, and a correction alone is none
        row = {**dict.fromkeys(frame.columns), **(before or {}), **case.cells}
        row["sources"] = [*(row["sources"] or []), source_id]
        rows.append(row)
    return pl.concat([rest, pl.DataFrame(rows, schema=frame.schema)]).sort(key)
