"""What a plain value in an argument file may be, said in words where it is something else."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from precedents.core.errors import UsageError, did_you_mean
from precedents.core.expectation import FORMS, WORDS, Expectation, read_expectation
from precedents.core.reference import read_reference

CHOICE = r"^:[A-Za-z_][A-Za-z0-9_]*$"
_NAME = r"^[A-Za-z_][A-Za-z0-9_-]*$"
_TARGET = r"^[A-Z]{2,4}(-[A-Z0-9]+)?:[0-9]{4}$"
_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_OR_CHOICE = {"type": "string", "pattern": CHOICE}


def refuse(what: str) -> PydanticCustomError:
    """The refusal of a value, in words that follow the name of its key."""
    return PydanticCustomError("said", "{what}", {"what": what})


def show(value: Any) -> str:
    """A value as a reader of the file knows it.

    Examples
    --------
    >>> show(True), show("x"), show([1]), show({"a": 1})
    ('true', 'the text “x”', 'a list', 'a table')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text “{value if len(value) <= 40 else value[:37] + '…'}”"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return f"the date {value}"


def is_choice(value: Any) -> bool:
    """Whether a value stands for a choice."""
    return isinstance(value, str) and re.match(CHOICE, value) is not None


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(f"needs text between quotes, not {show(value)}")
    if not value.strip():
        raise refuse("is empty: write something, or leave the key out")
    return value


def _read_number(value: Any, *, above: float = -math.inf, words: str = "") -> float | str:
    if is_choice(value):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(f"needs a number or a choice such as :deaths, not {show(value)}")
    if not math.isfinite(value) or value < above:
        raise refuse(f"needs {words or 'a finite number'}, not {value}")
    return value


def _read_amount(value: Any) -> float | str:
    return _read_number(value, above=0, words="a number of 0 or more")


def _read_plain_amount(value: Any) -> float | str:
    if is_choice(value):
        raise refuse("needs a number: a given magnitude has a source, and no choices")
    return _read_amount(value)


def _read_plain(value: Any) -> float | bool:
    if not isinstance(value, bool | int | float) or not math.isfinite(value):
        raise refuse(f"needs a number, true or false, not {show(value)}")
    return value


def _read_date(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise refuse(f"needs a date, year-month-day as in 1999-03-24, not {show(value)}") from None


def _read_moment(value: Any) -> str | int:
    if isinstance(value, dt.date):
        return _read_date(value)
    if is_choice(value):
        return str(value)
    if not isinstance(value, str):
        raise refuse(f"needs an event such as kosovo.start, or a date between quotes, not {show(value)}")
    try:
        read_reference(value)
    except UsageError as error:
        raise refuse(f"cannot be read: {error}") from None
    return value


def _read_year_or_moment(value: Any) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1000 <= value <= 2999:
            raise refuse(f"needs a year such as 1990, a date or an event such as kosovo.start, not {value}")
        return value
    return _read_moment(value)


def _read_expects(value: Any) -> Expectation:
    try:
        return read_expectation(value)
    except UsageError as error:
        raise refuse(f"cannot be read: {error}") from None


def _match(pattern: str, needs: str, *, or_choice: bool = False) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if or_choice and is_choice(value):
            return str(value)
        if not isinstance(value, str) or re.match(pattern, value) is None:
            raise refuse(f"needs {needs}, not {show(value)}")
        return value

    return read


def one_of(*words: str, or_choice: bool = True) -> Any:
    """A value that is one of these words, or a choice."""

    def read(value: Any) -> str:
        if (or_choice and is_choice(value)) or value in words:
            return str(value)
        hint = did_you_mean(value, words) if isinstance(value, str) else ""
        raise refuse(f"is one of {', '.join(words)}, not {show(value)}.{hint}")

    listed: dict[str, Any] = {"enum": list(words)}
    schema = {"anyOf": [listed, _OR_CHOICE]} if or_choice else listed
    return Annotated[str | None, PlainValidator(read), WithJsonSchema(schema)]


def _read_items(value: Any, what: str, read: Callable[[Any], str], exactly: int = 0) -> list[str]:
    if not isinstance(value, list):
        raise refuse(f"needs a list of {what}, not {show(value)}")
    if exactly and len(value) != exactly:
        raise refuse(f"needs {exactly} {what}, not {len(value)}")
    return [read(item) for item in value]


_read_id = _match(_ID, "an id between quotes (letters, digits, dot, hyphen)")
_read_entity = _match(r"\S", "a state such as BIH or a group such as group:nato, between quotes")
_ENTITY_SCHEMA = {"type": "string", "minLength": 1}
_TEXT_SCHEMA = {"type": "string", "minLength": 1}
_NUMBER_SCHEMA = {"anyOf": [{"type": "number", "minimum": 0}, _OR_CHOICE]}
_SCALAR_SCHEMA = {"type": ["string", "number", "boolean"]}
_MOMENT_SCHEMA = {"type": "string", "pattern": r"^[^ ]+$"}
_PAIR_SCHEMA = {"type": "array", "items": _SCALAR_SCHEMA, "minItems": 2, "maxItems": 2}
_EXPECTS_SCHEMA = {
    "anyOf": [
        {"enum": list(WORDS)},
        _SCALAR_SCHEMA,
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                form: _PAIR_SCHEMA if form in {"between", "outside"} else _SCALAR_SCHEMA for form in FORMS
            },
        },
    ]
}

Text = Annotated[str | None, PlainValidator(_read_text), WithJsonSchema(_TEXT_SCHEMA)]
Number = Annotated[float | str | None, PlainValidator(_read_amount), WithJsonSchema(_NUMBER_SCHEMA)]
PlainNumber = Annotated[
    float | None, PlainValidator(_read_plain_amount), WithJsonSchema({"type": "number", "minimum": 0})
]
FeatureName = Annotated[
    str,
    PlainValidator(
        _match(r"\S", 'the name of a feature, or a table such as { name = "democracy", weight = 2 }')
    ),
    WithJsonSchema(_TEXT_SCHEMA),
]
Plain = Annotated[
    float | bool | None, PlainValidator(_read_plain), WithJsonSchema({"type": ["number", "boolean"]})
]
Date = Annotated[str | None, PlainValidator(_read_date), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[str | None, PlainValidator(_read_moment), WithJsonSchema(_MOMENT_SCHEMA)]
YearOrMoment = Annotated[
    str | int | None,
    PlainValidator(_read_year_or_moment),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 2999}, _MOMENT_SCHEMA]}),
]
Link = Annotated[
    str | None,
    PlainValidator(_match(r"^https?://\S+$", "a web address that begins with http:// or https://")),
    WithJsonSchema({"type": "string", "pattern": r"^https?://\S+$"}),
]
Target = Annotated[
    str | None,
    PlainValidator(_match(_TARGET, "a state and a year between quotes, as in IRN:2026")),
    WithJsonSchema({"type": "string", "pattern": _TARGET}),
]
Id = Annotated[str, PlainValidator(_read_id), WithJsonSchema({"type": "string", "pattern": _ID})]
Ids = Annotated[
    list[str],
    PlainValidator(lambda value: _read_items(value, "ids of statements between quotes", _read_id)),
    WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": _ID}}),
]
Name = Annotated[
    str | None,
    PlainValidator(_match(_NAME, "a name (letters, digits, _), between quotes", or_choice=True)),
    WithJsonSchema({"type": "string"}),
]
CaseId = Annotated[
    str | None,
    PlainValidator(
        _match(r"^[A-Za-z_:][A-Za-z0-9_:-]*$", "the id of a case, such as intervention:kosovo-1999")
    ),
    WithJsonSchema({"type": "string"}),
]
Entity = Annotated[str | None, PlainValidator(_read_entity), WithJsonSchema(_ENTITY_SCHEMA)]
Entities = Annotated[
    list[str] | None,
    PlainValidator(lambda value: _read_items(value, "states or groups", _read_entity, 2)),
    WithJsonSchema({"type": "array", "items": _ENTITY_SCHEMA, "minItems": 2, "maxItems": 2}),
]
Expects = Annotated[Expectation | None, PlainValidator(_read_expects), WithJsonSchema(_EXPECTS_SCHEMA)]
Texts = Annotated[
    list[str] | None,
    PlainValidator(lambda value: _read_items(value, "texts between quotes", _read_text)),
    WithJsonSchema({"type": "array", "items": _TEXT_SCHEMA}),
]


def _read_files(value: Any) -> list[str]:
    files = (
        [value] if isinstance(value, str) else _read_items(value, "names of files between quotes", _read_text)
    )
    for file in files:
        if not file.lower().endswith((".csv", ".toml")):
            raise refuse(f"needs a .csv or a .toml file, not {show(file)}")
        if PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute():
            raise refuse(f"needs a path from the folder of this file, as in mine.csv, not {show(file)}")
    return files


_FILE_SCHEMA = {"type": "string", "pattern": r"\.([cC][sS][vV]|[tT][oO][mM][lL])$"}
Files = Annotated[
    list[str],
    PlainValidator(_read_files),
    WithJsonSchema({"anyOf": [_FILE_SCHEMA, {"type": "array", "items": _FILE_SCHEMA}]}),
]


def _read_years(value: Any) -> list[int]:
    if not isinstance(value, list) or not value:
        raise refuse(f"needs a list of years, as in [1995, 1999], not {show(value)}")
    for item in value:
        if isinstance(item, bool) or not isinstance(item, int) or not 1000 <= item <= 2999:
            raise refuse(f"needs years of four digits, not {show(item)}")
    return list(value)


def _read_arms(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) < 2:
        raise refuse(
            'needs two options or more, each with a condition, as in { alone = "lone_state", nato = "nato" }'
        )
    return {str(name): _read_text(where) for name, where in value.items()}


Years = Annotated[
    list[int],
    PlainValidator(_read_years),
    WithJsonSchema(
        {"type": "array", "items": {"type": "integer", "minimum": 1000, "maximum": 2999}, "minItems": 1}
    ),
]
Arms = Annotated[
    dict[str, str],
    PlainValidator(_read_arms),
    WithJsonSchema({"type": "object", "minProperties": 2, "additionalProperties": _TEXT_SCHEMA}),
]
