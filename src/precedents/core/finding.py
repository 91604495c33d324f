"""Findings, doubts and verdicts: what trying a statement yields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

Scalar = str | int | float | bool | dt.date | None
Row = Mapping[str, Scalar]


class Verdict(Enum):
    """What the record says of a statement, in the words of the report."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    DEPENDS = "depends"
    UNDECIDED = "undecided"
    OUTSIDE = "outside-the-record"
    NOT_OF_RECORD = "not-a-matter-of-record"
    FORECAST = "forecast"


class Lean(Enum):
    """Which way a finding leans: the whole interval on the expected side, on the other, or neither."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"

    @property
    def mirrored(self) -> Lean:
        """The lean of the mirrored statement."""
        return {Lean.FOR: Lean.AGAINST, Lean.AGAINST: Lean.FOR}.get(self, self)


class DoubtOutcome(Enum):
    """What became of a doubt. Silent and could-not-run never count as held."""

    HELD = "held"
    BROKE = "broke"
    SILENT = "silent"
    COULD_NOT_RUN = "could-not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One way a finding could be wrong, tried.

    ``critical`` doubts block a verdict when they break. ``by_definition`` marks a doubt that a choice
    of definition broke: the verdict is then ``depends``, not ``undecided``.
    """

    id: str
    outcome: DoubtOutcome
    says: str
    critical: bool = False
    by_definition: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One number or fact with its interval, unit, sample, method and sources.

    ``label`` says in words what was found, ``value`` is the figure itself, ``low`` and ``high`` its interval
    or the sources' bounds. ``rows`` are the rows of the record behind it. ``decides`` marks the part's
    one primary finding, named before outcomes are seen.
    """

    id: str
    kind: str
    label: str
    value: Scalar
    unit: str
    method: str
    leans: Lean
    sources: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    low: Scalar = None
    high: Scalar = None
    n: int | None = None
    decides: bool = False
    doubts: tuple[Doubt, ...] = ()
