"""Codings as rows of a table, there and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from precedents.record.register.coding import FLAGS, Coding
from precedents.record.register.link import Linked
from precedents.record.register.places import Places

Row = dict[str, Any]

_PLAIN = ("start", "start_precision", "end", "end_precision", "side", "operation", *FLAGS)


def build_rows(linked: Linked, names: Mapping[str, str]) -> list[Row]:
    """Which rows do linked codings make: one for each case and coding?

    Parameters
    ----------
    linked
        The cases.
    names
        The id of each case in the record, by its id among the linked ones.

    Returns
    -------
    list of dict
        The first coding of a case has ``fits`` ``first``, and no score.
    """
    rows = []
    for case in linked.cases:
        for place, coding in enumerate(case.codings):
            link = case.links[place - 1] if place else None
            rows.append(
                {
                    "case": names[case.id],
                    "source": coding.source,
                    "source_row": coding.row,
                    "label": coding.label,
                    "targets": list(coding.targets),
                    "interveners": list(coding.interveners),
                    **{name: getattr(coding, name) for name in _PLAIN},
                    "fits": link.fits if link else "first",
                    "shares": link.shares if link else None,
                    "opposite": link.clash if link else None,
                    "score": link.score if link else None,
                    "also_overlaps": sorted(names[each] for each in linked.also.get(coding.key, ())),
                }
            )
    return rows


def read_codings(rows: Iterable[Mapping[str, Any]], places: Places) -> list[tuple[str, Coding]]:
    """Which codings do the rows of a table hold, each with its case?

    Parameters
    ----------
    rows
        With the columns of :func:`build_rows`.
    places
        Whose ground the targets are.

    Returns
    -------
    list of tuple
        The id of the case, and the coding.
    """
    found = []
    for row in rows:
        ground = places.join(row["targets"], row["start"])
        coding = Coding(
            source=row["source"],
            row=row["source_row"],
            label=row["label"],
            targets=tuple(row["targets"]),
            places=ground.places,
            territory=ground.territory,
            interveners=tuple(row["interveners"]),
            **{name: row[name] for name in _PLAIN},
        )
        found.append((row["case"], coding))
    return found
