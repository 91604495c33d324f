"""Leader-years: who led which state in which year, by Archigos."""

from __future__ import annotations

import datetime as dt

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.grain import SYSTEMS
from precedents.panels.state_years import (
    FIRST_YEAR,
    build_membership,
    check_rule,
    restrict_membership,
)

SOURCE = "peacesciencer-1.2.9"
"""The source that holds Archigos 4.1 (Goemans, Gleditsch and Chiozza 2009), as its member ``archigos``."""

NONE = "none"
"""The rule that asks nothing of the list of states: every year that Archigos has of a leader."""

_OPEN = dt.date(9999, 1, 1)  # a list that goes on


def build_terms(codes: pl.DataFrame, system: str) -> pl.DataFrame:
    """When did the state that Archigos writes with a number stand in a list, and under which number there?

    Archigos has numbers of Gleditsch and Ward also for years in which their list lacks the state (Morocco after 1904,
    Saudi Arabia before 1932). So a number stands for its state at any time, and the list says when the state was there.

    Parameters
    ----------
    codes
        The table ``entity_codes``.
    system
        ``cow`` or ``gw``: whose list.

    Returns
    -------
    polars.DataFrame
        ``gwcode`` (in Archigos), ``code`` (in the list), ``start``, ``end`` (first day after): spans that do not
        overlap for a pair of numbers.
    """
    numbers = codes.filter(pl.col("system").is_in(list(SYSTEMS))).with_columns(pl.col("code").cast(pl.Int64))
    members = numbers.filter((pl.col("system") == system) & pl.col("member")).select(
        "entity",
        "code",
        pl.col("start").fill_null(dt.date(FIRST_YEAR, 1, 1)),
        pl.col("end").fill_null(_OPEN),
    )
    named = numbers.filter(pl.col("system") == "gw").select("entity", pl.col("code").alias("gwcode")).unique()
    if (
        system == "gw"
    ):  # the list itself: a number that passed from one state to another stays with its holder
        return members.select(pl.col("code").alias("gwcode"), "code", "start", "end").sort("gwcode", "start")
    return named.join(members, on="entity").drop("entity").unique().sort("gwcode", "start", "code")


def build_leader_years(
    leaders: pl.DataFrame,
    codes: pl.DataFrame,
    system: str,
    years: tuple[int, int],
    rule: str | float = NONE,
) -> pl.DataFrame:
    """Who led which state in which years?

    Parameters
    ----------
    leaders
        Archigos: ``obsid``, ``leader``, ``gwcode``, ``gender``, ``yrborn``, ``startdate``, ``enddate`` (last day).
    codes
        The table ``entity_codes``.
    system
        ``cow`` or ``gw``: whose numbers the states have.
    years
        First and last year, both included.
    rule
        ``none``: every year that Archigos has, whether or not the state was in the list (only for ``gw``, whose
        numbers Archigos writes). ``any``, ``start``, ``end`` or a share of the year: the leader was in office, and
        the state in the list, on any day, the first, the last, or that share of the year's days.

    Returns
    -------
    polars.DataFrame
        ``obsid, leader``, ``gwcode`` or ``ccode``, ``gender`` (M, F), ``leaderage`` (year less year of birth),
        ``year``, ``yrinoffice`` (1 in the first calendar year of the spell, whatever the rule); one row a spell of a
        leader, number and year, in Archigos' order. A leader whose state changed its number within a year (Germany
        1990) has a row for each.

    Raises
    ------
    UsageError
        When there is no such rule, or ``none`` is asked of Correlates of War's numbers.
    """
    spells = leaders.with_row_index("leader_row").select(
        "leader_row", "gwcode", "startdate", (pl.col("enddate") + pl.duration(days=1)).alias("after")
    )
    if rule == NONE:
        if system != "gw":
            raise UsageError(
                "rule='none' keeps every leader-year of Archigos, whose numbers of states are those of Gleditsch and "
                "Ward: say system='gw', or rule='any' for the years in which the state was in the list"
            )
        spells = spells.select(
            "leader_row",
            pl.col("gwcode").alias("code"),
            pl.col("startdate").alias("start"),
            pl.col("after").alias("end"),
        )
    else:
        if isinstance(rule, str):
            check_rule(rule, "rule for leader-years", {NONE: ""})
        spells = (
            spells.join(build_terms(codes, system), on="gwcode", maintain_order="left_right")
            .select(
                "leader_row",
                "code",
                pl.max_horizontal("startdate", "start").alias("start"),
                pl.min_horizontal("after", "end").alias("end"),
            )
            .filter(pl.col("start") < pl.col("end"))
        )
    units = spells.select("leader_row", "code").unique(maintain_order=True).with_row_index("unit")
    pieces = spells.join(units, on=["leader_row", "code"]).select(
        pl.lit(system).alias("system"), pl.col("unit").cast(pl.Int64).alias("code"), "start", "end"
    )
    kept = restrict_membership(
        build_membership(pieces, system, years), "any" if rule == NONE else rule
    ).rename({"code": "unit"})
    known_as = units.select(
        pl.col("unit").cast(pl.Int64),
        pl.col("code").alias(SYSTEMS[system]),
        "leader_row",
    )
    return (
        kept.join(known_as, on="unit", maintain_order="left")
        .join(leaders.drop("gwcode").with_row_index("leader_row"), on="leader_row", maintain_order="left")
        .select(
            "obsid",
            "leader",
            SYSTEMS[system],
            "gender",
            (pl.col("year") - pl.col("yrborn")).alias("leaderage"),
            "year",
            (pl.col("year") - pl.col("startdate").dt.year().cast(pl.Int64) + 1).alias("yrinoffice"),
        )
    )
