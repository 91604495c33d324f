"""A part of a statement at one position: every choice that it refers to, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from precedents.core.argument import Part, Position
from precedents.core.errors import UsageError
from precedents.core.expectation import Expectation

PREDICATES = frozenset({"where", "exposure_where", "arms", "by"})
"""Fields that are definitions: they keep their choices, which are filled in when they are asked."""

PROSE = frozenset({"says", "needs", "kind", "proxy", "question"})
"""Fields whose text is only read by people: a colon there is a colon."""


def fill_part(part: Part, position: Position) -> Part:
    """How does a part read at this position?

    Parameters
    ----------
    part
        With fields and an expectation that may say ``":name"``.
    position
        A value for each of its choices.

    Returns
    -------
    Part
        With the values instead. Definitions (``where``, and an ``outcome`` that is more than one choice) keep
        theirs; :meth:`precedents.core.predicates.Predicate.expression` fills them in.

    Raises
    ------
    UsageError
        When the position lacks one of them.

    Examples
    --------
    >>> part = Part(kind="aftermath", says="", expects=None, sort="record", fields={"deaths": ":least"})
    >>> fill_part(part, {"least": 25}).fields
    {'deaths': 25}
    """
    expects = part.expects.at(position) if isinstance(part.expects, Expectation) else part.expects
    return replace(part, expects=expects, fields=_fill(part.fields, position))


def _fill(fields: Mapping[str, Any], position: Position) -> dict[str, Any]:
    kept = PREDICATES | PROSE
    return {name: value if name in kept else _fill_value(value, position) for name, value in fields.items()}


def _fill_value(value: Any, position: Position) -> Any:
    if isinstance(value, Mapping):
        return _fill(value, position)
    if isinstance(value, list | tuple):
        return [_fill_value(each, position) for each in value]
    name = value[1:] if isinstance(value, str) and value.startswith(":") else ""
    if not name.isidentifier():
        return value
    if name not in position:
        raise UsageError(f"the choice {name} has no value at this position.")
    return position[name]
