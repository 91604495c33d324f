"""The choices of an argument: which values has each, and can they stand where they are used?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark
from precedents.arguments.wire_values import is_choice, show
from precedents.core.argument import ChoiceValue
from precedents.core.filled import PREDICATES, PROSE

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_choices(raw: Mapping[str, Any]) -> tuple[dict[str, tuple[ChoiceValue, ...]], list[Remark]]:
    """Which choices does a file declare, and with which values?

    Parameters
    ----------
    raw
        The file's values.

    Returns
    -------
    tuple
        The values of each choice that can stand, and what is wrong with the others.

    Examples
    --------
    >>> read_choices({"choices": {"since": [1946, 1990]}})
    ({'since': (1946, 1990)}, [])
    """
    listed = raw.get("choices", {})
    remarks: list[Remark] = []
    if not isinstance(listed, Mapping):
        return {}, [Remark(path=("choices",), what=f"choices needs a table, not {show(listed)}")]
    found: dict[str, tuple[ChoiceValue, ...]] = {}
    for name, values in listed.items():
        path: Path = ("choices", name)
        if not _NAME.fullmatch(name):
            what = f"a choice is named with letters, digits and _, not {name}"
            remarks.append(Remark(path=path, what=what, on_key=True))
        if not isinstance(values, list) or not values:
            what = "is empty" if values == [] else f"is {show(values)}"
            what = f"{name} {what}: write the list of its values, the author's own first"
            remarks.append(Remark(path=path, what=what))
            found[name] = ()
            continue
        faults = {number: _judge_value(name, number, values) for number in range(len(values))}
        remarks += [Remark(path=(*path, number), what=what) for number, what in faults.items() if what]
        found[name] = tuple(value for number, value in enumerate(values) if not faults[number])
    return found, remarks


def _judge_value(name: str, number: int, values: list[Any]) -> str:
    value = values[number]
    if not isinstance(value, str | int | float | bool) or is_choice(value):
        quotes = ": put dates between quotes" if hasattr(value, "isoformat") else ""
        return f"a value of {name} is a text, a number, true or false, not {show(value)}{quotes}"
    if isinstance(value, float) and not abs(value) < float("inf"):
        return f"a value of {name} is a finite number, not {value}"
    if any(type(each) is type(value) and each == value for each in values[:number]):
        return f"{name} has {show(value)} twice: keep one"
    return ""


def find_references(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Where do values of a part stand for a choice? Definitions and prose are passed over.

    Yields
    ------
    tuple
        The keys within the part, and the name of the choice.

    Examples
    --------
    >>> list(find_references({"deaths": ":least", "where": "a > :b", "expects": {"at_most": ":c"}}))
    [(('deaths',), 'least'), (('expects', 'at_most'), 'c')]
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in PREDICATES | PROSE:
                yield from find_references(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from find_references(inner, (*path, number))
    elif is_choice(value):
        yield path, str(value)[1:]


def put(value: Any, path: Path, new: Any) -> Any:
    """The same value with another at the end of these keys.

    Examples
    --------
    >>> put({"expects": {"at_most": ":c"}}, ("expects", "at_most"), 3)
    {'expects': {'at_most': 3}}
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [put(each, rest, new) if number == step else each for number, each in enumerate(value)]
    return {key: put(each, rest, new) if key == step else each for key, each in value.items()}
