"""What entities are and were called: by hand first, then as the crosswalk and the lists have it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.bearers import read_folded
from precedents.record.builders.entity_codes import read_list_names
from precedents.record.builders.hand_rows import Cell, read_dates, read_rows, render_days
from precedents.record.readers import Read

_ENGLISH = ("country.name.en", "iso.name.en", "un.name.en", "cow.name", "vdem.name", "p4.name")


def build_names(read: Read, entities: frozenset[str]) -> list[dict[str, Cell]]:
    """Under which names is each entity known?

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        The ids.

    Returns
    -------
    list of dict
        The rows of ``entity_names``. A name that is compiled by hand belongs to the entities named there and
        to no other.
    """
    rows: list[dict[str, Cell]] = [{**row, **read_dates(row)} for row in read_rows(read, "entity_names")]
    by_hand = {read_folded(str(row["name"])) for row in rows}
    labelled = {row["entity"] for row in rows if row["kind"] == "label"}
    known: set[tuple[str, str]] = set()
    for entity, name, source in (*_read_crosswalk(read), *_read_lists(read)):
        kind = "name" if entity in labelled else "label"
        folded = read_folded(name)
        is_new = folded not in by_hand and (entity, folded) not in known
        if entity in entities and (is_new or kind == "label"):
            known.add((entity, folded))
            labelled.add(entity)
            row = {"entity": entity, "name": name, "kind": kind, "source": source}
            rows.append({**row, **render_days(None, None)})
    return rows


def _read_crosswalk(read: Read) -> Iterator[tuple[str, str, str]]:
    """Entity, name and source; the plain English names first."""
    frame = read("countrycode").filter(pl.col("iso3c").is_not_null())
    for column in _ENGLISH:
        for entity, name in frame.select("iso3c", column).drop_nulls().iter_rows():
            plain = name.replace(" & ", " and ").replace("St. ", "Saint ").removesuffix(" (the)")
            yield entity, plain, "countrycode"


def _read_lists(read: Read) -> Iterator[tuple[str, str, str]]:
    for entity, name in read_list_names(read):
        yield entity, name, "isard"


def find_labels(names: list[dict[str, Cell]], entities: frozenset[str]) -> dict[str, str]:
    """What is each entity called where no year says otherwise?

    Parameters
    ----------
    names
        The rows of ``entity_names``.
    entities
        The ids.

    Returns
    -------
    dict
        The label of each.

    Raises
    ------
    RecordError
        When an entity has none.
    """
    labels = {
        str(row["entity"]): str(row["name"])
        for row in names
        if row["kind"] == "label" and row["start"] is None and row["end"] is None
    }
    nameless = sorted(entities - labels.keys())
    if nameless:
        raise RecordError(f"{', '.join(nameless)}: no label without dates; add one to hand/entity_names.csv")
    return labels
