"""Figures read off the record: a column over some rows, with its low and high, its rows and its coverage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from precedents.app.ground import Ground, Tweak, last_day, show_rows
from precedents.app.wording import say_column
from precedents.core.dates import render_date
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.finding import Row, Scalar
from precedents.core.source import Column, Coverage

TAKES = ("max", "min", "sum", "mean", "count", "first", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure read off the record, or the reason why there is none.

    ``low`` and ``high`` are the sources' bounds where the column has them. ``days`` and ``population``
    are what a rate per day or per head divides by, where known. ``nearest`` says what the record does hold
    when it does not cover what was asked. ``witnesses`` are the rows that a sentence names. ``asked`` and ``covered`` are the first and last year of the question and of the source. ``unknown`` counts rows of which
    the record does not know whether they fit; ``partial`` says that there are such, or that part of the years is not
    covered; ``lower_bound`` that what is missing could only add.
    """

    label: str
    value: Scalar
    unit: str
    sources: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    days: float | None = None
    population: float | None = None
    n: int | None = None
    rows: tuple[Row, ...] = ()
    witnesses: tuple[Row, ...] = ()
    outside: str | None = None
    nearest: str = ""
    asked: tuple[int | None, int | None] = (None, None)
    unknown: int = 0
    partial: bool = False
    lower_bound: bool = True
    covered: tuple[int, int] = (0, 0)

    @property
    def number(self) -> float | None:
        """The figure as a number, or None."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            return None
        return float(self.value)


def _bound_names(spec_names: set[str], column: str) -> tuple[str, str] | None:
    for tail in ("_best", ""):
        if column.endswith(tail):
            stem = column.removesuffix("_best") if tail else column
            low, high = f"{stem}_low", f"{stem}_high"
            if low in spec_names and high in spec_names:
                return low, high
    return None


def _window(ground: Ground, fields: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    ends: list[dt.date | None] = []
    for name in ("since", "until"):
        value = fields.get(name)
        if value is None:
            ends.append(None)
        elif isinstance(value, int):
            ends.append(dt.date(value, 1, 1) if name == "since" else last_day(value))
        elif isinstance(value, dt.date):
            ends.append(value)
        else:
            ends.append(ground.event(value).date)
    return ends[0], ends[1]


def _entities(ground: Ground, text: str, year: int | None) -> frozenset[str]:
    entities = ground.record.entities
    if text.startswith("group:"):
        pairs = entities.resolve_group(text.removeprefix("group:"))
        return frozenset(entity for entity, when in pairs if year in (None, when))
    return frozenset({entities.resolve(text, year).id})


def _among(ground: Ground, column: str, text: str, year_column: str | None) -> pl.Expr:
    """Rows whose entity column is this entity, or a member of this group in the row's year."""
    if not text.startswith("group:") or year_column is None:
        return pl.col(column).is_in(sorted(_entities(ground, text, None)))
    pairs = ground.record.entities.resolve_group(text.removeprefix("group:"))
    keys = sorted(f"{entity} {year}" for entity, year in pairs)
    return pl.concat_str(column, pl.lit(" "), pl.col(year_column).cast(pl.String)).is_in(keys)


def _dated_between(
    frame: pl.DataFrame, since: dt.date | None, until: dt.date | None
) -> tuple[pl.DataFrame, str | None]:
    names = frame.columns
    if "date" in names or "start" in names:
        when = pl.col("date" if "date" in names else "start")
        if since is not None:
            frame = frame.filter(when >= since)
        if until is not None:
            frame = frame.filter(when <= until)
        return frame, next((each for each in ("start_year", "year") if each in names), None)
    if "year" not in names:
        return frame, None
    year = pl.col("year")
    if since is not None:
        frame = frame.filter(year >= since.year)
    if until is not None:
        if "start_month" in names:
            # A month that the source does not know counts as the year's last: it could lie after.
            month = pl.col("start_month").fill_null(12)
            frame = frame.filter((year < until.year) | ((year == until.year) & (month <= until.month)))
        else:
            frame = frame.filter(year <= until.year)
    return frame, "year"


def _uncovered(
    coverage: Coverage, since: dt.date | None, until: dt.date | None, entities: frozenset[str]
) -> str | None:
    if since is not None and since.year > coverage.last_year:
        return f"the record ends in {coverage.last_year}"
    if until is not None and until.year < coverage.first_year:
        return f"the record begins in {coverage.first_year}"
    if coverage.entities is not None and entities and not entities & coverage.entities:
        return f"the record speaks only for {', '.join(sorted(coverage.entities))}"
    return None


def _name_measure(ground: Ground, fields: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    """Table, column, how to take it, its words and its unit."""
    name, table = fields.get("measure"), fields.get("of")
    measures = ground.record.measures
    if isinstance(name, str) and name in measures and not table:
        measure = measures[name]
        return (
            measure.table,
            measure.column,
            fields.get("take") or measure.take,
            say_column(measure.says),
            measure.unit,
        )
    if table is None:
        raise UsageError(
            f"there is no measure “{name}”.{did_you_mean(str(name), measures)} Name one, or a table with “of”."
        )
    if name is None:
        spec = ground.record.spec(table)
        return table, spec.key[0], "count", f"rows of {table.replace('_', ' ')} that fit", ""
    column = ground.find_column(table, name)
    take = fields.get("take") or ("sum" if column.kind in ("integer", "number") else "first")
    return table, name, take, say_column(column.says), column.unit


def read_measure(ground: Ground, fields: Mapping[str, Any], tweak: Tweak | None = None) -> Measured:
    """What does the record hold for this column, these rows, these years?

    Parameters
    ----------
    ground
        Where one stands.
    fields
        ``measure`` or ``of`` with ``where``, and the scope: ``take``, ``for``, ``since``, ``until``,
        ``initiated_by``, ``between``.
    tweak
        ``bound`` low or high reads the sources' bound instead of the best estimate.

    Returns
    -------
    Measured
        ``outside`` says why the record cannot speak, with the nearest that it holds.

    Raises
    ------
    UsageError
        For a measure, table, column or entity that does not exist.
    """
    table, name, take, says, unit = _name_measure(ground, fields)
    if take not in TAKES:
        raise UsageError(f"“{take}” is not a way to take a figure; those are {', '.join(TAKES)}")
    column = ground.find_column(table, name)
    whole = ground.record.table(table)
    # Rows of which the record does not know whether they fit are kept apart: they are neither in nor out.
    frame = whole.with_columns(fits_=ground.judged(table, str(fields.get("where") or ""))).filter(
        pl.col("fits_").fill_null(True)
    )
    since, until = _window(ground, fields)
    if since is not None and until is not None and since > until:
        raise UsageError(f"“since” ({since}) lies after “until” ({until})")
    frame, year_column = _dated_between(frame, since, until)
    scope = [text for text in (fields.get("for"), fields.get("initiated_by")) if text]
    entities = frozenset().union(*(_entities(ground, text, None) for text in scope)) if scope else frozenset()
    # Every entity named between two sides may be the one for which the column speaks.
    between = [str(text) for text in fields.get("between") or ()]
    if not entities and between:
        entities = frozenset().union(*(_entities(ground, text, None) for text in between))
    frame = _restrict_scope(ground, frame, fields, between, year_column)
    rule = ground.rules.filled(table, str(fields["where"])) if fields.get("where") else ""
    shown = ", ".join(filter(None, [rule, _scope_words(ground, fields, since, until)]))
    label = f"{says}{f' ({shown})' if shown else ''}"
    unknown = frame.filter(pl.col("fits_").is_null()).height
    frame = frame.filter(pl.col("fits_").is_not_null()).drop("fits_")
    why = _uncovered(column.coverage, since, until, entities)
    if why is not None:
        nearest = _nearest(ground, table, column, fields)
        return Measured(
            label=label,
            value=None,
            unit=unit,
            sources=column.sources,
            outside=f"{label}: {why}",
            nearest=nearest,
        )
    if take in ("sum", "mean") and column.kind not in ("integer", "number"):
        raise UsageError(f"{table}.{name} holds no numbers, so it has no {take}; take first, last or count")
    if take in ("max", "min") and column.kind == "list":
        raise UsageError(f"{table}.{name} holds lists, so it has no {take}; take first, last or count")
    if frame.is_empty() and take != "count" and ground.record.spec(table).kind in ("panel", "lookup"):
        # A panel without a row for the place and time says nothing; a list of events says that none happened.
        why = f"{label}: the record has no row for this place and time"
        return Measured(label=label, value=None, unit=unit, sources=column.sources, outside=why)
    measured = _take(frame, column, take, label, unit, set(whole.columns), tweak or Tweak())
    lower = take in ("count", "max", "sum")
    beyond = (since is not None and since.year < column.coverage.first_year) or (
        until is not None and until.year > column.coverage.last_year
    )
    return replace(
        measured,
        unknown=unknown,
        partial=bool(beyond or unknown),
        lower_bound=lower,
        asked=(since.year if since else None, until.year if until else None),
        covered=(column.coverage.first_year, column.coverage.last_year),
    )


def _restrict_scope(
    ground: Ground, frame: pl.DataFrame, fields: Mapping[str, Any], between: list[str], year: str | None
) -> pl.DataFrame:
    for field, needed in (("for", "entity"), ("initiated_by", "initiator")):
        if fields.get(field) and needed not in frame.columns:
            raise UsageError(f"“{field}” needs a table with the column {needed}; use “where” instead")
    if between and not {"initiator", "target"} <= set(frame.columns):
        raise UsageError("“between” needs a table with an initiator and a target, such as disputes")
    if fields.get("for"):
        frame = frame.filter(_among(ground, "entity", str(fields["for"]), year))
    if fields.get("initiated_by"):
        frame = frame.filter(_among(ground, "initiator", str(fields["initiated_by"]), year))
    if len(between) == 2:
        a, b = between
        one = _among(ground, "initiator", a, year) & _among(ground, "target", b, year)
        other = _among(ground, "initiator", b, year) & _among(ground, "target", a, year)
        frame = frame.filter(one | other)
    return frame


def _scope_words(
    ground: Ground, fields: Mapping[str, Any], since: dt.date | None, until: dt.date | None
) -> str:
    words: list[str] = []
    for name, before in (("for", ""), ("initiated_by", "begun by ")):
        if fields.get(name):
            words.append(before + _name_entity(ground, str(fields[name])))
    if fields.get("between"):
        words.append("between " + " and ".join(_name_entity(ground, str(each)) for each in fields["between"]))
    if since is not None:
        words.append(
            f"from {since.year}" if (since.month, since.day) == (1, 1) else f"from {render_date(since)}"
        )
    if until is not None:
        words.append(
            f"to {until.year}" if (until.month, until.day) == (12, 31) else f"until {render_date(until)}"
        )
    return ", ".join(words)


def _name_entity(ground: Ground, text: str) -> str:
    if text.startswith("group:"):
        return next(
            (each.label for each in ground.record.entities.groups() if f"group:{each.id}" == text), text
        )
    return ground.record.entities.label(text)


def _take(
    frame: pl.DataFrame, column: Column, take: str, label: str, unit: str, names: set[str], tweak: Tweak
) -> Measured:
    if take == "count":
        return Measured(
            label=label,
            value=frame.height,
            unit=unit,
            sources=column.sources,
            n=frame.height,
            rows=show_rows(frame),
            witnesses=show_rows(frame),
        )
    known = frame.drop_nulls(column.name)
    if known.is_empty():
        if frame.is_empty():
            return Measured(label=label, value=None, unit=unit, sources=column.sources, n=0)
        why = f"{label}: the {frame.height} rows that fit have no value"
        return Measured(label=label, value=None, unit=unit, sources=column.sources, outside=why, n=0)
    bounds = _bound_names(names, column.name)
    values = {"best": column.name}
    if bounds:
        values |= {"low": bounds[0], "high": bounds[1]}
    taken = {bound: _reduce(known, name, take) for bound, name in values.items()}
    value = taken.get(tweak.bound, taken["best"])
    return Measured(
        label=label,
        value=value,
        unit=unit,
        sources=column.sources,
        low=_number(taken.get("low")),
        high=_number(taken.get("high")),
        n=known.height,
        rows=show_rows(_witnesses(known, column.name, take)),
        witnesses=show_rows(_witnesses(known, column.name, take).head(1 if take in ("max", "min") else 0)),
        days=_days(known),
    )


def _reduce(frame: pl.DataFrame, name: str, take: str) -> Scalar:
    series = frame[name]
    if take in ("first", "last"):
        order = next((each for each in ("date", "start", "year") if each in frame.columns), None)
        ordered = frame.sort(order, maintain_order=True)[name] if order else series
        result = ordered[0] if take == "first" else ordered[-1]
    else:
        result = getattr(series, take)()
    return ", ".join(map(str, result)) if isinstance(result, (list, pl.Series)) else result


def _witnesses(frame: pl.DataFrame, name: str, take: str) -> pl.DataFrame:
    """The rows that make the figure, the weightiest first."""
    if take in ("max", "min"):
        return frame.sort(name, descending=take == "max", maintain_order=True)
    if take in ("sum", "mean") and frame[name].dtype.is_numeric():
        return frame.filter(pl.col(name) != 0).sort(name, descending=True, maintain_order=True)
    return frame


def _days(frame: pl.DataFrame) -> float | None:
    if "year" in frame.columns:
        return 365.25 * frame["year"].n_unique()
    return None


def _number(value: Scalar) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _nearest(ground: Ground, table: str, column: Column, fields: Mapping[str, Any]) -> str:
    """What the record does hold for the same entity, when it does not cover the years asked for."""
    if column.kind not in ("integer", "number") or not fields.get("for"):
        return f"the record speaks for {column.coverage.first_year} to {column.coverage.last_year}"
    frame = _restrict_scope(ground, ground.record.table(table), fields, [], None).drop_nulls(column.name)
    last = column.coverage.last_year
    if frame.is_empty():
        return f"the record's last covered year is {last}"
    top = frame.sort(column.name, descending=True, maintain_order=True).row(0, named=True)
    return (
        f"the record's last covered year is {last}; the highest figure before that is "
        f"{top[column.name]:,} {column.unit} in {top.get('year', '')}"
    )
