"""Military interventions: in a state, by a state, of one state in another."""

from __future__ import annotations

from types import MappingProxyType

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.bearers import read_bearers
from precedents.panels.grain import Ask
from precedents.panels.interventions import TABLE, build_interveners, read_years
from precedents.panels.keyed import DYAD, STATE, Keyed, Tables


def build_interventions(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """In which states was intervened by which states, in each year (the record's table ``interventions``)?

    Returns
    -------
    tuple of Keyed
        States: ``interventions_in`` and ``interventions_by``, how many were going on in the state, and by it elsewhere,
        on any day of the year; ``interventions_in_begun`` and ``interventions_by_begun``, how many of them began in it.
        Dyads: ``intervention`` of the first state in the second (in panels in which each pair stands once, of either
        in the other) and ``intervention_begun``: 1 or 0. Within the years of the table an absent row means 0, in every
        state; outside of them nothing. Empty, too, where an intervention went on when its source stopped looking:
        whether it was there in the years after, nobody says.
    """
    years = read_years(tables)
    bearers = read_bearers(tables, ask)
    targets = years.select("id", "entity", "year").join(bearers, on=["entity", "year"])
    states = build_interveners(years, tables.record("groups"), expand=bool(ask.options["groups"]))
    interveners = states.join(bearers, on=["entity", "year"])
    facts = years.select("id", "year", "begun", "known")
    if ask.grain.dyadic:
        return (
            _key(
                _pair(interveners, targets, facts, directed="directed" in ask.grain.kind), DYAD, tables, ask
            ),
        )
    counted = [
        _count(rows.join(facts, on=["id", "year"]), ["code", "year"], name)
        for rows, name in ((targets, "interventions_in"), (interveners, "interventions_by"))
    ]
    return tuple(_key(frame, STATE, tables, ask) for frame in counted)


def _pair(
    interveners: pl.DataFrame, targets: pl.DataFrame, facts: pl.DataFrame, *, directed: bool
) -> pl.DataFrame:
    """Who intervened in whom."""
    pairs = (
        interveners.select("id", "year", pl.col("code").alias("code1"))
        .join(targets.select("id", "year", pl.col("code").alias("code2")), on=["id", "year"])
        .filter(pl.col("code1") != pl.col("code2"))
    )
    if not directed:
        turned = pairs.with_columns(pl.col("code2").alias("code1"), pl.col("code1").alias("code2"))
        pairs = pl.concat([pairs, turned])
    counted = _count(pairs.join(facts, on=["id", "year"]), ["code1", "code2", "year"], "intervention")
    return counted.with_columns(pl.col("intervention", "intervention_begun").clip(upper_bound=1))


def _count(rows: pl.DataFrame, key: list[str], name: str) -> pl.DataFrame:
    """How many interventions each key had; empty where one of them may have been over."""
    known = pl.col("known").all()
    return (
        rows.unique([*key, "id"], maintain_order=True)
        .group_by(key, maintain_order=True)
        .agg(
            pl.when(known).then(pl.len()).cast(pl.Int64).alias(name),
            pl.col("begun").sum().cast(pl.Int64).alias(f"{name}_begun"),
        )
    )


def _key(frame: pl.DataFrame, key: tuple[str, ...], tables: Tables, ask: Ask) -> Keyed:
    coverage = tables.coverage(TABLE, "start_year")
    return Keyed(
        frame=frame,
        key=key,
        system=ask.grain.system,
        fill={name: 0 for name in frame.columns if name not in key},
        first_year=coverage.first_year,
        last_year=coverage.last_year,
        name=TABLE,
    )


ADDITION = Addition(
    name="interventions",
    says="Military interventions in and by a state, or of one state in another: going on, begun.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years", "conflict-years"),
    columns=(("interventions", "intervener_entities"),),
    coverage="1946 to 2024; humanitarian interventions outside of UCDP's conflicts to 2016",
    options=MappingProxyType({"groups": True}),
    build=build_interventions,
)
