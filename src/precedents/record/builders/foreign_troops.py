"""Which states sent troops into whose war, by UCDP's conflict-years: secondary parties, and invaders.

A run of consecutive years with a secondary party on one side of one conflict is a case. Reading primary parties
alone would lose most interveners; reading secondary parties alone would lose those who fight a government in
their own name, as the United States did in Afghanistan in 2001, so interstate conflicts over the government of
one of the two (``invaded`` in ``hand/place_names.csv``) are cases too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.ucdp_lists import read_codes, read_names
from precedents.record.builders.war_names import render_place
from precedents.record.states import Entities

Row = dict[str, Any]

SOURCE = "ucdp-acd-25.1"
INTERSTATE = 2
OVER_GOVERNMENT = 2
_GOVERNMENT = "Government of "


@dataclass(frozen=True, slots=True, kw_only=True)
class Troops:
    """One run of years in which states fought in a conflict on one side.

    ``side`` is the side they fought on; ``secondary`` is false for those who fight in their own name.
    """

    side: str
    secondary: bool
    years: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The first conflict-year."""
        return self.years[0]

    @property
    def last(self) -> Row:
        """The last conflict-year."""
        return self.years[-1]

    @property
    def interstate(self) -> bool:
        """Whether both sides are states."""
        return bool(self.first["type_of_conflict"] == INTERSTATE)


def read_runs(years: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Which runs of consecutive years these conflict-years make.

    Examples
    --------
    >>> [[row["year"] for row in run] for run in read_runs([{"year": 1999}, {"year": 2000}, {"year": 2003}])]
    [[1999, 2000], [2003]]
    """
    run: list[Row] = []
    for row in years:
        if run and row["year"] != run[-1]["year"] + 1:
            yield tuple(run)
            run = []
        run.append(row)
    if run:
        yield tuple(run)


def read_secondary(conflict_years: pl.DataFrame) -> list[Troops]:
    """Where and when secondary parties fought.

    Parameters
    ----------
    conflict_years
        UCDP's conflict-years.

    Returns
    -------
    list of Troops
        By conflict, side and first year.
    """
    troops = []
    for side in "ab":
        named = conflict_years.filter(
            pl.col(f"side_{side}_2nd").str.strip_chars().ne("").fill_null(value=False)
        )
        for conflict in named["conflict_id"].unique().sort():
            rows = named.filter(pl.col("conflict_id") == conflict).sort("year").to_dicts()
            troops += [Troops(side=side, secondary=True, years=run) for run in read_runs(rows)]
    return sorted(troops, key=lambda each: (each.first["conflict_id"], each.first["year"], each.side))


def read_invaders(
    conflict_years: pl.DataFrame, invaded: Mapping[tuple[str, str | None], str], entities: Entities
) -> list[Troops]:
    """Where and when a state fought another over who governs it, in its own name.

    Parameters
    ----------
    conflict_years
        UCDP's conflict-years.
    invaded
        UCDP's location and territory, and the id of the state whose government was at issue.
    entities
        Resolves codes.

    Returns
    -------
    list of Troops
        The side that is not the invaded state's.

    Raises
    ------
    RecordError
        When the state is on neither side.
    """
    troops = []
    over_government = (pl.col("type_of_conflict") == INTERSTATE) & (
        pl.col("incompatibility") == OVER_GOVERNMENT
    )
    named = conflict_years.filter(over_government)
    for conflict in named["conflict_id"].unique().sort():
        rows = named.filter(pl.col("conflict_id") == conflict).sort("year").to_dicts()
        first = rows[0]
        state = invaded.get((first["location"], first["territory_name"]))
        if state is None:
            continue
        sides = {
            side: {entities.from_gw(code, first["year"]) for code in read_codes(first[f"gwno_{side}"])}
            for side in "ab"
        }
        if not any(state in states for states in sides.values()):
            raise RecordError(
                f"{SOURCE}: no side of conflict {conflict} is {state}, which hand/place_names.csv calls invaded"
            )
        side = "b" if state in sides["a"] else "a"
        troops += [Troops(side=side, secondary=False, years=run) for run in read_runs(rows)]
    return troops


def read_states(troops: Troops) -> dict[int, int]:
    """Which states fought: their Gleditsch-Ward numbers and the first year of each, in that order.

    Names and numbers stand in different orders in the source, so the numbers alone say which states they are.
    """
    column = f"gwno_{troops.side}{'_2nd' if troops.secondary else ''}"
    states: dict[int, int] = {}
    for row in troops.years:
        for code in read_codes(row[column]):
            states.setdefault(code, row["year"])
    return dict(sorted(states.items(), key=lambda each: (each[1], each[0])))


def read_supported(troops: Troops) -> str:
    """On whose side they fought: the primary parties of that side in the first year, governments without the word."""
    row = troops.first
    names = read_names(row[f"side_{troops.side}"], row[f"side_{troops.side}_id"])
    bare = [name.removeprefix(_GOVERNMENT) for name in names]
    return ", ".join(
        render_place(short, row["year"]) if short != name else name
        for name, short in zip(names, bare, strict=True)
    )


def read_dates(troops: Troops, episodes: Iterable[Row], last_year: int) -> Row:
    """When it began and ended: a year, or the day of the war's own start or end where that lies in the year.

    Parameters
    ----------
    troops
        The run.
    episodes
        The rows of the table ``conflicts`` of this conflict.
    last_year
        The last year that the source covers; a run that reaches it has no end.

    Returns
    -------
    dict
        ``start``, ``start_precision``, ``end``, ``end_precision``, and the same of the war.
    """
    first, last = troops.first["year"], troops.last["year"]
    known = [
        each for each in episodes if each["start_year"] <= last and first <= (each["end_year"] or last_year)
    ]
    if not known:
        raise RecordError(f"conflicts has no episode of {troops.first['conflict_id']} in {first}–{last}")
    opening, closing = known[0], known[-1]
    row: Row = {
        "start": dt.date(first, 1, 1),
        "start_precision": "year",
        "end": dt.date(last, 12, 31),
        "end_precision": "year",
        "violence_start": opening["start"],
        "violence_start_precision": opening["start_precision"],
        "violence_end": closing["end"],
        "violence_end_precision": closing["end_precision"],
        "ongoing": closing["end"] is None,
    }
    if opening["start"].year == first:
        row |= {"start": opening["start"], "start_precision": opening["start_precision"]}
    if closing["end"] is None and last == last_year:
        row |= {"end": None, "end_precision": None}
    elif closing["end"] is not None and closing["end"].year == last:
        row |= {"end": closing["end"], "end_precision": closing["end_precision"]}
    return row
