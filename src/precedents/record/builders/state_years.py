"""The table ``state_years``: killings, conflict and regime by state and year, null outside coverage."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers import Read
from precedents.record.states import Entities

FIRST, LAST = 1946, 2024
VIOLENCE = "ucdp-organized-violence-cy-25.1"
REGIMES, DEMOCRACY = "ert-15", "vdem-15-headline"

# what the record calls a count: how the publisher's columns begin
_COUNTS = {
    "onesided_government": "os_any_govt_killings",
    "onesided_nonstate": "os_nsgroup_killings",
    "onesided_total": "os_total_deaths",
    "statebased": "sb_total_deaths",
    "nonstate": "ns_total_deaths",
    "deaths": "cumulative_total_deaths_in_orgvio",
}


def _resolve(frame: pl.DataFrame, scheme: str, code: str, year: str, entities: Entities) -> pl.DataFrame:
    """The rows with ``entity`` and ``year`` in place of a publisher's number; rows that mean no entity are left out."""
    find = {"gw": entities.from_gw, "vdem": entities.from_vdem}[scheme]
    keys = frame.select(code, year).unique().drop_nulls().rows()
    found = [(number, when, find(number, when)) for number, when in keys]
    names = pl.DataFrame(found, schema={code: pl.Int64, year: pl.Int64, "entity": pl.String}, orient="row")
    return frame.join(names.drop_nulls("entity"), on=[code, year], how="inner").rename({year: "year"})


def _read_violence(read: Read, entities: Entities) -> pl.DataFrame:
    frame = _resolve(read(VIOLENCE), "gw", "country_id_cy", "year_cy", entities)
    return frame.select(
        "entity",
        "year",
        *(
            pl.col(f"{theirs}_{bound}_cy").alias(f"{ours}_{bound}")
            for ours, theirs in _COUNTS.items()
            for bound in ("best", "low", "high")
        ),
    )


def _read_conflicts(built: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    conflicts = built["conflict_years"]
    located = conflicts.select(pl.col("locations").alias("entity"), "year", "intensity").explode("entity")
    taking_part = (
        conflicts.select(pl.col("participants").alias("entity"), "year").explode("entity").drop_nulls()
    )
    return (
        located.group_by("entity", "year").agg(pl.col("intensity").max()),
        taking_part.unique().with_columns(taking_part=pl.lit(True)),
    )


def _read_regimes(read: Read, entities: Entities) -> tuple[pl.DataFrame, pl.DataFrame]:
    democracy = _resolve(
        read(DEMOCRACY).filter(pl.col("year").is_between(FIRST, LAST)), "vdem", "country_id", "year", entities
    ).select(
        "entity",
        "year",
        polyarchy=pl.col("v2x_polyarchy"),
        polyarchy_low=pl.col("v2x_polyarchy_codelow"),
        polyarchy_high=pl.col("v2x_polyarchy_codehigh"),
    )
    regimes = _resolve(
        read(REGIMES).filter(pl.col("year").is_between(FIRST, LAST)), "vdem", "country_id", "year", entities
    ).select("entity", "year", regime=pl.col("v2x_regime"))
    return democracy, regimes


def build_state_years(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What happened in each state in each year.

    Parameters
    ----------
    read
        Gives a source's rows.
    entities
        Who is who.
    built
        Needs ``conflict_years``.

    Returns
    -------
    polars.DataFrame
        One row for each state of the Gleditsch-Ward system and year from 1946 to 2024. A zero is the
        source's own, or of a conflict list that covers the year; null is not covered.
    """
    key = ["entity", "year"]
    states = entities.gw_frame(FIRST, LAST).rename({"code": "gwcode"})
    numbers = [entities.to_cow(entity, year) for entity, year in states.select(key).iter_rows()]
    states = states.with_columns(cowcode=pl.Series(numbers, dtype=pl.Int64))
    violence = _read_violence(read, entities)
    located, taking_part = _read_conflicts(built)
    democracy, regimes = _read_regimes(read, entities)
    lost = violence.filter(pl.col("deaths_high") > 0).join(states, on=key, how="anti")
    if lost.height:
        raise RecordError(f"deaths in states that the system does not list: {lost.select(key).rows()}")
    frame = states
    for part in (violence, located, taking_part, democracy, regimes):
        # a source may list what is no state twice (V-Dem splits the Palestinian territories): only states count
        frame = frame.join(part.join(states, on=key, how="semi"), on=key, how="left", validate="1:1")
    # the list of conflicts covers every state and year of the table: what it does not name had none
    return frame.with_columns(
        conflict_intensity=pl.col("intensity").fill_null(0),
        conflict_participant=pl.col("taking_part").fill_null(False),
    ).select(
        *("entity", "year", "gwcode", "cowcode"),
        *violence.columns[2:],
        *("conflict_intensity", "conflict_participant"),
        *("polyarchy", "polyarchy_low", "polyarchy_high", "regime"),
    )
