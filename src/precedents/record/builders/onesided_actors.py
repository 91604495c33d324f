"""The table ``onesided_actors``: who kills civilians, by actor and year, and which state stood behind it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.record.builders.conflict_rows import read_entity
from precedents.record.builders.ucdp_lists import read_codes
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "ucdp-onesided-21.1"


def _read_backers(read: Read) -> dict[tuple[int, int], tuple[str, str, str]]:
    """State, what the finding rests on and what it does not say, by actor and year."""
    rows = read("hand-1", "state_backers").iter_rows(named=True)
    return {
        (row["actor_id"], year): (row["state_backer"], row["source_text"], row["caveat"])
        for row in rows
        for year in range(row["first_year"], row["last_year"] + 1)
    }


def build_onesided_actors(
    read: Read,
    entities: Entities,
    built: Mapping[str, pl.DataFrame],  # noqa: ARG001
) -> pl.DataFrame:
    """Who killed at least 25 civilians in a year, and which state stood behind the killers.

    Parameters
    ----------
    read
        Gives a source's rows.
    entities
        Who is who.
    built
        Not used.

    Returns
    -------
    polars.DataFrame
        One row per actor and year. The state behind an actor is compiled by hand; null where none was
        looked up or found.
    """
    backers = _read_backers(read)
    rows = []
    for row in read(SOURCE).iter_rows(named=True):
        year = row["year"]
        backer, rests_on, caveat = backers.get((row["actor_id"], year), (None, None, None))
        code = row["gwnoa"]
        rows.append(
            {
                "actor_id": str(row["actor_id"]),
                "actor": row["actor_name"],
                "is_government": row["is_government_actor"] == 1,
                "entity": None if code is None else read_entity(entities, code, year),
                "locations": [read_entity(entities, code, year) for code in read_codes(row["gwno_location"])],
                "year": year,
                "deaths_best": row["best_fatality_estimate"],
                "deaths_low": row["low_fatality_estimate"],
                "deaths_high": row["high_fatality_estimate"],
                "state_backer": backer,
                "state_backer_source": rests_on,
                "state_backer_caveat": caveat,
            }
        )
    return pl.DataFrame(rows, schema=read_schema("onesided_actors"))
