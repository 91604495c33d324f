"""Peace agreements between the primary parties of an armed conflict: dates, parties, type."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.support_in_wars import find_supporters_then, read_supporters
from precedents.record.builders.ucdp_lists import read_codes
from precedents.record.builders.war_names import render_place, render_slug
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "ucdp-peace-agreements-22.1"
MOST_WORDS = 5
TYPES = {1: "full", 2: "partial", 3: "process"}
ENDED = {"True": True, "False": False, "": None}

_ALIAS = re.compile(r"\([\"“'](.+?)[\"”']\)|[\"“](.+?)[\"”]")
_ARTICLES = {"a", "an", "de", "del", "des", "du", "el", "la", "las", "le", "les", "los", "the"}
_LINKS = {
    "and",
    "between",
    "by",
    "concerning",
    "en",
    "et",
    "for",
    "from",
    "in",
    "of",
    "on",
    "para",
    "to",
    "with",
    "y",
}
_PLAIN = {"accord", "accords", "agreement", "agreements", "government", "national", "peace", "republic"}
_IDLE = _ARTICLES | _LINKS | _PLAIN

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "label": pl.String,
    "date": pl.Date,
    "date_precision": pl.String,
    "year": pl.Int64,
    "entity": pl.String,
    "entities": pl.List(pl.String),
    "conflicts": pl.List(pl.String),
    "type": pl.String,
    "ended": pl.Boolean,
    "rebel_support": pl.Boolean,
    "rebel_supporters": pl.List(pl.String),
}
"""The columns of the table, in its order."""


def read_type(code: Any, paid: str) -> str:
    """What kind of agreement a code means.

    Raises
    ------
    RecordError
        When the code is not 1, 2 or 3.

    Examples
    --------
    >>> read_type("1", "1073")
    'full'
    """
    try:
        return TYPES[int(code)]
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{SOURCE}: pa_type of {paid} is {code!r}; known are 1, 2 and 3") from error


def read_ended(cell: str | None, paid: str) -> bool | None:
    """Whether the source says that the agreement ended; an empty cell says nothing.

    Raises
    ------
    RecordError
        When the cell says something else than True or False.

    Examples
    --------
    >>> read_ended("True", "1406"), read_ended("", "1073")
    (True, None)
    """
    if (cell or "") not in ENDED:
        raise RecordError(f"{SOURCE}: ended of {paid} is {cell!r}; known are True, False and nothing")
    return ENDED[cell or ""]


def render_short(name: str) -> str:
    """What an agreement is called in a word or a few: the name in quotation marks where it has one.

    Examples
    --------
    >>> render_short('Joint Communiqué (“Algiers Agreement”)'), render_short("The Cairo Declaration on Somalia")
    ('algiers', 'cairo-declaration-somalia')
    """
    alias = _ALIAS.search(name)
    text = (alias.group(1) or alias.group(2)) if alias else name
    words = [word for word in render_slug(text.replace("’", "").replace("´", "")).split("-") if word]
    telling = [word for word in words if word not in _IDLE and not re.fullmatch(r"(19|20)\d\d", word)]
    return "-".join((telling or words)[:MOST_WORDS])


def build_agreement_ids(rows: list[dict[str, Any]]) -> None:
    """Give each agreement its id: by hand, or its short name and year; on a clash the country, then a number follows.

    Parameters
    ----------
    rows
        With ``short``, ``by_hand`` (slug or None), ``place``, ``date`` in order of date; each gets ``id``.

    Raises
    ------
    RecordError
        When two agreements have the same name by hand.
    """
    taken = {f"agreement:{row['by_hand']}" for row in rows if row["by_hand"]}
    if len(taken) != sum(1 for row in rows if row["by_hand"]):
        raise RecordError("two agreements have one slug in hand/agreement_names.csv")
    plain = [f"agreement:{row['short']}-{row['date'].year}" for row in rows]
    counts = Counter(name for row, name in zip(rows, plain, strict=True) if not row["by_hand"])
    for row, name in zip(rows, plain, strict=True):
        if row["by_hand"]:
            row["id"] = f"agreement:{row['by_hand']}"
            continue
        if counts[name] > 1 or name in taken:
            name = f"agreement:{row['short']}-{render_slug(row['place'])}-{row['date'].year}"
        number, candidate = 2, name
        while candidate in taken:
            candidate, number = f"{name}-{number}", number + 1
        taken.add(candidate)
        row["id"] = candidate


def build_agreements(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which peace agreements were signed, when, in which conflicts, and of what type.

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves codes.
    built
        Needs ``external_support``.

    Returns
    -------
    polars.DataFrame
        One row an agreement, columns as in ``tables/agreements.toml``.

    Raises
    ------
    RecordError
        When a code is unknown.
    """
    names = {row["paid"]: row for row in read("hand-1", "agreement_names").to_dicts()}
    supporters = read_supporters(built["external_support"])
    rows = []
    for row in read(SOURCE).sort("pa_date", "paid").iter_rows(named=True):
        paid, date = int(row["paid"]), dt.date.fromisoformat(row["pa_date"])
        states = [_resolve(entities, code, date.year, row["paid"]) for code in read_codes(row["gwno"])]
        title = " ".join(str(row["pa_name"]).split())
        by_hand = names.pop(paid, None)
        conflicts = [str(number) for number in read_codes(row["conflict_id"])]
        rebels = find_supporters_then(supporters, conflicts, date.year)
        locations = str(row["conflict_name"]).partition(":")[0].split(" - ")
        place = " and ".join(render_place(location, date.year) for location in locations)
        rows.append(
            {
                "label": by_hand["label"] if by_hand else f"{title} ({place})",
                "short": render_short(title),
                "by_hand": by_hand["slug"] if by_hand else None,
                "place": place,
                "date": date,
                "date_precision": "day",
                "year": date.year,
                "entity": states[0],
                "entities": states,
                "conflicts": conflicts,
                "type": read_type(row["pa_type"], row["paid"]),
                "ended": read_ended(row["ended"], row["paid"]),
                "rebel_support": None if rebels is None else bool(rebels),
                "rebel_supporters": rebels,
            }
        )
    if names:
        raise RecordError(f"hand/agreement_names.csv names {sorted(names)}, which {SOURCE} does not have")
    build_agreement_ids(rows)
    frame = pl.DataFrame([{name: row[name] for name in SCHEMA} for row in rows], schema=dict(SCHEMA))
    return frame.sort("id")


def _resolve(entities: Entities, code: int, year: int, paid: str) -> str:
    entity = entities.from_gw(code, year)
    if entity is None:
        raise RecordError(f"{SOURCE}: {paid} names the state {code} in {year}, which entities do not know")
    return entity
