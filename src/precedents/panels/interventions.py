"""Military interventions by year: in which state, by which states, begun or going on."""

from __future__ import annotations

import polars as pl

from precedents.panels.keyed import Tables

TABLE = "interventions"
_GROUP = "group:"
_LONGER, _SHORTER = "ucdp", "authorised_unsc"
"""How the sources begin that look until the table's last year; and a column that only the other register fills."""


def read_years(tables: Tables) -> pl.DataFrame:
    """In which years was each intervention going on, and until when is that known?

    An intervention without an end went on when its source stopped looking. Until the last year of the table that is
    known of those that UCDP codes; of the others until the last year of the shorter register, and after it nobody
    said whether they went on.

    Parameters
    ----------
    tables
        For the table ``interventions``.

    Returns
    -------
    polars.DataFrame
        ``id``, ``entity`` (the state in which), ``year``, ``begun`` (whether it began in it), ``known``, and
        ``intervener_entities``, ``from``, ``until`` (its days in that year, both included).
    """
    last = tables.coverage(TABLE, "start_year").last_year
    short = tables.coverage(TABLE, _SHORTER).last_year
    rows = tables.record(TABLE).select(
        "id", "entity", "start", "end", "start_year", "end_year", "intervener_entities", "sources"
    )
    longer = pl.col("sources").list.eval(pl.element().str.starts_with(_LONGER)).list.any()
    return (
        rows.with_columns(
            pl.int_ranges("start_year", pl.col("end_year").fill_null(last).clip(upper_bound=last) + 1).alias(
                "year"
            )
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .select(
            "id",
            "entity",
            "year",
            (pl.col("year") == pl.col("start_year")).alias("begun"),
            (pl.col("end_year").is_not_null() | longer | (pl.col("year") <= short)).alias("known"),
            "intervener_entities",
            pl.max_horizontal("start", pl.date("year", 1, 1)).alias("from"),
            pl.min_horizontal("end", pl.date("year", 12, 31)).alias("until"),
        )
    )


def build_interveners(years: pl.DataFrame, groups: pl.DataFrame, *, expand: bool) -> pl.DataFrame:
    """Which states intervened in each of these years?

    Parameters
    ----------
    years
        What :func:`read_years` gives.
    groups
        The table ``groups``: who belonged to what, by date.
    expand
        Whether the members of a group that intervened (NATO) count as interveners, as long as they belonged to it.
        The United Nations have no members here: who sent the peacekeepers is not in the table.

    Returns
    -------
    polars.DataFrame
        ``id``, ``entity`` (the intervener), ``year``; each once.
    """
    each = years.explode("intervener_entities", empty_as_null=False, keep_nulls=False).rename(
        {"entity": "target", "intervener_entities": "entity"}
    )
    # a union's troops in the land of a member: the member intervenes in no one
    abroad = pl.col("entity") != pl.col("target")
    grouped = pl.col("entity").str.starts_with(_GROUP)
    named = each.filter(~grouped, abroad).select("id", "entity", "year")
    if not expand:
        return named.unique(maintain_order=True)
    spells = groups.select(
        (_GROUP + pl.col("group")).alias("group"), "entity", pl.col("start", "end").name.prefix("member_")
    )
    # a spell of membership ends on the day before its end; an empty side is open
    members = (
        each.filter(grouped)
        .rename({"entity": "group"})
        .join(spells, on="group", maintain_order="left")
        .filter(
            (pl.col("member_start") <= pl.col("until")).fill_null(value=True),
            (pl.col("member_end") > pl.col("from")).fill_null(value=True),
            abroad,
        )
        .select("id", "entity", "year")
    )
    return pl.concat([named, members]).unique(maintain_order=True)
