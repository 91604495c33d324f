"""The table ``conflicts``: one case per episode of an armed conflict, in two editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from precedents.record.builders.conflict_rows import CURRENT, DEATHS, OLDER, Row, read_conflict_rows
from precedents.record.builders.support_in_wars import SUPPORT, Supporters, read_support, read_supporters
from precedents.record.builders.ucdp_lists import render_precision
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

TERMINATION = "ucdp-termination-3-2021"
_FIRST_DEATHS = 1989

_OUTCOMES = {
    1: "peace-agreement",
    2: "ceasefire",
    3: "victory-government",
    4: "victory-rebels",
    5: "low-activity",
    6: "actor-ceased",
}
_SETTLED = _OUTCOMES[1]
_DAYS = 365.25

Endings = Mapping[tuple[str, int], tuple[dt.date, int | None, str]]


def _read_endings(read: Read) -> Endings:
    """Date, code of its precision, and outcome of each ended episode, by conflict and last year."""
    frame = read(TERMINATION, "ucdp-term-acd-3-2021").filter(pl.col("confterm") == 1)
    chosen = frame.select(
        pl.col("conflict_id").cast(pl.Int64).cast(pl.String),
        pl.col("year").cast(pl.Int64),
        pl.col("ependdate").cast(pl.Date),
        pl.col("ependprec").cast(pl.Int64),
        pl.col("outcome").cast(pl.Int64),
    )
    return {(row[0], row[1]): (row[2], row[3], _OUTCOMES[row[4]]) for row in chosen.iter_rows()}


def _join_lists(years: list[Row], name: str) -> list[str]:
    return list(dict.fromkeys(each for year in years for each in year[name]))


def _sum(years: Iterable[Row], name: str) -> int | None:
    known = [year[name] for year in years if year[name] is not None]
    return sum(known) if known else None


def _render_label(label: str, first: int, last: int | None) -> str:
    if last == first:
        return f"{label}, {first}"
    return f"{label}, {first}–{last or ''}"


def _read_years(start: dt.date, end: dt.date | None) -> float | None:
    """How many years an episode lasted, its first and last day included; None while it goes on."""
    return None if end is None else round(((end - start).days + 1) / _DAYS, 3)


def _build_war(
    years: list[Row], episode: int, source: str, endings: Endings, supporters: Supporters
) -> dict[str, Any]:
    first, last = years[0], years[-1]
    end = last["end"]
    end_year = None if end is None else last["year"]
    ending = None if end is None else endings.get((first["conflict_id"], last["year"]))
    # the termination data say how exactly a date is known; that holds only for the same date
    exact = ending is not None and ending[0] == end
    types = [year["type"] for year in years]
    covered = [year for year in years if year["year"] >= _FIRST_DEATHS]
    deaths = {name: _sum(covered, name) for name in ("deaths_best", "deaths_low", "deaths_high")}
    yearly = [year["deaths_best"] for year in covered if year["deaths_best"] is not None]
    support = read_support(
        supporters,
        first["conflict_id"],
        first=first["year"],
        last=last["year"],
        interstate="interstate" in types,
    )
    supported = any(said is not None for said in support.values())
    sources = [
        source,
        *([DEATHS] if yearly else []),
        *([TERMINATION] if ending else []),
        *([SUPPORT] if supported else []),
    ]
    return {
        "id": first["war"],
        "label": _render_label(first["label"], first["start"].year, end_year),
        "entity": first["entity"],
        "start": first["start"],
        "start_precision": render_precision(first["start_code"]),
        "end": end,
        "end_precision": None if end is None else render_precision(ending[1] if exact and ending else None),
        "start_year": first["start"].year,
        "end_year": end_year,
        "cluster": first["conflict_id"],
        "sources": sources,
        "conflict_id": first["conflict_id"],
        "episode": episode,
        "locations": _join_lists(years, "locations"),
        "type": "internationalised" if "internationalised" in types else types[0],
        "over": first["over"],
        "territory": first["territory"],
        **{name: _join_lists(years, name) for name in ("side_a", "side_a_second", "side_b", "side_b_second")},
        "participants": sorted(_join_lists(years, "participants")),
        "intensity_max": max(year["intensity"] for year in years),
        **deaths,
        "deaths_peak_year": max(yearly) if yearly else None,
        "outcome": ending[2] if ending else None,
        "ongoing": end is None,
        "first_episode": episode == 1,
        **support,
        "ended": end is not None,
        "settled": ending[2] == _SETTLED if ending else None,
        "years": _read_years(first["start"], end),
    }


def _build(read: Read, entities: Entities, support: pl.DataFrame, source: str) -> pl.DataFrame:
    episodes: dict[str, list[Row]] = {}
    for row in read_conflict_rows(read, entities, source):
        episodes.setdefault(row["war"], []).append(row)
    endings, supporters = _read_endings(read), read_supporters(support)
    counted: dict[str, int] = {}
    wars = []
    for years in sorted(episodes.values(), key=lambda years: years[0]["start"]):
        conflict = years[0]["conflict_id"]
        counted[conflict] = counted.get(conflict, 0) + 1
        wars.append(_build_war(years, counted[conflict], source, endings, supporters))
    return pl.DataFrame(wars, schema=read_schema("conflicts"))


def build_conflicts(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which wars were fought since 1946, by the current edition."""
    return _build(read, entities, built["external_support"], CURRENT)


def build_conflicts_22(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which wars were fought since 1946, by edition 22.1."""
    return _build(read, entities, built["external_support"], OLDER)
