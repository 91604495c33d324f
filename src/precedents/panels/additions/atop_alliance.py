"""Alliances: what two states had promised each other."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import DYAD, Keyed, Tables

PLEDGES = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")


def build_atop_alliance(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """What had two states promised each other in each year (ATOP 5.1: Leeds et al. 2002)?

    The first state's promise towards the second; in panels in which each pair stands once, either's.

    Returns
    -------
    tuple of Keyed
        By two Correlates of War numbers and year: ``atop_alliance`` (whether there is a treaty) and whether it
        obliges to help in defence (``atop_defense``), in attack (``atop_offense``), to stay neutral
        (``atop_neutral``), not to attack (``atop_nonagg``), to consult (``atop_consul``): 1 or 0. 1815 to 2018; an
        absent row means 0 there and nothing after.
    """
    rows = tables.source("peacesciencer-1.2.9", "atop_alliance").select(
        pl.col("ccode1").alias("code1"),
        pl.col("ccode2").alias("code2"),
        "year",
        pl.lit(1, dtype=pl.Int64).alias("atop_alliance"),
        *PLEDGES,
    )
    filled: tuple[str, ...] = ("atop_alliance", *PLEDGES)
    if ask.grain.kind == "dyad-years":
        rows = _join_directions(rows)
        filled = PLEDGES if ask.like == PEACESCIENCER else filled
    return (
        Keyed(
            frame=rows,
            key=DYAD,
            system="cow",
            fill=dict.fromkeys(filled, 0),
            first_year=1815,
            last_year=2018,
            name="atop_alliance",
        ),
    )


def _join_directions(rows: pl.DataFrame) -> pl.DataFrame:
    """Each pledge that either state gave the other, under both orders of their numbers."""
    turned = rows.with_columns(pl.col("code2").alias("code1"), pl.col("code1").alias("code2"))
    return (
        pl.concat([rows, turned])
        .group_by("code1", "code2", "year")
        .agg(pl.col("atop_alliance", *PLEDGES).max())
        .sort("code1", "code2", "year")
    )


DIFFERENCES = (
    Difference(
        columns=("atop_alliance",),
        years=(1815, 2018),
        ours="0 for two states without a treaty",
        theirs="empty for two states without a treaty, in panels in which each pair stands once",
        why="its columns of pledges are filled there and this one was forgotten; as its code reads, for the tables that "
        "were made with it are directed",
    ),
)

ADDITION = Addition(
    name="atop_alliance",
    says="Alliances and what they oblige to: defence, attack, neutrality, non-aggression, consultation.",
    kinds=("dyad-years", "directed-dyad-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1815 to 2018, states of Correlates of War",
    build=build_atop_alliance,
)
