"""What became of a case within a horizon: one judge for each outcome of the library; None is unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from precedents.core.dates import find_window
from precedents.record.builders.aftermath import Onset, add_years, judge_new
from precedents.record.outcomes.library import Outcome, read_library
from precedents.record.outcomes.world import World

Row = Mapping[str, Any]
Judge = Callable[[Row, int, World], bool | float | None]


def _judge_violence_ended(row: Row, years: int, world: World) -> bool | None:
    outcome: Outcome = read_library()["violence_ended"]
    column = outcome.own[row["table"]]
    until = add_years(row["start"], years)
    if row[column] is None:
        coded = world.edges(row["table"], column)[1].year
        coded = min([coded, *(outcome.coded_until.get(source, coded) for source in row["sources"])])
        return False if until <= dt.date(coded, 12, 31) else None
    earliest, latest = find_window(row[column], row.get(f"{column}_precision") or "day")
    if latest <= until:
        return True
    return False if earliest > until else None


def _judge_deaths_change(row: Row, years: int, world: World) -> float | None:
    code = world.code(row["entity"], row["start"].year)
    if code is None:
        return None
    first, last = row["start"].year, row["end"].year
    before = world.years.total(code, first - years - 1, years, "deaths_best")
    after = world.years.total(code, last, years, "deaths_best")
    return None if before is None or after is None else round((after - before) / years, 6)


def _judge_deaths_fell(row: Row, years: int, world: World) -> bool | None:
    change = _judge_deaths_change(row, years, world)
    return None if change is None else change < 0


def _judge_onsets(
    row: Row, years: int, world: World, onsets: Callable[[], list[Onset]], table: str
) -> bool | None:
    first, last = world.edges(table)
    if row["end"] < first:
        return None
    return judge_new(onsets(), row["end"], years, gone=world.line(row["entity"]).gone, last=last)


def _judge_new_conflict(row: Row, years: int, world: World) -> bool | None:
    return _judge_onsets(row, years, world, lambda: world.conflicts(row["entity"], row["start"]), "conflicts")


def _judge_new_war(row: Row, years: int, world: World) -> bool | None:
    return _judge_onsets(
        row, years, world, lambda: world.conflicts(row["entity"], row["start"], war=True), "conflicts"
    )


def _judge_recurrence(row: Row, years: int, world: World) -> bool | None:
    held = row[read_library()["recurrence"].own[row["table"]]]
    episodes = world.episodes([held] if isinstance(held, str) else held or [])
    going = any(
        each.earliest <= row["end"] and (each.end is None or each.end > row["end"]) for each in episodes
    )
    if going or not episodes:
        return None
    return judge_new(episodes, row["end"], years, last=world.edges("conflicts")[1])


def _judge_mass_killing(row: Row, years: int, world: World) -> bool | None:
    return _judge_onsets(
        row, years, world, lambda: world.killings(row["entity"], row["start"]), "mass_killings"
    )


def _judge_large_mass_killing(row: Row, years: int, world: World) -> bool | None:
    return _judge_onsets(
        row, years, world, lambda: world.killings(row["entity"], row["start"], large=True), "mass_killings"
    )


def _judge_violence_again(row: Row, years: int, world: World) -> bool | None:
    horizon, gone = add_years(row["end"], years), world.line(row["entity"]).gone
    covered = [world.edges(table) for table in ("conflicts", "mass_killings")]
    if any(row["end"] < first or horizon > last for first, last in covered) or (gone and gone < horizon):
        # Known only where both speak: else the cases in which the one found something would alone be known.
        return None
    found = (_judge_new_conflict(row, years, world), _judge_mass_killing(row, years, world))
    return True if True in found else None if None in found else False


def _judge_leader_exit(row: Row, years: int, world: World) -> bool | None:
    until = add_years(row["start"], years)
    leader = world.leader(row["entity"], row["start"])
    if leader is None or until > world.edges("leader_exits", "end")[1]:
        return None
    return leader.end is not None and leader.end <= until


def _judge_forced_leader_exit(row: Row, years: int, world: World) -> bool | None:
    left = _judge_leader_exit(row, years, world)
    leader = world.leader(row["entity"], row["start"])
    return left if not left or leader is None else leader.forced


def _judge_regime_change(row: Row, years: int, world: World) -> bool | None:
    code = world.code(row["entity"], row["start"].year)
    if code is None:
        return None
    before = world.years.value(code, row["start"].year - 1, "regime")
    after = [world.years.value(code, row["end"].year + step, "regime") for step in range(1, years + 1)]
    if before is None or None in after:
        return None
    return any(each != before for each in after)


def _judge_democracy_change(row: Row, years: int, world: World) -> float | None:
    code = world.code(row["entity"], row["start"].year)
    if code is None:
        return None
    before = world.years.value(code, row["start"].year - 1, "polyarchy")
    after = world.years.value(code, row["end"].year + years, "polyarchy")
    return None if before is None or after is None else round(after - before, 6)


def _judge_democratic(row: Row, years: int, world: World) -> bool | None:
    code = world.code(row["entity"], row["start"].year)
    return None if code is None else world.years.democratic(code, row["end"].year + years)


JUDGES: Mapping[str, Judge] = {
    "violence_ended": _judge_violence_ended,
    "deaths_change": _judge_deaths_change,
    "deaths_fell": _judge_deaths_fell,
    "new_conflict": _judge_new_conflict,
    "new_war": _judge_new_war,
    "recurrence": _judge_recurrence,
    "mass_killing": _judge_mass_killing,
    "large_mass_killing": _judge_large_mass_killing,
    "violence_again": _judge_violence_again,
    "leader_exit": _judge_leader_exit,
    "forced_leader_exit": _judge_forced_leader_exit,
    "regime_change": _judge_regime_change,
    "democracy_change": _judge_democracy_change,
    "democratic": _judge_democratic,
}
"""The judge of each outcome of ``outcomes.toml``."""
