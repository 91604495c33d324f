"""How democratic a state was, by three measures that were made apart."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import STATE, Keyed, Tables

_MEMBERS = {"cow": "cw_democracy", "gw": "gw_democracy"}
_COLUMNS = ("euds", "aeuds", "polity2", "v2x_polyarchy")


def build_democracy(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How democratic was each state in each year, by the list of states that the panel itself uses?

    Returns
    -------
    tuple of Keyed
        One table by the panel's own numbers and year: ``euds`` (Unified Democracy Scores, extended; standard
        deviations of a latent trait, higher is more democratic), ``aeuds`` (the same, moved so that 0 is where the
        measures that only say yes or no divide), ``polity2`` (-10 to 10), ``v2x_polyarchy`` (0 to 1). No cell is
        filled.

    Notes
    -----
    Source: isard (commit 46944ad), after Marquez 2016, Marshall and Gurr 2020 (Polity5) and Coppedge et al. 2025
    (V-Dem 15). Each list of states has a table of its own: the extended scores are not the same number in both.
    """
    code = SYSTEMS[ask.grain.system]
    frame = tables.source("isard", _MEMBERS[ask.grain.system])
    rows = frame.select(pl.col(code).alias("code"), "year", *_COLUMNS)
    return (Keyed(frame=rows, key=STATE, system=ask.grain.system, name=_MEMBERS[ask.grain.system]),)


ADDITION = Addition(
    name="democracy",
    says="How democratic: extended Unified Democracy Scores, Polity5, and V-Dem's electoral democracy.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("isard",),
    coverage="1816 to 2025; Polity to 2018, for the United States to 2020",
    build=build_democracy,
)
