"""Spells of a class in two arms: from when each case is counted, and what ends it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from precedents.app.ground import Ground
from precedents.app.kinds.aftermath import reach_deaths
from precedents.core.argument import Part
from precedents.core.errors import UsageError

SHORTEST = 1 / 365.25
"""A spell that ends on its first day lasts a day."""


def read_spells(part: Part, ground: Ground) -> pl.DataFrame:
    """From when, until when, and in which arm is each case of the class?

    Parameters
    ----------
    part
        Of kind ``effect`` with ``class`` and ``arms``.
    ground
        Where one stands.

    Returns
    -------
    pl.DataFrame
        ``case``, ``entity``, ``from``, ``arm`` (1 for the first, 0 for the second), ``years``, ``ended`` (1, or 0 where the record
        ends, or the state does, first). Cases in neither arm, or of which it is not known, are left out, and so are those
        whose spell cannot begin within the record.

    Raises
    ------
    UsageError
        Where a case may be in both arms, or none is left.
    NeedsSource
        Where what ends it is not in the record.
    """
    rule = ground.argument.classes[str(part.fields["class"])]
    acted, left = (str(where) for where in part.fields["arms"].values())
    origin = str(part.fields.get("counted_from") or "end")
    inside = ground.judged(rule.of, rule.where)
    arms = pl.DataFrame({"one": ground.judged(rule.of, acted), "two": ground.judged(rule.of, left)})
    frame = ground.record.table(rule.of).hstack(arms).filter(inside)
    if frame.filter(pl.col("one") & pl.col("two")).height:
        raise UsageError("the two arms overlap: a case that is in both cannot be compared")
    frame = frame.filter(pl.col("one") | pl.col("two")).drop_nulls([origin, "entity"])
    until = str(part.fields.get("lasts_until") or "conflict")
    ends, first, last = _read_ends(part, ground, rule.of, until)
    gone = _read_last_years(ground)
    rows = []
    for row in frame.select("id", "entity", "start", "end", "one").iter_rows(named=True):
        begun: dt.date = row[origin]
        edge = min(last, dt.date(gone.get(row["entity"], last.year), 12, 31))
        if begun < first or begun >= edge:
            continue
        if until == "end":
            stopped = row["end"]
        elif until == "leader-exit":
            stopped = next((end for start, end in ends.get(row["entity"], ()) if start <= begun < end), None)
            if stopped is None:
                continue
        else:
            stopped = next((start for start, _ in ends.get(row["entity"], ()) if start > begun), None)
        ended = stopped is not None and stopped <= edge
        days = ((stopped if ended and stopped is not None else edge) - begun).days
        rows.append(
            {
                "case": row["id"],
                "entity": row["entity"],
                "from": begun,
                "arm": int(bool(row["one"])),
                "years": max(days / 365.25, SHORTEST),
                "ended": int(ended),
            }
        )
    if not rows:
        raise UsageError("no case of the two arms has a date from which to count")
    return pl.DataFrame(rows).sort("case")


def _read_ends(
    part: Part, ground: Ground, table: str, until: str
) -> tuple[dict[str, list[tuple[dt.date, dt.date]]], dt.date, dt.date]:
    """By state, the pairs of dates that may end a spell; and the first and last day for which the record speaks."""
    name = {"end": table, "conflict": "conflicts", "leader-exit": "leaders"}[until]
    source = ground.record.table(name)
    coverage = ground.find_column(name, "start").coverage
    first, last = dt.date(coverage.first_year, 1, 1), dt.date(coverage.last_year, 12, 31)
    found: dict[str, list[tuple[dt.date, dt.date]]] = {}
    if until == "end":
        return found, first, last
    frame = source.drop_nulls("start")
    if until == "conflict":
        deaths = part.fields.get("deaths")
        if deaths is not None:
            frame = frame.filter(reach_deaths(ground, "conflicts", float(deaths)))
        # A conflict that spans several states is one for each of them.
        frame = frame.with_columns(entity=pl.col("locations")).explode("entity").drop_nulls("entity")
    pairs = frame.select("entity", "start", end=pl.col("end").fill_null(dt.date(9999, 12, 31))).sort(
        "start", "end"
    )
    for entity, start, end in pairs.iter_rows():
        found.setdefault(entity, []).append((start, end))
    return found, first, last


def _read_last_years(ground: Ground) -> dict[str, int]:
    """The last year of each state in the panel of states."""
    last = ground.record.table("state_years").group_by("entity").agg(pl.col("year").max())
    return {entity: int(year) for entity, year in last.iter_rows()}
