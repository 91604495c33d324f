"""The rows of a panel before anything is added, in blocks that hold whole units: all years of a state, dyad or leader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import polars as pl

from precedents.panels.conflict_years import build_conflict_blocks
from precedents.panels.dyad_years import build_dyad_years, build_dyads
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import Tables
from precedents.panels.leader_years import SOURCE, build_leader_years
from precedents.panels.state_years import build_membership, build_state_years, restrict_membership

ROWS = 150_000
"""How many rows of a dyad panel are made at once: enough to keep both cores busy, few enough to stay in memory."""

Blocks = Iterator[pl.DataFrame]
Build = Callable[[Tables, Ask], Blocks]


def build_state_blocks(tables: Tables, ask: Ask) -> Blocks:
    """The state-years of a panel, in one block."""
    yield build_state_years(tables.record("state_systems"), ask.grain.system, ask.years, ask.options["rule"])


def build_dyad_blocks(tables: Tables, ask: Ask) -> Blocks:
    """The dyad-years of a panel, in blocks of about :data:`ROWS` that hold all years of every dyad in them."""
    systems = tables.record("state_systems")
    members = build_membership(systems, ask.grain.system, ask.years)
    state_years = restrict_membership(members, ask.options["rule"])
    dyads = build_dyads(
        systems, ask.grain.system, state_years, directed=ask.grain.kind == "directed-dyad-years"
    )
    for part in _cut(dyads):
        yield build_dyad_years(part, SYSTEMS[ask.grain.system])


def _cut(dyads: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The dyads in parts of whole first states."""
    ends = (
        dyads.group_by("code1", maintain_order=True)
        .agg(pl.len().alias("dyads"), (pl.col("last") - pl.col("first") + 1).sum().alias("rows"))
        .with_columns(
            pl.col("dyads").cum_sum().alias("end"), (pl.col("rows").cum_sum() // ROWS).alias("part")
        )
        .group_by("part", maintain_order=True)
        .agg(pl.col("end").last())["end"]
        .to_list()
    )
    if not ends:
        yield dyads
    for start, end in pairwise([0, *ends]):
        yield dyads.slice(start, end - start)


def build_leader_blocks(tables: Tables, ask: Ask) -> Blocks:
    """The leader-years of a panel, in one block."""
    yield build_leader_years(
        tables.source(SOURCE, "archigos"),
        tables.record("entity_codes"),
        ask.grain.system,
        ask.years,
        ask.options["rule"],
    )


BLOCKS: dict[str, Build] = {
    "state-years": build_state_blocks,
    "dyad-years": build_dyad_blocks,
    "directed-dyad-years": build_dyad_blocks,
    "leader-years": build_leader_blocks,
    "conflict-years": build_conflict_blocks,
}
"""Who makes the rows of each kind of panel."""

BEHIND: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "leader-years": ((SOURCE,), ()),
    "conflict-years": ((), (("conflict_years", "intensity"), ("conflict_years", "deaths_best"))),
}
"""What the rows themselves rest on beside the lists of states: pulled sources, and columns of the record."""
