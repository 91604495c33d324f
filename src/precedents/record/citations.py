"""Which works are to be cited for some sources? Each once, under a key of its own."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from precedents.core.errors import RecordError, UsageError

if TYPE_CHECKING:
    from bibtexparser.middlewares.middleware import Middleware
    from bibtexparser.model import Entry

REPORT = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One work: its key, its BibTeX, and the ids of the sources for which it is cited."""

    key: str
    bibtex: str
    sources: tuple[str, ...]


def collect_citations(citations: Iterable[tuple[str, str]]) -> list[Cited]:
    """Which works stand behind these sources?

    Parameters
    ----------
    citations
        Pairs of a source's id and its BibTeX, of one entry or several.

    Returns
    -------
    list of Cited
        In the order of the sources. A work that several sources name is there once; where two works have one
        key, the later one has a letter added.

    Raises
    ------
    RecordError
        When a citation is not BibTeX.

    Examples
    --------
    >>> one, two = "@misc{doe, title = {A}}", "@misc{doe, title = {B}}"
    >>> [(work.key, work.sources) for work in collect_citations([("x-1", one), ("x-2", one), ("y-1", two)])]
    [('doe', ('x-1', 'x-2')), ('doea', ('y-1',))]
    """
    users: dict[tuple[str, str], list[str]] = {}
    for source, bibtex in citations:
        for key, raw in _split(source, bibtex):
            users.setdefault((key, raw), []).append(source)
    works: dict[str, Cited] = {}
    for (key, raw), sources in users.items():
        free = next(
            each
            for each in (key, *(f"{key}{letter}" for letter in string.ascii_letters))
            if each not in works
        )
        bibtex = raw if free == key else raw.replace(f"{{{key},", f"{{{free},", 1)
        works[free] = Cited(key=free, bibtex=bibtex, sources=tuple(sources))
    return list(works.values())


def _split(source: str, bibtex: str) -> list[tuple[str, str]]:
    entries = read_bibtex(bibtex, f"the citation of {source}")
    return [(entry.key, (entry.raw or "").strip()) for entry in entries]


def read_bibtex(text: str, what: str, middleware: Iterable[Middleware] = ()) -> list[Entry]:
    """Which entries does a text of BibTeX hold?

    Parameters
    ----------
    text
        BibTeX.
    what
        What it is, for the message.
    middleware
        What the parser does with the entries beyond splitting them into fields.

    Returns
    -------
    list of bibtexparser.model.Entry
        In order.

    Raises
    ------
    RecordError
        When a part of it, or all of it, is not BibTeX, or has one key twice.
    """
    # loaded when something is cited, and not before
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock

    library = parse_string(text, append_middleware=list(middleware))
    for block in library.failed_blocks:
        if isinstance(block, DuplicateBlockKeyBlock):
            raise RecordError(f"{what} has the key {block.key} twice")
        line = (block.start_line or 0) + 1
        raise RecordError(f"{what} is not BibTeX, at line {line}: {(block.raw or '').strip()[:60]!r}")
    if not library.entries and text.strip():
        raise RecordError(f"{what} is not BibTeX: {text.strip()[:60]!r}")
    return library.entries


def read_cited_by_dossier(path: Path) -> list[tuple[str, str]]:
    """Which sources did a dossier use, and how are they cited?

    Parameters
    ----------
    path
        The folder that `precedents try` wrote, or the report in it.

    Returns
    -------
    list of tuple of str
        The id and the citation of each source, as the dossier has them.

    Raises
    ------
    UsageError
        When there is no report.
    RecordError
        When it cannot be read as one.
    """
    report = path / REPORT if path.is_dir() else path
    try:
        said: Mapping[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return [(str(each["id"]), str(each["citation"])) for each in said["record"]["sources"]]
    except FileNotFoundError as error:
        raise UsageError(
            f"there is no {report}; `precedents try ARGUMENT.toml -o FOLDER` writes one into FOLDER"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        raise RecordError(f"{report} is not the report of a dossier: {what}") from error
