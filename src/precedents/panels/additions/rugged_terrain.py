"""How rugged and mountainous a state's land is, the same in every year."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import Keyed, Tables


def build_rugged_terrain(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How rugged is each state's land, by the panel's own numbers and whatever the year?

    Returns
    -------
    tuple of Keyed
        One table by number of state: ``rugged`` (Terrain Ruggedness Index, hundred metres of difference in height
        between neighbouring places), ``newlmtnest`` (natural logarithm of the per cent of the land that is
        mountains, plus one).

    Notes
    -----
    Source: peacesciencer 1.2.9, after Nunn and Puga 2012 and Gibler and Miller 2014. Measured on the borders of about
    the year 2000: for an earlier state under the same number it says what its later land is like.
    """
    code = SYSTEMS[ask.grain.system]
    frame = tables.source("peacesciencer-1.2.9", "rugged")
    rows = frame.filter(pl.col(code).is_not_null()).select(pl.col(code).alias("code"), "rugged", "newlmtnest")
    return (Keyed(frame=rows, key=("code",), system=ask.grain.system, name="rugged"),)


ADDITION = Addition(
    name="rugged_terrain",
    says="How rugged and how mountainous the land is.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="borders of about 2000, the same in every year; 192 states of Correlates of War, 170 of Gleditsch and Ward",
    build=build_rugged_terrain,
)
