"""Contiguity: which states touch, by land or across how much water."""

from __future__ import annotations

from types import MappingProxyType

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import DYAD, STATE, Keyed, Tables

LAST_YEAR = 2016
SLICES = ("first", "last")
_ROWS = 100_000  # more than the file has
_FARTHEST = (
    9  # comes after every kind of contiguity: a row that says "not contiguous" hides none that says they are
)


def build_contiguity(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Which states touched, and how many borders did each have, by year (Stinnett et al. 2002, version 3.2)?

    The source dates by months. Of a year in which something changed, the first recorded month stands, or the last
    with ``slice="last"``. Where the source has two rows for a month, one of them "not contiguous" (it fills the
    whole time after the first spell so, later spells included), the contiguous one stands.

    Returns
    -------
    tuple of Keyed
        By Correlates of War numbers. Dyads: ``conttype`` (1 land; 2, 3, 4, 5 at most 12, 24, 150, 400 miles of
        water; 0 none of these). States: ``land`` and ``sea`` (how many borders of type 1, and of types 2 to 5).
        1816 to 2016; an absent row means 0 there and nothing after, unless ``mry`` (most recent year) carries what held
        in 2016 on.

    Raises
    ------
    UsageError
        When ``slice`` is neither ``first`` nor ``last``.
    """
    spells = tables.source("peacesciencer-1.2.9", "cow_contdir")
    carried = bool(ask.options["mry"]) and ask.years[1] > LAST_YEAR
    if carried:
        ends = pl.col("enddate").dt.year() == LAST_YEAR
        spells = spells.with_columns(
            pl.when(ends).then(pl.date(ask.years[1], 12, 1)).otherwise("enddate").alias("enddate")
        )
    years = read_years(spells, ask.options["slice"], ask.like)
    if ask.grain.dyadic:
        return (_key(years, DYAD, ("conttype",), carried=carried),)
    return (_key(_count_borders(years), STATE, ("land", "sea"), carried=carried),)


def _key(frame: pl.DataFrame, key: tuple[str, ...], filled: tuple[str, ...], *, carried: bool) -> Keyed:
    return Keyed(
        frame=frame,
        key=key,
        system="cow",
        fill=dict.fromkeys(filled, 0),
        first_year=1816,
        last_year=None if carried else LAST_YEAR,
        name="cow_contdir",
    )


def read_years(spells: pl.DataFrame, which: str, like: str = "") -> pl.DataFrame:
    """Which kind of contiguity stands for each pair and year?

    Parameters
    ----------
    spells
        The table ``cow_contdir``: ``ccode1``, ``ccode2``, ``conttype``, ``stdate``, ``enddate`` (first days of the
        first and last month).
    which
        ``first`` or ``last`` recorded month of the year.
    like
        ``peacesciencer`` for the row that stands first (or last) in the file where two are of one month.

    Returns
    -------
    polars.DataFrame
        ``code1``, ``code2``, ``year``, ``conttype``; one row a pair and year that is in the file.
    """
    if which not in SLICES:
        raise UsageError(
            f"contiguity: slice={which!r}; say 'first' or 'last', for the month of a year of change"
        )
    first_year, last_year = (pl.col(name).dt.year().cast(pl.Int64) for name in ("stdate", "enddate"))
    if which == "first":
        month = pl.when(pl.col("year") == first_year).then(pl.col("stdate").dt.month()).otherwise(1)
    else:  # counted back from December
        month = 12 - pl.when(pl.col("year") == last_year).then(pl.col("enddate").dt.month()).otherwise(12)
    tie = pl.col("conttype").replace(0, _FARTHEST)
    if like == PEACESCIENCER:
        tie = pl.col("row") if which == "first" else spells.height - 1 - pl.col("row")
    # the least of these numbers is the row that stands: by month, then by tie; its last digit is the kind
    rank = (month.cast(pl.Int64) * _ROWS + tie.cast(pl.Int64)) * 10 + pl.col("conttype")
    return (
        spells.with_row_index("row")
        .with_columns(pl.int_ranges(first_year, last_year + 1).alias("year"))
        .explode("year", empty_as_null=False, keep_nulls=False)
        .group_by(pl.col("ccode1").alias("code1"), pl.col("ccode2").alias("code2"), "year")
        .agg(rank.min().alias("rank"))
        .select("code1", "code2", "year", (pl.col("rank") % 10).alias("conttype"))
    )


def _count_borders(years: pl.DataFrame) -> pl.DataFrame:
    return years.group_by(pl.col("code1").alias("code"), "year").agg(
        (pl.col("conttype") == 1).sum().cast(pl.Int64).alias("land"),
        (pl.col("conttype") > 1).sum().cast(pl.Int64).alias("sea"),
    )


# fmt: off
_HIDDEN = (230, 255, 271, 310, 315, 325, 345, 350, 355, 360, 365, 380, 435, 530, 616, 640, 645, 651, 670, 700)
# fmt: on

DIFFERENCES = (
    Difference(
        columns=("conttype", "land", "sea"),
        years=(1836, 2006),
        states=_HIDDEN,
        ours="contiguous, as the source's row for these very months says",
        theirs="not contiguous: of two rows for a month the one that stands first in the file, whatever it says",
        why="the source writes the absence of contiguity after a pair's first spell as one row that runs on through its "
        "later spells; taken by order of the file it hides them (Yugoslavia and Italy 1920 to 1992, the Soviet Union "
        "and Afghanistan 1920 to 1991)",
    ),
)

ADDITION = Addition(
    name="contiguity",
    says="Contiguity by land or water: the kind for two states, the number of borders for one.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2016, states of Correlates of War",
    options=MappingProxyType({"slice": "first", "mry": False}),
    build=build_contiguity,
)
