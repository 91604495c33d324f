"""Troops that UCDP's data on external support have, as codings: one conflict, side and run of years is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl

from precedents.record.builders.foreign_troops import read_runs
from precedents.record.register.coding import AGAINST, COMBAT, GOVERNMENT, Coding
from precedents.record.register.places import Places
from precedents.record.states import Entities

SOURCE = "ucdp-external-support-18.1"
FIRST_YEAR, LAST_YEAR = 1975, 2017


def read_support(support: pl.DataFrame, entities: Entities, places: Places) -> Iterator[Coding]:
    """Which states' troops fought for a side of a conflict, by the data on external support?

    Parameters
    ----------
    support
        The table ``external_support``.
    entities, places
        Who is who, and whose ground is whose.

    Yields
    ------
    Coding
        One for each conflict, side and run of consecutive years. A run that begins in the first year covered has an
        unknown start; one that reaches the last year goes on.
    """
    troops = support.filter(
        pl.col("kinds").list.contains("troops")
        & pl.col("supporter_entity").is_not_null()
        & pl.col("entity").is_not_null()
    )
    years = (
        troops.group_by("conflict_id", "supported_nonstate", "year")
        .agg(pl.col("supporter_entity").unique().sort(), pl.col("entity").mode().sort().first())
        .sort("conflict_id", "supported_nonstate", "year")
    )
    for (conflict, rebels), rows in years.group_by(
        ["conflict_id", "supported_nonstate"], maintain_order=True
    ):
        for run in read_runs(rows.to_dicts()):
            yield _build_coding(str(conflict), bool(rebels), run, entities, places)


def _build_coding(
    conflict: str, rebels: bool, run: tuple[dict[str, Any], ...], entities: Entities, places: Places
) -> Coding:
    first, last = run[0], run[-1]
    start = dt.date(first["year"], 1, 1)
    ground = places.find(first["entity"], start)
    on = last["year"] == LAST_YEAR
    return Coding(
        source=SOURCE,
        row=f"{conflict}-{'rebels' if rebels else 'government'}-{first['year']}",
        label=f"{entities.label(first['entity'], first['year'])} {first['year']}",
        targets=(first["entity"],),
        places=ground.places,
        territory=ground.territory,
        start=start,
        start_precision="unknown" if first["year"] == FIRST_YEAR else "year",
        end=None if on else dt.date(last["year"], 12, 31),
        end_precision=None if on else "year",
        interveners=tuple(dict.fromkeys(state for row in run for state in row["supporter_entity"])),
        side=AGAINST if rebels else GOVERNMENT,
        operation=COMBAT,
    )
