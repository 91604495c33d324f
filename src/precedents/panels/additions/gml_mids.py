"""Militarised interstate disputes as Gibler, Miller and Little corrected them, by dyad, state or leader and year."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.disputes import FIRST_YEAR, OPTIONS, join_disputes, list_codes, say_initiated
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import STATE, Keyed, Tables
from precedents.panels.leader_disputes import NAMES, build_leader_disputes

LAST_YEAR = 2010

EVENTS = ("gmlmidongoing", "gmlmidonset")

_COLUMNS = (
    *("dispnum", *EVENTS, "sidea1", "sidea2", "fatality1", "fatality2", "fatalpre1", "fatalpre2"),
    *("hiact1", "hiact2", "hostlev1", "hostlev2", "orig1", "orig2"),
    *("fatality", "hostlev", "recip", "mindur", "maxdur", "stmon"),
)


def build_gml_mids(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was there a militarised dispute, did one begin, and who initiated it (Gibler, Miller and Little 2016, 2.2.1)?

    Returns
    -------
    tuple of Keyed
        For dyads, one table by dyad and year with the columns of
        :func:`precedents.panels.additions.cow_mids.build_cow_mids`, ``gmlmid`` for ``cowmid``, and for directed
        dyads ``init1`` and ``init2`` (1 if the side initiated it, by the option ``init``). For states and leaders
        ``gmlmidongoing``, ``gmlmidonset``, and with ``_init`` those that the state or leader initiated (0 or 1).
        Null after 2010.
    """
    init = ask.options["init"]
    if ask.grain.kind == "leader-years":
        rows = build_leader_disputes(
            tables.source("peacesciencer-1.2.9", "archigos"),
            tables.crosswalk("gw", "cow"),
            _read_participants(tables, ask),
            init,
            LAST_YEAR,
        )
        return (Keyed(frame=rows, key=("obsid", "year"), name="disputes by leader"),)
    if ask.grain.kind == "state-years":
        return (_join_states(_read_participants(tables, ask), ask),)
    rows = tables.source("peacesciencer-1.2.9", "gml_dirdisp").rename(
        {"midongoing": EVENTS[0], "midonset": EVENTS[1]}
    )
    if ask.grain.kind == "dyad-years":  # without a direction there is no side that initiates
        return (join_disputes(rows, _COLUMNS, EVENTS, LAST_YEAR, ask),)
    sides = ("init1", "init2")
    rows = rows.with_columns(say_initiated(f"sidea{n}", f"orig{n}", init).alias(f"init{n}") for n in "12")
    return (join_disputes(rows, (*_COLUMNS, *sides), EVENTS, LAST_YEAR, ask, sides),)


def _read_participants(tables: Tables, ask: Ask) -> pl.DataFrame:
    rows = tables.source("peacesciencer-1.2.9", "gml_part")
    if ask.like == PEACESCIENCER:
        rows = rows.filter(pl.col("allmiss_leader_start") == 0, pl.col("allmiss_leader_end") == 0)
    return rows.with_columns(
        pl.date("styear", "stmon", "dummy_stday").alias("first"),
        pl.date("endyear", "endmon", "dummy_endday").alias("last"),
    )


def _join_states(participants: pl.DataFrame, ask: Ask) -> Keyed:
    began, mine = pl.col("year") == pl.col("styear"), pl.col("mine") == 1
    rows = (
        participants.select(
            pl.col("ccode").alias("code"),
            say_initiated("sidea", "orig", ask.options["init"]).alias("mine"),
            "styear",
            pl.int_ranges("styear", pl.col("endyear") + 1).alias("year"),
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .group_by("code", "year")
        .agg(
            pl.lit(1, dtype=pl.Int64).first().alias(NAMES[0]),
            began.any().cast(pl.Int64).alias(NAMES[1]),
            mine.any().cast(pl.Int64).alias(NAMES[2]),
            (began & mine).any().cast(pl.Int64).alias(NAMES[3]),
        )
    )
    theirs = ask.like == PEACESCIENCER
    return Keyed(
        frame=rows,
        key=STATE,
        system="cow",
        fill=dict.fromkeys(NAMES, 0),
        first_year=None if theirs else FIRST_YEAR,
        last_year=None if theirs else LAST_YEAR,
        name="gml_part",
    )


ADDITION = Addition(
    name="gml_mids",
    says="Militarised interstate disputes as corrected by Gibler, Miller and Little.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2010, all states of the Correlates of War",
    options={**OPTIONS, "init": "sidea-all-joiners"},
    build=build_gml_mids,
    prefix="gml_",
)

DIFFERENCES = (
    list_codes([name for name in _COLUMNS if name not in (EVENTS)], LAST_YEAR),
    Difference(
        columns=NAMES,
        years=(LAST_YEAR + 1, None),
        ours="empty: the disputes end in 2010",
        theirs="0 in state-years",
        why="a year that is not covered is not a year of peace (issue 19)",
    ),
    Difference(
        columns=NAMES,
        years=(1816, 1867),
        ours="1 where a state took part in a dispute, whoever led it",
        theirs="0 where no leader is known for the time of the dispute (250 state-years)",
        why="the rows of participants are filtered by what is known of leaders even where no leader is asked for",
    ),
)
"""Where this is not what peacesciencer says, of state-years."""
