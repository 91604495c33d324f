"""The table ``mass_killings``: consecutive years in which civilians were killed in one country, as cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.record.builders.case_names import SAID
from precedents.record.builders.state_years import VIOLENCE
from precedents.record.builders.war_names import render_slug
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

THRESHOLD = 25
FIRST, LAST = 1989, 2024
_LAST_PRIF = 2016

# UCDP places this war in the United States, whose government is its primary party; it was fought elsewhere
_ELSEWHERE = "intervention:al-qaida-"

Row = dict[str, Any]


def _read_runs(state_years: pl.DataFrame) -> list[list[Row]]:
    """The state-years at or above the threshold, in runs of consecutive years of one country.

    A country is one Gleditsch-Ward number: a run goes on when the state under it changes.
    """
    killing = state_years.filter(pl.col("onesided_total_best") >= THRESHOLD).sort("gwcode", "year")
    runs: list[list[Row]] = []
    for row in killing.iter_rows(named=True):
        last = runs[-1][-1] if runs else None
        if last and last["gwcode"] == row["gwcode"] and last["year"] == row["year"] - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _read_interventions(run: list[Row], interventions: list[Row]) -> list[Row]:
    """The interventions in the country in whose years the killing lasted."""
    countries = {row["entity"] for row in run}
    first, last = run[0]["year"], run[-1]["year"]
    return [
        row
        for row in interventions
        if row["entity"] in countries
        and not row["id"].startswith(_ELSEWHERE)
        and row["start_year"] <= last
        and (row["end_year"] is None or row["end_year"] >= first)
    ]


def _build_case(run: list[Row], interventions: list[Row], entities: Entities) -> Row:
    first, last = run[0]["year"], run[-1]["year"]
    entity = run[0]["entity"]
    name = SAID.get(entity) or entities.label(entity, first)
    ongoing = last == LAST
    years = f"{first}–{'' if ongoing else last}" if ongoing or first != last else str(first)
    found = _read_interventions(run, interventions)
    peak = max(run, key=lambda row: (row["onesided_total_best"], -row["year"]))
    humanitarian = any(row["humanitarian"] for row in found)
    return {
        "id": f"mass-killing:{render_slug(name)}-{first}",
        "label": f"{name}, {years}",
        "entity": entity,
        "start": dt.date(first, 1, 1),
        "start_precision": "unknown" if first == FIRST else "year",
        "end": None if ongoing else dt.date(last, 12, 31),
        "end_precision": None if ongoing else "year",
        "start_year": first,
        "end_year": None if ongoing else last,
        "cluster": entity,
        "sources": [VIOLENCE],
        "years": len(run),
        "ongoing": ongoing,
        **{
            f"deaths_{bound}": sum(row[f"onesided_total_{bound}"] for row in run)
            for bound in ("best", "low", "high")
        },
        "deaths_government": sum(row["onesided_government_best"] for row in run),
        "deaths_nonstate": sum(row["onesided_nonstate_best"] for row in run),
        "peak_year": peak["year"],
        "peak_deaths": peak["onesided_total_best"],
        "humanitarian_intervention": None if first > _LAST_PRIF else humanitarian,
        "any_intervention": bool(found),
        "interventions": sorted(row["id"] for row in found),
    }


def build_mass_killings(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Where and when were civilians killed in numbers, and did anyone intervene?

    Parameters
    ----------
    read
        Not used: the case is made of the state-years.
    entities
        Who is who.
    built
        Needs ``state_years`` and ``interventions``.

    Returns
    -------
    polars.DataFrame
        One row per run of consecutive years with at least 25 killed in one country.
    """
    interventions = built["interventions"].to_dicts()
    runs = _read_runs(built["state_years"])
    return pl.DataFrame(
        [_build_case(run, interventions, entities) for run in runs], schema=read_schema("mass_killings")
    )
