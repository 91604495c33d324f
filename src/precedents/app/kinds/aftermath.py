"""Aftermath: what followed, within a horizon? New onsets by date, at every threshold, with what cannot be dated."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import polars as pl

from precedents.app.ground import Ground, Tweak, last_day, show_rows
from precedents.app.kinds.leaning import find_side, outside_stand
from precedents.app.wording import name_row
from precedents.core.argument import Part
from precedents.core.dates import find_window, render_date
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.coverage import doubt_coverage
from precedents.doubts.thresholds_of_deaths import doubt_thresholds_of_deaths
from precedents.doubts.vintage import doubt_vintage

NAME = "aftermath"
EVENTS = {"conflict": "conflicts", "onesided": "mass_killings"}
"""Short words for the tables of events that follow; any table with dates may be named itself."""

DEATHS = {"conflicts": "deaths_peak_year", "mass_killings": "peak_deaths"}
"""The column against which a threshold of deaths in one year is held."""

WAR = 1000
NAMED = 4


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """What followed the event, within the horizon?

    Only onsets after the date count: a conflict that went on is not a new one, and the year of the event
    itself is not counted where a source dates only by year (those rows are shown as undatable).

    Parameters
    ----------
    part
        A part of kind ``aftermath``: ``after``, ``event``, ``where``, ``deaths``, ``within`` (years).
    ground
        Where one stands.
    tweak
        ``deaths`` replaces the threshold.

    Returns
    -------
    Stand
        ``estimate`` is the number of onsets. A complete count, except where rows cannot be dated.
    """
    after = ground.event(part.fields["after"])
    if after.date is None:
        return outside_stand(NAME, after.outside or "no date to start from", sources=after.sources)
    table = EVENTS.get(str(part.fields.get("event", "conflict")), str(part.fields.get("event", "conflict")))
    spec = ground.record.spec(table)
    when = "date" if spec.column("date") else "start"
    column = ground.find_column(table, when)
    covered = (column.coverage.first_year, column.coverage.last_year)
    if after.date.year > covered[1]:
        why = f"the record of {spec.unit}s ends in {covered[1]}, before {after.label} ({after.words})"
        return outside_stand(NAME, why, sources=column.sources)
    until, cut = _horizon(after.date, part.fields.get("within"), covered[1])
    if until.year < covered[0]:
        why = f"the record of {spec.unit}s begins in {covered[0]}, after {render_date(until)}"
        return outside_stand(NAME, why, sources=column.sources)
    cut = cut or after.date.year < covered[0]
    deaths = tweak.deaths if tweak.deaths is not None else part.fields.get("deaths")
    found, undatable = _onsets(ground, part, table, when, after.date, until, deaths)
    # What is not covered, not datable or not known can only add to what was found: the answer is firm where no
    # addition could turn it.
    more_possible = cut or undatable.height > 0
    firm = not more_possible or part.expects.holds(found.height) == part.expects.holds(math.inf)
    side = find_side(part.expects, found.height) if firm else Lean.NEITHER
    label = _label(ground, part, spec.unit, found, deaths, after.date, until)
    if undatable.height:
        label += f"; {undatable.height} more cannot be placed in time, or the record does not know whether they fit"
    if cut:
        label += f"; the horizon reaches beyond the record, which speaks for {covered[0]} to {covered[1]}"
    shown = ("id", "label", when, f"{when}_precision", "end", DEATHS.get(table, ""), "deaths_best", "outcome")
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=found.height,
        unit=f"new {spec.unit}s",
        n=found.height,
        method=f"search of every {spec.unit} of {table} that begins after {after.words}"
        f"{f' and reaches {deaths:,} deaths in a year' if deaths else ''}; expected: {part.expects.in_words()}",
        leans=side if firm else Lean.NEITHER,
        sources=column.sources,
        rows=show_rows(pl.concat([found, undatable]), shown),
        decides=True,
    )
    note = "" if firm else f"{label}: too much of the time lies outside the record to tell"
    return Stand(
        lean=side if firm else Lean.NEITHER,
        side=side,
        estimate=float(found.height),
        findings=(finding,),
        note=note,
    )


def _horizon(start: dt.date, within: float | None, last_year: int) -> tuple[dt.date, bool]:
    """The last day looked at, and whether the record ends before the horizon does."""
    edge = last_day(last_year)
    if within is None:
        return edge, False
    years = float(within)
    if start.year + years > edge.year + 1:
        return edge, True
    whole = start + dt.timedelta(days=round(365.25 * years))
    if years.is_integer():
        # The anniversary itself; of a leap day, the last day of February.
        leap = start.month == 2 and start.day == 29
        whole = start.replace(year=start.year + int(years), day=28 if leap else start.day)
    return (edge, True) if whole > edge else (whole, False)


def _onsets(
    ground: Ground, part: Part, table: str, when: str, start: dt.date, until: dt.date, deaths: float | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that begin after the start and by the end of the horizon, and rows that cannot be placed."""
    judged = ground.judged(table, str(part.fields.get("where") or ""))
    # Rows of which the record does not know whether they fit are kept apart, not dropped.
    frame = ground.record.table(table).with_columns(fits=judged).filter(pl.col("fits").fill_null(True))
    if deaths is not None:
        frame = frame.filter(reach_deaths(ground, table, float(deaths)))
    frame = frame.drop_nulls(when).sort(when, maintain_order=True)
    precision = f"{when}_precision" if f"{when}_precision" in frame.columns else None
    places: list[str] = []
    for row in frame.select([when, *([precision] if precision else [])]).iter_rows():
        early, late = find_window(row[0], row[1] if precision else "day")
        if late <= start or early > until:
            places.append("no")
        elif early > start or (row[0] > start and row[0].year > start.year):
            places.append("yes" if row[0] <= until else "no")
        else:
            places.append(
                "yes" if precision and row[1] in ("day", "month") and row[0] > start else "undatable"
            )
    marked = frame.with_columns(pl.Series("place", places, dtype=pl.String)).with_columns(
        place=pl.when((pl.col("place") == "yes") & pl.col("fits").is_null())
        .then(pl.lit("undatable"))
        .otherwise(pl.col("place"))
    )
    return (
        marked.filter(pl.col("place") == "yes").drop("place", "fits"),
        marked.filter(pl.col("place") == "undatable").drop("place", "fits"),
    )


def reach_deaths(ground: Ground, table: str, deaths: float) -> pl.Expr:
    """Which rows reached so many deaths in a year?"""
    name = DEATHS.get(table)
    if name is None:
        raise UsageError(
            f"“deaths” is a threshold for {' and '.join(DEATHS)}; {table} has none. Use “where”."
        )
    reached = pl.col(name) >= deaths
    if ground.record.spec(table).column("intensity_max") is not None:
        # Before deaths are counted the source still says whether a year passed 25 or 1,000.
        coded = pl.col("intensity_max") >= (2 if deaths >= WAR else 1)
        return pl.when(pl.col(name).is_null()).then(coded).otherwise(reached | ((deaths <= 25) & coded))
    return reached


def _label(
    ground: Ground,
    part: Part,
    unit: str,
    found: pl.DataFrame,
    deaths: float | None,
    start: dt.date,
    until: dt.date,
) -> str:
    rule = ground.rules.filled(_table(part), str(part.fields.get("where") or ""))
    where = f" ({rule})" if rule else ""
    reach = f" reaching {deaths:,} deaths in a year" if deaths else ""
    span = f"from {render_date(start)} to {render_date(until)}"
    if found.is_empty():
        return f"no new {unit}{reach}{where}, {span}"
    names = [name_row(row) for row in found.head(NAMED).iter_rows(named=True)]
    more = f" and {found.height - NAMED} more" if found.height > NAMED else ""
    noun = unit if found.height == 1 else f"{unit}s"
    return f"{found.height} new {noun}{reach}{where}, {span}: {', '.join(names)}{more}"


def _table(part: Part) -> str:
    event = str(part.fields.get("event", "conflict"))
    return EVENTS.get(event, event)


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of an aftermath: another edition, other thresholds of deaths, coverage."""
    if author.outside is not None:
        return ()
    table = _table(part)
    editions = ground.record.editions(table)[1:]
    doubts = [doubt_vintage(author, editions, lambda edition: try_part(part, ground.on(edition), Tweak()))]
    deaths = part.fields.get("deaths")
    if deaths is not None:
        doubts.append(
            doubt_thresholds_of_deaths(author, float(deaths), lambda level: refit(Tweak(deaths=level)))
        )
    after = ground.event(part.fields["after"])
    spec = ground.record.spec(table)
    column = ground.find_column(table, "date" if spec.column("date") else "start")
    asked = (after.date.year if after.date else None, None)
    covered = (column.coverage.first_year, column.coverage.last_year)
    doubts.append(doubt_coverage(asked, covered, f"every {spec.unit} of {table} was read"))
    return tuple(doubts)
