"""One case with everything that the record says of it: its facts, every source's coding, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import NeedsSource
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.register.actors import build_actors
from precedents.record.register.agreement import is_soft, judge_agreement
from precedents.record.register.coding import FLAGS, Coding
from precedents.record.register.places import Places
from precedents.record.register.rows import read_codings
from precedents.record.store import Record

CODINGS = ("register_codings", "intervention_codings")
"""The tables that hold codings of interventions, the fuller one first: it needs pulled sources."""

_VERSION = re.compile(r"(-[\d.]+)+$")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """A case as people and programs read it.

    ``table`` is the one that the row stands in, ``facts`` its columns that say something. ``codings`` has one row a source
    and coding, ``agreement`` one a column of which two sources speak, ``also`` the cases that overlap. ``lacks`` says what
    was not looked at because its source was not pulled.
    """

    id: str
    label: str
    table: str
    facts: Row
    codings: Sequence[Row]
    agreement: Sequence[Row]
    also: Sequence[str]
    lacks: str

    def plain(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            "id": self.id,
            "label": self.label,
            "table": self.table,
            "facts": dict(self.facts),
            "codings": [dict(row) for row in self.codings],
            "agreement": [dict(row) for row in self.agreement],
            "also_overlaps": list(self.also),
            "lacks": self.lacks,
        }

    def coding_table(self) -> list[dict[str, Any]]:
        """The codings side by side, short enough for a terminal: a mark stands before what other sources deny."""
        differ = {row["column"] for row in self.agreement if row["agree"] is False}
        return [_shorten(row, differ) for row in self.codings]

    def agreement_table(self) -> list[dict[str, Any]]:
        """What two or more sources speak of, column by column; one line a column."""
        return [
            {
                "column": row["column"].replace("_", " "),
                "": {True: "=", False: "≠"}[row["agree"]],
                "sources say": "; ".join(row["says"]) + _tail(row),
            }
            for row in self.agreement
        ]


def _tail(row: Row) -> str:
    if row["agree"]:
        return ""
    return (
        " (neutral, or not)"
        if row["soft"]
        else f" ({row['days_apart']} days apart)"
        if row["days_apart"]
        else ""
    )


def show_case(record: Record, case_id: str) -> ShownCase:
    """What does the record say of one case, source by source, and where do the sources differ?

    Parameters
    ----------
    record
        As `open_record` returns it; what was pulled adds codings.
    case_id
        The id of any case, event or magnitude.

    Returns
    -------
    ShownCase
        Codings and agreement are empty where the record has no more than the row.

    Raises
    ------
    UsageError
        When nothing has this id; near misses are offered.
    """
    table, row = record.case(case_id)
    found, lacks = _read_rows(record, case_id)
    places = Places(record.table("entities"), record.table("successors"))
    codings = [coding for _, coding in read_codings(found, places)]
    beside = {other for each in found for other in each["also_overlaps"]}
    return ShownCase(
        id=case_id,
        label=str(row.get("label") or case_id),
        table=table,
        facts={name: value for name, value in row.items() if value not in (None, [])},
        codings=[_plain(each) for each in found],
        agreement=_judge(codings, record),
        also=sorted({*(row.get("also_overlaps") or ()), *beside} - {case_id}),
        lacks=lacks,
    )


def _read_rows(record: Record, case_id: str) -> tuple[list[dict[str, Any]], str]:
    """The codings of a case from the fullest table that can be read, the first coding first; and what that lacks."""
    lacks = ""
    for name in CODINGS:
        try:
            frame = record.table(name)
        except NeedsSource as error:
            lacks = str(error)
            continue
        found = frame.filter(pl.col("case") == case_id)
        rank = pl.col("fits").ne("first").cast(pl.Int8)
        return found.sort(rank, "source", "source_row").to_dicts(), lacks if found.height else ""
    return [], ""


def _judge(codings: Sequence[Coding], record: Record) -> list[dict[str, Any]]:
    actors = build_actors(read_by_hand("forces").to_dicts(), record.entities)
    return [
        {
            "column": each.column,
            "agree": each.agree,
            "soft": is_soft(each),
            "days_apart": each.apart,
            "says": [f"{_VERSION.sub('', source)}: {value}" for source, value in each.says],
        }
        for each in judge_agreement(codings, actors.share)
        if each.agree is not None
    ]


def _plain(row: Row) -> dict[str, Any]:
    kept = ("source", "source_row", "label", "targets", "interveners", "side", "operation", *FLAGS)
    dates = ("start", "start_precision", "end", "end_precision")
    return {
        name: row[name] for name in (*kept, *dates, "fits", "shares", "opposite", "score", "also_overlaps")
    }


def _shorten(row: Row, differ: set[str]) -> dict[str, Any]:
    actors = [str(actor).removeprefix("group:") for actor in row["interveners"]]
    more = f" +{len(actors) - 3}" if len(actors) > 3 else ""
    means = [
        word
        for name, word in (("air", "air"), ("ground", "ground"), ("naval", "sea"), ("peacekeepers", "UN"))
        if row[name]
    ]
    shown = {
        "source": _VERSION.sub("", str(row["source"])),
        "start": _say_date(row, "start"),
        "end": _say_date(row, "end"),
        "interveners": " ".join(actors[:3]) + more,
        "side": (row["side"] or "").removesuffix("-government").removesuffix("-party") or None,
        "means": " ".join(means) or None,
    }
    return {
        name: f"≠{value}" if name in differ and value is not None else value for name, value in shown.items()
    }


def _say_date(row: Row, name: str) -> str:
    day, precision = row[name], row[f"{name}_precision"]
    if day is None:
        return "goes on" if precision is None else "?"
    return {"day": f"{day}", "month": f"{day:%Y-%m}"}.get(str(precision), f"{day:%Y}")
