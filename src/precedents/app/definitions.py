"""The definitions of an argument, one by one under a name each, and which of them differ between two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.core.argument import Argument, Part
from precedents.core.change import Change
from precedents.core.expectation import Expectation
from precedents.dossier.report import render_value

KIND = "definition"
MIRRORED = "mirrored"
"""The field by which mirroring marks a part that has no word for its opposite; no file says it."""


def list_definitions(argument: Argument) -> dict[str, str]:
    r"""What does an argument define, each thing under a name of its own?

    Parameters
    ----------
    argument
        As `read_argument` returns it, not mirrored.

    Returns
    -------
    dict of str to str
        JSON by name, in the order of the file: target, cites, choices, classes, givens; then of each statement its
        words and premises, and of each part its kind, what it expects, and every field (features among them).

    Examples
    --------
    >>> from precedents.arguments.reader import read_argument
    >>> text = 'title = "x"\n[choices]\ndeaths = [25, 100]\n[[statement]]\nid = "1"\nkind = "normative"\n'
    >>> list_definitions(read_argument(text))["choices.deaths"]
    '[25, 100]'
    """
    return {name: _render(value) for name, value in _list(argument)}


def find_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Which definitions were changed, added or removed?

    Parameters
    ----------
    before, after
        As :func:`list_definitions` returns them.

    Returns
    -------
    tuple of Change
        In the order of ``after``; what was removed comes last.

    Examples
    --------
    >>> [each.where for each in find_changes({"a": "1", "b": "1"}, {"c": "1", "b": "2"})]
    ['c', 'b', 'a']
    """
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(kind=KIND, where=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _list(argument: Argument) -> Iterator[tuple[str, Any]]:
    if argument.target:
        yield "target", argument.target
    for name, cite in argument.cites.items():
        yield f"cites.{name}", {"case": cite.case, "as": cite.as_what}
    for name, values in argument.choices.items():
        yield f"choices.{name}", list(values)
    for name, rule in argument.classes.items():
        yield (
            f"class.{name}",
            {"of": rule.of, "where": rule.eligible or rule.where, "comparable": rule.comparable}
            | {"salience": rule.salience, "split": list(rule.split)},
        )
    for name, given in argument.givens.items():
        known = {key: getattr(given, key) for key in ("low", "best", "high", "days", "population")}
        yield f"given.{name}", {**known, "unit": given.unit, "source": given.source}
    for statement in argument.statements:
        yield f"statement {statement.id}: says", statement.says
        if statement.premises:
            yield f"statement {statement.id}: premises", list(statement.premises)
        for number, part in enumerate(statement.parts, start=1):
            named = f"statement {statement.id}" + (f", part {number}" if len(statement.parts) > 1 else "")
            yield from ((f"{named}: {field}", value) for field, value in _list_part(part))


def _list_part(part: Part) -> Iterator[tuple[str, Any]]:
    yield "kind", part.kind
    if part.says:
        yield "says", part.says
    if part.expects is not None:
        yield "expects", part.expects
    yield "sort", part.sort
    yield from ((name, value) for name, value in part.fields.items() if name != MIRRORED)


def _render(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    """As JSON holds it; an expectation as its file says it."""
    if isinstance(value, Expectation):
        plain = [_plain(each) for each in value.values]
        return {value.form: plain[0] if len(plain) == 1 else plain} if plain else value.form
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else render_value(value)
