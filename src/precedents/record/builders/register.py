"""The register of interventions: seven sources, each intervention once, with what each says and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders import (
    change_codings,
    imi_codings,
    leaders,
    mip_codings,
    mission_codings,
    support_codings,
)
from precedents.record.builders.case_names import pick_id, render_places, render_state
from precedents.record.builders.intervention_codings import read_actors
from precedents.record.builders.intervention_ids import render_label
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.register.agreement import judge_agreement
from precedents.record.register.coding import Coding
from precedents.record.register.link import Case, Linked, link_codings
from precedents.record.register.merge import build_case
from precedents.record.register.places import Places
from precedents.record.register.rows import build_rows, read_codings
from precedents.record.register.rule import Link
from precedents.record.states import Entities

Built = Mapping[str, pl.DataFrame]

ORDER = (
    imi_codings.SOURCE,
    mip_codings.SOURCE,
    mission_codings.SOURCE,
    support_codings.SOURCE,
    leaders.SOURCE,
)
"""The sources in the order in which they are asked, after PRIF and UCDP: those that delimit most narrowly first."""


def _read_standing(built: Built, places: Places) -> list[Case]:
    """The cases of ``interventions``, each with its codings by PRIF and UCDP."""
    frame = built["intervention_codings"].with_columns(
        rank=pl.col("fits").ne("first").cast(pl.Int8),
    )
    rows = frame.sort("case", "rank", "source", "source_row").to_dicts()
    by_case: dict[str, list[tuple[Coding, Link]]] = {}
    for row, (case, coding) in zip(rows, read_codings(rows, places), strict=True):
        link = Link(
            fits=row["fits"], shares=row["shares"], clash=bool(row["opposite"]), score=row["score"] or 0.0
        )
        by_case.setdefault(case, []).append((coding, link))
    return [
        Case(id=case, codings=tuple(each[0] for each in held), links=tuple(each[1] for each in held[1:]))
        for case, held in by_case.items()
    ]


def link_register(read: Read, entities: Entities, built: Built) -> Linked:
    """Which codings of all sources are of one intervention?

    Parameters
    ----------
    read
        Gives the rows of the pulled sources.
    entities
        Who is who.
    built
        Needs ``intervention_codings``, ``external_support``, ``entities`` and ``successors``.

    Returns
    -------
    Linked
        The cases; those of ``interventions`` under their ids.
    """
    places = Places(built["entities"], built["successors"])
    codings = [
        *imi_codings.read_imi(read, entities, places),
        *mip_codings.read_mip(read, entities, places),
        *mission_codings.read_missions(read, entities, places),
        *support_codings.read_support(built["external_support"], entities, places),
        *change_codings.read_changes(read, entities, places),
    ]
    standing = _read_standing(built, places)
    return link_codings(codings, read_actors(read, entities), ORDER, standing)


def _build_names(linked: Linked, entities: Entities, known: frozenset[str]) -> dict[str, str]:
    """The id of each case: its own where it stands in ``interventions``, else place and year."""
    taken = set(known)
    names = {case.id: case.id for case in linked.cases if case.id in known}
    new = [case for case in linked.cases if case.id not in known]
    for case in sorted(new, key=lambda each: (each.first.start, each.first.key)):
        first = case.first
        place = render_state(entities, first.targets[0], first.start)
        year = str(first.start.year)
        actors = first.interveners
        who = (
            ["coalition"] if len(actors) > 1 else [_render_actor(actor, entities, first) for actor in actors]
        )
        names[case.id] = pick_id(
            taken,
            f"intervention:{render_places(place, year)}",
            f"intervention:{render_places(place, year, *who)}",
        )
    return names


def _render_actor(actor: str, entities: Entities, coding: Coding) -> str:
    if actor == "un" or actor.startswith("group:"):
        return actor.removeprefix("group:")
    return render_state(entities, actor, coding.start)


def build_register_codings(read: Read, entities: Entities, built: Built) -> pl.DataFrame:
    """What each source says of each intervention since 1946, and which codings are of one?

    Parameters
    ----------
    read, entities, built
        As for :func:`link_register`.

    Returns
    -------
    polars.DataFrame
        One row for each case and coding, columns as in ``tables/register_codings.toml``.

    Raises
    ------
    RecordError
        When a source uses a number or a code that is not known.
    """
    linked = link_register(read, entities, built)
    names = _build_names(linked, entities, frozenset(built["interventions"]["id"]))
    rows = build_rows(linked, names)
    schema = read_schema("register_codings")
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _read_cases(built: Built) -> dict[str, list[Coding]]:
    """The codings of each case, the first one first."""
    if "register_codings" not in built:
        raise RecordError(
            "register_codings could not be made of the pulled sources, and this table is made of it"
        )
    places = Places(built["entities"], built["successors"])
    rank = pl.col("fits").ne("first").cast(pl.Int8)
    rows = built["register_codings"].sort("case", rank, "source", "source_row").to_dicts()
    cases: dict[str, list[Coding]] = {}
    for case, coding in read_codings(rows, places):
        cases.setdefault(case, []).append(coding)
    return cases


def build_register_agreement(read: Read, entities: Entities, built: Built) -> pl.DataFrame:
    """Where do the sources of each intervention agree, column by column, and where not?

    Parameters
    ----------
    read
        Gives the forces compiled by hand.
    entities
        Who belonged to which group.
    built
        Needs ``register_codings``.

    Returns
    -------
    polars.DataFrame
        One row for each case and column of which a source speaks.
    """
    actors = read_actors(read, entities)
    rows = [
        {
            "case": case,
            "column": each.column,
            "says": [f"{source}: {value}" for source, value in each.says],
            "source_count": len(each.sources),
            "agree": each.agree,
            "days_apart": each.apart,
        }
        for case, codings in _read_cases(built).items()
        for each in judge_agreement(codings, actors.share)
    ]
    return pl.DataFrame(rows, schema=read_schema("register_agreement"))


def build_register(read: Read, entities: Entities, built: Built) -> pl.DataFrame:
    """Which military interventions were there since 1946, each once, whatever the number of sources that code it?

    Parameters
    ----------
    read
        Gives the forces compiled by hand.
    entities
        Who is who.
    built
        Needs ``register_codings`` and ``interventions``.

    Returns
    -------
    polars.DataFrame
        One row a case, columns as in ``tables/register.toml``.
    """
    actors = read_actors(read, entities)
    known = {row["id"]: row for row in built["interventions"].iter_rows(named=True)}
    also: dict[str, set[str]] = {}
    for case, others in built["register_codings"].select("case", "also_overlaps").iter_rows():
        also.setdefault(case, set()).update(others)
    schema = read_schema("register")
    rows = []
    for case, codings in _read_cases(built).items():
        row = build_case(codings, judge_agreement(codings, actors.share))
        old = known.get(case)
        state = _read_state(codings[0], built, row)
        row |= {
            "id": case,
            "label": old["label"] if old else _render_label(row, entities),
            "entity": old["entity"] if old else state,
            "cluster": old["entity"] if old else state,
            "also_overlaps": sorted(also[case] - {case}),
        }
        rows.append({name: row[name] for name in schema})
    return pl.DataFrame(rows, schema=schema)


def _read_state(coding: Coding, built: Built, row: Mapping[str, Any]) -> str:
    """The state on whose ground it was: the territory's, where the target is one."""
    if coding.territory is None:
        return coding.targets[0]
    lives = built["entities"].filter(
        (pl.col("id") == coding.territory)
        & (pl.col("born").is_null() | (pl.col("born") <= row["start"]))
        & (pl.col("died").is_null() | (pl.col("died") > row["start"]))
    )
    parent = lives["parent"].drop_nulls().to_list()
    return parent[0] if parent else coding.territory


def _render_label(row: Mapping[str, Any], entities: Entities) -> str:
    place = render_state(entities, row["targets"][0], row["start"])
    label = render_label(place, row["start_year"], row["end_year"])
    if row["end"] is None and row["end_precision"] == "unknown":
        label = f"{place} {row['start_year']}"
    who = [
        actor.removeprefix("group:").upper()
        if actor == "un" or actor.startswith("group:")
        else entities.label(actor, row["start_year"])
        for actor in row["interveners"][:2]
    ]
    more = len(row["interveners"]) - len(who)
    return f"{label}: {', '.join(who)}{f' and {more} more' if more else ''}" if who else label
