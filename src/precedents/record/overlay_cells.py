"""What a cell of a user's own case means: a date with its precision, a number, yes or no, a list, an entity."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.errors import UsageError, did_you_mean
from precedents.core.source import Column
from precedents.record.states import Entities

PRECISION = "_precision"
PRECISIONS = ("day", "month", "year", "unknown")

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WHOLE = re.compile(r"[+-]?\d+")
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_TOO_LARGE = 2**63  # for a column of whole numbers
_UNITED_NATIONS = "un"  # as the record names it among interveners, beside states and groups


class CellError(ValueError):
    """A cell that cannot be read; the message says what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """What a cell may name: entities by any name, and cases by their ids."""

    entities: Entities
    case: Callable[[str], str | None]
    """None for a known id; else the near misses."""


def read_date(text: str, *, last: bool = False) -> tuple[dt.date, str]:
    """Which date a year, a month or a day in ISO form is, and how precise?

    Parameters
    ----------
    text
        ``1999``, ``1999-03`` or ``1999-03-24``.
    last
        Take the last day that it may mean, as the record does for ends; else the first.

    Returns
    -------
    tuple of date and str
        The date, and ``year``, ``month`` or ``day``.

    Raises
    ------
    CellError
        For anything else.

    Examples
    --------
    >>> read_date("1999"), read_date("1999-02", last=True)
    ((datetime.date(1999, 1, 1), 'year'), (datetime.date(1999, 2, 28), 'month'))
    """
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if day is not None and month is not None:
            return dt.date(year, month, day), "day"
        if month is not None:
            return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1), "month"
        return dt.date(year, 12 if last else 1, 31 if last else 1), "year"
    except (ValueError, calendar.IllegalMonthError):
        raise CellError(
            f"needs a year, a month or a day, as in 1999, 1999-03 or 1999-03-24, not “{text}”"
        ) from None


def read_cell(column: Column, said: str | tuple[str, ...], on: int | dt.date | None, lookups: Lookups) -> Any:
    """What a cell says, as the record's tables hold it.

    Parameters
    ----------
    column
        As documented: its kind says how the cell is read, its unit what it may name.
    said
        The text, or the items of a list; a text for a list is split at semicolons.
    on
        When: a date or a year, for names that meant different states at different times.
    lookups
        For names of entities and cases.

    Returns
    -------
    object
        A value of the column's kind; a date comes without its precision, see :func:`read_date`.

    Raises
    ------
    CellError
        When it says nothing of the kind.
    """
    if column.kind == "list":
        items = said if isinstance(said, tuple) else tuple(part.strip() for part in said.split(";"))
        return [_read_name(column, item, on, lookups) for item in items if item]
    if isinstance(said, tuple):
        raise CellError("needs one value, not a list")
    return _SCALARS.get(column.kind, _read_name)(column, said, on, lookups)


def _read_name(column: Column, text: str, on: int | dt.date | None, lookups: Lookups) -> str:
    """A text, which may have to name an entity, a group or a case."""
    if column.name.endswith(PRECISION) and text not in PRECISIONS:
        raise CellError(f"is one of {', '.join(PRECISIONS)}, not “{text}”.{did_you_mean(text, PRECISIONS)}")
    if column.unit == "entity id":
        return _read_entity(text, on, lookups.entities)
    if column.unit == "group id":
        return _read_group(text, lookups.entities)
    if column.unit == "case id":
        near = lookups.case(text)
        if near is not None:
            raise CellError(f"names a case, and none has the id “{text}”.{near}")
    return text


def _read_entity(text: str, on: int | dt.date | None, entities: Entities) -> str:
    if text == _UNITED_NATIONS:
        return text
    if text.startswith("group:"):
        return f"group:{_read_group(text, entities)}"
    try:
        return entities.resolve(text, on).id
    except UsageError as error:
        raise CellError(f"cannot be read: {error}") from None


def _read_group(text: str, entities: Entities) -> str:
    name, known = text.removeprefix("group:"), [group.id for group in entities.groups()]
    if name not in known:
        raise CellError(f"names a group, and there is no “{name}”.{did_you_mean(name, known)}")
    return name


def _read_flag(_: Column, text: str, *__: object) -> bool:
    if text.casefold() not in _FLAGS:
        raise CellError(f"needs yes or no, not “{text}”; leave it empty where it is not known")
    return _FLAGS[text.casefold()]


def _read_integer(_: Column, text: str, *__: object) -> int:
    if not _WHOLE.fullmatch(text):
        raise CellError(f"needs a whole number without blanks or signs between its digits, not “{text}”")
    number = int(text)
    if abs(number) >= _TOO_LARGE:
        raise CellError(f"is too large a number: {text}")
    return number


def _read_number(_: Column, text: str, *__: object) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise CellError(f"needs a number with a point for decimals, not “{text}”")
    return number


def _read_day(column: Column, text: str, *__: object) -> dt.date:
    return read_date(text, last=column.name.endswith("end"))[0]


_SCALARS: Mapping[str, Callable[..., Any]] = {
    "flag": _read_flag,
    "integer": _read_integer,
    "number": _read_number,
    "date": _read_day,
}


def render_cell(value: Any, precision: str | None = None) -> str:
    """How a value of a table is written in a report, and in a file of cases.

    Examples
    --------
    >>> render_cell(True), render_cell(["YUG", "SRB"]), render_cell(dt.date(1999, 3, 1), "month")
    ('yes', 'YUG; SRB', '1999-03')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dt.date):
        return value.isoformat()[: {"year": 4, "month": 7}.get(precision or "", 10)]
    return str(value)
