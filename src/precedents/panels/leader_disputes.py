"""Militarised disputes by leader and year: what went on, and began, while someone was in office."""

from __future__ import annotations

import polars as pl

from precedents.panels.disputes import say_initiated

NAMES = ("gmlmidongoing", "gmlmidonset", "gmlmidongoing_init", "gmlmidonset_init")


def build_leader_disputes(
    leaders: pl.DataFrame, walk: pl.DataFrame, participants: pl.DataFrame, init: str, last_year: int
) -> pl.DataFrame:
    """In which years was a leader in office while their state was in a dispute, and who initiated it?

    Parameters
    ----------
    leaders
        ``obsid``, ``gwcode``, ``startdate``, ``enddate``: who was in office from when until when.
    walk
        ``code`` (Gleditsch and Ward), ``year``, ``other`` (Correlates of War).
    participants
        ``ccode``, ``first`` and ``last`` (days), ``sidea``, ``orig``, ``obsid_start`` (leader when it began).
    init
        One of :data:`precedents.panels.disputes.INITIATORS`.
    last_year
        Where the disputes end; leader-years after it are left out.

    Returns
    -------
    polars.DataFrame
        ``obsid``, ``year`` and :data:`NAMES` (0 or 1), one row a leader and year in which the state had a
        Correlates of War number. A dispute is initiated by the leader under whom it began.
    """
    first, last = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    years = (
        leaders.select(
            "obsid",
            pl.col("gwcode").alias("code"),
            pl.col("startdate").alias("in"),
            pl.col("enddate").alias("out"),
            pl.int_ranges(
                pl.col("startdate").dt.year().cast(pl.Int64), pl.col("enddate").dt.year().cast(pl.Int64) + 1
            ).alias("year"),
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .filter(pl.col("year") <= last_year)
        .join(walk, on=["code", "year"])
        .with_columns(pl.max_horizontal("in", first).alias("in"), pl.min_horizontal("out", last).alias("out"))
    )
    parts = participants.with_columns(
        say_initiated("sidea", "orig", init).alias("initiated"),
        pl.int_ranges(
            pl.col("first").dt.year().cast(pl.Int64), pl.col("last").dt.year().cast(pl.Int64) + 1
        ).alias("year"),
    ).explode("year", empty_as_null=False, keep_nulls=False)
    met = years.join(parts, left_on=["other", "year"], right_on=["ccode", "year"]).filter(
        pl.col("first") <= pl.col("out"), pl.col("last") >= pl.col("in")
    )
    began = pl.col("first") >= pl.col("in")
    mine = (pl.col("initiated") == 1) & pl.col("obsid_start").eq_missing(pl.col("obsid"))
    events = met.group_by("obsid", "year").agg(
        pl.lit(1).first().alias(NAMES[0]),
        began.any().cast(pl.Int64).alias(NAMES[1]),
        mine.any().cast(pl.Int64).alias(NAMES[2]),
        (began & mine).any().cast(pl.Int64).alias(NAMES[3]),
    )
    return (
        years.select("obsid", "year")
        .unique(maintain_order=True)
        .join(events, on=["obsid", "year"], how="left", maintain_order="left")
        .with_columns(pl.col(NAMES).cast(pl.Int64).fill_null(0))
    )
