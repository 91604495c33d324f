"""Dyad-years: every two states that were there in the same year, each pair once or from either side."""

from __future__ import annotations

import datetime as dt

import polars as pl

_OPEN = dt.date(9999, 1, 1)  # a list that goes on


def build_runs(state_years: pl.DataFrame) -> pl.DataFrame:
    """From when until when was each state there without a gap?

    Parameters
    ----------
    state_years
        ``code`` and ``year``, sorted.

    Returns
    -------
    polars.DataFrame
        ``code``, ``first``, ``last``: the runs of consecutive years.
    """
    gap = (pl.col("year").diff() != 1).fill_null(value=True) | (pl.col("code").diff() != 0).fill_null(
        value=True
    )
    return (
        state_years.select("code", "year", gap.cum_sum().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("code").first(), pl.col("year").first().alias("first"), pl.col("year").last().alias("last")
        )
        .drop("run")
    )


def build_dyads(
    systems: pl.DataFrame, system: str, state_years: pl.DataFrame, *, directed: bool
) -> pl.DataFrame:
    """Which two states were there at the same time, and from when until when?

    Parameters
    ----------
    systems
        The table ``state_systems``.
    system
        ``cow`` or ``gw``.
    state_years
        ``code`` and ``year`` of the state-years that count, sorted.
    directed
        Whether each pair stands from either side; if not, the smaller number comes first.

    Returns
    -------
    polars.DataFrame
        ``code1``, ``code2``, ``first``, ``last``, sorted; the runs of years in which both counted and in which there
        was a day on which both were there. Two states of which one ended in March and the other began in May of a
        year were never a dyad.
    """
    order = pl.col("code1") != pl.col("code2") if directed else pl.col("code1") < pl.col("code2")
    counted = _pair(build_runs(state_years), order).select("code1", "code2", *_meet("first", "last"))
    spells = systems.filter(pl.col("system") == system).select(
        pl.col("code").cast(pl.Int64),
        pl.col("start").alias("first"),
        pl.col("end").fill_null(_OPEN).alias("last"),
    )
    together = (
        _pair(spells, order)
        .select("code1", "code2", *_meet("first", "last"))
        .filter(pl.col("first") < pl.col("last"))
        .select(
            "code1",
            "code2",
            pl.col("first").dt.year().cast(pl.Int64),
            (pl.col("last") - pl.duration(days=1)).dt.year().cast(pl.Int64),
        )
    )
    runs = (
        counted.filter(pl.col("first") <= pl.col("last"))
        .join(together, on=["code1", "code2"], suffix="2")
        .select("code1", "code2", *_meet("first", "last"))
        .filter(pl.col("first") <= pl.col("last"))
        .sort("code1", "code2", "first")
    )
    return _merge(runs)


def _pair(runs: pl.DataFrame, order: pl.Expr) -> pl.DataFrame:
    side = {"code": "code2", "first": "first2", "last": "last2"}
    return runs.rename({"code": "code1"}).join(runs.rename(side), how="cross").filter(order)


def _meet(first: str, last: str) -> tuple[pl.Expr, pl.Expr]:
    return pl.max_horizontal(first, f"{first}2").alias(first), pl.min_horizontal(last, f"{last}2").alias(last)


def _merge(runs: pl.DataFrame) -> pl.DataFrame:
    """Runs of one dyad that share a year as one: a state may leave the list and come back within a year."""
    # the furthest year that any earlier run of the dyad reaches
    reach = pl.col("last").cum_max().shift(1).over("code1", "code2")
    if not runs.select((pl.col("first") <= reach).any()).item():
        return runs
    return (
        runs.with_columns((reach.is_null() | (pl.col("first") > reach)).cum_sum().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(pl.col("code1", "code2", "first").first(), pl.col("last").max())
        .drop("run")
    )


def build_dyad_years(dyads: pl.DataFrame, code: str) -> pl.DataFrame:
    """Which dyads were there in which years?

    Parameters
    ----------
    dyads
        What :func:`build_dyads` gives, or some of its rows.
    code
        What a number of a state is called: ``ccode`` or ``gwcode``.

    Returns
    -------
    polars.DataFrame
        ``<code>1``, ``<code>2``, ``year``, sorted; one row a dyad and year.
    """
    return dyads.select(
        pl.col("code1").alias(f"{code}1"),
        pl.col("code2").alias(f"{code}2"),
        pl.int_ranges("first", pl.col("last") + 1).alias("year"),
    ).explode("year", empty_as_null=False, keep_nulls=False)
