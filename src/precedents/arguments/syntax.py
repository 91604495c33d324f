"""Is a file TOML? Every place where it is not, and what can be read in spite of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from precedents.arguments.positions import MOST_NESTED, Positions, read_positions

MOST_BYTES = 1_000_000
MOST_TORN = 20
"""So many places are named at the most."""

_PLACE = re.compile(r" \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)$")
_OPENING = re.compile(r"""\s*(\[|[\w"'.-]+\s*=)""")
"""How a line begins that opens something new: a table's name, or a key."""

_QUOTES = {"Unterminated": ('"""', "'''"), 'Expected "\'"': ("'",)}
_SAYS: tuple[tuple[str, str], ...] = (
    (
        "Invalid value",
        "no value can be read here: text stands between quotes, numbers as 1000, true or false",
    ),
    ("Expected '=' after", "an equals sign is missing after the key"),
    ("Cannot overwrite", "this key was given before: keep one of the two"),
    (
        "Cannot declare",
        "this table was declared before: keep one of the two, or write [[statement]] for a list",
    ),
    ("Cannot mutate", "this table was declared before: keep its keys in one place"),
    ("Cannot redefine", "this table was declared before: keep its keys in one place"),
    ("Duplicate inline", "this key was given before: keep one of the two"),
    (
        "Expected newline or end",
        "something stands behind the value: text needs quotes, and each key its own line",
    ),
    ("Expected newline", "something stands behind the value: text needs quotes, and each key its own line"),
    ("Expected \"'", "a quote is opened and not closed"),
    ("Unterminated string", "a quote is opened and not closed"),
    (
        "Unclosed array",
        "a list is opened with [ and not closed with ], or a comma is missing between its entries",
    ),
    ("Unclosed inline table", "a { is not closed with } on the same line, or a comma is missing"),
    (
        "Unescaped '\\' in a string",
        "a backslash between double quotes is written twice, or use single quotes",
    ),
    ("Invalid initial character for a key", "a key is missing here; is there a comma too many before it?"),
    ("Invalid statement", "this line has no key and value"),
    ("Illegal character", "this sign is not allowed here; is a quote not closed on its line?"),
    ("Expected ']", "a table's name is not closed: write [name], or [[name]] for a list"),
    ("Invalid date or datetime", "this is no day of the calendar"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """What a file holds: its values as far as they could be read, their places, and what is not TOML.

    ``faults`` are line, column and what is wrong. ``is_whole`` is false when lines had to be left out, ``raw``
    is then what the others say, or None when nothing can be said.
    """

    raw: dict[str, Any] | None
    positions: Positions
    faults: tuple[tuple[int, int, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every line was read."""
        return not self.faults


def read_syntax(data: bytes) -> Syntax:
    r"""What does a TOML file say, and where is it not TOML?

    Where a line cannot be read, it is left out and the others are read, so that all faults are found at once.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Syntax

    Examples
    --------
    >>> read_syntax(b'title = Balkans\n').faults[0][:2]
    (1, 9)
    """
    if len(data) > MOST_BYTES:
        return _refuse(1, 1, f"the file has {len(data):,} bytes; {MOST_BYTES:,} are allowed")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _refuse(line, 1, "this line is not UTF-8: save the file with that encoding")
    text = text.replace("\r\n", "\n")
    positions = read_positions(text.encode())
    if positions.nested_at is not None:
        line, column = positions.place(positions.nested_at)
        return _refuse(line, column, f"lists and tables nest deeper than {MOST_NESTED} levels here")
    return _read_around(text, positions)


def _refuse(line: int, column: int, what: str) -> Syntax:
    return Syntax(raw=None, positions=read_positions(b""), faults=((line, column, what),))


def _read_around(text: str, positions: Positions) -> Syntax:
    """Read a text, leaving out what is not TOML, block by block."""
    lines = text.split("\n")
    faults: list[tuple[int, int, str]] = []
    while len(faults) < MOST_TORN:
        try:
            raw = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            faults.append(_say(str(error), lines))
            first, last = _find_block(faults[-1][0] - 1, lines)
            if not any(lines[first : last + 1]):
                break
            lines[first : last + 1] = [""] * (last + 1 - first)
        except RecursionError:
            faults.append((1, 1, f"lists and tables nest deeper than {MOST_NESTED} levels"))
            break
        else:
            # Lines keep their numbers; what was torn no longer misleads the grammar about the others.
            sound = read_positions("\n".join(lines).encode()) if faults else positions
            return Syntax(raw=raw, positions=sound, faults=tuple(faults))
    return Syntax(raw=None, positions=positions, faults=tuple(faults))


def _say(message: str, lines: list[str]) -> tuple[int, int, str]:
    """Line, column, and what is wrong."""
    place = _PLACE.search(message)
    bare = message[: place.start()] if place else message
    what = next((says for begins, says in _SAYS if bare.startswith(begins)), f"this is not TOML: {bare}")
    if place and place["line"]:
        line, column = int(place["line"]), int(place["column"])
    else:
        line = max((number for number, each in enumerate(lines, 1) if each.strip()), default=1)
        column = len(lines[line - 1].rstrip()) + 1
    marks = next((marks for begins, marks in _QUOTES.items() if bare.startswith(begins)), ())
    # The reader notices at the end of the file what began where such a quote was opened last.
    opened = [(at, mark) for at, each in enumerate(lines, 1) for mark in marks if each.count(mark) % 2]
    if opened:
        line, column = opened[-1][0], lines[opened[-1][0] - 1].index(opened[-1][1]) + 1
    if bare.startswith("Cannot overwrite"):
        column = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
    return line, column, what


def _find_block(line: int, lines: list[str]) -> tuple[int, int]:
    """First and last line of what must be left out: a key with its value, or a table whose name is not closed."""
    first = next((number for number in range(line, -1, -1) if _OPENING.match(lines[number])), line)
    closes = "[" if lines[first].lstrip().startswith("[") else ""
    rest = range(max(first, line) + 1, len(lines))
    ends = (
        number
        for number in rest
        if (lines[number].lstrip().startswith("[") if closes else _OPENING.match(lines[number]))
    )
    return first, next(ends, len(lines)) - 1
