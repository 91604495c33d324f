"""Nuclear weapons: did the state consider, pursue or have them?"""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.bearers import key_by_number
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables


def build_nuclear_status(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How far had the state gone towards nuclear weapons in that year (Bleek 2017)?

    Returns
    -------
    tuple of Keyed
        ``nuclear_status``: none, consideration, pursuit, possession. 1938 to 2022; empty for states that the source
        does not list.
    """
    rows = tables.record("nuclear").select("entity", "year", pl.col("status").alias("nuclear_status"))
    return (key_by_number(rows, tables, ask, "nuclear"),)


ADDITION = Addition(
    name="nuclear_status",
    says="Nuclear weapons: none, considered, pursued, possessed.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years", "conflict-years"),
    columns=(("nuclear", "status"),),
    coverage="1938 to 2022",
    build=build_nuclear_status,
)
