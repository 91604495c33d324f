"""One row a case: what its codings say together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from precedents.record.register.agreement import Agreement
from precedents.record.register.coding import FLAGS, Coding

Row = dict[str, Any]
_EXACT = {"day": 0, "month": 1, "year": 2, "unknown": 3}


def build_case(codings: Sequence[Coding], agreements: Sequence[Agreement]) -> Row:
    """What do the codings of one case say together?

    Start and end are those of the first coding, the one that the others were held against, unless another names a more
    exact date within what the first leaves open. Interveners are all that any names. The side is the first that a coding
    takes, a flag that of the first coding that speaks; ``disagreements`` names the columns on which sources differ.

    Parameters
    ----------
    codings
        Of one case, the first one first.
    agreements
        What :func:`precedents.record.register.agreement.judge_agreement` says of them.

    Returns
    -------
    dict
        The columns that are made of codings.
    """
    first = codings[0]
    start, start_precision = _pick_date(codings, "start")
    end, end_precision = _pick_date(codings, "end")
    if end is not None and end < start:
        end, end_precision = first.end, first.end_precision
    sources = list(dict.fromkeys(each.source for each in codings))
    return {
        "start": start,
        "start_precision": start_precision,
        "end": end,
        "end_precision": end_precision,
        "start_year": start.year,
        "end_year": end.year if end else None,
        "sources": sources,
        "source_count": len(sources),
        "coding_count": len(codings),
        "targets": list(dict.fromkeys(target for each in codings for target in each.targets)),
        "interveners": list(dict.fromkeys(actor for each in codings for actor in each.interveners)),
        **{name: _pick(codings, name) for name in ("side", "operation", *FLAGS)},
        "agree_count": sum(each.agree is True for each in agreements),
        "disagreements": [each.column for each in agreements if each.agree is False],
    }


def _pick(codings: Sequence[Coding], name: str) -> Any:
    return next((value for each in codings if (value := getattr(each, name)) is not None), None)


def _pick_date(codings: Sequence[Coding], name: str) -> tuple[Any, str | None]:
    """The first coding's date, or a more exact one within it."""
    first = codings[0]
    day, precision = getattr(first, name), getattr(first, f"{name}_precision")
    if day is None or precision is None:
        return day, precision
    low, high = (dt.date.fromordinal(each) for each in (first.starts if name == "start" else first.ends))
    for each in codings[1:]:
        other, exact = getattr(each, name), getattr(each, f"{name}_precision")
        if other is None or exact is None or each.operation == "leader-change":
            continue
        if _EXACT[exact] < _EXACT[precision] and low <= other <= high:
            day, precision = other, exact
    return day, precision
