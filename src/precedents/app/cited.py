"""What the record holds on each cited case: its row, its dates, and the deaths around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.app.ground import Ground
from precedents.app.wording import name_row
from precedents.core.errors import NeedsSource

YEARS_AROUND = 5
BLANK: Mapping[str, Any] = {
    "entity": None,
    "table": "",
    "facts": {},
    "dates": [],
    "series": [],
    "series_sources": [],
}
"""A cited case whose table was not pulled."""


def read_cited(ground: Ground) -> Mapping[str, Mapping[str, Any]]:
    """The record's row, dates and yearly deaths for each cited case, by the author's name for it.

    Parameters
    ----------
    ground
        Where one stands.

    Returns
    -------
    Mapping
        ``label``, ``entity``, ``facts`` (the row), ``dates`` (what the timeline shows) and ``series``
        (organized violence in the country from five years before the start to five after; None outside
        coverage).
    """
    found: dict[str, Mapping[str, Any]] = {}
    for name, cite in ground.argument.cites.items():
        try:
            table, row = ground.record.case(cite.case)
        except NeedsSource as missing:
            found[name] = {"label": f"{cite.case} ({missing})", **BLANK}
            continue
        found[name] = {
            "label": name_row(row) or cite.case,
            "entity": row.get("entity"),
            "table": table,
            "facts": {
                key: ", ".join(value) if isinstance(value, list) else value for key, value in row.items()
            },
            "dates": _dates(ground, row),
            "series": _series(ground, row),
            "series_sources": list(ground.find_column("state_years", "deaths_best").sources),
        }
    return found


def _dates(ground: Ground, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    dates: list[dict[str, Any]] = []
    if row.get("violence_start") is not None:
        dates.append(
            {
                "label": "violence",
                "kind": "violence",
                "start": row["violence_start"],
                "end": row.get("violence_end"),
            }
        )
    dates.append(
        {
            "label": name_row(row),
            "kind": "intervention",
            "start": _start(row),
            "end": row["end"] if "end" in row else _start(row),
        }
    )
    agreements = ground.record.table("agreements").filter(pl.col("entity") == row.get("entity")).sort("date")
    first = _start(row).year - YEARS_AROUND if _start(row) else 0
    last = (row.get("end") or _start(row)).year + YEARS_AROUND if _start(row) else 0
    dates.extend(
        {"label": each["label"], "kind": "agreement", "start": each["date"], "end": each["date"]}
        for each in agreements.iter_rows(named=True)
        if each["date"] is not None and first <= each["date"].year <= last and each["type"] == "full"
    )
    return dates


def _series(ground: Ground, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    if _start(row) is None:
        return []
    first = _start(row).year - YEARS_AROUND
    last = (row.get("end") or _start(row)).year + YEARS_AROUND
    # A sub-state or successor place is counted under the state that held it in each year.
    years = ground.record.table("state_years").filter(
        (pl.col("entity") == row.get("entity")) & pl.col("year").is_between(first, last)
    )
    by_year = {each["year"]: each for each in years.iter_rows(named=True)}
    return [
        {
            "year": year,
            "deaths_best": by_year.get(year, {}).get("deaths_best"),
            "deaths_low": by_year.get(year, {}).get("deaths_low"),
            "deaths_high": by_year.get(year, {}).get("deaths_high"),
        }
        for year in range(first, last + 1)
    ]


def _start(row: Mapping[str, Any]) -> Any:
    """When the case, or the dated event, began."""
    return row.get("start") or row.get("date")
