"""What followed an event in a state: new wars by date, democracy, killing of civilians, each with its censoring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.dates import find_window
from precedents.record.states import Entities

FIRST_DAY, LAST_DAY = dt.date(1946, 1, 1), dt.date(2024, 12, 31)
"""The days for which wars are covered."""

ELECTORAL_DEMOCRACY = 2
_NEWBORN = 366  # days: a successor that is older was there before, and took the state in

Row = Mapping[str, Any]


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 28 February where there is no 29th.

    Examples
    --------
    >>> add_years(dt.date(2000, 2, 29), 5).isoformat()
    '2005-02-28'
    """
    year = day.year + years
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and year % 4
        else day.replace(year=year)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A state and the new states that took its place.

    ``members`` are pairs of an id and the first day from which it counts; ``gone`` is the day on which the state
    ceased without a new one in its place (it joined another that was there before), or None.
    """

    members: tuple[tuple[str, dt.date], ...]
    gone: dt.date | None


def find_line(entities: Entities, successors: pl.DataFrame, entity: str) -> Line:
    """Which states took the place of a state, and from when?

    Parameters
    ----------
    entities
        Who is who.
    successors
        The table ``successors``.
    entity
        The state.

    Returns
    -------
    Line
        The Soviet Union goes on in its republics; East Germany is gone: Germany was there before.
    """
    rows = successors.select("entity", "successor", "date").sort("date", "successor").rows()
    members, gone, reached = [(entity, dt.date.min)], None, [entity]
    for state in reached:
        for parent, successor, day in rows:
            if parent != state or successor in reached:
                continue
            born = entities.resolve(successor, day).born
            if born is not None and (day - born).days < _NEWBORN:
                members.append((successor, day))
                reached.append(successor)
            elif state == entity:
                gone = day
    return Line(members=tuple(members), gone=gone if len(members) == 1 else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """One episode of a conflict: the earliest and latest day on which it may have begun, and its last day."""

    earliest: dt.date
    latest: dt.date
    end: dt.date | None


def read_onsets(conflicts: pl.DataFrame) -> dict[str, list[Onset]]:
    """Which episodes of conflict began over each state's government or territory, and when?

    Parameters
    ----------
    conflicts
        The table ``conflicts``.

    Returns
    -------
    dict
        The episodes by entity.
    """
    onsets: dict[str, list[Onset]] = {}
    chosen = conflicts.sort("start", "id").select("locations", "start", "start_precision", "end")
    for locations, start, precision, end in chosen.iter_rows():
        earliest, latest = find_window(start, precision)
        # an episode that ended cannot have begun after its end
        onset = Onset(earliest=earliest, latest=min(latest, end or LAST_DAY), end=end)
        for entity in locations:
            onsets.setdefault(entity, []).append(onset)
    return onsets


def pick_onsets(
    onsets: Mapping[str, Sequence[Onset]], line: Line, *, event: dt.date = dt.date.min
) -> list[Onset]:
    """Which episodes began in a state, or in the states that took its place, once they had?

    A state that had left before the event is none of them: what happens in Bangladesh does not follow what happened
    in Pakistan in 1977.

    Examples
    --------
    >>> line = Line(members=(("PAK", dt.date.min), ("BGD", dt.date(1971, 12, 16))), gone=None)
    >>> war = Onset(earliest=dt.date(1975, 1, 1), latest=dt.date(1975, 1, 31), end=None)
    >>> [len(pick_onsets({"BGD": [war]}, line, event=dt.date(year, 1, 1))) for year in (1970, 1973)]
    [1, 0]
    """
    members = [each for each in line.members if each[0] == line.members[0][0] or each[1] >= event]
    return [each for state, since in members for each in onsets.get(state, ()) if each.latest >= since]


def judge_new(
    onsets: Iterable[Onset],
    event: dt.date,
    years: int,
    *,
    gone: dt.date | None = None,
    last: dt.date = LAST_DAY,
) -> bool | None:
    """Did a new episode begin after an event, within so many years?

    Parameters
    ----------
    onsets
        The episodes of the state and of what took its place.
    event
        The day of the event.
    years
        The horizon.
    gone
        When the state ceased without a new one in its place.
    last
        The last covered day.

    Returns
    -------
    bool or None
        True where one surely began after that day and within the horizon; None where the horizon reaches beyond
        the covered years or the life of the state, or where the source cannot date an onset that may lie within
        it; else false.

    Examples
    --------
    >>> day = dt.date(2003, 4, 9)
    >>> sure = Onset(earliest=dt.date(2004, 4, 1), latest=dt.date(2004, 4, 30), end=None)
    >>> vague = Onset(earliest=dt.date(2003, 1, 1), latest=dt.date(2003, 12, 31), end=None)
    >>> [judge_new(onsets, day, 5) for onsets in ([sure, vague], [vague], [])], judge_new([sure], day, 30)
    ([True, None, False], None)
    """
    end = add_years(event, years)
    if end > last or (gone is not None and gone < end):
        return None
    near = [each for each in onsets if each.latest > event and each.earliest <= end]
    if any(each.earliest > event and each.latest <= end for each in near):
        return True
    return None if near else False


def judge_before(onsets: Iterable[Onset], event: dt.date, years: int) -> bool | None:
    """Was there war in so many years before an event? One that began on that very day is none before it.

    Returns
    -------
    bool or None
        None where no war is known and the years reach back before 1946, or where the source cannot date an
        onset near the event.
    """
    first = add_years(event, -years)
    near = [each for each in onsets if each.earliest < event and (each.end is None or each.end >= first)]
    if any(each.latest < event for each in near):
        return True
    return None if near or first < FIRST_DAY else False


class Years:
    """The state-years of the record by Gleditsch-Ward number, so that a state that changes its id goes on.

    Parameters
    ----------
    state_years
        The table ``state_years``.
    """

    def __init__(self, state_years: pl.DataFrame) -> None:
        names = ("gwcode", "year", "polyarchy", "regime", "onesided_total_best", "deaths_best")
        rows = state_years.select(names).iter_rows(named=True)
        self._rows: dict[tuple[int, int], Row] = {(row["gwcode"], row["year"]): row for row in rows}

    def value(self, code: int, year: int, column: str) -> Any:
        """A column of a state in a year; None where the record says nothing."""
        return self._rows.get((code, year), {}).get(column)

    def change(self, code: int, year: int, years: int, column: str) -> float | None:
        """The change from the year before an event to some years after it; None where either is not known."""
        before, after = self.value(code, year - 1, column), self.value(code, year + years, column)
        return None if before is None or after is None else round(after - before, 6)

    def total(self, code: int, year: int, years: int, column: str) -> int | None:
        """The sum over the full years after an event; None where one of them is not covered."""
        cells = [self.value(code, year + step, column) for step in range(1, years + 1)]
        return None if None in cells else sum(cells)

    def democratic(self, code: int, year: int) -> bool | None:
        """Whether the state is an electoral or liberal democracy in a year; None where that is not known."""
        regime = self.value(code, year, "regime")
        return None if regime is None else regime >= ELECTORAL_DEMOCRACY
