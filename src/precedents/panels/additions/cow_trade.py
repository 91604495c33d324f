"""What a state bought from and sold to the world, by year."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables


def build_cow_trade(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:  # noqa: ARG001 - the same for every panel
    """What did each state import and export in all, by year (Barbieri, Keshk and Pollins 2009, version 4)?

    Returns
    -------
    tuple of Keyed
        One table by Correlates of War number and year: ``imports``, ``exports`` (million current US dollars). No
        cell is filled.

    Notes
    -----
    Source: the national table of Correlates of War's trade data, as in peacesciencer 1.2.9. Trade between two states
    is not in it, so dyads have no such addition.
    """
    frame = tables.source("peacesciencer-1.2.9", "cow_trade_sy")
    rows = frame.select(pl.col("ccode").alias("code"), "year", "imports", "exports")
    return (Keyed(frame=rows, key=STATE, system="cow", name="cow_trade_sy"),)


ADDITION = Addition(
    name="cow_trade",
    says="Imports and exports of a state, all partners together.",
    kinds=("state-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1870 to 2014",
    build=build_cow_trade,
)
