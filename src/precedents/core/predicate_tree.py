"""What does a definition say? A small typed tree, made of allowed nodes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from precedents.core.errors import PredicateError
from precedents.core.predicate_kinds import Names, Node, agree, read_call, settle
from precedents.core.predicate_words import Word

_COMPARISONS: Mapping[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: Mapping[type[exp.Expression], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_LOOSE = (*_COMPARISONS, exp.In, exp.Is, exp.Between, exp.Like, exp.Not)
"""What cannot be an operand of a comparison without brackets: readers, and databases, differ on it."""


def read_tree(words: Sequence[Word], names: Names) -> Node:
    """Which condition do these words state?

    The parser is handed operators, brackets and numbered stand-ins: no character of a name or a value that
    a user wrote reaches it. Its answer is rebuilt node by node; a node that is not on the list is refused.

    Parameters
    ----------
    words
        From :func:`precedents.core.predicate_words.read_words`.
    names
        The columns and choices.

    Returns
    -------
    Node
        A tree whose answer is true, false or unknown.

    Raises
    ------
    PredicateError
        When it does not parse, or compares unlike with unlike.
    """
    text, starts = _stand_ins(words)
    try:
        tree = sqlglot.parse_one(text)
    except SqlglotError as error:
        raise PredicateError(*_say_parse(error, words, starts)) from None
    except RecursionError:
        raise PredicateError("this nests too deep to be read: simplify it", None) from None
    return settle(_Reader(words, names).read(tree), "flag", names)


def _stand_ins(words: Sequence[Word]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    starts: list[int] = []
    for number, word in enumerate(words):
        starts.append(sum(map(len, pieces)) + len(pieces))
        if word.is_operand:
            pieces.append(f'"{number}"')
        else:
            pieces.append(f"f{number}" if word.role == "function" else word.text)
    return " ".join(pieces), starts


def _say_parse(error: SqlglotError, words: Sequence[Word], starts: Sequence[int]) -> tuple[str, int]:
    details = getattr(error, "errors", None) or [{}]
    column = details[0].get("col") or 0
    at = max((number for number, start in enumerate(starts) if start < max(column, 1)), default=0)
    word = words[at]
    end = " Something is missing after it." if at == len(words) - 1 else ""
    return f"the definition cannot be read at {word.text}.{end}", word.offset


@dataclass(frozen=True, slots=True)
class _Reader:
    words: Sequence[Word]
    names: Names

    def read(self, tree: Any) -> Node:
        reader = self._readers().get(type(tree))
        if reader is None:
            raise PredicateError("this is not a part of the language of definitions", self._offset(tree))
        return reader(tree)

    def _readers(self) -> Mapping[type[exp.Expression], Callable[[Any], Node]]:
        return {
            exp.Paren: lambda tree: self.read(tree.this),
            exp.Column: self._read_leaf,
            exp.Anonymous: self._read_function,
            exp.And: lambda tree: self._read_logic(tree, "and"),
            exp.Or: lambda tree: self._read_logic(tree, "or"),
            exp.Not: self._read_not,
            exp.Neg: self._read_negative,
            exp.Is: self._read_is,
            exp.In: self._read_in,
            exp.Between: self._read_between,
            exp.Like: self._read_like,
            **dict.fromkeys(_COMPARISONS, self._read_comparison),
            **dict.fromkeys(_ARITHMETIC, self._read_arithmetic),
        }

    def _offset(self, tree: Any) -> int | None:
        leaves = [int(leaf.name) for leaf in tree.find_all(exp.Identifier) if leaf.name.isdigit()]
        return self.words[min(leaves)].offset if leaves else 0

    def _operand(self, tree: Any) -> Node:
        if isinstance(tree, _LOOSE):
            raise PredicateError("put brackets around one of two conditions in a row", self._offset(tree))
        return self.read(tree)

    def _plain(self, tree: Any, *expected: str) -> None:
        """Refuse whatever else the parser read into a node."""
        extra = [key for key, value in tree.args.items() if value and key not in expected]
        if extra:
            raise PredicateError("this is not a part of the language of definitions", self._offset(tree))

    def _read_leaf(self, tree: exp.Column) -> Node:
        self._plain(tree, "this")
        word = self.words[int(tree.name)]
        if word.role == "column":
            kind = self.names.columns[str(word.value)]
            kind = "number" if kind == "integer" else kind
        else:
            kind = word.role
        op = word.role if word.role in {"column", "element", "choice"} else "literal"
        return Node(op=op, kind=kind, offset=word.offset, text=word.text, value=word.value)

    def _read_logic(self, tree: Any, op: str) -> Node:
        self._plain(tree, "this", "expression")
        parts: list[Node] = []
        # A chain leans to the left; unrolled, its length costs no depth.
        while type(tree.this) is type(tree):
            self._plain(tree, "this", "expression")
            parts.append(settle(self.read(tree.expression), "flag", self.names))
            tree = tree.this
        parts.append(settle(self.read(tree.expression), "flag", self.names))
        parts.append(settle(self.read(tree.this), "flag", self.names))
        return Node(op=op, kind="flag", offset=parts[-1].offset, parts=tuple(reversed(parts)))

    def _negate(self, node: Node) -> Node:
        return Node(op="not", kind="flag", offset=node.offset, parts=(node,))

    def _read_not(self, tree: exp.Not) -> Node:
        self._plain(tree, "this")
        return self._negate(settle(self.read(tree.this), "flag", self.names))

    def _read_negative(self, tree: exp.Neg) -> Node:
        self._plain(tree, "this")
        part = settle(self._operand(tree.this), "number", self.names)
        if part.op == "literal":
            return replace(part, value=-part.value, text=f"-{part.text}")
        return Node(op="negative", kind="number", offset=part.offset, parts=(part,))

    def _read_arithmetic(self, tree: Any) -> Node:
        self._plain(tree, "this", "expression")
        parts = tuple(
            settle(self._operand(part), "number", self.names) for part in (tree.this, tree.expression)
        )
        return Node(op=_ARITHMETIC[type(tree)], kind="number", offset=parts[0].offset, parts=parts)

    def _read_comparison(self, tree: Any) -> Node:
        self._plain(tree, "this", "expression")
        op = _COMPARISONS[type(tree)]
        left, right = agree((self._operand(tree.this), self._operand(tree.expression)), self.names)
        if left.op == right.op == "element":
            raise PredicateError("compare an element of a list with one value", left.offset)
        if "element" in {left.op, right.op} and op != "=":
            name = left.text if left.op == "element" else right.text
            raise PredicateError(
                f"{name} is any element of a list: write {name} = ..., or not ({name} = ...)", left.offset
            )
        if left.kind == "flag" and op not in {"=", "!="}:
            raise PredicateError("yes and no have no order: write = or !=", left.offset)
        return Node(op=op, kind="flag", offset=left.offset, parts=(left, right))

    def _read_is(self, tree: exp.Is) -> Node:
        self._plain(tree, "this", "expression")
        if not isinstance(tree.expression, exp.Null):
            raise PredicateError("`is` asks for null alone: `is null`, `is not null`", self._offset(tree))
        part = self._operand(tree.this)
        if part.op == "element":
            raise PredicateError(f"ask whether the list {part.value} is null", part.offset)
        if part.kind == "choice":
            raise PredicateError("a choice always has a value: ask whether a column is null", part.offset)
        return Node(op="is null", kind="flag", offset=part.offset, parts=(part,))

    def _read_in(self, tree: exp.In) -> Node:
        items = [self._operand(item) for item in tree.expressions]
        if not items or any(item.op not in {"literal", "choice"} for item in items):
            raise PredicateError(
                "after `in` stand plain values or choices in brackets: in ('BIH', 'HRV')", self._offset(tree)
            )
        self._plain(tree, "this", "expressions", "negate")
        parts = agree((self._operand(tree.this), *items), self.names)
        node = Node(op="in", kind="flag", offset=parts[0].offset, parts=parts)
        return self._negate(node) if tree.args.get("negate") else node

    def _read_between(self, tree: exp.Between) -> Node:
        self._plain(tree, "this", "low", "high", "negate")
        parts = agree(
            tuple(self._operand(part) for part in (tree.this, tree.args["low"], tree.args["high"])),
            self.names,
        )
        if parts[0].kind == "flag" or parts[0].op == "element":
            raise PredicateError("`between` compares numbers, dates or text", parts[0].offset)
        node = Node(op="between", kind="flag", offset=parts[0].offset, parts=parts)
        return self._negate(node) if tree.args.get("negate") else node

    def _read_like(self, tree: exp.Like) -> Node:
        self._plain(tree, "this", "expression", "negate")
        part, pattern = (self._operand(tree.this), self._operand(tree.expression))
        if pattern.op not in {"literal", "choice"}:
            raise PredicateError("after `like` stands a text: like '%ethnic%'", pattern.offset)
        part = part if part.op == "element" else settle(part, "text", self.names)
        node = Node(
            op="like", kind="flag", offset=part.offset, parts=(part, settle(pattern, "text", self.names))
        )
        return self._negate(node) if tree.args.get("negate") else node

    def _read_function(self, tree: exp.Anonymous) -> Node:
        self._plain(tree, "this", "expressions")
        word = self.words[int(str(tree.this)[1:])]
        parts = tuple(self._operand(part) for part in tree.expressions)
        return read_call(word, parts, self.names)
