"""Editions of a source side by side: which there are, which tables each fills, and which are in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from precedents.core.errors import UsageError, did_you_mean
from precedents.core.source import Table

if TYPE_CHECKING:
    from precedents.record.store import Record


def list_editions(tables: Mapping[str, Table]) -> dict[str, tuple[str, ...]]:
    """Which editions are there, and which tables does each fill?

    Parameters
    ----------
    tables
        The dictionary of a record.

    Returns
    -------
    dict of str to tuple of str
        Names of tables by the id of the source that makes the edition, sorted.

    Examples
    --------
    >>> from precedents.record.store import open_record
    >>> list_editions(open_record().tables)["ucdp-acd-22.1"]
    ('conflict_years', 'conflicts')
    """
    found: dict[str, list[str]] = {}
    for name, table in tables.items():
        for source, _ in table.editions:
            found.setdefault(source, []).append(name)
    return {source: tuple(sorted(names)) for source, names in sorted(found.items())}


def find_edition(tables: Mapping[str, Table], edition: str) -> dict[str, str]:
    """Under which name is each table of an edition stored?

    Parameters
    ----------
    tables
        The dictionary of a record.
    edition
        The id of the source that makes the edition, such as ``ucdp-acd-22.1``.

    Returns
    -------
    dict of str to str
        The stored name by table.

    Raises
    ------
    UsageError
        When no table has it; near misses are offered.
    """
    stored = {
        name: held for name, table in tables.items() for source, held in table.editions if source == edition
    }
    if not stored:
        known = list_editions(tables)
        near = did_you_mean(edition, known)
        raise UsageError(f"no table has the edition {edition!r}; there are {', '.join(known)}.{near}")
    return stored


def choose_editions(record: Record, editions: Iterable[str]) -> Record:
    """Which record is it, read from these editions?

    Parameters
    ----------
    record
        Stays as it is.
    editions
        Ids of sources, such as ``ucdp-acd-22.1``.

    Returns
    -------
    Record
        Tables without such an edition stay as they are.

    Raises
    ------
    UsageError
        When there is no such edition, or two of them fill one table.
    """
    chosen: dict[str, str] = {}
    for edition in editions:
        for table in find_edition(record.tables, edition):
            other = chosen.setdefault(table, edition)
            if other != edition:
                raise UsageError(f"{other} and {edition} are both editions of {table}; name one of them")
        record = record.with_edition(edition)
    return record
