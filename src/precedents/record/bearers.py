"""Who bears a name or a code, and when: the index behind every look-up of an entity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from precedents.record.spans import ALWAYS, NOW, Span, read_span

_MARKS = re.compile(r"[^a-z0-9]+")
_NOISE = re.compile(r"^the | the$")
_GOVERNMENT = "government of "  # as UCDP names the sides of a conflict
_SCHEME = re.compile(r"^(gw|cow|vdem|iso3)\s*:\s*(.+)$", re.IGNORECASE)


class Bearer(NamedTuple):
    """An entity that bears a name or a code for a while; ``scheme`` says in which list."""

    entity: str
    scheme: str
    span: Span


def read_folded(text: str) -> str:
    """What is left of a name once case, accents and marks are taken away.

    Parameters
    ----------
    text
        A name or a code.

    Returns
    -------
    str
        Lower-case ASCII words.

    Examples
    --------
    >>> read_folded("Côte d’Ivoire"), read_folded("The Gambia"), read_folded("St. Kitts & Nevis")
    ('cote d ivoire', 'gambia', 'saint kitts and nevis')
    """
    if text.isascii():
        bare = text.casefold()
    else:
        bare = "".join(
            sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
        )
    if "&" in bare:
        bare = bare.replace("&", " and ")
    folded = _MARKS.sub(" ", bare).strip()
    if folded.startswith("st "):
        folded = f"saint {folded[3:]}"
    return _NOISE.sub("", folded)


def read_bearers(names: pl.DataFrame, codes: pl.DataFrame) -> list[tuple[str, Bearer]]:
    """Which names and codes there are, as written, and who bears them.

    Parameters
    ----------
    names, codes
        The tables ``entity_names`` and ``entity_codes``.

    Returns
    -------
    list of tuple
        Each name or code with its bearer.
    """
    named = names.select("name", "entity", pl.lit("name"), "start", "end")
    coded = codes.select("code", "entity", "system", "start", "end")
    return [
        (written, Bearer(entity, scheme, read_span(start, end)))
        for frame in (named, coded)
        for written, entity, scheme, start, end in frame.iter_rows()
    ]


class Bearers:
    """Which entities a name or a code can mean on a day, in a year, or now.

    Parameters
    ----------
    rows
        The name or code as written, and who bears it.
    lives
        The lives of each entity.
    """

    def __init__(self, rows: Iterable[tuple[str, Bearer]], lives: dict[str, list[Span]]) -> None:
        self._lives = lives
        self._index: dict[str, list[Bearer]] = {}
        self.known: dict[str, None] = dict.fromkeys(lives)
        for written, bearer in rows:
            self._index.setdefault(read_folded(written), []).append(bearer)
            self.known[written] = None

    def all(self, text: str) -> list[Bearer]:
        """Everyone who ever bore it; ``gw:345`` asks one scheme alone."""
        named = _SCHEME.match(text.strip())
        if named:
            scheme = named[1].casefold()
            return [each for each in self._index.get(read_folded(named[2]), []) if each.scheme == scheme]
        folded = read_folded(text)
        itself = text.strip().upper()
        first = [Bearer(itself, "id", ALWAYS)] if itself in self._lives else []
        return first + (
            self._index.get(folded) or self._index.get(read_folded(folded.removeprefix(_GOVERNMENT)), [])
        )

    def restrict(self, bearers: list[Bearer], window: Span) -> list[Bearer]:
        """Those whom it means in a window, the best tier alone.

        An id that lives in the window comes first, without a date any id; then whoever bears it in the window;
        then whoever lives in the window and bore it at another time (Burma in 2010); without a date the dead.
        """
        alive = [each for each in bearers if self._days(each.entity, ALWAYS, window)]
        if itself := [each for each in (bearers if window == NOW else alive) if each.scheme == "id"]:
            return itself
        if bearing := [each for each in alive if self._days(each.entity, each.span, window)]:
            return bearing if self._clash(bearing, window) else self._longest(bearing, window)
        return alive if alive or window != NOW else bearers

    def _days(self, entity: str, span: Span, window: Span) -> int:
        met = span.meet(window)
        return sum(life.days_in(met) for life in self._lives[entity])

    def _clash(self, bearers: list[Bearer], window: Span) -> bool:
        """Whether two entities bear it on one day; one that took over from the other does not clash."""
        held = [
            (each.entity, each.span.meet(window).meet(life))
            for each in bearers
            for life in self._lives[each.entity]
        ]
        return any(one != other and span.days_in(its) for one, span in held for other, its in held)

    def _longest(self, bearers: list[Bearer], window: Span) -> list[Bearer]:
        longest = max(bearers, key=lambda each: self._days(each.entity, each.span, window)).entity
        return [each for each in bearers if each.entity == longest]
