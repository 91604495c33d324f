"""Which states were major powers."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import STATE, Keyed, Tables

DIFFERENCES = (
    Difference(
        columns=("cowmaj", "cowmaj1", "cowmaj2"),
        years=(2017, None),
        ours="empty, unless mry=True carries the last year on",
        theirs="the value of 2016",
        why="The list ends in 2016 (their issue 17): who is a major power after it, nobody has coded.",
    ),
)


def build_cow_majors(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was a state one of the major powers, on any day of the year (Correlates of War 2017, version 2016)?

    Returns
    -------
    tuple of Keyed
        One table by Correlates of War number and year: ``cowmaj`` (1 a major power, 0 not). Within the years of the
        list a state that it does not name is none. After its last year there is no value, unless the option ``mry``
        (most recent year) carries the last one on, as peacesciencer does unless told otherwise.
    """
    spells = tables.source("peacesciencer-1.2.9", "cow_majors").select("ccode", "styear", "endyear")
    first, last = spells.select(pl.col("styear").min(), pl.col("endyear").max()).row(0)
    carried = bool(ask.options.get("mry")) or ask.like == PEACESCIENCER
    end = pl.col("endyear")
    if carried:
        end = pl.when(end == last).then(max(last, ask.years[1])).otherwise(end)
    rows = (
        spells.select(pl.col("ccode").alias("code"), pl.int_ranges("styear", end + 1).alias("year"))
        .explode("year", empty_as_null=False, keep_nulls=False)
        .unique(STATE)
        .sort(STATE)
        .with_columns(pl.lit(1, dtype=pl.Int64).alias("cowmaj"))
    )
    return (
        Keyed(
            frame=rows,
            key=STATE,
            system="cow",
            fill={"cowmaj": 0},
            first_year=first,
            last_year=None if carried else last,
            name="cow_majors",
        ),
    )


ADDITION = Addition(
    name="cow_majors",
    says="Whether a state was a major power.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2016",
    options={"mry": False},
    build=build_cow_majors,
)
