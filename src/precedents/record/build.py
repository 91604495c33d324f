"""Compiling a record from the publishers' files: read, build, check, write, all or nothing."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.core.source import Source, Table
from precedents.record.builders import BUILDERS, ENTITIES
from precedents.record.catalogue import read_catalogue
from precedents.record.check import restrict_by_licence, restrict_to_coverage, restrict_to_dictionary
from precedents.record.dictionary import read_dictionary
from precedents.record.manifest import (
    DICTIONARY,
    MANIFEST,
    read_content_sha256,
    read_manifest,
    render_manifest,
)
from precedents.record.measures import read_measures
from precedents.record.readers import SourceReader
from precedents.record.states import Entities
from precedents.record.wire import Words, render_words

MOST_BYTES = 8_000_000
"""No record is larger: it is shipped inside the package."""

Progress = Callable[[str], None]


def _say_nothing(_: str) -> None:
    """No one listens."""


def _read_table_spec(stored: str) -> tuple[Table, frozenset[str]]:
    name, _, edition = stored.partition("@")
    spec = read_dictionary().get(name)
    if spec is None:
        raise RecordError(f"the table {name!r} has a builder and no tables/{name}.toml")
    return (spec.editions[edition] if edition else spec.table), spec.cited


def _restrict(stored: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, if it may enter the record under this name."""
    table, cited = _read_table_spec(stored)
    sources = {source_id: spec.source for source_id, spec in read_catalogue().items()}
    restrict_by_licence(table, cited, sources)
    frame = restrict_to_dictionary(table, frame)
    restrict_to_coverage(table, frame)
    return frame


def build_tables(
    root: Path, *, until: str | None = None, progress: Progress = _say_nothing
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Which tables the files below a folder make, checked one by one.

    Parameters
    ----------
    root
        The folder that holds the publishers' files, at any depth.
    until
        The last table wanted; all of them when None.
    progress
        Is told the name of each table before it is built.

    Yields
    ------
    tuple of str and polars.DataFrame
        The name under which a table is stored, and its rows.

    Raises
    ------
    RecordError
        When a file is missing or not the promised one, or a table breaks the dictionary, its coverage or
        a licence.
    """
    read = SourceReader(root)
    progress("entities")
    raw: dict[str, pl.DataFrame] = ENTITIES.load()(read)
    built: dict[str, pl.DataFrame] = {}
    for name in ENTITIES.tables:
        built[name] = _restrict(name, raw[name])
        yield name, built[name]
    entities = Entities(built)
    for builder in BUILDERS:
        if until in built:
            return
        (name,) = builder.tables
        progress(name)
        built[name] = _restrict(name, builder.load()(read, entities, built))
        yield name, built[name]


def build_words() -> Words:
    """Which words the record carries: its dictionary, its measures, and the sources that they name."""
    tables: dict[str, Table] = {}
    for spec in read_dictionary().values():
        stored = dict(spec.table.editions)
        tables[spec.table.name] = spec.table
        tables |= {stored[source]: table for source, table in spec.editions.items()}
    used = {source for table in tables.values() for column in table.columns for source in column.sources}
    catalogue = read_catalogue()
    sources: dict[str, Source] = {source_id: catalogue[source_id].source for source_id in sorted(used)}
    return Words(tables=tables, sources=sources, measures=read_measures())


def _write_words(folder: Path, version: str, tables: dict[str, dict[str, Any]]) -> None:
    words = build_words()
    rendered = render_words(words)
    (folder / DICTIONARY).write_bytes(rendered)
    hashes = {source_id: source.sha256 for source_id, source in words.sources.items()}
    manifest = render_manifest(version=version, tables=tables, dictionary=rendered, sources=hashes)
    (folder / MANIFEST).write_bytes(manifest)


def build_record(root: Path, out: Path, *, version: str, progress: Progress = _say_nothing) -> str:
    """Which record the files below a folder make; written to ``out``, all or nothing.

    Parameters
    ----------
    root
        The folder that holds the publishers' files, at any depth.
    out
        The folder of the record. A record that lies there is replaced once the new one is complete.
    version
        Of the program, kept in the manifest.
    progress
        Is told the name of each table before it is built.

    Returns
    -------
    str
        The id of the record.

    Raises
    ------
    RecordError
        As :func:`build_tables`; when the record is too large; when ``out`` holds something else.
    """
    if out.exists() and not (out.is_dir() and ((out / MANIFEST).is_file() or not any(out.iterdir()))):
        raise RecordError(f"{out} is neither empty nor a record; name a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        tables = {
            name: _write_table(new, name, frame) for name, frame in build_tables(root, progress=progress)
        }
        _write_words(new, version, tables)
        size = sum(path.stat().st_size for path in new.iterdir())
        if size > MOST_BYTES:
            raise RecordError(f"the record has {size:,} bytes; at most {MOST_BYTES:,} may be shipped")
        record_id: str = read_manifest(new)["id"]
        if out.exists():
            out.rename(Path(scratch) / "old")
        new.rename(out)
    return record_id


def _write_table(folder: Path, name: str, frame: pl.DataFrame) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
    return {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "rows": frame.height,
        "content": read_content_sha256(frame),
    }


def build_words_anew(folder: Path, *, version: str) -> str:
    """Which record a folder holds once its words are those of the dictionary and the catalogue of today.

    For a change of words alone: what a column says, its unit, a citation. The tables stay as they are.

    Parameters
    ----------
    folder
        The record.
    version
        Of the program, kept in the manifest.

    Returns
    -------
    str
        The id of the record, which does not change.

    Raises
    ------
    RecordError
        When the record is not intact, or its tables are not those of the dictionary.
    """
    manifest = read_manifest(folder)
    tables: dict[str, dict[str, Any]] = manifest["tables"]
    wanted = build_words().tables
    for name, table in wanted.items():
        if table.pulled:
            continue  # no record holds its rows
        columns = (
            tables[name] and pl.read_parquet_schema(folder / tables[name]["file"]) if name in tables else {}
        )
        if list(columns) != [column.name for column in table.columns]:
            raise RecordError(f"{name} has other columns than its dictionary: compile the record again")
    _write_words(folder, version, tables)
    record_id: str = manifest["id"]
    return record_id
