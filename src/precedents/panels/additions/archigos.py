"""Who led a state at the start and at the end of a year, and whether the leader changed, and how."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import STATE, Keyed, Tables
from precedents.panels.leader_years import SOURCE, build_terms

_FIRST = 1870  # Archigos has leaders of 1840 too, but few: it sets out from 1875

_COLUMNS = ("leadertransition", "irregular", "n_leaders", "jan1obsid", "dec31obsid")
_WHY_LOST = (
    "Archigos names the leader under a number of Gleditsch and Ward, and the state was in Correlates of War's list: "
    "their crosswalk has one number a year, and none outside Gleditsch and Ward's own list."
)

DIFFERENCES = (
    Difference(
        columns=("irregular", "irregular1", "irregular2"),
        years=(_FIRST, 2015),
        ours="1 if a leader who left in this year left irregularly",
        theirs="1 too if the leader who came in this year left irregularly in a later one",
        why="Chile 1970 was an election: that Allende fell in 1973 does not make his coming to office irregular.",
    ),
    Difference(
        columns=tuple(f"{name}{side}" for name in _COLUMNS for side in ("", "1", "2")),
        years=(1905, 1990),
        states=(255, 600, 670, 678, 812),
        ours="the leader of Morocco 1905 to 1908, Saudi Arabia 1927 to 1931, Laos 1953, Germany and Yemen in 1990",
        theirs="empty",
        why=_WHY_LOST,
    ),
    Difference(
        columns=tuple(
            f"{name}{side}" for name in ("leadertransition", "n_leaders") for side in ("", "1", "2")
        ),
        years=(2006, 2006),
        states=(345,),
        ours="a change of leader, two leaders: Marović, then Koštunica",
        theirs="no change, one leader, though the first and the last of the year differ",
        why="Their row for Serbia in 2006 is that of Serbia and Montenegro with its last cell replaced.",
    ),
)


def build_archigos(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Who led each state when the year began and ended, how many did, and did a change come irregularly?

    Returns
    -------
    tuple of Keyed
        One table by the panel's own numbers and year: ``leadertransition`` (1 if the first leader of the year is not
        the last), ``irregular`` (1 if so and a leader who left in the year left irregularly), ``n_leaders``
        (persons), ``jan1obsid``, ``dec31obsid`` (the first and last spell of the year in Archigos). A change on the
        very turn of a year falls in neither: there ``dec31obsid`` and the next ``jan1obsid`` differ. No year is filled.

    Notes
    -----
    Source: Archigos 4.1 (Goemans, Gleditsch and Chiozza 2009), as in peacesciencer 1.2.9; the years 1870 to 2015.
    """
    like = ask.like == PEACESCIENCER
    years = _build_years(tables.source(SOURCE, "archigos"))
    if ask.grain.system == "gw":
        held = years.with_columns(pl.col("gwcode").alias("code"))
    else:
        numbers = tables.crosswalk("gw", "cow").rename({"code": "gwcode", "other": "code"})
        if not like:
            numbers = _expand_terms(build_terms(tables.record("entity_codes"), "cow"))
        held = years.join(numbers, on=["gwcode", "year"], maintain_order="left")
    if like and ask.grain.system == "cow":
        held = held.filter((pl.col("gwcode") != 340) | (pl.col("year") != 2006))
    left = pl.col("exit") == "Irregular"
    if not like:
        left &= pl.col("enddate").dt.year() == pl.col("year")
    rows = (
        held.sort(*STATE, "first", "row")
        .group_by(STATE, maintain_order=True)
        .agg(
            pl.col("obsid").first().alias("jan1obsid"),
            pl.col("obsid").sort_by("last", "row").last().alias("dec31obsid"),
            pl.col("leadid").n_unique().cast(pl.Int64).alias("n_leaders"),
            left.any().alias("left"),
        )
        .with_columns((pl.col("jan1obsid") != pl.col("dec31obsid")).alias("changed"))
        .with_columns(
            pl.col("changed").cast(pl.Int64).alias("leadertransition"),
            (pl.col("changed") & pl.col("left")).cast(pl.Int64).alias("irregular"),
        )
        .select(*STATE, *_COLUMNS)
    )
    if like and ask.grain.system == "cow":
        serbia = (pl.col("code") == 345) & (pl.col("year") == 2006)
        replaced = pl.when(serbia).then(pl.lit("SER-2006")).otherwise(pl.col("dec31obsid"))
        rows = rows.with_columns(replaced.alias("dec31obsid"))
    return (Keyed(frame=rows, key=STATE, system=ask.grain.system, name="archigos"),)


def _build_years(leaders: pl.DataFrame) -> pl.DataFrame:
    """Every year of every spell, with the first and the last day of it that the leader was in office."""
    begin, end = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    return (
        leaders.select("obsid", "leadid", "gwcode", "startdate", "enddate", "exit")
        .with_row_index("row")
        .with_columns(
            pl.int_ranges(
                pl.col("startdate").dt.year().cast(pl.Int64), pl.col("enddate").dt.year().cast(pl.Int64) + 1
            ).alias("year")
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .filter(pl.col("year") >= _FIRST)
        .with_columns(
            pl.max_horizontal("startdate", begin).alias("first"),
            pl.min_horizontal("enddate", end).alias("last"),
        )
    )


def _expand_terms(terms: pl.DataFrame) -> pl.DataFrame:
    """The numbers of a list for each number of Archigos by year; a year in which it had two gives both."""
    return (
        terms.select(
            "gwcode",
            "code",
            pl.int_ranges(
                pl.col("start").dt.year().cast(pl.Int64),
                (pl.col("end") - pl.duration(days=1)).dt.year().clip(upper_bound=2100).cast(pl.Int64) + 1,
            ).alias("year"),
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .unique()
    )


ADDITION = Addition(
    name="archigos",
    says="Leaders: who was in office first and last, how many, and whether a change was irregular.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=(SOURCE,),
    coverage="1870 to 2015; from 1875 on for nearly every state",
    build=build_archigos,
)
