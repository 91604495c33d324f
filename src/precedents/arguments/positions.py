"""Where does each key and each value of an argument file stand?"""

from __future__ import annotations

import bisect
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]
"""The keys, and the numbers within lists from 0, that lead to a value."""

MOST_NESTED = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A key or value: where its first byte stands and what is written there."""

    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """The places of a file's keys and values.

    ``keys`` and ``values`` are by path; a table's key is its header. ``nested_at`` is the first byte of what
    nests too deep.
    """

    data: bytes
    keys: Mapping[Path, Span]
    values: Mapping[Path, Span]
    nested_at: int | None = None
    _lines: tuple[int, ...] = field(repr=False, default=())

    def find(self, path: Path, *, on_key: bool = False, offset: int | None = None) -> tuple[int, int]:
        """On which line, and in which column, does this stand? Both from 1.

        Parameters
        ----------
        path
            What is meant; where it is not in the file, the nearest table around it is taken.
        on_key
            The key rather than the value.
        offset
            So many characters into the value, a text, as it reads without its quotes.

        Returns
        -------
        tuple of int
            Line and column, in characters.
        """
        while path and path not in self.keys and path not in self.values:
            path, offset = path[:-1], None
        first, second = (self.keys, self.values) if on_key else (self.values, self.keys)
        span = first.get(path) or second.get(path)
        if span is None:
            return 1, 1
        inside = 0 if offset is None else len(span.text[: find_in_text(span.text, offset)].encode())
        return self.place(span.start + inside)

    def place(self, byte: int) -> tuple[int, int]:
        """Line and column, from 1 and in characters, of a byte of the file."""
        line = bisect.bisect_right(self._lines, byte) - 1
        return line + 1, len(self.data[self._lines[line] : byte].decode(errors="replace")) + 1


def read_positions(data: bytes) -> Positions:
    r"""Where does each key and each value of a TOML file stand?

    Never fails: what cannot be read has no place.

    Parameters
    ----------
    data
        The file, in UTF-8.

    Returns
    -------
    Positions

    Examples
    --------
    >>> read_positions(b'[class.wars]\nwhere = "deaths > 5"').find(("class", "wars", "where"), offset=7)
    (2, 17)
    """
    root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node
    lines = tuple(byte + 1 for byte in (-1, *(i for i, sign in enumerate(data) if sign == 0x0A)))
    nested_at = _find_too_deep(root)
    reader = _Reader()
    if nested_at is None:
        reader.read_document(root)
    return Positions(
        data=data, keys=reader.keys, values=reader.values,
        nested_at=nested_at, _lines=lines,
    )  # fmt: skip


def _find_too_deep(root: Node) -> int | None:
    """Where does it nest too deep? Without recursion: the file may be hostile."""
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += node.type in {"array", "inline_table", "dotted_key"}
        if depth > MOST_NESTED:
            return node.start_byte
        waiting.extend((child, depth) for child in node.children)
    return None


class _Reader:
    def __init__(self) -> None:
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self.counts: dict[Path, int] = {}

    def read_document(self, root: Node) -> None:
        for node in root.named_children:
            if node.type == "pair":
                self.read_pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self.read_table(node)

    def read_table(self, table: Node) -> None:
        named = table.named_children
        if not named:
            return
        keys = tuple(_read_key(named[0]))
        path: Path = ()
        for key in keys[:-1]:
            path = self.enter((*path, key))
        path = (*path, *keys[-1:])
        if table.type == "table_array_element":
            self.counts[path] = self.counts.get(path, 0) + 1
        span = _span(named[0])
        for length in range(1, len(path) + 1):
            self.keys.setdefault(path[:length], span)
        path = self.enter(path)
        self.keys.setdefault(path, span)
        for node in named[1:]:
            if node.type == "pair":
                self.read_pair(node, path)

    def enter(self, path: Path) -> Path:
        """The last entry of a list of tables, or the table itself."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def read_pair(self, pair: Node, path: Path) -> None:
        named = [node for node in pair.named_children if node.type not in {"comment", "ERROR"}]
        if len(named) < 2:
            return
        for key in _read_key(named[0]):
            path = (*path, key)
            self.keys.setdefault(path, _span(named[0]))
        self.read_value(named[1], path)

    def read_value(self, value: Node, path: Path) -> None:
        self.values.setdefault(path, _span(value))
        children = [node for node in value.named_children if node.type not in {"comment", "ERROR"}]
        if value.type == "inline_table":
            for pair in children:
                self.read_pair(pair, path)
        elif value.type == "array":
            for number, item in enumerate(children):
                self.read_value(item, (*path, number))


def _span(node: Node) -> Span:
    return Span(start=node.start_byte, text=(node.text or b"").decode(errors="replace"))


def _read_key(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _read_key(child)
        return
    text = _span(node).text
    if node.type != "quoted_key":
        yield text
        return
    try:
        yield str(tomllib.loads(f"key = {text}")["key"])
    except tomllib.TOMLDecodeError:
        yield text


def find_in_text(raw: str, offset: int) -> int:
    r"""Where in a text as written, with its quotes and escapes, is the character that reads as this one?

    Parameters
    ----------
    raw
        The text as it stands in the file.
    offset
        Of the character in what the text says, from 0.

    Returns
    -------
    int
        Of the character in ``raw``; 0 where the value is no text.

    Examples
    --------
    >>> find_in_text('"a\\\\tb"', 2)
    4
    """
    quote = next((quote for quote in ('"""', "'''", '"', "'") if raw.startswith(quote)), "")
    if not quote:
        return 0
    at = len(quote)
    if len(quote) == 3:
        at += raw.startswith("\n", at) or 2 * raw.startswith("\r\n", at)
    for _ in range(offset):
        at = _skip_folded(raw, at, quote)
        sign = raw[at : at + 2]
        escaped = sign[:1] == "\\" and quote[0] == '"'
        at += {"\\u": 6, "\\U": 10}.get(sign, 2) if escaped else 1 + (sign == "\r\n")
    return min(_skip_folded(raw, at, quote), max(len(raw) - len(quote), 0))


def _skip_folded(raw: str, at: int, quote: str) -> int:
    """Past a backslash that ends a line, and the blanks after it."""
    while quote == '"""' and raw[at : at + 1] == "\\" and raw[at + 1 : at + 2].isspace():
        rest = raw[at + 1 :].lstrip()
        if "\n" not in raw[at + 1 : len(raw) - len(rest)]:
            break
        at = len(raw) - len(rest)
    return at
