"""Strategic rivalries: which states saw in each other a competitor, a threat and an enemy."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.keyed import DYAD, STATE, Keyed, Tables

LAST_YEAR = 2020
TYPES = ("positional", "spatial", "ideological", "interventionary")
_COUNTS = ("ideological", "interventionary", "positional", "spatial")
_AUSTRIA = (300, 305, 1919)
"""Austria-Hungary's number, Austria's, and the first year of the latter."""

_YEMEN = {92: 678, 140: 678, 141: 678, 158: 680}
"""Rivalries before 1990 that the source puts under 679, the Yemen of later: by name they are North and South Yemen's."""


def build_strategic_rivalries(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Which states were rivals, over what, and how many rivals did each have (Thompson, Sakuwa and Suhas 2021)?

    Returns
    -------
    tuple of Keyed
        By Correlates of War numbers. Dyads: ``tssr_id`` (the rivalry's number; null without one), ``positional``,
        ``spatial``, ``ideological``, ``interventionary`` (whether it is of this type; it may be of several) and
        ``ongoingrivalry``: 1 or 0. States: ``n_ideological``, ``n_interventionary``, ``n_positional``,
        ``n_spatial``, how many rivalries of the type it had. 1816 to 2020; an absent row means 0 there and nothing
        after.
    """
    like = ask.like == PEACESCIENCER
    years = read_years(tables.source("peacesciencer-1.2.9", "tss_rivalries"), like=ask.like)
    if not ask.grain.dyadic:
        counted = years.group_by(pl.col("code1").alias("code"), "year", maintain_order=True).agg(
            pl.col(name).sum().alias(f"n_{name}") for name in _COUNTS
        )
        return (_key(counted, STATE, tuple(f"n_{name}" for name in _COUNTS)),)
    rows = years.with_columns(pl.lit(1, dtype=pl.Int64).alias("ongoingrivalry"))
    if like:
        rows = pl.concat([rows, _build_endless(tables.record("state_systems"), ask)], how="diagonal")
    return (_key(rows, DYAD, (*TYPES, "ongoingrivalry")),)


def _key(frame: pl.DataFrame, key: tuple[str, ...], filled: tuple[str, ...]) -> Keyed:
    return Keyed(
        frame=frame,
        key=key,
        system="cow",
        fill=dict.fromkeys(filled, 0),
        first_year=1816,
        last_year=LAST_YEAR,
        name="tss_rivalries",
    )


def read_years(rivalries: pl.DataFrame, like: str = "") -> pl.DataFrame:
    """Which two states were rivals in each year, from either side?

    Parameters
    ----------
    rivalries
        The table ``tss_rivalries``.
    like
        ``peacesciencer`` for its numbers of Yemen.

    Returns
    -------
    polars.DataFrame
        ``code1``, ``code2``, ``year``, ``tssr_id`` and :data:`TYPES`, from 1816 on.
    """
    old, new, since = _AUSTRIA
    turned = rivalries.with_columns(pl.col("ccode2").alias("ccode1"), pl.col("ccode1").alias("ccode2"))
    rows = pl.concat([rivalries, turned])
    yemen = pl.lit(None, dtype=pl.Int64)
    if like != PEACESCIENCER:
        yemen = pl.col("tssr_id").replace_strict(_YEMEN, default=None, return_dtype=pl.Int64)
    return (
        rows.with_columns(
            pl.int_ranges(pl.col("start").clip(lower_bound=1816), pl.col("end") + 1).alias("year")
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .select(
            *(
                pl.when((pl.col(name) == old) & (pl.col("year") >= since))
                .then(new)
                .when((pl.col(name) == _UNITED) & yemen.is_not_null())
                .then(yemen)
                .otherwise(pl.col(name))
                .alias(name.replace("ccode", "code"))
                for name in ("ccode1", "ccode2")
            ),
            "year",
            "tssr_id",
            pl.col(*TYPES).fill_null(0),
        )
    )


_UNITED = 679
"""Yemen since 1990."""


def _build_endless(systems: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """All dyads after the last year, as rivals: what peacesciencer makes of a row that it does not find."""
    codes = systems.filter(pl.col("system") == "cow").select(pl.col("code").cast(pl.Int64)).unique()
    years = pl.DataFrame({"year": range(LAST_YEAR + 1, ask.years[1] + 1)}, schema={"year": pl.Int64})
    return (
        codes.rename({"code": "code1"})
        .join(codes.rename({"code": "code2"}), how="cross")
        .join(years, how="cross")
        .with_columns(pl.lit(1, dtype=pl.Int64).alias("ongoingrivalry"))
    )


DIFFERENCES = (
    Difference(
        columns=("ongoingrivalry",),
        years=(LAST_YEAR + 1, None),
        ours="empty",
        theirs="1 for any two states",
        why="the source ends in 2020; a row that is not found counts as no rivalry up to then only, and as one after",
    ),
    Difference(
        columns=(
            "tssr_id",
            *TYPES,
            "ongoingrivalry",
            *(f"n_{name}" for name in _COUNTS),
        ),
        years=(1931, 1982),
        states=(663, 670, 678, 680, 698),
        ours="the rivalries of North Yemen (678) and South Yemen (680)",
        theirs="none: the source has them under 679, a number that no state had before 1990",
        why="Saudi Arabia and Yemen 1931 to 1934 and 1962 to 1969, Jordan and Yemen 1962 to 1963, Oman and South Yemen "
        "1967 to 1982",
    ),
)

ADDITION = Addition(
    name="strategic_rivalries",
    says="Strategic rivalries between two states and their types, or how many a state had.",
    kinds=("state-years", "dyad-years", "directed-dyad-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2020, states of Correlates of War",
    build=build_strategic_rivalries,
)
