"""How figures are said: the dictionary's first clause, values in words, and who stands behind a row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from precedents.core.dates import render_date
from precedents.core.finding import Scalar

_CLAUSE = re.compile(r"^(.*?)(?:\. |: |; |, where |, best estimate|$)", re.DOTALL)
NAMED = 4
"""Rows named in a sentence; the table behind it has the rest."""


def say_column(says: str) -> str:
    """The first clause of a column's definition, as a sentence can carry it.

    Examples
    --------
    >>> say_column("Whether the violence ended within twelve months. Does not say why.")
    'the violence ended within twelve months'
    >>> say_column("Whom force was aimed at: the government, or rebels.")
    'whom force was aimed at'
    """
    found = _CLAUSE.match(says.strip())
    clause = (found.group(1) if found else says).rstrip(".").removeprefix("Whether ")
    return clause[:1].lower() + clause[1:] if clause[1:2].islower() or clause[1:2] == " " else clause


def say_value(value: Scalar, unit: str = "") -> str:
    """A value in words: yes and no for flags, dates in full, thousands apart.

    Examples
    --------
    >>> say_value(True), say_value(8360, "killed"), say_value(25.19)
    ('yes', '8,360 killed', '25.19')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dt.date, dt.datetime)):
        return render_date(value)
    if isinstance(value, float):
        text = f"{value:,.0f}" if abs(value) >= 1000 or value.is_integer() else f"{value:.4g}"
    else:
        text = f"{value:,}" if isinstance(value, int) else str(value)
    scale = re.fullmatch(r"([\d.]+)[-–]([\d.]+)", unit)
    return f"{text} on a scale from {scale[1]} to {scale[2]}" if scale else f"{text} {unit}".strip()


def say_ratio(ratio: float) -> str:
    """How many times as much, or how many times less.

    Examples
    --------
    >>> say_ratio(2442.6), say_ratio(0.25)
    ('2,443 times as much', '4.0 times less')
    """
    if ratio <= 0:
        return "none against some"
    times = ratio if ratio >= 1 else 1 / ratio
    text = f"{times:,.0f}" if times >= 100 else f"{times:.2g}" if times >= 10 else f"{times:.1f}"
    return f"{text} times {'as much' if ratio >= 1 else 'less'}"


def name_row(row: Mapping[str, Any]) -> str:
    """Who or what a row is about, without its year, from whichever of its columns say so.

    Examples
    --------
    >>> name_row({"actor": "Militia A", "state_backer": "YUG", "year": 1995})
    'Militia A, backed by YUG'
    """
    words = [str(row[name]) for name in ("label", "actor", "leader", "supported", "topic") if row.get(name)][
        :1
    ]
    if row.get("supporter"):
        words = [f"{row['supporter']} for {words[0]}"] if words else [str(row["supporter"])]
    if row.get("initiator") and row.get("target"):
        words.append(f"{row['initiator']} toward {row['target']}")
    if row.get("state_backer"):
        words.append(f"backed by {row['state_backer']}")
    return ", ".join(words)


def name_rows(rows: Sequence[Mapping[str, Any]], *, of: int | None = None) -> str:
    """The first few rows by name, each once with its years, and how many more (``of`` is how many rows there are).

    Examples
    --------
    >>> name_rows([{"actor": "A", "year": 2009}, {"actor": "A", "year": 2011}, {"label": "Darfur 2007"}])
    'A, 2009–2011; Darfur 2007'
    """
    years: dict[str, list[int]] = {}
    for row in rows:
        name = name_row(row)
        if name:
            years.setdefault(name, []).extend([row["year"]] if row.get("year") and "label" not in row else [])
    names = [f"{name}, {_span(own)}" if own else name for name, own in years.items()]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    if of is not None and of > len(rows):
        more = " and others"
    return f"{'; '.join(names[:NAMED])}{more}"


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return f"{first}" if first == last else f"{first}–{last}"
