"""State-years with their deaths, and who intervened in them: what every effect on deaths is read from."""

from __future__ import annotations

import numpy as np
import polars as pl

from precedents.app.features import REGIONS
from precedents.app.ground import Ground, Tweak
from precedents.core.argument import Part
from precedents.core.errors import UsageError

DEATHS = "deaths_best"


def name_measure(part: Part) -> str:
    """The column of state_years whose change is asked."""
    return str(part.fields.get("measure") or DEATHS)


def read_panel(part: Part, ground: Ground, tweak: Tweak, cases: pl.DataFrame) -> pl.DataFrame:
    """Which state saw how many deaths in which year, and who intervened there?

    Parameters
    ----------
    part
        Of kind ``effect``.
    ground
        Where one stands.
    tweak
        ``bound`` reads the sources' low or high; ``draw`` draws between them with this seed; ``without_cases`` are cases
        (“RWA 1994”) that do not count as treated.
    cases
        The cases acted on, with ``entity``, ``start`` and ``end``.

    Returns
    -------
    pl.DataFrame
        ``entity``, ``year``, ``deaths`` (null where not covered), ``treated`` (a case began), ``by_class`` (one of the cases
        ran) and ``running`` (any intervention of the record ran), sorted.
    """
    measure = name_measure(part)
    column = ground.find_column("state_years", measure)
    if column.kind not in ("integer", "number"):
        raise UsageError(f"an effect is measured in numbers; state_years.{measure} holds none")
    last = column.coverage.last_year
    # Positions share a memory: what is kept is named by the cases themselves.
    key = ("who intervened when", tuple(cases.select("entity", "start", "end").iter_rows()))
    flags = ground.once(key, lambda: _read_flags(ground, cases, last))
    frame = _read_deaths(ground, measure, tweak).join(flags, on=["entity", "year"], how="left")
    frame = frame.with_columns(pl.col("treated", "by_class", "running").fill_null(False))
    if tweak.without_cases:
        named = pl.concat_str("entity", pl.lit(" "), pl.col("year").cast(pl.String))
        frame = frame.with_columns(treated=pl.col("treated") & ~named.is_in(list(tweak.without_cases)))
    # The first year without deaths stays, as the year before the first with them.
    first = column.coverage.first_year - 1
    return frame.filter(pl.col("year") >= first).sort("entity", "year")


def _read_flags(ground: Ground, cases: pl.DataFrame, last: int) -> pl.DataFrame:
    """Each state and year with an intervention: ``treated``, ``by_class``, ``running`` (see `read_panel`)."""
    # A peak left alone is one in which nobody intervened, not only nobody of this class.
    anyone = ground.record.table("interventions").select("entity", "start", "end").drop_nulls("start")
    began = cases.select("entity", year=_year("start")).unique().with_columns(treated=pl.lit(True))
    own, every = _run(cases, last, "by_class"), _run(pl.concat([cases, anyone]), last, "running")
    # Whoever began also ran, and whoever is of the class is among all.
    return every.join(own, on=["entity", "year"], how="left").join(began, on=["entity", "year"], how="left")


def _year(name: str) -> pl.Expr:
    return pl.col(name).dt.year().cast(pl.Int64)


def _run(cases: pl.DataFrame, last: int, flag: str) -> pl.DataFrame:
    # Without an end it goes on, as far as the record knows.
    years = pl.int_ranges(_year("start"), _year("end").fill_null(last) + 1)
    return cases.select("entity", year=years).explode("year").unique().with_columns(pl.lit(True).alias(flag))


def _read_deaths(ground: Ground, measure: str, tweak: Tweak) -> pl.DataFrame:
    stem = measure.removesuffix("best")
    bounded = stem != measure
    if tweak.bound != "best" and bounded:
        measure = stem + tweak.bound
    table = ground.record.table("state_years")
    frame = table.select("entity", "year", deaths=pl.col(measure).cast(pl.Float64))
    if tweak.draw is None or not bounded:
        return frame
    low, best, high = (table[stem + end].cast(pl.Float64).to_numpy() for end in ("low", "best", "high"))
    # On the scale of log(1 + deaths), with the best estimate in the middle of what is drawn.
    a, m, b = np.log1p(np.minimum(low, best)), np.log1p(best), np.log1p(np.maximum(high, best))
    even = np.random.default_rng(tweak.draw).random(len(table))
    drawn = np.expm1(np.where(even < 0.5, a + 2 * even * (m - a), m + (2 * even - 1) * (b - m)))
    return frame.with_columns(deaths=pl.Series(drawn).fill_nan(None))


def read_regions(ground: Ground) -> dict[tuple[str, int], str]:
    """Region of each state and year."""
    entities = ground.record.entities
    return ground.once(
        "regions of states",
        lambda: {pair: region for region in REGIONS for pair in entities.resolve_group(region)},
    )


def find_repeated(cases: pl.DataFrame, others: pl.DataFrame, within: int) -> tuple[str, ...]:
    """Which cases began while another ran in the same state, or within so many years after it?

    Parameters
    ----------
    cases, others
        With ``entity``, ``start`` and ``end`` (null: it goes on).
    within
        Years.

    Returns
    -------
    tuple of str
        As “RWA 1994”.

    Examples
    --------
    >>> import datetime as dt
    >>> rows = pl.DataFrame({"entity": ["A", "A", "B"], "start": [dt.date(1990, 1, 1), dt.date(1993, 1, 1), dt.date(1993, 1, 1)],
    ...                      "end": [dt.date(1991, 1, 1)] * 2 + [None]})
    >>> find_repeated(rows, rows, 5)
    ('A 1993',)
    """
    found: list[str] = []
    for entity, start in cases.select("entity", "start").drop_nulls().iter_rows():
        earlier = others.filter((pl.col("entity") == entity) & (pl.col("start") < start))
        after = pl.col("end").dt.year() >= start.year - within
        if earlier.filter(pl.col("end").is_null() | after).height:
            found.append(f"{entity} {start.year}")
    return tuple(dict.fromkeys(found))
