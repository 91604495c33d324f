"""The catalogue: every published data set that the program knows, at its version.

One file ``sources/<id>.toml`` per data set and version::

    title      = "UCDP/PRIO Armed Conflict Dataset"
    publisher  = "Uppsala Conflict Data Program; Peace Research Institute Oslo"
    version    = "25.1"
    url        = "https://…"          # where users get it
    licence    = "CC BY 4.0"
    terms      = "open"               # open | cite | ask
    unit       = "conflict-year"
    format     = "csv"                # csv | xlsx | xls | dta | rda | parquet | toml (by hand)
    first_year = 1946
    last_year  = 2024
    archive_sha256 = "…"              # of the publisher's archive, only where known
    attribution = "…"                 # one line for LICENSE-DATA
    citation   = '''@article{…}'''    # BibTeX
    key        = ["conflict_id", "year"]   # columns that name a row; absent: none promised
    year       = "year"               # column of years or dates

    [[files]]                         # none for rows compiled by hand
    name     = "ucdp-prio-acd-251.csv"
    sha256   = "…"                    # of this file; "" = not known: pulling needs --accept-hash
    from     = "https://…"            # address of the file, or of the archive; absent: got by hand
    member   = "…"                    # where `from` is a zip: the member's name (its last path part)
    archive_sha256 = "…"              # of that zip, only where known
    size     = 506186                 # bytes of the file, only where known
    encoding = "utf-8"                # or latin-1, cp1252
    null     = ["", "NA"]             # cells that mean "missing"; default [""]
    key, year                         # of this file, instead of the source's

    [[columns]]                       # the publisher's columns that people and this program use
    name    = "best"
    file    = "…"                     # absent: in every file
    says    = "…"
    unit    = "deaths"
    kind    = "integer"               # text | integer | number | date | flag
    missing = ["-999"]                # codes that mean missing or not applicable
    range   = [0, 1000000]            # closed, outside those codes
    first_year, last_year             # only where fewer years than the source's

The id is the file's name: ``publisher-dataset-version``.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from precedents.core.errors import RecordError, UsageError, did_you_mean
from precedents.core.source import Source
from precedents.record.promises import SourceColumn, SourceFile, build_column, build_file

__all__ = [
    "HAND",
    "TERMS",
    "SourceColumn",
    "SourceFile",
    "SourceSpec",
    "build_spec",
    "read_catalogue",
    "read_spec",
]

HAND = "hand-1"
"""The id of the source that stands for rows compiled by hand."""

TERMS = ("open", "cite", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One entry of the catalogue: the source, its files, its columns, its format, its line of attribution.

    ``key`` and ``year`` are the source's own; those of a file are in the file, which has the source's where
    it states none. ``columns`` are in the catalogue's order.
    """

    source: Source
    files: tuple[SourceFile, ...]
    format: str
    attribution: str
    archive_sha256: str = ""
    key: tuple[str, ...] = ()
    year: str = ""
    columns: tuple[SourceColumn, ...] = ()

    def list_columns(self, file: SourceFile) -> tuple[SourceColumn, ...]:
        """The documented columns of one of its files."""
        return tuple(column for column in self.columns if column.file in ("", file.name))


def _join_hashes(files: tuple[SourceFile, ...]) -> str:
    """One hash for a source: the file's own, or that of the sorted names and hashes of several; "" if unknown."""
    if not all(file.sha256 for file in files):
        return ""
    if len(files) <= 1:
        return files[0].sha256 if files else ""
    lines = "".join(f"{file.name} {file.sha256}\n" for file in sorted(files, key=lambda file: file.name))
    return hashlib.sha256(lines.encode()).hexdigest()


def build_spec(source_id: str, fields: Mapping[str, Any]) -> SourceSpec:
    """Which entry of the catalogue a TOML file makes.

    Parameters
    ----------
    source_id
        The file's name without its ending.
    fields
        The parsed file.

    Returns
    -------
    SourceSpec
        The entry, checked.

    Raises
    ------
    RecordError
        When a field is missing or says something that it cannot.
    """
    where = f"sources/{source_id}.toml"
    try:
        key, year = tuple(fields.get("key", ())), fields.get("year", "")
        files = tuple(build_file(where, file, key=key, year=year) for file in fields.get("files", ()))
        source = Source(
            id=source_id,
            sha256=_join_hashes(files),
            **{
                name: fields[name]
                for name in (
                    *("title", "publisher", "version", "url", "licence", "terms", "citation", "unit"),
                    *("first_year", "last_year"),
                )
            },
        )
        years = (source.first_year, source.last_year)
        spec = SourceSpec(
            source=source,
            files=files,
            format=fields["format"],
            attribution=fields["attribution"],
            archive_sha256=fields.get("archive_sha256", ""),
            key=key,
            year=year,
            columns=tuple(
                build_column(where, column, files=files, years=years) for column in fields.get("columns", ())
            ),
        )
    except KeyError as error:
        raise RecordError(f"{where} lacks {error}; see the form in record/catalogue.py") from error
    if source.terms not in TERMS:
        raise RecordError(f"{where}: terms are one of {', '.join(TERMS)}, not {source.terms!r}")
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        raise RecordError(f"{where} has two files of one name")
    return spec


@functools.cache
def _read_ids() -> tuple[str, ...]:
    names = sorted(file.name for file in (resources.files("precedents.record") / "sources").iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@functools.cache
def _read_entry(source_id: str) -> SourceSpec:
    file = resources.files("precedents.record") / "sources" / f"{source_id}.toml"
    return build_spec(source_id, tomllib.loads(file.read_text(encoding="utf-8")))


@functools.cache
def read_catalogue() -> Mapping[str, SourceSpec]:
    """Which data sets the program knows.

    Returns
    -------
    Mapping[str, SourceSpec]
        The entries by id, sorted.

    Examples
    --------
    >>> read_catalogue()["ucdp-acd-25.1"].source.last_year
    2024
    """
    return MappingProxyType({source_id: _read_entry(source_id) for source_id in _read_ids()})


def read_spec(source_id: str) -> SourceSpec:
    """Which entry of the catalogue has this id; the others are not read.

    Parameters
    ----------
    source_id
        The id.

    Returns
    -------
    SourceSpec
        The entry.

    Raises
    ------
    UsageError
        When there is none; near misses are offered.
    """
    if source_id not in _read_ids():
        near = did_you_mean(source_id, _read_ids())
        raise UsageError(
            f"no source {source_id!r} in the catalogue; `precedents sources list` shows them.{near}"
        )
    return _read_entry(source_id)
