"""What a trial of an argument yields, before anything is drawn or written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from precedents.core.argument import Argument
from precedents.core.case import ReferenceClass
from precedents.core.change import LockState
from precedents.core.finding import Finding, Verdict
from precedents.core.overlay import Overlay
from precedents.core.own_rule import OwnRule
from precedents.core.question import CriticalQuestion
from precedents.core.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """A tried part: its verdict, the reason in a sentence, its findings, the choice that decides if one does."""

    kind: str
    says: str
    sort: str
    expects: str
    verdict: Verdict
    because: str
    findings: tuple[Finding, ...]
    choice: str = ""
    class_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementResult:
    """A tried statement: its verdict with the reason, its parts, and the cases left out of the argument."""

    id: str
    says: str
    kinds: tuple[str, ...]
    verdict: Verdict
    because: str
    premises: tuple[str, ...]
    omitted: tuple[str, ...]
    parts: tuple[PartResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UniverseSummary:
    """One statement over every combination of choices: the share on its side, and which choice moves it."""

    id: str
    universes: int
    failed: int
    share_supporting: float | None
    author_position: str
    drivers: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a run was asked for beside argument, record and seed, and what the record was at hand.

    ``universes`` is the most combinations of choices tried for a statement, ``quick`` whether only the author's
    position and each choice alone were. ``compiled`` is the id of the record without what was pulled or laid over it,
    ``pulled`` the sources that filled tables of it.
    """

    universes: int = 0
    quick: bool = False
    compiled: str = ""
    pulled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Everything that a run found: the input of every report, figure and export.

    ``cited`` holds the rows of the record on each cited case, by the author's name for it; ``rule`` the verdict
    rule as printed; ``dictionary`` what each column shown says, and its unit. ``overlays`` are the user's own cases,
    ``editions`` those that were asked for. ``own_rules`` hold what the argument's own rule picks, for it and against
    it, and ``questions`` the critical questions with their answers. ``setting`` is what is needed to run it again,
    ``lock`` whether the definitions were frozen before.
    """

    argument: Argument
    record_id: str
    sources: tuple[Source, ...]
    classes: tuple[ReferenceClass, ...]
    statements: tuple[StatementResult, ...]
    universes: tuple[UniverseSummary, ...]
    cited: Mapping[str, Mapping[str, Any]]
    seed: int
    version: str
    target_label: str = ""
    summary: tuple[str, ...] = ()
    rule: tuple[tuple[str, str], ...] = ()
    dictionary: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    editions: tuple[str, ...] = ()
    own_rules: tuple[OwnRule, ...] = ()
    questions: tuple[CriticalQuestion, ...] = ()
    setting: Setting = field(default_factory=Setting)
    lock: LockState = field(default_factory=LockState)
