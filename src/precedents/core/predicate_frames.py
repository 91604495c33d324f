"""Which rows fulfil a definition? Its tree as an expression over the columns of a frame."""

from __future__ import annotations

import functools
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

import polars as pl

from precedents.core.argument import Position
from precedents.core.errors import PredicateError
from precedents.core.predicate_kinds import Node, read_value

ResolveGroup = Callable[[str], Collection[tuple[str, int]]]
"""The members of a group, as pairs of an entity and a year in which it was a member."""


def build_expression(node: Node, position: Position, resolve_group: ResolveGroup) -> pl.Expr:
    """Which expression over a frame answers this tree?

    True, false, or null where it is unknown: as in SQL, what is null is unknown, and ``and`` and ``or``
    are unknown only where the unknown could change the answer. Numbers are compared as floating point,
    a division by zero is unknown.

    Parameters
    ----------
    node
        From :func:`precedents.core.predicate_tree.read_tree`.
    position
        A value for each choice.
    resolve_group
        Called with the id of a group (without ``group:``).

    Returns
    -------
    polars.Expr
        Boolean at the root.
    """
    return _Builder(position, resolve_group).build(node)


class _Builder:
    def __init__(self, position: Position, resolve_group: ResolveGroup) -> None:
        self.position = position
        self.resolve_group = resolve_group

    def build(self, node: Node) -> pl.Expr:
        if node.op in {"literal", "choice"}:
            return _repeat(self.value(node), node.kind)
        if node.op in {"column", "element"}:
            return pl.col(str(node.value)).cast(_DTYPES[node.kind])
        if node.op == "in":
            return self._build_in(node)
        if node.op == "like":
            return self._build_like(node)
        if node.op == "in_group":
            return self._build_group(node)
        parts = [self.build(part) for part in node.parts]
        if node.op == "=" and "element" in {part.op for part in node.parts}:
            return _build_any(node.parts, parts)
        return _OPERATIONS[node.op](*parts)

    def value(self, node: Node) -> Any:
        """The plain value of a literal or, at this position, of a choice."""
        if node.op == "literal":
            value = node.value
        elif node.value not in self.position:
            raise PredicateError(f"the choice {node.value} has no value at this position", node.offset)
        else:
            value = self.position[node.value]
            value = read_value(value, node.kind, node.offset, who=f"the choice {node.value}")
        return float(value) if node.kind == "number" else value

    def _build_in(self, node: Node) -> pl.Expr:
        first, items = node.parts[0], [self.value(item) for item in node.parts[1:]]
        if first.op == "element":
            return _any_of(self.build(first), items)
        dtype = _DTYPES[first.kind]
        return self.build(first).is_in(pl.Series(items, dtype=dtype).implode())

    def _build_like(self, node: Node) -> pl.Expr:
        pattern = "".join(
            {"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in self.value(node.parts[1])
        )
        first, regex = self.build(node.parts[0]), f"(?s)^{pattern}$"
        if node.parts[0].op == "element":
            return first.list.eval(pl.element().str.contains(regex)).list.any()
        return first.str.contains(regex)

    def _build_group(self, node: Node) -> pl.Expr:
        first = self.build(node.parts[0])
        many = node.parts[0].kind in {"list", "element"}
        group = str(self.value(node.parts[1])).removeprefix("group:")
        pairs = self.resolve_group(group)
        # A list of those who intervened may hold the group itself beside states.
        itself = f"group:{group}"
        if len(node.parts) == 2:
            members = sorted({entity for entity, _ in pairs} | {itself})
            return _any_of(first, members) if many else first.is_in(_text(members))
        year = self.build(node.parts[2])
        known = first.is_not_null() & year.is_not_null()
        met = _any_member(first, year, pairs, itself) if many else _is_member(first, year, pairs, itself)
        return pl.when(known).then(met).otherwise(_repeat(None, "flag"))


def _is_member(entity: pl.Expr, year: pl.Expr, pairs: Collection[tuple[str, int]], itself: str) -> pl.Expr:
    moments = pl.concat_str([entity, year.cast(pl.Int64).cast(pl.String)], separator="|")
    return (entity == itself) | moments.is_in(_text(sorted(f"{each}|{when}" for each, when in pairs)))


def _any_member(listed: pl.Expr, year: pl.Expr, pairs: Collection[tuple[str, int]], itself: str) -> pl.Expr:
    years: dict[str, list[float]] = defaultdict(list)
    for entity, when in sorted(pairs):
        years[entity].append(float(when))
    found = [
        listed.list.contains(entity) & year.is_in(pl.Series(when, dtype=pl.Float64).implode())
        for entity, when in years.items()
    ]
    return pl.any_horizontal(listed.list.contains(itself), *found)


def _repeat(value: Any, kind: str) -> pl.Expr:
    """A plain value as long as the frame.

    Not pl.lit: polars (2.1) lets a conditional whose rows all take the literal shrink to one row, and then
    refuses to compare it.
    """
    return pl.repeat(value, pl.len(), dtype=_DTYPES[kind])


def _text(values: list[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.String).implode()


def _any_of(listed: pl.Expr, values: list[str]) -> pl.Expr:
    return listed.list.eval(pl.element().is_in(_text(values))).list.any()


def _build_any(nodes: tuple[Node, ...], parts: list[pl.Expr]) -> pl.Expr:
    listed, other = (parts[0], parts[1]) if nodes[0].op == "element" else (parts[1], parts[0])
    met = listed.list.contains(other)
    return pl.when(other.is_not_null()).then(met).otherwise(_repeat(None, "flag"))


_DTYPES: dict[str, Any] = {
    "number": pl.Float64,
    "text": pl.String,
    "date": pl.Date,
    "flag": pl.Boolean,
    "list": pl.List(pl.String),
    "element": pl.List(pl.String),
}

_OPERATIONS: dict[str, Callable[..., pl.Expr]] = {
    "and": lambda *parts: functools.reduce(operator.and_, parts),
    "or": lambda *parts: functools.reduce(operator.or_, parts),
    "not": lambda a: ~a,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: pl.when(b != 0).then(a / b).otherwise(_repeat(None, "number")),
    "negative": lambda a: -a,
    "is null": lambda a: a.is_null(),
    "between": lambda a, low, high: (a >= low) & (a <= high),
    "year": lambda a: a.dt.year().cast(pl.Float64),
    "abs": lambda a: a.abs(),
    "lower": lambda a: a.str.to_lowercase(),
    "upper": lambda a: a.str.to_uppercase(),
    "length": lambda a: a.str.len_chars().cast(pl.Float64),
    # Not pl.coalesce, which forgets its length over a column of nulls: see _repeat.
    "coalesce": lambda *parts: functools.reduce(
        lambda rest, part: pl.when(part.is_not_null()).then(part).otherwise(rest), reversed(parts)
    ),
    "contains": lambda a, b: a.list.contains(b),
}
