"""What an argument's own rule picks, for it and against it: what was left out, and the strongest cases of either side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from precedents.core.finding import Lean


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledCase:
    """A case that the rule picks.

    ``favours`` says whether its outcome is the one that the argument expects; neither where nobody knows. ``rank`` is
    its place from the nearest to the target, 1 first, and ``distance`` how far it is (0 to 1); None where that is
    not known. ``why`` says in words why it is there, ``place`` how near it is and on what it is farthest apart.
    """

    case: str
    label: str
    start: dt.date | None
    cited: bool
    outcome: bool | None
    favours: Lean
    rank: int | None
    distance: float | None
    why: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """Some cases of the class, and how like the class they are.

    ``known`` have a known outcome and ``favourable`` of them the expected one. ``p_for`` is how often as many cases
    drawn from the class would hold as many of them, ``p_against`` as many of the others; the same ``by_conflict``,
    None where two are of one conflict. ``p_smallest`` is the smallest ``p_for`` that so many cases can attain,
    ``place`` their mean place from the nearest to the target (0 to 1).
    """

    cases: tuple[RuledCase, ...]
    known: int
    favourable: int
    p_for: float | None = None
    p_against: float | None = None
    p_for_by_conflict: float | None = None
    p_against_by_conflict: float | None = None
    p_smallest: float | None = None
    place: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestForm:
    """The strongest form of a statement, on one side, that the class as counted bears.

    ``expects`` is what an argument file would say, a word or a form with its bound; None where nothing can be said
    on this side. Doubts are not tried here: the form says what to put into the file to have them tried.
    """

    says: str
    expects: str | Mapping[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A question of the argument about a class that holds cited cases: who is in it, and on which side.

    ``statement`` and ``part`` (from 1) ask it first. ``n`` cases have a known outcome, ``successes`` of them the
    outcome named, ``for_n`` the one expected. ``near_for``, ``near_against`` and ``near_unknown`` count those in the
    nearest quarter, None where no likeness is known.
    ``ranked_by`` says by what the cases are ordered.
    """

    statement: str
    part: int
    class_id: str
    rule_says: str
    outcome: str
    outcome_says: str
    expects: str
    n: int
    unknown: int
    successes: int
    for_n: int
    low: float | None
    high: float | None
    ranked_by: str
    near_for: int | None
    near_against: int | None
    near_unknown: int | None
    helpful: tuple[RuledCase, ...]
    damaging: tuple[RuledCase, ...]
    sets: Mapping[str, CaseSet] = field(default_factory=dict)
    honest: Mapping[str, HonestForm] = field(default_factory=dict)
