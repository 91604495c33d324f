"""What a reference in an argument file names: a date, a case, one of its columns, or a magnitude."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from precedents.core.errors import UsageError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CASE = re.compile(r"(?P<id>[a-z][a-z-]*:[a-z0-9][a-z0-9_-]*)(?:\.(?P<column>[a-z_][a-z0-9_]*))?")
_CITE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\.(?P<column>[A-Za-z_][A-Za-z0-9_]*)")

HOW = "write kosovo.start, intervention:kosovo-1999.end, agreement:dayton-1995, given.name or 1999-03-24"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One reference.

    ``kind`` is ``date``, ``cite`` (``name`` is the author's name for a case), ``case`` (``name`` is the id of
    a case or of a dated event), ``given`` (``column`` is the name of a given magnitude) or ``magnitude``
    (``name`` is the id of a magnitude of the record). ``column`` is empty where the whole is meant.
    """

    text: str
    kind: str
    name: str = ""
    column: str = ""
    date: dt.date | None = None


def read_reference(text: str) -> Reference:
    """What does a reference name?

    Parameters
    ----------
    text
        ``name.column``, an id, ``given.name``, ``magnitude:name`` or a date, year-month-day.

    Returns
    -------
    Reference

    Raises
    ------
    UsageError
        When it has none of these forms.

    Examples
    --------
    >>> read_reference("kosovo.start").kind, read_reference("given.babi_yar").column
    ('cite', 'babi_yar')
    >>> read_reference("intervention:libya-2011.end").column
    'end'
    """
    if _DATE.fullmatch(text):
        try:
            return Reference(text=text, kind="date", date=dt.date.fromisoformat(text))
        except ValueError:
            raise UsageError(f"{text} is no day of the calendar: year-month-day.") from None
    case = _CASE.fullmatch(text)
    if case:
        kind = "magnitude" if text.startswith("magnitude:") else "case"
        return Reference(text=text, kind=kind, name=case["id"], column=case["column"] or "")
    cite = _CITE.fullmatch(text)
    if cite and cite["name"] == "given":
        return Reference(text=text, kind="given", name="given", column=cite["column"])
    if cite:
        return Reference(text=text, kind="cite", name=cite["name"], column=cite["column"])
    raise UsageError(f"“{text}” names nothing: {HOW}.")
