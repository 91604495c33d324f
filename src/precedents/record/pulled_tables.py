"""The tables that no record ships: made of what a user pulled, once, and kept beside it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from precedents import __version__
from precedents.core.errors import NeedsSource, PrecedentsError
from precedents.core.source import Table
from precedents.record.builders import PULLED, Builder
from precedents.record.check import restrict_to_dictionary
from precedents.record.manifest import read_content_sha256, render_json
from precedents.record.pull import read_pulled
from precedents.record.readers import SourceReader
from precedents.record.readers.locate import read_sha256
from precedents.record.readers.needs import LacksLibrary

if TYPE_CHECKING:
    from precedents.record.store import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A table that was made of pulled sources: how many rows, the hash of its content, and where it is kept.

    ``frame`` holds the rows where the home folder cannot be written to; None where ``path`` holds them.
    """

    rows: int
    content: str
    path: Path
    frame: pl.DataFrame | None = None

    def read(self) -> pl.DataFrame:
        """The rows."""
        return pl.read_parquet(self.path) if self.frame is None else self.frame


def fill_tables(record: Record, home: Path) -> dict[str, Filled | PrecedentsError]:
    """Which tables can be filled from what was pulled, and what do the others need?

    A table is made once, and kept under ``home`` by a key: the hashes of its sources, the version of the program,
    the id of the record, its columns. A kept file that is not what it was is made again.

    Parameters
    ----------
    record
        The compiled record: its dictionary names the tables, its own tables go into them.
    home
        The folder of pulled sources.

    Returns
    -------
    dict
        For each table that needs pulled sources: where its rows are, or the error to raise when it is asked for.
    """
    filled: dict[str, Filled | PrecedentsError] = {}
    for builder in PULLED:
        (name,) = builder.tables
        if name in record.tables:
            filled[name] = _fill(builder, record.tables[name], record, home, filled)
    return filled


def _fill(
    builder: Builder,
    spec: Table,
    record: Record,
    home: Path,
    filled: Mapping[str, Filled | PrecedentsError],
) -> Filled | PrecedentsError:
    for source in spec.pulled:
        if not _is_intact(source, home):
            what = f"needs {source}: `precedents sources pull {source}`"
            return NeedsSource(what, source=source, table=spec.name)
    stem = home / "tables" / f"{spec.name}-{_read_key(spec, record)}"
    kept = _read_kept(stem)
    if kept is not None:
        return kept
    try:
        # the tables of the record, and those that stand before this one in the list
        built = {name: record.table(name) for name, each in record.tables.items() if not each.pulled}
        built |= {name: each.read() for name, each in filled.items() if isinstance(each, Filled)}
        frame = builder.load()(SourceReader(home / "sources"), record.entities, built)
        return _keep(restrict_to_dictionary(spec, frame), stem)
    except LacksLibrary as error:
        what = f"needs {error.library} to read {spec.pulled[0]}: {error.remedy}"
        return NeedsSource(what, source=spec.pulled[0], table=spec.name)
    except PrecedentsError as error:
        return error


def _is_intact(source: str, home: Path) -> bool:
    # the folder is looked for first: most users pulled nothing, and need not wait for the catalogue
    if not (home / "sources" / source).is_dir():
        return False
    return all(file.state == "intact" for file in read_pulled(home, [source]))


def _read_key(spec: Table, record: Record) -> str:
    parts = [f"{source} {record.sources[source].sha256}" for source in spec.pulled]
    parts += [__version__, record.compiled, *(f"{column.name} {column.kind}" for column in spec.columns)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _read_kept(stem: Path) -> Filled | None:
    path = stem.with_suffix(".parquet")
    try:
        said: dict[str, Any] = json.loads(stem.with_suffix(".json").read_bytes())
        intact = read_sha256(path) == said["sha256"]
        return Filled(rows=said["rows"], content=said["content"], path=path) if intact else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(frame: pl.DataFrame, stem: Path) -> Filled:
    path = stem.with_suffix(".parquet")
    made = Filled(rows=frame.height, content=read_content_sha256(frame), path=path)
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=stem.parent, prefix=".fill-") as folder:
            rows, words = Path(folder) / "rows", Path(folder) / "words"
            frame.write_parquet(rows, compression="zstd", statistics=False)
            said = {"sha256": read_sha256(rows), "rows": made.rows, "content": made.content}
            words.write_bytes(render_json(said))
            # the words come last: rows without words, or with other words, are made again
            os.replace(rows, path)
            os.replace(words, stem.with_suffix(".json"))
    except OSError:
        return Filled(rows=made.rows, content=made.content, path=path, frame=frame)
    return made
