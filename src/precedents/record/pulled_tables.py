"""The tables that no record ships: made of what a user pulled, once, and kept beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from precedents import __version__
from precedents.core.errors import NeedsSource, PrecedentsError
from precedents.core.source import Table
from precedents.record.builders import PULLED, Builder
from precedents.record.check import restrict_to_dictionary
from precedents.record.kept import Kept, keep_frame, read_kept
from precedents.record.pull import read_pulled
from precedents.record.readers import SourceReader
from precedents.record.readers.needs import LacksLibrary

if TYPE_CHECKING:
    from precedents.record.store import Record


def fill_tables(record: Record, home: Path) -> dict[str, Kept | PrecedentsError]:
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
    filled: dict[str, Kept | PrecedentsError] = {}
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
    filled: Mapping[str, Kept | PrecedentsError],
) -> Kept | PrecedentsError:
    for source in spec.pulled:
        if not _is_intact(source, home):
            what = f"needs {source}: `precedents sources pull {source}`"
            return NeedsSource(what, source=source, table=spec.name)
    stem = home / "tables" / f"{spec.name}-{_read_key(spec, record)}"
    kept = read_kept(stem)
    if kept is not None:
        return kept
    try:
        # the tables of the record, and those that stand before this one in the list
        built = {name: record.table(name) for name, each in record.tables.items() if not each.pulled}
        built |= {name: each.read() for name, each in filled.items() if isinstance(each, Kept)}
        frame = builder.load()(SourceReader(home / "sources"), record.entities, built)
        return keep_frame(restrict_to_dictionary(spec, frame), stem)
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
