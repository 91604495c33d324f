"""The record's name for a state: the link from a panel to cases, arguments and dossiers."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.bearers import key_by_number
from precedents.panels.crosswalk import build_bearers
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables


def build_entity(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Which of the record's states is it, in that year?

    Returns
    -------
    tuple of Keyed
        ``entity``: the id in the table ``entities`` (YUG, SCG, SRB under the one number 345). In a year of change, the
        state that had the number for more days.
    """
    bearers = build_bearers(tables.record("entity_codes"), ask.grain.system, ask.years[1])
    rows = bearers.select("entity", "year", pl.col("entity").alias("id")).unique(["entity", "year"])
    keyed = key_by_number(rows, tables, ask, "entity_codes")
    return (
        Keyed(
            frame=keyed.frame.rename({"id": "entity"}), key=keyed.key, system=keyed.system, name=keyed.name
        ),
    )


ADDITION = Addition(
    name="entity",
    says="The record's id of the state in that year.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    columns=(("entity_codes", "entity"),),
    coverage="1816 to 2025",
    build=build_entity,
)
