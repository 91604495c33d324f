"""Which states took part in an armed conflict in a year, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "a": "primary party on side A; in a civil war the government",
        "b": "primary party on side B",
        "a_2nd": "sent troops to side A",
        "b_2nd": "sent troops to side B",
    }
)
"""What a state can be in a conflict, in the order in which they are listed."""

_COLUMNS = {"side_a": "a", "side_b": "b", "side_a_second": "a_2nd", "side_b_second": "b_2nd"}
_GOVERNMENT = "Government of "


def build_parties(
    conflict_years: pl.DataFrame, names: pl.DataFrame, codes: pl.DataFrame, system: str
) -> pl.DataFrame:
    """Which states took part in which conflict-years, in which role, under which numbers?

    A side is a list of names and ``participants`` a list of entities. A name is that of the participant which
    bears it; where two participants bear it (both Congos are called so), of the one that no other name of the row
    stands for.

    Parameters
    ----------
    conflict_years
        The table of that name.
    names
        The table ``entity_names``.
    codes
        The table ``entity_codes``.
    system
        ``cow`` or ``gw``.

    Returns
    -------
    polars.DataFrame
        ``code``, ``year``, ``conflict_id`` (integer), ``war`` (the episode), ``role`` (one of :data:`ROLES`),
        ``intensity`` (1 or 2), ``type``, ``over``. A participant that is not in the list of states has no row.

    Source
    ------
    Checked against the numbers by side in the publisher's own file (edition 25.1): the same 6,324 parties.
    """
    row = ["conflict_id", "year"]
    said = pl.concat(
        conflict_years.select(*row, pl.col(column).alias("name"), pl.lit(role).alias("role"))
        .explode("name", empty_as_null=False, keep_nulls=False)
        .filter(pl.col("name").str.starts_with(_GOVERNMENT))
        for column, role in _COLUMNS.items()
    ).with_columns(pl.col("name").str.strip_prefix(_GOVERNMENT))
    present = conflict_years.select(*row, pl.col("participants").alias("entity")).explode(
        "entity", empty_as_null=False, keep_nulls=False
    )
    found = (
        said.join(names.select("entity", "name").unique(), on="name")
        .join(present, on=[*row, "entity"])
        .with_columns(pl.col("name").n_unique().over(*row, "entity").alias("claims"))
        .sort(*row, "name", "role", "claims", "entity")
        .unique([*row, "name", "role"], keep="first", maintain_order=True)
    )
    held = codes.filter((pl.col("system") == system) & pl.col("member")).select(
        "entity",
        pl.col("code").cast(pl.Int64),
        pl.col("start").dt.year().cast(pl.Int64).alias("first"),
        (pl.col("end") - pl.duration(days=1)).dt.year().cast(pl.Int64).alias("last"),
    )
    facts = conflict_years.select(*row, "war", "intensity", "type", "over")
    return (
        found.join(held, on="entity")
        .filter(
            (pl.col("first").is_null() | (pl.col("year") >= pl.col("first")))
            & (pl.col("last").is_null() | (pl.col("year") <= pl.col("last")))
        )
        .join(facts, on=row)
        .select(
            "code", "year", pl.col("conflict_id").cast(pl.Int64), "war", "role", "intensity", "type", "over"
        )
        .unique()
        .sort(
            "code", "year", "conflict_id", pl.col("role").replace_strict({r: i for i, r in enumerate(ROLES)})
        )
    )
