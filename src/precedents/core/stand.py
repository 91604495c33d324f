"""Where a part of a statement stands at one position in the space of definitions."""

from __future__ import annotations

from dataclasses import dataclass

from precedents.core.finding import Finding, Lean


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One case's outcome with the conflict it belongs to: what two shares are compared on."""

    case: str
    cluster: str
    outcome: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What trying a part at one position found.

    ``side`` says on which side of its threshold the estimate lies, whatever its interval; ``lean``
    counts only where the whole interval lies there. ``outside`` is the reason why the record cannot
    speak, or None. ``findings`` come with the deciding one first. ``observations`` are filled where the
    estimate is a share. ``needed`` is how many such cases would settle an open share, where known.
    """

    lean: Lean
    side: Lean
    estimate: float | None
    findings: tuple[Finding, ...]
    outside: str | None = None
    observations: tuple[Observation, ...] = ()
    class_id: str = ""
    needed: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The stand after one choice alone is changed from the author's position.

    ``p`` is that of the paired clustered difference from the author's share, None where the estimate is
    not a share or the two cannot be compared.
    """

    choice: str
    value: str
    stand: Stand
    p: float | None
