"""State-years: who is a state in which year, by a rule for the years in which it was one for a part only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.grain import SYSTEMS, check_name

FIRST_YEAR = 1816
"""Where both lists of states begin."""

LAST_YEAR = 2025
"""The last concluded year that a panel reaches without being asked to."""

RULES = {
    "any": "the state was in the list on any day of the year",
    "start": "the state was in the list on the first of January",
    "end": "the state was in the list on the last of December",
    "share": "the state was in the list for at least this share of the year's days",
}
"""What becomes of a year in which a state was one for a part only."""

NAMES = {"cow": "cw_name", "gw": "gw_name"}


def build_membership(
    systems: pl.DataFrame, system: str, years: tuple[int, int], words: tuple[str, ...] = ()
) -> pl.DataFrame:
    """How many days of which years was each state in the list?

    Parameters
    ----------
    systems
        The table ``state_systems``: ``system``, ``code``, ``start`` and ``end`` (the first day after; null where the
        list goes on).
    system
        ``cow`` or ``gw``.
    years
        First and last year.
    words
        Columns to carry along, such as the name.

    Returns
    -------
    polars.DataFrame
        ``code``, ``year``, ``days`` (in the list), ``on_first`` and ``on_last`` (there on the first, on the last
        day), ``of`` (days in the year), and the words; sorted, one row a code and year.
    """
    after = dt.date(years[1] + 1, 1, 1)
    spans = systems.filter(pl.col("system") == system).select(
        "code",
        *words,
        pl.col("start").fill_null(dt.date(FIRST_YEAR, 1, 1)).alias("start"),
        pl.col("end").fill_null(after).clip(upper_bound=after).alias("end"),
    )
    first = pl.date(pl.col("year"), 1, 1)
    next_first = pl.date(pl.col("year") + 1, 1, 1)
    begins, ends = pl.max_horizontal("start", first), pl.min_horizontal("end", next_first)
    return (
        spans.with_columns(
            pl.int_ranges(
                pl.max_horizontal(pl.col("start").dt.year().cast(pl.Int64), pl.lit(years[0])),
                pl.min_horizontal(
                    (pl.col("end") - pl.duration(days=1)).dt.year().cast(pl.Int64), pl.lit(years[1])
                )
                + 1,
            ).alias("year")
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .select(
            pl.col("code").cast(pl.Int64),
            "year",
            *words,
            (ends - begins).dt.total_days().alias("days"),
            (begins == first).alias("on_first"),
            (ends == next_first).alias("on_last"),
            (next_first - first).dt.total_days().alias("of"),
        )
        # a state that came back under another name within the year has the one that it had for longer
        .sort("code", "year", "days")
        .group_by("code", "year", maintain_order=True)
        .agg(
            pl.col("days").sum(),
            pl.col("on_first", "on_last").any(),
            pl.col("of").first(),
            pl.col(words).last(),
        )
    )


def check_rule(rule: str, what: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """A rule for partial years that has a name; :exc:`UsageError`, which tells of shares too, when there is none.

    Examples
    --------
    >>> check_rule("start", "rule for partial years")
    'start'
    """
    known = {**more, **{name: says for name, says in RULES.items() if name != "share"}}
    try:
        return check_name(rule, known, what)
    except UsageError as error:
        raise UsageError(f"{error} A share of the year is written as a number: 0.5") from None


def restrict_membership(membership: pl.DataFrame, rule: str | float) -> pl.DataFrame:
    """Which state-years count, by the rule for partial years?

    Parameters
    ----------
    membership
        What :func:`build_membership` gives.
    rule
        ``any``, ``start``, ``end``, or a share of the year's days between 0 and 1.

    Returns
    -------
    polars.DataFrame
        The rows of those that do.

    Raises
    ------
    UsageError
        When there is no such rule, or the share is not one.
    """
    if isinstance(rule, str):
        check_rule(rule, "rule for partial years")
        column = {"start": "on_first", "end": "on_last"}.get(rule)
        kept = membership if column is None else membership.filter(column)
    else:
        if not 0 < rule <= 1:
            raise UsageError(
                f"a share of the year lies above 0 and up to 1, not {rule}: 0.5 keeps half years"
            )
        kept = membership.filter(pl.col("days") >= rule * pl.col("of"))
    return kept


def build_state_years(
    systems: pl.DataFrame, system: str, years: tuple[int, int], rule: str | float = "any"
) -> pl.DataFrame:
    """Which states were there in which years?

    Parameters
    ----------
    systems
        The table ``state_systems``.
    system
        ``cow`` or ``gw``.
    years
        First and last year, both included.
    rule
        For years in which a state was one for a part only: see :func:`restrict_membership`.

    Returns
    -------
    polars.DataFrame
        ``ccode, cw_name, year`` or ``gwcode, gw_name, microstate, year``, sorted; one row a state and year.

    Raises
    ------
    UsageError
        When the system or the rule is unknown, or the years are in the wrong order.
    """
    code = SYSTEMS[check_name(system, SYSTEMS, "system of states")]
    if years[0] > years[1]:
        raise UsageError(f"the years run from {years[0]} to {years[1]}: the first must not be after the last")
    kept = restrict_membership(build_membership(systems, system, years, ("name", "microstate")), rule)
    columns = [pl.col("code").alias(code), pl.col("name").alias(NAMES[system])]
    if system == "gw":
        columns.append(pl.col("microstate").cast(pl.Int64))
    return kept.select(*columns, "year")
