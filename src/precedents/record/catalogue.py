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

    [[files]]                         # none for rows compiled by hand
    name     = "ucdp-prio-acd-251.csv"
    sha256   = "…"
    encoding = "utf-8"                # or latin-1, cp1252
    null     = ["", "NA"]             # cells that mean "missing"; default [""]

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

HAND = "hand-1"
"""The id of the source that stands for rows compiled by hand."""

TERMS = ("open", "cite", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that a source promises, by name and hash, and how its text is to be read."""

    name: str
    sha256: str
    encoding: str = "utf-8"
    null: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One entry of the catalogue: the source, its files, its format and its line of attribution."""

    source: Source
    files: tuple[SourceFile, ...]
    format: str
    attribution: str
    archive_sha256: str = ""


def _join_hashes(files: tuple[SourceFile, ...]) -> str:
    """One hash for a source: the file's own, or that of the sorted names and hashes of several."""
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
    try:
        files = tuple(
            SourceFile(
                name=file["name"],
                sha256=file["sha256"],
                encoding=file.get("encoding", "utf-8"),
                null=tuple(file.get("null", ("",))),
            )
            for file in fields.get("files", ())
        )
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
        spec = SourceSpec(
            source=source,
            files=files,
            format=fields["format"],
            attribution=fields["attribution"],
            archive_sha256=fields.get("archive_sha256", ""),
        )
    except KeyError as error:
        raise RecordError(
            f"sources/{source_id}.toml lacks {error}; see the form in record/catalogue.py"
        ) from error
    if source.terms not in TERMS:
        raise RecordError(
            f"sources/{source_id}.toml: terms are one of {', '.join(TERMS)}, not {source.terms!r}"
        )
    return spec


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
    folder = resources.files("precedents.record") / "sources"
    specs = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            source_id = file.name.removesuffix(".toml")
            specs[source_id] = build_spec(source_id, tomllib.loads(file.read_text(encoding="utf-8")))
    return MappingProxyType(specs)


def read_spec(source_id: str) -> SourceSpec:
    """Which entry of the catalogue has this id.

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
    catalogue = read_catalogue()
    if source_id not in catalogue:
        near = did_you_mean(source_id, catalogue)
        raise UsageError(
            f"no source {source_id!r} in the catalogue; `precedents sources list` shows them.{near}"
        )
    return catalogue[source_id]
