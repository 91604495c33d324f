"""Cases and the classes that a rule makes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from precedents.core.flow import Flow

Value = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One episode with a start and an end, in or out of a reference class.

    ``why`` says why it is in, or at which step it fell out. ``cluster`` names the conflict that it
    belongs to: cases of one conflict are not independent. ``outcomes`` holds the outcomes asked for;
    None is unknown, never zero. ``overlaps`` are the cases of the class in the same conflict at the same time.
    """

    id: str
    label: str
    start: dt.date | None
    end: dt.date | None
    entity: str
    cluster: str
    is_in: bool
    why: str
    cited: bool
    outcomes: Mapping[str, Value]
    overlaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceClass:
    """A rule that picks cases, and every case of its universe, in and out.

    ``table`` is the table of cases, ``where`` the rule with its choices filled in, ``says`` the rule in
    words where the argument gives them. ``flow`` leads from the rule to its cases by named steps.
    """

    id: str
    says: str
    table: str
    where: str
    cases: tuple[Case, ...]
    sources: tuple[str, ...]
    flow: Flow = field(default_factory=Flow)

    @property
    def members(self) -> tuple[Case, ...]:
        """The cases that the rule picks."""
        return tuple(case for case in self.cases if case.is_in)

    @property
    def omitted(self) -> tuple[Case, ...]:
        """The cases that the rule picks and the author does not cite."""
        return tuple(case for case in self.members if not case.cited)
