"""Wars between states, by dyad and year, and within states, by state and year (Correlates of War)."""

from __future__ import annotations

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.additions import Addition, Difference
from precedents.panels.disputes import FIRST_YEAR, empty_codes, list_codes
from precedents.panels.grain import Ask, check_name
from precedents.panels.keyed import DYAD, STATE, Keyed, Tables
from precedents.panels.whittle import DYAD_YEAR, whittle_wars

LAST_YEAR = 2007

INTER = ("cowinterongoing", "cowinteronset")
INTRA = ("cowintraonset", "cowintraongoing")
_TYPES = {"inter": "between states, of dyads", "intra": "within states, of states"}
_INTRATYPES = {
    "all": "both",
    "central control": "over who governs",
    "local issues": "over a region or a group's rights",
}
_SIDES = ("sidea", "initiator", "outcome", "batdeath")


def build_cow_wars(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was there a war, did one begin, and which was it (Sarkees and Wayman 2010; Dixon and Sarkees 2016)?

    Where a unit has several wars in a year, one that begins goes first, then the deadliest
    (:func:`precedents.panels.whittle.whittle_wars`).

    Returns
    -------
    tuple of Keyed
        One table, Correlates of War numbers; ongoing and onset are 0 or 1, and null after 2007 where no row is.
        For dyads (``type="inter"``): ``cowinterongoing``, ``cowinteronset``, by side ``sidea`` (1 or 2: the side),
        ``initiator`` (1 if so), ``outcome`` (code), ``batdeath`` (killed in battle, whole war; null where missing),
        and ``resume`` (1 if a year of fighting taken up again). For states (``type="intra"``): ``warnum``, ``warname``,
        ``wartype``, ``cowintraonset``, ``cowintraongoing``, ``intnl`` (1 if other states fought in it), ``outcome``
        (code), ``sideadeaths``, ``sidebdeaths`` (killed in battle, whole war; null where
        missing, or -9 with ``missing="code"``), ``intrawarnums`` (all wars of the year); of the state that fought its own people only.
    """
    asked = ask.options["type"] or ("inter" if ask.grain.dyadic else "intra")
    check_name(asked, _TYPES, "type of war")
    if (asked == "inter") != ask.grain.dyadic:
        raise UsageError(f"cow_wars: type={asked!r} is {_TYPES[asked]}, and the panel holds {ask.grain.kind}")
    return (_join_inter(tables) if asked == "inter" else _join_intra(tables, ask),)


def _join_inter(tables: Tables) -> Keyed:
    sides = [f"{name}{side}" for name in _SIDES for side in "12"]
    deaths = ("batdeath1", "batdeath2")
    wars = tables.source("peacesciencer-1.2.9", "cow_war_inter")
    rows = empty_codes(whittle_wars(wars, keys=DYAD_YEAR, onset=INTER[1], deaths=deaths), "null", deaths)
    return Keyed(
        frame=rows.select(
            pl.col("ccode1").alias("code1"), pl.col("ccode2").alias("code2"), "year", *INTER, *sides, "resume"
        ),
        key=DYAD,
        system="cow",
        fill=dict.fromkeys(INTER, 0),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        name="cow_war_inter",
    )


def _join_intra(tables: Tables, ask: Ask) -> Keyed:
    kind = check_name(ask.options["intratype"], _INTRATYPES, "type of war within a state")
    keys, deaths = ("ccodea", "year"), ("sideadeaths", "sidebdeaths")
    wars = tables.source("peacesciencer-1.2.9", "cow_war_intra").filter(
        pl.col("primary_state") == 1, (pl.col("wartype") == kind) | (kind == "all")
    )
    every = wars.group_by(keys, maintain_order=True).agg(
        pl.col("warnum").cast(pl.String).str.join("; ").alias("intrawarnums")
    )
    rows = whittle_wars(wars, keys=keys, onset=INTRA[0], deaths=deaths).join(
        every, on=keys, maintain_order="left"
    )
    return Keyed(
        frame=empty_codes(rows, ask.options["missing"], deaths, like=ask.like).select(
            pl.col("ccodea").alias("code"),
            *("year", "warnum", "warname", "wartype", *INTRA, "intnl", "outcome", *deaths, "intrawarnums"),
        ),
        key=STATE,
        system="cow",
        fill=dict.fromkeys(INTRA, 0),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        name="cow_war_intra",
    )


ADDITION = Addition(
    name="cow_wars",
    says="Wars of the Correlates of War project: between states (dyads) or within them (states).",
    kinds=("state-years", "dyad-years", "directed-dyad-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2007, all states of the Correlates of War",
    options={"type": "", "intratype": "all", "missing": ""},
    build=build_cow_wars,
    prefix="war_",
)

DIFFERENCES = (
    list_codes(("sideadeaths", "sidebdeaths"), None),
    Difference(
        columns=(*INTER, *(f"{name}{side}" for name in _SIDES[1:] for side in "12"), "resume"),
        years=(FIRST_YEAR, LAST_YEAR),
        ours="the war, whatever else the panel holds; sidea1 and sidea2 are then war_sidea1 and war_sidea2",
        theirs="no war at all in a panel that holds disputes",
        why="their join is by sidea1 and sidea2 as well, which are 0 or 1 in disputes and 1 or 2 in wars",
    ),
)
"""Where this is not what peacesciencer says."""
