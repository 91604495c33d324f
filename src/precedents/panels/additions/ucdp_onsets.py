"""Beginnings of armed conflicts by state and year, after pauses of different lengths."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import STATE, Keyed, Tables

FIRST_YEAR, LAST_YEAR = 1946, 2017

COLUMNS = ("sumnewconf", "sumonset1", "sumonset2", "sumonset3", "sumonset5", "sumonset10")


def build_ucdp_onsets(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How many armed conflicts began in a state in a year, counted anew after a pause (UCDP, edition 19.1)?

    Returns
    -------
    tuple of Keyed
        One table by Gleditsch and Ward number and year: ``sumnewconf`` (new conflicts), ``sumonset1`` to
        ``sumonset10`` (new ones, and old ones that break out again after a pause of at least so many years). The
        source has a row for every state-year that it speaks for, so none is filled: small states have none.
    """
    rows = tables.source("peacesciencer-1.2.9", "ucdp_onsets").select(
        pl.col("gwcode").alias("code"), "year", *COLUMNS
    )
    fill = dict.fromkeys(COLUMNS, 0) if ask.like == PEACESCIENCER else {}
    return (Keyed(frame=rows, key=STATE, system="gw", fill=fill, name="ucdp_onsets"),)


ADDITION = Addition(
    name="ucdp_onsets",
    says="Beginnings of armed conflicts (UCDP), after pauses of one to ten years.",
    kinds=("state-years",),
    sources=("peacesciencer-1.2.9",),
    coverage="1946 to 2017, states with more than 250,000 people",
    build=build_ucdp_onsets,
)

DIFFERENCES = (
    Difference(
        columns=COLUMNS,
        years=(None, FIRST_YEAR - 1),
        ours="empty",
        theirs="0",
        why="the source begins in 1946: a year that is not covered is not a year without a beginning (issue 19)",
    ),
    Difference(
        columns=COLUMNS,
        years=(LAST_YEAR + 1, None),
        ours="empty",
        theirs="0, though conflicts began",
        why="the source ends in 2017 (issue 19)",
    ),
    Difference(
        columns=COLUMNS,
        years=(FIRST_YEAR, LAST_YEAR),
        ours="empty for microstates",
        theirs="0",
        why="the source has a row for every state-year that it covers, and none for these",
        states=(
            *(54, 55, 56, 57, 58, 60, 221, 223, 232, 331, 396, 397, 403, 591),
            *(935, 970, 971, 972, 973, 983, 986, 987, 990),
        ),
    ),
)
"""Where this is not what peacesciencer says."""
