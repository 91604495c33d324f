"""What is a definition made of? Its words, each on a list, before any parser sees them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from precedents.core.errors import PredicateError, did_you_mean
from precedents.core.predicate_lists import FUNCTIONS, KEYWORDS, REFUSED, SIGNS, TWO_SIGNS

MAX_CHARACTERS = 2_000
MAX_NESTING = 32
MAX_NODES = 200

_WORD = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
    |(?P<text>'(?:[^']|'')*')
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.])
    |(?P<choice>:[A-Za-z_][A-Za-z0-9_]*)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><>|<=|>=|!=|[=<>+\-*/(),])""",
    re.VERBOSE,
)

_JOINING = frozenset(
    ["and", "or", "in", "is", "like", "between", "=", "!=", "<>", "<", "<=", ">", ">=", "+", "*", "/", ","]
)
"""What stands between two values, never before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word or sign of a definition and where it stands.

    ``role`` is ``column``, ``element`` (a list column named in the singular), ``function``, ``choice``,
    ``text``, ``number``, ``flag``, ``keyword`` or ``sign``; ``value`` the column or the plain value meant.
    """

    role: str
    text: str
    offset: int
    value: str | int | float | bool | None = None

    @property
    def is_operand(self) -> bool:
        """Whether it stands for a value."""
        return self.role in {"column", "element", "choice", "text", "number", "flag"}


def read_words(text: str, *, columns: Mapping[str, str], choices: Collection[str]) -> tuple[Word, ...]:
    """Which words is a definition made of, and is each of them known?

    Everything is checked here, on the text: its length, its signs, every name, how deep it nests and how
    long it is. What passes is harmless whatever the parser makes of it.

    Parameters
    ----------
    text
        The definition as written.
    columns
        The columns that it may use, each with its kind.
    choices
        The names that may follow a colon.

    Returns
    -------
    tuple of Word
        In order, without blanks.

    Raises
    ------
    PredicateError
        With the offset of the first thing that cannot stand.

    Examples
    --------
    >>> words = read_words("deaths >= :least", columns={"deaths": "number"}, choices=["least"])
    >>> [word.role for word in words]
    ['column', 'sign', 'choice']
    """
    if len(text) > MAX_CHARACTERS:
        raise PredicateError(
            f"a definition may have {MAX_CHARACTERS:,} characters, this one has {len(text):,}: split it", None
        )
    if not text.strip():
        raise PredicateError("the definition is empty: write a condition, or true for every row", 0)
    found = tuple(_split(text))
    words = tuple(
        _recognise(role, piece, offset, follows == "(", columns, choices)
        for (role, piece, offset), follows in zip(
            found, [piece for _, piece, _ in found[1:]] + [""], strict=True
        )
    )
    _check_extent(words)
    _check_neighbours(words)
    return words


def _split(text: str) -> Iterator[tuple[str, str, int]]:
    offset = 0
    while offset < len(text):
        match = None if text[offset : offset + 2] in TWO_SIGNS else _WORD.match(text, offset)
        if match is None:
            raise PredicateError(_say_sign(text, offset), offset)
        role = str(match.lastgroup)
        if role != "blank":
            if "\0" in match.group():
                raise PredicateError(SIGNS["\0"], offset + match.group().index("\0"))
            yield role, match.group(), offset
        offset = match.end()


def _say_sign(text: str, offset: int) -> str:
    sign = text[offset : offset + 2] if text[offset : offset + 2] in TWO_SIGNS else text[offset]
    if sign[0].isdigit():
        return "a number is not followed by letters: write 1000 or 0.5"
    shown = sign if sign.isprintable() and sign != " " else f"U+{ord(sign[0]):04X}"
    return f"{shown} cannot stand here: {SIGNS.get(sign, 'it has no meaning in a definition')}"


def _recognise(
    role: str, piece: str, offset: int, calls: bool, columns: Mapping[str, str], choices: Collection[str]
) -> Word:
    if role == "text":
        return Word(role=role, text=piece, offset=offset, value=piece[1:-1].replace("''", "'"))
    if role == "number":
        return Word(role=role, text=piece, offset=offset, value=_read_number(piece, offset))
    if role == "choice":
        if piece[1:] not in choices:
            hint = did_you_mean(piece[1:], choices) or " Declare it under [choices]."
            raise PredicateError(f"no choice is called {piece[1:]}.{hint}", offset)
        return Word(role=role, text=piece, offset=offset, value=piece[1:])
    if role == "sign":
        return Word(role=role, text=piece, offset=offset)
    return _recognise_name(piece, offset, calls, columns)


def _recognise_name(piece: str, offset: int, calls: bool, columns: Mapping[str, str]) -> Word:
    small = piece.lower()
    if small in {"true", "false"} and piece not in columns:
        return Word(role="flag", text=piece, offset=offset, value=small == "true")
    if small in KEYWORDS:
        return Word(role="keyword", text=small, offset=offset)
    if calls:
        if small in FUNCTIONS:
            return Word(role="function", text=small, offset=offset)
        if small in REFUSED:
            raise PredicateError(f"{piece} is not allowed: {REFUSED[small]}", offset)
        hint = did_you_mean(piece, FUNCTIONS) or f" There are {', '.join(FUNCTIONS)}."
        raise PredicateError(f"no function is called {piece}.{hint}", offset)
    if piece in columns:
        return Word(role="column", text=piece, offset=offset, value=piece)
    for plural in (f"{piece}s", f"{piece[:-1]}ies" if piece.endswith("y") else ""):
        if columns.get(plural) == "list":
            return Word(role="element", text=piece, offset=offset, value=plural)
    if small in REFUSED:
        raise PredicateError(f"{piece} is not allowed: {REFUSED[small]}", offset)
    hint = did_you_mean(piece, columns) or " `precedents columns WORD` finds columns by what they say."
    quote = " Text stands between single quotes: 'BIH'." if piece.isupper() else ""
    raise PredicateError(f"no column is called {piece}.{quote}{hint}", offset)


def _read_number(piece: str, offset: int) -> int | float:
    value = int(piece) if piece.isdigit() else float(piece)
    # Numbers are compared as floating point: beyond this they would silently be rounded.
    if not math.isfinite(value) or abs(value) > 2**53:
        raise PredicateError(f"the number {piece[:20]} is too large", offset)
    return value


def _check_extent(words: tuple[Word, ...]) -> None:
    """Refuse what nests too deep or is too long, counted on the words: the parser never meets it."""
    weight = sum(word.text not in {"(", ")", ","} for word in words)
    if weight > MAX_NODES:
        raise PredicateError(
            f"a definition may have {MAX_NODES} words and signs, this one has {weight}: split it", None
        )
    open_at: list[tuple[int, int]] = []
    prefixes, before = 0, None
    for word in words:
        if word.text == "(":
            open_at.append((prefixes, word.offset))
            prefixes = 0
        elif word.text == ")":
            if not open_at:
                raise PredicateError(
                    "this bracket closes nothing: delete it, or open one before", word.offset
                )
            open_at.pop()
            prefixes = 0
        elif word.text == "not" or (word.text == "-" and not _ends_operand(before)):
            prefixes += 1
        elif word.is_operand:
            prefixes = 0
        if len(open_at) + prefixes + sum(outer for outer, _ in open_at) > MAX_NESTING:
            raise PredicateError(f"this nests deeper than {MAX_NESTING} levels: simplify it", word.offset)
        before = word
    if open_at:
        raise PredicateError("this bracket is not closed", open_at[-1][1])


def _ends_operand(word: Word | None) -> bool:
    return word is not None and (word.is_operand or word.text in {")", "null"})


def _check_neighbours(words: tuple[Word, ...]) -> None:
    """Refuse two values side by side, and names and signs that stand where a value should."""
    before: Word | None = None
    for word in words:
        ended = _ends_operand(before)
        if ended and before is not None and (word.is_operand or word.role == "function" or word.text == "("):
            raise PredicateError(
                f"between {before.text} and {word.text} something is missing: =, and, or, a comma?",
                word.offset,
            )
        joins = word.role in {"keyword", "sign"} and word.text in _JOINING
        denied = before is not None and before.text == "not" and word.text in {"in", "like", "between"}
        if joins and not (ended or denied):
            raise PredicateError(f"something is missing before {word.text}", word.offset)
        if word.text == ")" and not ended and (before is None or before.text != "("):
            raise PredicateError("something is missing before this bracket", word.offset)
        if word.text == "null" and (before is None or before.text not in {"is", "not"}):
            raise PredicateError("null is compared with `is null` or `is not null` alone", word.offset)
        before = word
    if before is not None and not _ends_operand(before):
        raise PredicateError(
            f"the definition breaks off: something is missing after {before.text}", before.offset
        )


def find_choices(text: str) -> tuple[str, ...]:
    """Which choices does a definition refer to, whether or not it can be read?

    Examples
    --------
    >>> find_choices("deaths >= :least and name = 'a :b' and year > :since")
    ('least', 'since')
    """
    outside = "".join(text.split("'")[::2])
    return tuple(dict.fromkeys(re.findall(r":([A-Za-z_][A-Za-z0-9_]*)", outside)))
