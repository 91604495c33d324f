"""National material capabilities: what a state had to fight with, by year."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables

_COLUMNS = ("milex", "milper", "irst", "pec", "tpop", "upop", "cinc")


def build_nmc(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:  # noqa: ARG001 - the same for every panel
    """What each state had by way of soldiers, steel, energy and people, by year (Singer 1987, version 6 and 7).

    Returns
    -------
    tuple of Keyed
        One table by Correlates of War number and year: ``milex`` (thousand current US dollars; pounds before
        1914), ``milper`` (thousand), ``irst`` (thousand tons), ``pec`` (thousand coal-ton equivalents),
        ``tpop``, ``upop`` (thousand), ``cinc`` (share of the world's). No cell is filled.
    """
    frame = tables.source("peacesciencer-1.2.9", "cow_nmc")
    rows = frame.select(pl.col("ccode").alias("code"), "year", *_COLUMNS)
    return (Keyed(frame=rows, key=STATE, system="cow", name="cow_nmc"),)


ADDITION = Addition(
    name="nmc",
    says="National material capabilities: military, industry, energy, population, and their index.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2022; military spending, soldiers, steel and energy to 2016 for most states",
    build=build_nmc,
)
