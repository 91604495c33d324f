"""Income and people, simulated from every series there is, with how unsure each figure is."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import STATE, Keyed, Tables

_MEMBERS = {"cow": "cw_gdppop", "gw": "gw_gdppop"}
_COLUMNS = ("mrgdppc", "sd_mrgdppc", "pwtrgdp", "sd_pwtrgdp", "pwtpop", "sd_pwtpop")


def build_sim_gdp_pop(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """What did each state produce, and how many lived there, by the list of states that the panel itself uses?

    Returns
    -------
    tuple of Keyed
        One table by the panel's own numbers and year: ``mrgdppc`` (product per head, 2011 international dollars at
        purchasing power, in Maddison's terms), ``pwtrgdp`` (product, million 2017 international dollars, in the Penn
        World Table's), ``pwtpop`` (million people), each with the standard deviation of its simulations (``sd_``,
        same unit). No cell is filled.

    Notes
    -----
    Source: isard (commit 46944ad), after Fariss, Anders, Markowitz and Barnum 2022. The simulations are by Gleditsch
    and Ward's list: a state that only Correlates of War lists in a year has none.
    """
    code = SYSTEMS[ask.grain.system]
    frame = tables.source("isard", _MEMBERS[ask.grain.system])
    rows = frame.select(pl.col(code).alias("code"), "year", *_COLUMNS)
    return (Keyed(frame=rows, key=STATE, system=ask.grain.system, name=_MEMBERS[ask.grain.system]),)


ADDITION = Addition(
    name="sim_gdp_pop",
    says="Simulated product, product per head and population, each with its standard deviation.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("isard",),
    coverage="1816 to 2019, states in the list of Gleditsch and Ward",
    build=build_sim_gdp_pop,
)
