"""What is wrong with a table of the file: pydantic's findings, in the words of a reader of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from precedents.arguments.positions import Path
from precedents.arguments.wire import DimensionWire, FeatureWire, PageWire, Quantity, SourceWire, Wire
from precedents.arguments.wire_values import show
from precedents.core.errors import did_you_mean

Model = TypeVar("Model", bound=Wire)

_WITHIN: Mapping[str | int, type[Wire]] = {
    "a": Quantity,
    "b": Quantity,
    "source": SourceWire,
    "page": PageWire,
}
"""The tables that stand under a key of another table."""

_LISTED: Mapping[str | int, type[Wire]] = {
    "dimensions": DimensionWire,
    "features": FeatureWire,
    "structural": FeatureWire,
    "surface": FeatureWire,
}
"""The tables that stand in a list under a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One fault, and the path of keys to what it is about.

    ``on_key`` points at the key instead of the value, ``offset`` at a character within a text. ``by_absence``
    marks what could also come of a line that could not be read.
    """

    path: Path
    what: str
    on_key: bool = False
    offset: int | None = None
    by_absence: bool = False


def read_table(model: type[Model], raw: Any, path: Path) -> tuple[Model | None, list[Remark]]:
    """What does a table of the file say, and what is wrong with it?

    Parameters
    ----------
    model
        What the table should be.
    raw
        What stands there.
    path
        The keys that lead there.

    Returns
    -------
    tuple
        The table, or None when something is wrong with it, and every fault.
    """
    if not isinstance(raw, Mapping):
        return None, [Remark(path=path, what=f"{_name(path)} needs a table, not {show(raw)}")]
    read: Model | None = None
    remarks: list[Remark] = []
    try:
        read = model.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            loc = tuple(step for step in fault["loc"] if not str(step).startswith("<"))
            remarks.append(_say(fault["type"], (*path, *loc), fault["msg"], fault["input"], model))
    remarks.extend(_check_forms(model, raw, path))
    return (None if remarks else read), remarks


def list_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a table, as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _check_forms(model: type[Wire], raw: Mapping[str, Any], path: Path) -> Iterator[Remark]:
    fields = {name: raw.get(field.alias or name) for name, field in model.model_fields.items()}
    what = model.model_construct(**fields).check_form()
    if what is not None:
        yield Remark(path=path, what=f"{_name(path)} {what}", on_key=True, by_absence=True)
    for key in ("a", "b"):
        if isinstance(raw.get(key), Mapping):
            yield from _check_forms(Quantity, raw[key], (*path, key))
    for key in ("features", "structural", "surface"):
        listed = raw.get(key) if isinstance(raw.get(key), list) else ()
        for number, each in enumerate(listed or ()):
            if isinstance(each, Mapping):
                yield from _check_forms(FeatureWire, each, (*path, key, number))


def _say(kind: str, path: Path, message: str, value: Any, model: type[BaseModel]) -> Remark:
    key = str(path[-1]) if path else ""
    if len(path) > 2 and path[-3] in _LISTED:
        model = _LISTED[path[-3]]
    if kind == "extra_forbidden":
        known = list_keys(_WITHIN.get(path[-2], model) if len(path) > 1 else model)
        hint = did_you_mean(key, known) or f" There are {', '.join(known)}."
        return Remark(path=path, what=f"no key is called {key} here.{hint}", on_key=True)
    if kind == "missing":
        field = next(field for name, field in model.model_fields.items() if (field.alias or name) == key)
        what = f"{key} is missing: add {field.description}"
        return Remark(path=path[:-1], what=what, on_key=True, by_absence=True)
    if kind == "said":
        return Remark(path=path, what=f"{_name(path)} {message}")
    needed = {"model_type": "a table", "list_type": "a list", "too_short": "at least one entry"}.get(kind)
    return Remark(path=path, what=f"{_name(path)} needs {needed or message}, not {show(value)}")


def _name(path: Path) -> str:
    """How a path is called: its last key, or with its number where it is one of a list."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, int):
        word = {
            "parts": "part",
            "features": "feature",
            "structural": "structural feature",
            "surface": "surface feature",
        }
        return f"{word.get(str(path[-2]), path[-2])} {last + 1}"
    return last
