"""Which cases do two arguments pick from the same class, and how far do their classes overlap?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from precedents.core.argument import Argument
from precedents.core.case import Case, ReferenceClass
from precedents.dossier.report import render_value

LONG_AGO = dt.date.min


def list_cited(argument: Argument) -> dict[str, str]:
    """As what an argument cites each case; both words where it cites one twice."""
    found: dict[str, list[str]] = {}
    for cite in argument.cites.values():
        found.setdefault(cite.case, []).append(cite.as_what)
    return {case: ", ".join(sorted(set(words))) for case, words in found.items()}


def pair_classes(
    a: Sequence[ReferenceClass],
    b: Sequence[ReferenceClass],
    cited: Mapping[str, Mapping[str, str]],
) -> list[dict[str, Any]]:
    """Which classes of one answer to which of the other, and whom does either cite from them?

    Parameters
    ----------
    a, b
        The classes of either argument, at its author's position.
    cited
        As what each cites its cases, under ``a`` and ``b``.

    Returns
    -------
    list of dict
        A row for each pair of classes over one table that hold the same cases; of the others, for each class that
        which shares the largest part with it, where they share any. ``picks`` are the cited cases in either.
    """
    pairs = [(one, other) for one in a for other in b if one.table == other.table and _overlap(one, other)]
    kept = [
        (one, other)
        for one, other in pairs
        if _overlap(one, other) == 1
        or _overlap(one, other) == max(_overlap(*each) for each in pairs if each[0] is one)
        or _overlap(one, other) == max(_overlap(*each) for each in pairs if each[1] is other)
    ]
    rows = [_describe(one, other, cited) for one, other in kept]
    return sorted(
        rows,
        key=lambda row: (
            not row["same"],
            row["table"],
            -row["common"],
            *sorted((row["a"]["id"], row["b"]["id"])),
        ),
    )


def _ids(each: ReferenceClass) -> frozenset[str]:
    return frozenset(case.id for case in each.members)


def _overlap(one: ReferenceClass, other: ReferenceClass) -> float:
    """Cases in both by cases in either: 1 for the same class, 0 for two that share none."""
    either = _ids(one) | _ids(other)
    return len(_ids(one) & _ids(other)) / len(either) if either else 0.0


def _describe(
    one: ReferenceClass, other: ReferenceClass, cited: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    in_a, in_b = _ids(one), _ids(other)
    cases: dict[str, Case] = {case.id: case for case in (*other.members, *one.members)}
    chosen = [case for case in cases.values() if case.id in cited["a"] or case.id in cited["b"]]
    picks = [
        {
            "case": case.id,
            "label": case.label,
            "start": render_value(case.start),
            "in_a": case.id in in_a,
            "in_b": case.id in in_b,
            "a": cited["a"].get(case.id),
            "b": cited["b"].get(case.id),
        }
        for case in sorted(chosen, key=lambda each: (each.start or LONG_AGO, each.id))
    ]
    return {
        "table": one.table,
        "same": in_a == in_b,
        "common": len(in_a & in_b),
        "cited_by_neither": len(cases) - len(chosen),
        "a": {"id": one.id, "says": one.says, "where": one.where, "n": len(in_a)},
        "b": {"id": other.id, "says": other.says, "where": other.where, "n": len(in_b)},
        "picks": picks,
    }
