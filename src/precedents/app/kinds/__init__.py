"""One kind of statement a module: which figures, which doubts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds import (
    a_fortiori,
    aftermath,
    analogy,
    base_rate,
    effect,
    fact,
    forecast,
    magnitude,
    normative,
    pathway,
    selectivity,
    sequence,
    trend,
)
from precedents.core.argument import Part
from precedents.core.finding import Doubt
from precedents.core.stand import Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of statement is tried and doubted."""

    try_part: Callable[[Part, Ground, Tweak], Stand]
    doubt_part: Callable[[Part, Ground, Stand, Callable[[Tweak], Stand]], tuple[Doubt, ...]]


KINDS: Mapping[str, Kind] = {
    fact.NAME: Kind(try_part=fact.try_part, doubt_part=fact.doubt_part),
    sequence.NAME: Kind(try_part=sequence.try_part, doubt_part=sequence.doubt_part),
    magnitude.NAME: Kind(try_part=magnitude.try_part, doubt_part=magnitude.doubt_part),
    aftermath.NAME: Kind(try_part=aftermath.try_part, doubt_part=aftermath.doubt_part),
    base_rate.NAME: Kind(try_part=base_rate.try_part, doubt_part=base_rate.doubt_part),
    trend.NAME: Kind(try_part=trend.try_part, doubt_part=trend.doubt_part),
    selectivity.NAME: Kind(try_part=selectivity.try_part, doubt_part=selectivity.doubt_part),
    analogy.NAME: Kind(try_part=analogy.try_part, doubt_part=analogy.doubt_part),
    a_fortiori.NAME: Kind(try_part=a_fortiori.try_part, doubt_part=a_fortiori.doubt_part),
    effect.NAME: Kind(try_part=effect.try_part, doubt_part=effect.doubt_part),
    pathway.NAME: Kind(try_part=pathway.try_part, doubt_part=pathway.doubt_part),
    forecast.NAME: Kind(try_part=forecast.try_part, doubt_part=forecast.doubt_part),
}
"""The kinds that the record can speak to; `normative` has no figure and no verdict."""

UNTRIED = frozenset({normative.NAME})
"""The kinds that are never tried."""
