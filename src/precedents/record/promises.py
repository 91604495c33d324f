"""What a source promises of its files and of their columns: names, hashes, addresses, keys, codes, ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.errors import RecordError, did_you_mean

KINDS = ("text", "integer", "number", "date", "flag")
"""What a publisher's column can hold."""

_SHA256 = re.compile(r"[0-9a-f]{64}|")
_ADDRESS = re.compile(r"https?://[^\s/]+/\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that a source promises: its name and hash, where it comes from, how its text is to be read.

    ``sha256`` is of the file itself, empty where nobody knows it yet. ``address`` (``from`` in the catalogue)
    is where the file, or the archive that holds it as ``member``, can be fetched; empty where only a person
    can. ``size`` is in bytes. ``key`` are the columns that name a row, ``year`` the column of years.
    """

    name: str
    sha256: str
    encoding: str = "utf-8"
    null: tuple[str, ...] = ("",)
    address: str = ""
    member: str = ""
    archive_sha256: str = ""
    size: int | None = None
    key: tuple[str, ...] = ()
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceColumn:
    """One of the publisher's columns, as the catalogue documents it.

    ``file`` is empty where the column stands in every file of the source. ``missing`` are codes that mean
    missing or not applicable. ``range`` is closed, and holds outside those codes. ``first_year`` and
    ``last_year`` are those of the source unless the column covers fewer.
    """

    name: str
    says: str
    kind: str
    unit: str = ""
    file: str = ""
    missing: tuple[str, ...] = ()
    range: tuple[float, float] | None = None
    first_year: int
    last_year: int


def _refuse_unknown(where: str, fields: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in fields:
        if name not in known:
            raise RecordError(f"{where} has no field {name!r}.{did_you_mean(name, known)}")


_FILE = ("name", "sha256", "encoding", "null", "from", "member", "archive_sha256", "size", "key", "year")
_COLUMN = ("name", "file", "says", "unit", "kind", "missing", "range", "first_year", "last_year")


def build_file(where: str, fields: Mapping[str, Any], *, key: tuple[str, ...], year: str) -> SourceFile:
    """Which file a ``[[files]]`` block of the catalogue promises.

    Parameters
    ----------
    where
        The catalogue's file, for messages.
    fields
        The block.
    key, year
        What the top level says of them, for a file that does not say it itself.

    Returns
    -------
    SourceFile
        The promise.

    Raises
    ------
    KeyError
        When the name or the hash is absent.
    RecordError
        When a field is unknown or says what it cannot.
    """
    name = fields["name"]
    where = f"{where}, file {name}"
    _refuse_unknown(where, fields, _FILE)
    file = SourceFile(
        name=name,
        sha256=fields["sha256"],
        encoding=fields.get("encoding", "utf-8"),
        null=tuple(fields.get("null", ("",))),
        address=fields.get("from", ""),
        member=fields.get("member", ""),
        archive_sha256=fields.get("archive_sha256", ""),
        size=fields.get("size"),
        key=tuple(fields.get("key", key)),
        year=fields.get("year", year),
    )
    # the name becomes a path below the user's folder, so it must be one part of a path and visible
    if name != re.split(r"[/\\]", name)[-1] or name.startswith(".") or not name:
        raise RecordError(f"{where}: a file's name is no path and does not begin with a dot")
    for what, value in (("sha256", file.sha256), ("archive_sha256", file.archive_sha256)):
        if not _SHA256.fullmatch(value):
            raise RecordError(f"{where}: {what} is 64 lower-case hexadecimal digits or empty, not {value!r}")
    if file.address and not _ADDRESS.fullmatch(file.address):
        raise RecordError(f"{where}: 'from' is an address that begins with https://, not {file.address!r}")
    if file.archive_sha256 and not file.member:
        raise RecordError(f"{where} has the hash of an archive and no member; say which member is the file")
    if file.size is not None and file.size <= 0:
        raise RecordError(f"{where}: size is in bytes and above zero; leave it out where it is not known")
    return file


def build_column(
    where: str, fields: Mapping[str, Any], *, files: tuple[SourceFile, ...], years: tuple[int, int]
) -> SourceColumn:
    """Which column a ``[[columns]]`` block of the catalogue documents.

    Parameters
    ----------
    where
        The catalogue's file, for messages.
    fields
        The block.
    files
        The files of the source.
    years
        The first and last year of the source.

    Returns
    -------
    SourceColumn
        The column.

    Raises
    ------
    KeyError
        When the name, the sentence or the kind is absent.
    RecordError
        When a field is unknown or says what it cannot.
    """
    where = f"{where}, column {fields['name']}"
    _refuse_unknown(where, fields, _COLUMN)
    bounds = fields.get("range")
    column = SourceColumn(
        name=fields["name"],
        says=fields["says"],
        kind=fields["kind"],
        unit=fields.get("unit", ""),
        file=fields.get("file", ""),
        missing=tuple(str(code) for code in fields.get("missing", ())),
        range=None if bounds is None else _build_range(where, bounds),
        first_year=fields.get("first_year", years[0]),
        last_year=fields.get("last_year", years[1]),
    )
    if column.kind not in KINDS:
        raise RecordError(f"{where}: a kind is one of {', '.join(KINDS)}, not {column.kind!r}")
    names = [file.name for file in files]
    if column.file and column.file not in names:
        raise RecordError(f"{where}: no file {column.file!r}.{did_you_mean(column.file, names)}")
    if not years[0] <= column.first_year <= column.last_year <= years[1]:
        raise RecordError(
            f"{where}: {column.first_year}-{column.last_year} is not within the source's {years[0]}-{years[1]}"
        )
    return column


def _build_range(where: str, bounds: Any) -> tuple[float, float]:
    numbers = isinstance(bounds, list) and all(isinstance(bound, int | float) for bound in bounds)
    if not numbers or len(bounds) != 2 or bounds[0] > bounds[1]:
        raise RecordError(f"{where}: a range is [lowest, highest], not {bounds!r}")
    return (bounds[0], bounds[1])
