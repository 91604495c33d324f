"""Which columns of the dictionary answer to some words."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable

from precedents.core.source import Column, Table

_LITTLE = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with"])
FEW_WORDS = 2
_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=4096)
def _read_words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


@functools.lru_cache(maxsize=4096)
def _join_words(text: str) -> str:
    """The words of a text with a blank before and behind each: one search finds a word or its beginning."""
    return f" {' '.join(_read_words(text))} "


def _judge_word(word: str, column: Column, table: Table, *, near: bool) -> float:
    """How well one word fits a column: its name before its table, its table before what it says."""
    name = _read_words(column.name)
    if word == column.name.casefold() or word in name:
        return 8.0
    if any(part.startswith(word) for part in name):
        return 6.0
    holder = _read_words(table.name)
    if word == table.name.casefold() or word in holder or word == table.case_kind.casefold():
        return 5.0
    says = _join_words(f"{column.says} {column.unit} {' '.join(column.sources)}")
    if f" {word} " in says:
        return 4.0
    if len(word) > 2 and (f" {word}" in says or word in column.name.casefold()):
        return 3.0
    if not near:
        return 0.0
    # A slip of the pen seldom takes the first letter.
    alike = [part for part in name if part[:1] == word[:1]]
    return 2.0 if difflib.get_close_matches(word, alike, n=1, cutoff=0.8) else 0.0


def find_columns(tables: Iterable[Table], words: str) -> list[Column]:
    """Which columns speak of these words, the likeliest first.

    Parameters
    ----------
    tables
        The dictionary.
    words
        What to look for: in the column's name, its table's, or what is said of it. Columns that answer to
        every word come alone; if there are none, those that answer to most. ``table.column`` names one
        column. No words: every column.

    Returns
    -------
    list of Column
        By how well they fit, then in the order of the dictionary.
    """
    wanted = [word for word in _read_words(words.replace("_", " ")) if word not in _LITTLE]
    # Slips of the pen are looked for in a word or two, not in a sentence: that is slow, and finds nonsense.
    near = len(wanted) <= FEW_WORDS
    found: list[tuple[int, float, int, Column]] = []
    place = 0
    for table in tables:
        for column in table.columns:
            place += 1
            scores = [_judge_word(word, column, table, near=near) for word in wanted]
            exact = words.strip().casefold() in (column.name, f"{table.name}.{column.name}", table.name)
            answered = sum(score > 0 for score in scores)
            if answered or not wanted:
                found.append((-answered, -sum(scores) - 20.0 * exact, place, column))
    most = min((answered for answered, *_ in found), default=0)
    best = [each for each in found if each[0] == most]
    return [column for *_, column in sorted(best, key=lambda each: each[:3])]
