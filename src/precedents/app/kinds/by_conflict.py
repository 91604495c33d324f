"""The share when each conflict weighs one, beside that by episode; and which episodes of a conflict overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from precedents.core.argument import Part
from precedents.core.finding import Finding, Lean, Row
from precedents.estimators.base_rate import Share, fit_share_by_conflict

NAMED = 3
"""Conflicts whose overlapping episodes are named in the sentence; the rows have all."""


def describe_by_conflict(
    part: Part,
    known: pl.DataFrame,
    judge: Callable[[Share], tuple[Lean, Lean]],
    sources: tuple[str, ...],
    *,
    kind: str,
) -> tuple[Finding, ...]:
    """What is the share when each conflict weighs one, and how far is that from the share by episode?

    Parameters
    ----------
    part
        For what makes cases alike: the conflict or the country.
    known
        The cases with a known outcome: ``id``, ``label``, ``start``, ``end``, ``cluster``, ``outcome``.
    judge
        Side and lean of a share.
    sources, kind
        Of the finding.

    Returns
    -------
    tuple of Finding
        None where every conflict has one episode: the two are then the same.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in known.sort("start", "id").iter_rows(named=True):
        groups.setdefault(str(row["cluster"]), []).append(row)
    if len(groups) == known.height:
        return ()
    share = fit_share_by_conflict(known["outcome"].to_list(), known["cluster"].to_list())
    episodes = int(known["outcome"].sum()) / known.height
    by = str(part.fields.get("cluster") or "conflict")
    several = {name: rows for name, rows in groups.items() if len(rows) > 1}
    points = round(100 * share.share) - round(100 * episodes)
    apart = (
        "as by episode"
        if points == 0
        else f"{abs(points)} points {'more' if points > 0 else 'fewer'} than by episode"
    )
    label = (
        f"by {by}, each weighing one: {share.share:.0%} over {share.n} {_many(by)}, {apart} "
        f"({share.successes} of {known.height}); {len(several)} of them {'has' if len(several) == 1 else 'have'} "
        f"several episodes{_say_overlaps(several)}"
    )
    finding = Finding(
        id="",
        kind=kind,
        label=label,
        value=share.share,
        low=share.low,
        high=share.high,
        unit=f"share of {_many(by)}",
        n=share.n,
        method=f"mean over the {_many(by)} of the share of their own episodes; Wilson’s interval at their number, which is "
        "never too narrow for shares",
        leans=judge(share)[1],
        sources=sources,
        rows=tuple(_describe(name, rows) for name, rows in several.items()),
    )
    return (finding,)


def _many(by: str) -> str:
    return "countries" if by == "country" else f"{by}s"


def _say_overlaps(several: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The episodes that overlap in time, conflict by conflict."""
    said = [" with ".join(labels) for rows in several.values() if (labels := list(_overlapping(rows)))]
    if not said:
        return ", none of which overlap in time"
    more = f" and {len(said) - NAMED} more" if len(said) > NAMED else ""
    return f", some of which overlap in time: {'; '.join(said[:NAMED])}{more}"


def _overlapping(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The labels of the episodes that share days with another of the same conflict."""
    for row in rows:
        if any(each is not row and _meet(row, each) for each in rows):
            yield str(row["label"])


def _meet(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return bool(max(a["start"], b["start"]) <= min(a["end"] or dt.date.max, b["end"] or dt.date.max))


def _describe(name: str, rows: Sequence[Mapping[str, Any]]) -> Row:
    return {
        "conflict": name,
        "episodes": len(rows),
        "turned_out_so": sum(bool(row["outcome"]) for row in rows),
        "cases": "; ".join(str(row["label"]) for row in rows),
        "overlapping": "; ".join(_overlapping(rows)),
    }
