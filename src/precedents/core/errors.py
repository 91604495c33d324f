"""What can go wrong, told apart: called wrongly, record broken, file faulty, name unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class PrecedentsError(Exception):
    """Anything that the program refuses; the message says what happened, where, and what to do."""


class UsageError(PrecedentsError):
    """The program was called wrongly: an unknown name, a bad option. Exit code 2."""


class NeedsSource(UsageError):
    """The rows of a table come from a source that users pull, and it was not pulled.

    Parameters
    ----------
    message
        What is needed, and what to do.
    source, table
        The id of the source and the name of the table.
    """

    def __init__(self, message: str, *, source: str = "", table: str = "") -> None:
        super().__init__(message)
        self.source = source
        self.table = table


class RecordError(PrecedentsError):
    """The record cannot be read or breaks its own promise. Exit code 3."""


class PredicateError(PrecedentsError):
    """A definition is not a safe expression over documented columns.

    Parameters
    ----------
    message
        What is wrong and what to do.
    offset
        Where in the expression, counted in characters from 0, or None when it concerns the whole.
    """

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One fault of an argument file, at its place.

    ``line`` and ``column`` count from 1. ``what`` says what is wrong and what to do.
    """

    file: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}"


class ArgumentError(PrecedentsError):
    """An argument file has faults; all of them are collected in ``faults``, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def did_you_mean(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """The near misses of an unknown name, ready to follow a sentence.

    Parameters
    ----------
    word
        What was written.
    known
        The names that exist.
    most
        How many near misses to offer at the most.

    Returns
    -------
    str
        `` Did you mean a, b?`` with a leading blank, or an empty string when nothing is near.

    Examples
    --------
    >>> did_you_mean("intervenions", ["interventions", "conflicts"])
    ' Did you mean interventions?'
    """
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=most, cutoff=0.6)
    if not near:
        near = [name for name in folded if word and word.casefold() in name][:most]
    return f" Did you mean {', '.join(folded[name] for name in near)}?" if near else ""
