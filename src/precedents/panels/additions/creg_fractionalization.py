"""How divided the people of a state are, by ethnic group and by religion."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import STATE, Keyed, Tables

_COLUMNS = ("ethfrac", "ethpol", "relfrac", "relpol")


def build_creg_fractionalization(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How likely are two people of a state to differ in group, and how near is it to two halves?

    Where the source has two rows for a number in a year (a federation and its successor in the year of its end), the
    more divided one stands, and what it lacks comes from the other: the year is told as it began. peacesciencer does
    the same.

    Returns
    -------
    tuple of Keyed
        One table by the panel's own numbers and year: ``ethfrac``, ``relfrac`` (fractionalization, 0 to 1),
        ``ethpol``, ``relpol`` (polarization, 0 to 1), of ethnic groups and of religions. No year is filled.

    Notes
    -----
    Source: Composition of Religious and Ethnic Groups (Nardulli et al. 2012), as in peacesciencer 1.2.9.
    """
    code = SYSTEMS[ask.grain.system]
    frame = tables.source("peacesciencer-1.2.9", "creg")
    rows = frame.filter(pl.col(code).is_not_null()).select(pl.col(code).alias("code"), "year", *_COLUMNS)
    one = (
        rows.with_columns(pl.col(_COLUMNS).fill_null(pl.col(_COLUMNS).max().over(STATE)))
        .sort(*STATE, "ethfrac", "relfrac", descending=[False, False, True, True], nulls_last=True)
        .unique(STATE, keep="first", maintain_order=True)
    )
    return (Keyed(frame=one, key=STATE, system=ask.grain.system, name="creg"),)


ADDITION = Addition(
    name="creg_fractionalization",
    says="How divided the people are by ethnic group and by religion: fractionalization, polarization.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1945 to 2013; 167 states of Correlates of War, 166 of Gleditsch and Ward",
    build=build_creg_fractionalization,
)
