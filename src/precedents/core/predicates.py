"""Definitions in an argument file: SQL expressions over documented columns, read safely.

A definition is one condition on one row: comparisons, ``and``, ``or``, ``not``, ``in``, ``between``,
``like``, ``is null``, arithmetic, a few functions, and ``:name`` for a choice. It cannot name a query, a
table, a file or the network, and it is bounded in length and depth. A list column can be named in the
singular: ``location = 'BIH'`` is true where any of ``locations`` is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from precedents.core.argument import ChoiceValue, Position
from precedents.core.errors import PredicateError
from precedents.core.predicate_frames import ResolveGroup, build_expression
from precedents.core.predicate_kinds import Names, Node
from precedents.core.predicate_lists import FUNCTIONS
from precedents.core.predicate_tree import read_tree
from precedents.core.predicate_words import MAX_CHARACTERS, MAX_NESTING, MAX_NODES, Word, read_words

__all__ = [
    "FUNCTIONS",
    "MAX_CHARACTERS",
    "MAX_NESTING",
    "MAX_NODES",
    "Predicate",
    "ResolveGroup",
    "read_predicate",
]


def _no_groups(group: str) -> Collection[tuple[str, int]]:
    raise PredicateError(f"who belonged to {group} is not at hand here: pass resolve_group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A definition that was read and found safe.

    ``columns`` and ``choices`` are the names that it uses, ``groups`` each group that it names with the place
    of the name in the text.
    """

    text: str
    columns: frozenset[str]
    choices: frozenset[str]
    groups: tuple[tuple[str, int], ...]
    tree: Node = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)

    def expression(self, position: Position, resolve_group: ResolveGroup = _no_groups) -> pl.Expr:
        """Which polars expression answers the definition, true, false or null for unknown?

        Parameters
        ----------
        position
            A value for each choice of the definition.
        resolve_group
            Called with the id of a group without ``group:``; gives its members as pairs of entity and year.

        Returns
        -------
        polars.Expr
            Boolean.

        Raises
        ------
        PredicateError
            When a choice has no value, or one of the wrong kind.

        Examples
        --------
        >>> rule = read_predicate("deaths >= :least", columns={"deaths": "integer"}, choices=["least"])
        >>> frame = pl.DataFrame({"deaths": [10, 1000, None]})
        >>> frame.filter(rule.expression({"least": 25}))["deaths"].to_list()
        [1000]
        """
        return build_expression(self.tree, position, resolve_group)

    def split(
        self, frame: pl.DataFrame, position: Position, resolve_group: ResolveGroup = _no_groups
    ) -> pl.Series:
        """Which rows are in, which are out, and for which is it unknown?

        Parameters
        ----------
        frame
            With the columns that the definition uses.
        position, resolve_group
            As in :meth:`expression`.

        Returns
        -------
        polars.Series
            Boolean, as long as the frame; null where the answer is unknown.

        Examples
        --------
        >>> rule = read_predicate("humanitarian", columns={"humanitarian": "flag"}, choices=[])
        >>> rule.split(pl.DataFrame({"humanitarian": [True, False, None]}), {}).to_list()
        [True, False, None]
        """
        answer = self.expression(position, resolve_group).cast(pl.Boolean)
        return frame.with_columns(is_in=answer)["is_in"]

    def filled(self, position: Position) -> str:
        """How does the definition read at this position, with its choices filled in?

        Examples
        --------
        >>> rule = read_predicate("deaths >= :least", columns={"deaths": "integer"}, choices=["least"])
        >>> rule.filled({"least": 25})
        'deaths >= 25'
        """
        return "".join(self._pieces(position))

    def _pieces(self, position: Position) -> Iterator[str]:
        end = 0
        for word in self.words:
            if word.role == "choice":
                yield self.text[end : word.offset]
                name = str(word.value)
                if name not in position:
                    raise PredicateError(f"the choice {name} has no value at this position", word.offset)
                yield _write_value(position[name])
                end = word.offset + len(word.text)
        yield self.text[end:]


def read_predicate(
    text: str,
    *,
    columns: Mapping[str, str],
    choices: Collection[str] | Mapping[str, Collection[ChoiceValue]] = (),
) -> Predicate:
    """Is this a safe expression over these columns, and what does it say?

    Parameters
    ----------
    text
        The definition: a condition in the manner of SQL's ``where``.
    columns
        Names of the columns and their kinds: text, integer, number, date, flag or list (of text).
    choices
        Names that may follow a colon. A mapping to their values has each value checked against its use.

    Returns
    -------
    Predicate
        Ready to be asked of frames.

    Raises
    ------
    PredicateError
        With what is wrong, where (``offset``, in characters) and what to do.

    Examples
    --------
    >>> rule = read_predicate("start_year >= :since and location = 'BIH'",
    ...     columns={"start_year": "integer", "locations": "list"}, choices=["since"])
    >>> sorted(rule.columns), sorted(rule.choices)
    (['locations', 'start_year'], ['since'])
    >>> read_predicate("deaths_bst > 5", columns={"deaths_best": "number"})
    Traceback (most recent call last):
        ...
    precedents.core.errors.PredicateError: no column is called deaths_bst. Did you mean deaths_best?
    """
    words = read_words(text, columns=columns, choices=choices)
    tree = read_tree(words, Names(columns=columns, choices=choices))
    groups = tuple(
        (str(node.parts[1].value).removeprefix("group:"), node.parts[1].offset)
        for node in _walk(tree)
        if node.op == "in_group" and node.parts[1].op == "literal"
    )
    return Predicate(
        text=text,
        columns=frozenset(str(word.value) for word in words if word.role in {"column", "element"}),
        choices=frozenset(str(word.value) for word in words if word.role == "choice"),
        groups=groups,
        tree=tree,
        words=words,
    )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)


def _write_value(value: ChoiceValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)
