"""Does what was pulled of a source keep what the catalogue promises of it: hashes, columns, keys, ranges, years?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.accepted import read_accepted
from precedents.record.broken_promises import Broken, check_promises
from precedents.record.catalogue import SourceFile, SourceSpec
from precedents.record.pull import Pulled, read_state
from precedents.record.readers.needs import LacksLibrary
from precedents.record.readers.source_reader import list_parts, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerified:
    """How one file of a source stands.

    ``promises`` says how many promises were tried on what it holds, ``broken`` which of them do not hold (a file
    that cannot be read breaks them all, with the reason). ``lacks`` says that a library is not installed, so that
    nothing was tried.
    """

    pulled: Pulled
    promises: int = 0
    broken: tuple[Broken, ...] = ()
    lacks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceVerified:
    """How a source stands, file by file, in the catalogue's order."""

    source: str
    files: tuple[FileVerified, ...]

    @property
    def state(self) -> str:
        """``intact``, ``not pulled``, ``part of the program`` (no files), or how many files are not as promised."""
        states = [file.pulled.state for file in self.files]
        if not states:
            return "part of the program"
        if set(states) == {"missing"}:
            return "not pulled"
        wrong = [name for name in ("changed", "missing", "unpromised") if name in states]
        return ", ".join(f"{states.count(name)} {name}" for name in wrong) or "intact"

    @property
    def promises(self) -> str:
        """How many promises hold, and how many do not."""
        tried = sum(file.promises for file in self.files)
        broken = sum(len(file.broken) for file in self.files)
        lacks = dict.fromkeys(file.lacks for file in self.files if file.lacks)
        said = f"{broken} of {tried} broken" if broken else f"{tried} kept" if tried else ""
        return ", ".join(filter(None, [said, *lacks])) or "none tried"


def verify_source(spec: SourceSpec, home: Path) -> SourceVerified:
    """Does each pulled file of a source keep its promises?

    Parameters
    ----------
    spec
        The source.
    home
        The folder of pulled sources.

    Returns
    -------
    SourceVerified
        A file is read only where its hash is right and something is promised of its rows.
    """
    accepted = read_accepted(home)
    states = [(file, read_state(home, spec, file, accepted)) for file in spec.files]
    return SourceVerified(
        source=spec.source.id,
        files=tuple(
            _try_promises(spec, file, pulled) if pulled.state == "intact" else FileVerified(pulled=pulled)
            for file, pulled in states
        ),
    )


def count_promises(spec: SourceSpec, file: SourceFile) -> int:
    """How much does the catalogue promise of the rows of a file?

    Parameters
    ----------
    spec, file
        The source and its file.

    Returns
    -------
    int
        One for the key, one for the years, one for each column, one more for a range and for years of its own.
    """
    years = (spec.source.first_year, spec.source.last_year)
    return (
        bool(file.key)
        + bool(file.year)
        + sum(
            1
            + (column.range is not None)
            + bool(file.year and (column.first_year, column.last_year) != years)
            for column in spec.list_columns(file)
        )
    )


def _try_promises(spec: SourceSpec, file: SourceFile, pulled: Pulled) -> FileVerified:
    promises = count_promises(spec, file)
    if not promises:
        return FileVerified(pulled=pulled)
    try:
        frame = _read_part(spec, file, pulled.path)
    except LacksLibrary as error:
        return FileVerified(pulled=pulled, lacks=f"needs {error.library}: {error.remedy}")
    except RecordError as error:
        unreadable = Broken(kind="file", says=str(error))
        return FileVerified(pulled=pulled, promises=promises, broken=(unreadable,))
    broken = check_promises(
        frame,
        key=file.key,
        year=file.year,
        years=(spec.source.first_year, spec.source.last_year),
        columns=spec.list_columns(file),
        null=file.null,
    )
    return FileVerified(pulled=pulled, promises=promises, broken=tuple(broken))


def _read_part(spec: SourceSpec, file: SourceFile, path: Path) -> pl.DataFrame:
    """The file, or of a workbook the sheet of which the promises speak: the one that has most of the columns."""
    parts = list_parts(path)
    if len(parts) < 2:
        return read_file(spec, file, path, strict=False)
    promised = {*file.key, file.year, *(column.name for column in spec.list_columns(file))}
    frames = [read_file(spec, file, path, part, strict=False) for part in parts]
    return max(frames, key=lambda frame: len(promised.intersection(frame.columns)))
