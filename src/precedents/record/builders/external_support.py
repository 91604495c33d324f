"""Who supported whom in armed conflicts, by year: supporters of governments and of rebels, states and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, UsageError
from precedents.record.builders.war_names import render_slug
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "ucdp-external-support-18.1"

KINDS: Mapping[str, str] = {
    "x": "troops",
    "p": "troop-presence",
    "y": "territory",
    "w": "weapons",
    "m": "materiel",
    "t": "training",
    "f": "funding",
    "i": "intelligence",
    "l": "infrastructure",
    "o": "other",
    "u": "unknown",
}
"""The letters of the source and what they stand for."""

_GOVERNMENT = "Government of "
_ELEMENTS = " elements"
# plain names that mean two states: UCDP calls the others DR Congo and East Germany
_AMBIGUOUS = {"Congo": "gw:484", "Germany": "gw:260"}

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "conflict_id": pl.String,
    "dyad_id": pl.String,
    "year": pl.Int64,
    "active": pl.Boolean,
    "supported": pl.String,
    "supported_nonstate": pl.Boolean,
    "opponent": pl.String,
    "entity": pl.String,
    "any_support": pl.Boolean,
    "supporter": pl.String,
    "supporter_entity": pl.String,
    "supporter_nonstate": pl.Boolean,
    "kinds": pl.List(pl.String),
}
"""The columns of the table, in its order."""


def read_flag(value: Any, *, column: str, row: Any) -> bool:
    """What a cell of 0 or 1 says.

    Raises
    ------
    RecordError
        When it holds anything else.

    Examples
    --------
    >>> read_flag(1.0, column="ext_sup", row=3)
    True
    """
    if value not in (0, 1):
        raise RecordError(f"{SOURCE}: {column} of row {row} is {value!r}; known are 0 and 1")
    return bool(value)


def read_supporters(cell: str | None) -> list[str]:
    """Which supporters a cell lists: a comma parts names only where no blank follows.

    Examples
    --------
    >>> read_supporters("al-Qaida ,Government of Iran,Interahamwe, ex-FAR")
    ['al-Qaida', 'Government of Iran', 'Interahamwe, ex-FAR']
    """
    return [name.strip() for name in re.split(r",(?! )", cell or "") if name.strip()]


def read_kinds(row: Mapping[str, Any], supporter: str) -> list[str]:
    """Which kinds of support states (or others) gave in this actor-year, all of them together.

    Elements of a state that act without its government are no government, and their support stands in the
    source's columns of states.
    """
    sort = "s" if supporter.startswith(_GOVERNMENT) or supporter.endswith(_ELEMENTS) else "ns"
    return [
        kind
        for letter, kind in KINDS.items()
        if read_flag(row[f"ext_{letter}_{sort}"], column=f"ext_{letter}_{sort}", row=row["id"])
    ]


def read_government(entities: Entities, name: str, year: int) -> str:
    """Which state a government's name means in a year.

    Raises
    ------
    RecordError
        When no state is called so then.
    """
    short = name.removeprefix(_GOVERNMENT)
    try:
        return entities.resolve(_AMBIGUOUS.get(short, short), year).id
    except UsageError as error:
        raise RecordError(f"{SOURCE}: {name!r} in {year}: {error}") from error


def _build_rows(row: Mapping[str, Any], entities: Entities) -> Iterable[dict[str, Any]]:
    year = int(row["year"])
    entity = entities.from_gw(int(row["gwno_a"]), year)
    if entity is None:
        raise RecordError(
            f"{SOURCE}: row {row['id']} names the state {row['gwno_a']} in {year}, which entities do not know"
        )
    any_support = read_flag(row["ext_sup"], column="ext_sup", row=row["id"])
    names: list[str | None] = [*read_supporters(row["ext_name"])]
    if any_support != bool(names):
        raise RecordError(f"{SOURCE}: row {row['id']} says support {any_support} and names {names}")
    stem = f"support:{int(row['dyad_id'])}-{year}-{int(row['actor_id'])}"
    for name in names or [None]:
        nonstate = None if name is None else not name.startswith(_GOVERNMENT)
        yield {
            "id": f"{stem}-{render_slug(name.removeprefix(_GOVERNMENT)) if name else 'none'}",
            "conflict_id": str(int(row["conflict_id"])),
            "dyad_id": str(int(row["dyad_id"])),
            "year": year,
            "active": read_flag(row["active"], column="active", row=row["id"]),
            "supported": str(row["actor_name"]).strip(),
            "supported_nonstate": read_flag(row["actor_nonstate"], column="actor_nonstate", row=row["id"]),
            "opponent": str(row["oppo_name"]).strip(),
            "entity": entity,
            "any_support": any_support,
            "supporter": name,
            "supporter_entity": read_government(entities, name, year) if name and not nonstate else None,
            "supporter_nonstate": nonstate,
            "kinds": [] if name is None else read_kinds(row, name),
        }


def build_external_support(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Who supported which side of which conflict in which year, and with what.

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves names and codes.
    built
        Not needed.

    Returns
    -------
    polars.DataFrame
        One row a dyad, year, side and supporter; one without a supporter where the source found none.
        Columns as in ``tables/external_support.toml``.

    Raises
    ------
    RecordError
        When a code or a government is unknown.
    """
    rows = [made for row in read(SOURCE).iter_rows(named=True) for made in _build_rows(row, entities)]
    return pl.DataFrame(rows, schema=dict(SCHEMA)).sort("id")
