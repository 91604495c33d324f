"""Which columns of the dictionary, and which of the publishers' own, answer to some words."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from precedents.core.source import Column, Table

if TYPE_CHECKING:
    from precedents.record.catalogue import SourceColumn, SourceSpec

_LITTLE = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with"])
FEW_WORDS = 2
_ASIDE = 1.0  # what a word counts that only the surroundings answer to
_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=4096)
def _read_words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


@functools.lru_cache(maxsize=4096)
def _join_words(text: str) -> str:
    """The words of a text with a blank before and behind each: one search finds a word or its beginning."""
    return f" {' '.join(_read_words(text))} "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What is searched: a name, the names of what holds it, what is said of it, and of what surrounds it.

    ``whole`` are the words that name it, or all that its holder has, and nothing else.
    """

    name: str
    holders: tuple[str, ...] = ()
    says: str
    aside: str = ""
    whole: tuple[str, ...]


def _judge_word(word: str, text: _Text, *, near: bool) -> float:
    """How well one word fits a column: its name before its table's, its table's before what it says."""
    name = _read_words(text.name)
    if word == text.name.casefold() or word in name:
        return 8.0
    if any(part.startswith(word) for part in name):
        return 6.0
    if any(word == holder.casefold() or word in _read_words(holder) for holder in text.holders):
        return 5.0
    says = _join_words(text.says)
    if f" {word} " in says:
        return 4.0
    if len(word) > 2 and (f" {word}" in says or word in text.name.casefold()):
        return 3.0
    if text.aside and f" {word} " in _join_words(text.aside):
        return _ASIDE
    if not near:
        return 0.0
    # A slip of the pen seldom takes the first letter.
    alike = [part for part in name if part[:1] == word[:1]]
    return 2.0 if difflib.get_close_matches(word, alike, n=1, cutoff=0.8) else 0.0


def _rank(texts: Sequence[_Text], words: str) -> list[int]:
    """The places of the texts that answer to most of the words, the likeliest first."""
    wanted = [word for word in _read_words(words.replace("_", " ")) if word not in _LITTLE]
    # Slips of the pen are looked for in a word or two, not in a sentence: that is slow, and finds nonsense.
    near = len(wanted) <= FEW_WORDS
    whole = words.strip().casefold()
    found: list[tuple[int, bool, int, float, int]] = []
    for place, text in enumerate(texts):
        scores = [_judge_word(word, text, near=near) for word in wanted]
        exact = whole in text.whole
        answered = sum(score > 0 for score in scores)
        if answered or not wanted:
            own = sum(score > _ASIDE for score in scores)
            found.append((-answered, not exact, -own, -sum(scores), place))
    most = min((answered for answered, *_ in found), default=0)
    return [place for answered, *_, place in sorted(found) if answered == most]


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
    columns = [(table, column) for table in tables for column in table.columns]
    texts = [
        _Text(
            name=column.name,
            holders=(table.name, table.case_kind),
            says=f"{column.says} {column.unit} {' '.join(column.sources)}",
            whole=(column.name, f"{table.name}.{column.name}", table.name),
        )
        for table, column in columns
    ]
    return [columns[place][1] for place in _rank(texts, words)]


def find_variables(specs: Iterable[SourceSpec], words: str) -> list[tuple[SourceSpec, SourceColumn]]:
    """Which of the publishers' own columns speak of these words, the likeliest first.

    Parameters
    ----------
    specs
        The sources of the catalogue.
    words
        What to look for: in the column's name, the source's id and title, or what is said of the column. Columns
        that answer to every word come alone; if there are none, those that answer to most. No words: every one.

    Returns
    -------
    list of tuple of SourceSpec and SourceColumn
        By how well they fit, then in the order of the catalogue.
    """
    columns = [(spec, column) for spec in specs for column in spec.columns]
    texts = [
        _Text(
            name=column.name.casefold(),
            says=f"{column.says} {column.unit} {column.file}",
            # or every column of a data set on battle deaths would answer to “battle deaths” as its figures do
            aside=f"{spec.source.id} {spec.source.title}",
            whole=(column.name.casefold(), f"{spec.source.id} {column.name}".casefold(), spec.source.id),
        )
        for spec, column in columns
    ]
    return [columns[place] for place in _rank(texts, words)]
