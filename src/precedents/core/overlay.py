"""A user's own cases laid over the record: where they come from, and what they change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from precedents.core.source import Source

WHATS: dict[str, str] = {
    "new": "a case that the record does not have",
    "corrects": "a cell in which you say something else than the record",
    "agrees": "a case of the record of which you say nothing else",
    "looks like": "your case has the entity and the time of another: perhaps the same event twice",
    "beyond": "your case lies in years for which the record does not speak: it lists no other case of then",
    "new word": "no case of the record has this word in this column: a definition may miss it",
}
"""What a line of the report of conflicts can be, in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that an overlay does to the record, or that its reader should know.

    ``what`` is a key of `WHATS`. ``record_says`` is empty where the record says nothing. ``source_text`` is who
    says so, in the words of the file.
    """

    table: str
    case: str
    what: str
    column: str = ""
    record_says: str = ""
    you_say: str = ""
    source_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A file of cases that was laid over a record: its source, its name, its bytes, and what it changed.

    ``editions`` are those that had been asked for when it was laid: what it changes was told against them.
    """

    source: Source
    file: str
    changes: tuple[Change, ...]
    data: bytes = field(default=b"", repr=False)
    editions: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it changed, in one line.

        Examples
        --------
        >>> source = Source(id="overlay-mine", title="", publisher="", version="", url="", sha256="", licence="",
        ...     terms="ask", citation="", unit="case", first_year=2021, last_year=2021)
        >>> lines = [Change(table="conflicts", case="war:a-2021", what=what) for what in ("new", "looks like")]
        >>> Overlay(source=source, file="mine.csv", changes=tuple(lines)).words
        'mine.csv: 1 new case, 1 that looks like another'
        """
        counts = Counter(change.what for change in self.changes)
        corrected = len({change.case for change in self.changes if change.what == "corrects"})
        resembling = len({change.case for change in self.changes if change.what == "looks like"})
        beyond = len({change.case for change in self.changes if change.what == "beyond"})
        said = [
            _count(counts["new"], "new case"),
            _count(counts["corrects"], "cell", f" of {_count(corrected, 'case')} corrected"),
            _count(counts["agrees"], "case", " as the record has it"),
            f"{resembling} that look{'s' if resembling == 1 else ''} like another" if resembling else "",
            f"{beyond} beyond the years of the record" if beyond else "",
            _count(counts["new word"], "new word"),
        ]
        return f"{self.file}: {', '.join(filter(None, said))}"


def _count(n: int, noun: str, tail: str = "") -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}{tail}" if n else ""
