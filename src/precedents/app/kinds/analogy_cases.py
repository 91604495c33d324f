"""Which cases are nearest, where do the cited ones differ most, where did nobody act, and of whom is what unknown?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from precedents.app.features import FEATURES, Reading
from precedents.app.ground import Ground
from precedents.app.likeness import Measured, find_deciding, find_target, measure_likeness, read_set
from precedents.app.wording import say_value
from precedents.core.argument import Part
from precedents.core.finding import Finding, Lean, Row
from precedents.precedent.similarity import Likeness, find_nearest

NEAREST = 5
MOST_NAMED = 4
"""Cases named in a sentence about what is unknown; the rows behind it have the rest."""
ACTED_ON = "any_intervention"
"""The column of a table of cases that says whether anybody acted; where it is false, nobody did."""


def describe_nearest(measured: Measured, cited: Collection[str], sources: tuple[str, ...]) -> Finding:
    """Which cases are nearest and not cited, and which features make up their distance?"""
    nearest = find_nearest(measured.fitted, NEAREST, without=cited)
    return replace(
        _blank(sources),
        label=f"nearest to {measured.named} and not cited: {_name(nearest, measured)}",
        value=len(nearest),
        n=measured.fitted.ranked,
        method="the smallest distances among the cases that the argument does not cite, with the share of its distance "
        "that each feature makes up",
        rows=tuple(_row_apart(each, measured) for each in nearest),
    )


def describe_disanalogies(
    measured: Measured, likeness: Sequence[Likeness], sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Where does the target differ most from each cited case?"""
    return tuple(_apart(each, measured, sources) for each in likeness)


def describe_nobody_acted(part: Part, ground: Ground, sources: tuple[str, ...]) -> tuple[Finding, ...]:
    """Which are the nearest cases in which nobody acted, on equal terms?"""
    entity, year = find_target(part, ground)
    rows = (
        ground.record.table("mass_killings")
        .filter(pl.col(ACTED_ON).not_() & (pl.col("entity") != entity))
        .select("id", "label", "entity", "start")
        .to_dicts()
    )
    if not rows:
        return ()
    measured = measure_likeness(read_set(part, find_deciding(part)), (entity, year), rows, ground)
    nearest = find_nearest(measured.fitted, NEAREST)
    killings = ground.find_column("mass_killings", ACTED_ON).sources
    return (
        replace(
            _blank(tuple(dict.fromkeys([*sources, *killings]))),
            label=f"nearest to {measured.named} where nobody intervened: {_name(nearest, measured)}",
            value=len(nearest),
            n=measured.fitted.ranked,
            method="the same distance to every run of one-sided killing without an intervention in the register",
            rows=tuple(_row_apart(each, measured) for each in nearest),
        ),
    )


def describe_missing(measured: Measured, sources: tuple[str, ...]) -> tuple[Finding, ...]:
    """Of which cases is which feature unknown? Nothing where all is known."""
    lacking = [each for each in measured.fitted.cases if each.missing]
    if not lacking:
        return ()
    here = [name for name, value in measured.target.items() if value is None]
    unranked = [each for each in lacking if each.rank is None]
    of_target = (
        f"; of {measured.named} itself, {', '.join(FEATURES[name].says for name in here)}" if here else ""
    )
    too_little = f"; {len(unranked)} too little known to be ranked" if unranked else ""
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    return (
        replace(
            _blank(sources),
            label=f"compared on fewer than all features: {len(lacking)} of {len(measured.fitted.cases)} cases "
            f"({_name(lacking[:MOST_NAMED], measured)}{more}){too_little}{of_target}",
            value=len(lacking),
            n=len(measured.fitted.cases),
            method="a feature that the record does not know of the case or of the target is left out of that pair; a pair with "
            "less than half of the features is not ranked; nothing is filled in",
            rows=tuple(
                {
                    "case": each.case,
                    "label": measured.labels[each.case],
                    "rank": each.rank,
                    "unknown_features": len(each.missing),
                    "unknown": ", ".join(FEATURES[name].says for name in each.missing),
                }
                for each in lacking
            ),
        ),
    )


def _blank(sources: tuple[str, ...]) -> Finding:
    return Finding(
        id="", kind="analogy", label="", value=None, unit="cases", method="", leans=Lean.NEITHER, sources=sources
    )  # fmt: skip


def _name(cases: Sequence[Likeness], measured: Measured) -> str:
    return ", ".join(measured.labels[each.case] for each in cases)


def _row_apart(each: Likeness, measured: Measured) -> Row:
    """A case with the share of its distance that each feature makes up; None where that is unknown."""
    whole = each.distance or 0.0
    shares = {
        f"share_of_{name}": None if part is None else part / whole if whole else 0.0
        for name, part in each.contributions
    }
    return {"case": each.case, "label": measured.labels[each.case], "rank": each.rank,
            "distance": each.distance, **shares}  # fmt: skip


def _apart(each: Likeness, measured: Measured, sources: tuple[str, ...]) -> Finding:
    there = measured.readings[each.case]
    words = [
        f"{FEATURES[name].says} {_say(there[name])} there, {_say(measured.own[name])} here"
        for name, _ in each.disanalogies[:3]
    ]
    return replace(
        _blank(sources),
        label=f"most unlike {measured.labels[each.case]} in: {'; '.join(words) if words else 'nothing that is known of both'}",
        value=each.distance,
        unit="distance (0–1)",
        n=len(each.contributions) - len(each.missing),
        method="the features that contribute most to the distance; a difference of 1 is as far apart as the class and the "
        "target reach",
        rows=_row_features(each, measured),
    )


def _row_features(each: Likeness, measured: Measured) -> tuple[Row, ...]:
    """Feature by feature, the weightiest first: how far apart the two are, and what that adds to the distance."""
    weights = {feature.name: feature.weight for feature in measured.features}
    known = sum(weights[name] for name, part in each.contributions if part is not None)
    there = measured.readings[each.case]
    ordered = sorted(each.contributions, key=lambda pair: -1.0 if pair[1] is None else pair[1], reverse=True)
    return tuple(
        {
            "case": each.case,
            "feature": name,
            "says": FEATURES[name].says,
            "there": _say(there[name]),
            "here": _say(measured.own[name]),
            "difference": None if part is None else part * known / weights[name],
            "contribution": part,
        }
        for name, part in ordered
    )


def _say(reading: Reading) -> str:
    return f"{say_value(reading.shown)} ({reading.year})" if reading.year is not None else "unknown"
