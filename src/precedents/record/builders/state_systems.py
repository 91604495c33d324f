"""The table ``state_systems``: who is a state from when until when, in both lists that the field uses."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.record.readers import Read
from precedents.record.states import Entities

_LISTS = {
    "cow": ("cw_system", "ccode", "cw_abb", "cw_name"),
    "gw": ("gw_system", "gwcode", "gw_abb", "gw_name"),
}


def build_state_systems(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Which states does each list have, under which number and name, and when?

    Returns
    -------
    polars.DataFrame
        ``system``, ``code``, ``abbreviation``, ``name``, ``microstate`` (null in Correlates of War's list),
        ``start``, ``end`` (the first day after; null where the edition ends and the state does not), ``entity``
        (in the first year). One row a spell; sorted.

    Notes
    -----
    The last day of an edition is its edge, not the death of every state in it.
    """
    parts = []
    for system, (member, code, abbreviation, name) in _LISTS.items():
        frame = read("isard", member)
        edge = frame["end"].max()
        parts.append(
            frame.select(
                pl.lit(system).alias("system"),
                pl.col(code).cast(pl.Int64).alias("code"),
                pl.col(abbreviation).alias("abbreviation"),
                pl.col(name).alias("name"),
                (pl.col("microstate") == 1 if "microstate" in frame.columns else pl.lit(None))
                .cast(pl.Boolean)
                .alias("microstate"),
                "start",
                pl.when(pl.col("end") < edge).then(pl.col("end").dt.offset_by("1d")).alias("end"),
            )
        )
    found = pl.concat(parts).sort("system", "code", "start")
    resolve = {"cow": entities.from_cow, "gw": entities.from_gw}
    ids = [
        resolve[system](code, start.year)
        for system, code, start in found.select("system", "code", "start").rows()
    ]
    return found.with_columns(pl.Series("entity", ids, dtype=pl.String))
