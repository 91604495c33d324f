"""Of what kind is each part of a definition, and can it stand where it stands?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from precedents.core.errors import PredicateError
from precedents.core.predicate_lists import FUNCTIONS
from precedents.core.predicate_words import Word

_KINDS = {
    "number": "a number",
    "text": "text",
    "date": "a date",
    "flag": "yes or no",
    "list": "a list",
    "element": "an element of a list",
    "choice": "a choice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of a definition: what is done (``op``), the kind of its answer, and to what.

    ``kind`` is ``number``, ``text``, ``date``, ``flag``, ``list``, ``element`` or, until its context
    settles it, ``choice``. ``value`` is the plain value, or the name of the column or choice.
    """

    op: str
    kind: str
    offset: int
    text: str = ""
    parts: tuple[Node, ...] = ()
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The columns by kind, and the values that each choice may take where they are known."""

    columns: Mapping[str, str]
    choices: Collection[str]

    def values_of(self, choice: str) -> Sequence[Any]:
        """The declared values of a choice; none when only its name is known."""
        return self.choices[choice] if isinstance(self.choices, Mapping) else ()


def read_call(word: Word, parts: tuple[Node, ...], names: Names) -> Node:
    """Is a function called with what it takes, and what kind of answer does it give?"""
    most = {"coalesce": 99, "contains": 2, "in_group": 3}.get(word.text, 1)
    least = {"coalesce": 2, "contains": 2, "in_group": 2}.get(word.text, 1)
    wrong = PredicateError(f"write it as {FUNCTIONS[word.text]}", word.offset)
    if not least <= len(parts) <= most:
        raise wrong
    kind = {"contains": "flag", "in_group": "flag", "lower": "text", "upper": "text"}.get(word.text, "number")
    if word.text == "coalesce":
        parts = agree(parts, names)
        kind = parts[0].kind
        if any(part.op == "element" for part in parts):
            raise wrong
    elif word.text == "contains":
        if parts[0].kind != "list":
            raise wrong
        parts = (parts[0], settle(parts[1], "text", names))
    elif word.text == "in_group":
        if parts[0].kind not in {"text", "list", "element"} or parts[1].op not in {"literal", "choice"}:
            raise wrong
        years = tuple(settle(part, "number", names) for part in parts[2:])
        parts = (parts[0], settle(parts[1], "text", names), *years)
    else:
        needs = {"year": "date", "abs": "number"}.get(word.text, "text")
        parts = (settle(parts[0], needs, names),)
    return Node(op=word.text, kind=kind, offset=word.offset, text=word.text, parts=parts)


def agree(parts: tuple[Node, ...], names: Names) -> tuple[Node, ...]:
    """Are these of one kind, so that they can be compared? Text is read as a date beside a date."""
    kinds = [part.kind for part in parts if part.kind != "choice"]
    if not kinds:
        raise PredicateError("compare a choice with a column", parts[0].offset)
    if "list" in kinds:
        named = next(part for part in parts if part.kind == "list")
        singular = f"{named.text[:-3]}y" if named.text.endswith("ies") else named.text.removesuffix("s")
        raise PredicateError(
            f"{named.text} is a list: write contains({named.text}, 'x'), or {singular} = 'x' for any of them",
            named.offset,
        )
    if "element" in kinds:
        return tuple(part if part.op == "element" else settle(part, "text", names) for part in parts)
    first = next((part for part in parts if part.op not in {"choice", "literal"}), None)
    kind, beside = (first.kind, first.text) if first else (kinds[0], "")
    return tuple(settle(part, kind, names, beside) for part in parts)


def settle(node: Node, kind: str, names: Names, beside: str = "") -> Node:
    """Can this stand where an answer of this kind is needed?

    Raises
    ------
    PredicateError
        When it cannot, with what is needed instead.
    """
    if node.kind == kind and node.op != "element":
        return node
    if node.op == "choice" and node.kind == "choice":
        for value in names.values_of(str(node.value)):
            read_value(value, kind, node.offset, who=f"the choice {node.value}", beside=beside)
        return replace(node, kind=kind)
    if node.op == "literal":
        return replace(node, kind=kind, value=read_value(node.value, kind, node.offset, beside=beside))
    if kind == "flag" and node.op == "column":
        hint = f": compare {node.text} with something, as in {node.text} = ..."
    elif node.kind == "flag":
        hint = f": write {node.text or 'it'} or not {node.text or 'it'}, without a comparison"
    else:
        hint = ": years of a date are year(...)" if node.kind == "date" else ""
    shown = node.text or "this part"
    raise PredicateError(
        f"{shown} is {_KINDS[node.kind]}, and {_KINDS[kind]} is needed here{hint}", node.offset
    )


def read_value(value: Any, kind: str, offset: int | None, *, who: str = "", beside: str = "") -> Any:
    """Is a plain value of this kind? A date is written as text, year-month-day.

    Raises
    ------
    PredicateError
        When it is of another kind; the message names ``who`` has it, and ``beside`` which column it stands.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {"number": number, "text": isinstance(value, str), "flag": isinstance(value, bool)}
    if fits.get(kind, False):
        return value
    if kind == "date" and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    shown = f"'{value}'" if isinstance(value, str) else str(value).lower()
    shown = f"{who} has {shown}, which" if who else shown
    needed = f"{_KINDS[kind]} is needed" + (f", as {beside} is {_KINDS[kind]}" if beside else "")
    hint = {"date": ": write '1999-03-24'", "flag": ": write true or false"}.get(kind, "")
    raise PredicateError(f"{shown} stands where {needed}{hint}", offset)
