"""Which cases fit the argument's own rule and were left out, nearest to the target first, on either side?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from precedents.app.features import FEATURES
from precedents.app.ground import Ground
from precedents.app.kinds import base_rate
from precedents.app.likeness import Measured, find_deciding, find_target, measure_likeness, read_set
from precedents.app.wording import say_column
from precedents.core.argument import Part, Position
from precedents.core.errors import NeedsSource, UsageError
from precedents.core.expectation import Expectation
from precedents.core.filled import fill_part
from precedents.core.finding import Lean
from precedents.core.own_rule import RuledCase
from precedents.precedent.similarity import Nearness

MOST = 5
"""Omitted cases named on either side."""
ASKING = frozenset({"base-rate", "selectivity", "a-fortiori"})
"""The kinds that ask how often something turns out so in a class, with an expectation that has a side."""
AGES_AGO = dt.date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a class that holds cited cases.

    ``up`` says whether the argument expects the outcome (many of it) or its absence; ``cases`` are all of the class,
    ordered by likeness to the target where that is known, the latest first where not; ``clusters`` by case.
    """

    statement: str
    part: int
    filled: Part
    rule_says: str
    outcome_says: str
    up: bool
    cases: tuple[RuledCase, ...]
    clusters: dict[str, str]
    measured: Measured | None
    ranked_by: str

    @property
    def known(self) -> tuple[RuledCase, ...]:
        """The cases whose outcome is known."""
        return tuple(each for each in self.cases if each.outcome is not None)


def find_side_of_one(expects: Expectation) -> bool | None:
    """Does a case with the outcome count for what is expected (True), one without it (False), or neither (None)?

    Examples
    --------
    >>> most, few = Expectation(form="most"), Expectation(form="few")
    >>> find_side_of_one(most), find_side_of_one(few)
    (True, False)
    >>> find_side_of_one(Expectation(form="between", values=(0.2, 0.6))) is None
    True
    """
    ends = expects.holds(1.0), expects.holds(0.0)
    return {(True, False): True, (False, True): False}.get(ends)  # type: ignore[arg-type]


def find_asked(ground: Ground) -> tuple[Asked, ...]:
    """Which questions does the argument ask about classes that hold cases it cites?

    Parameters
    ----------
    ground
        The record and the argument, at the author's position.

    Returns
    -------
    tuple of Asked
        Each question once, that with most cited cases of known outcome first, else in the order of the file.
    """
    found: dict[tuple[Any, ...], Asked] = {}
    position: Position = ground.argument.author_position
    for statement in ground.argument.statements:
        for number, part in enumerate(statement.parts, start=1):
            if part.kind not in ASKING:
                continue
            # A class that was not pulled, or that the position does not have, is said by the statement itself.
            try:
                asked = _read_asked(statement.id, number, fill_part(part, position), ground)
            except (NeedsSource, UsageError):
                continue
            if asked is not None:
                rule = ground.argument.classes[str(asked.filled.fields["class"])]
                key = (rule.of, *(ground.rules.filled(rule.of, text) for text in (rule.where, str(asked.filled.fields["outcome"]))), asked.up)  # fmt: skip
                found.setdefault(key, asked)
    return tuple(sorted(found.values(), key=lambda each: -sum(case.cited for case in each.known)))


def _read_asked(statement: str, number: int, part: Part, ground: Ground) -> Asked | None:
    up = find_side_of_one(part.expects)
    rows = base_rate.read_rows(part, ground).to_dicts()
    cited = frozenset(ground.cited.values())
    if up is None or not any(row["id"] in cited and row["outcome"] is not None for row in rows):
        return None
    rule = ground.argument.classes[str(part.fields["class"])]
    measured, ranked_by = _measure(part, rows, ground)
    return Asked(
        statement=statement,
        part=number,
        filled=part,
        rule_says=rule.says or rule.name,
        outcome_says=_say_outcome(part, ground),
        up=up,
        cases=order_cases([_build_case(row, up, cited, measured) for row in rows]),
        clusters={row["id"]: row["cluster"] for row in rows},
        measured=measured,
        ranked_by=ranked_by,
    )


def _say_outcome(part: Part, ground: Ground) -> str:
    spec = ground.record.spec(ground.argument.classes[str(part.fields["class"])].of)
    outcome = str(part.fields["outcome"])
    column = spec.find(outcome)
    if column is not None:
        return say_column(column.says)
    denied = spec.find(outcome.removeprefix("not ")) if outcome.startswith("not ") else None
    return f"it is not so that {say_column(denied.says)}" if denied else outcome


def _measure(part: Part, rows: Sequence[dict[str, Any]], ground: Ground) -> tuple[Measured | None, str]:
    """Likeness on the features of the argument's own analogy: that on the same class, else its first."""
    analogies = [
        fill_part(each, ground.argument.author_position)
        for statement in ground.argument.statements
        for each in statement.parts
        if each.kind == "analogy"
    ]
    same = [each for each in analogies if each.fields["class"] == part.fields["class"]]
    latest = "start, the latest first"
    for each in [*same, *analogies][:1]:
        try:
            target = find_target(each, ground)
        except UsageError:
            return None, f"{latest}: the argument has no target"
        measured = measure_likeness(read_set(each, find_deciding(each)), target, rows, ground)
        if measured.silent:
            return None, f"{latest}: the record holds no feature of {measured.named} at the time"
        return measured, f"likeness to {measured.named} {target[1]} on {measured.words}"
    return None, f"{latest}: the argument declares no features on which cases are alike (an analogy would)"


def _build_case(row: dict[str, Any], up: bool, cited: frozenset[str], measured: Measured | None) -> RuledCase:
    likeness = measured.fitted.of(row["id"]) if measured is not None else None
    outcome = row["outcome"]
    favours = Lean.NEITHER if outcome is None else Lean.FOR if outcome is up else Lean.AGAINST
    return RuledCase(
        case=row["id"],
        label=row["label"],
        start=row["start"],
        cited=row["id"] in cited,
        outcome=outcome,
        favours=favours,
        rank=likeness.rank if likeness else None,
        distance=likeness.distance if likeness and likeness.rank is not None else None,
    )


def order_cases(cases: Sequence[RuledCase]) -> tuple[RuledCase, ...]:
    """The nearest first; those tied, and all where no likeness is known, by start, the latest first."""
    dated = sorted(cases, key=lambda each: each.case)
    dated.sort(key=lambda each: each.start or AGES_AGO, reverse=True)
    return tuple(sorted(dated, key=lambda each: (each.rank is None, each.rank or 0)))


def pick_omitted(asked: Asked, side: Lean) -> tuple[RuledCase, ...]:
    """Which omitted cases speak most for the argument, or against it: the nearest with that outcome, at most five."""
    left = [each for each in asked.known if not each.cited and each.favours is side]
    return tuple(say_why(each, asked) for each in left[:MOST])


def say_why(each: RuledCase, asked: Asked) -> RuledCase:
    """The case with why it is there, and how near it is and on what it is farthest from the target."""
    so = "unknown" if each.outcome is None else "yes" if each.outcome else "no"
    cited = "cited" if each.cited else "not cited"
    why = f"it fits “{asked.rule_says}” and is {cited}; {asked.outcome_says}: {so}"
    return replace(each, why=why, place=_say_place(each, asked.measured))


def _say_place(each: RuledCase, measured: Measured | None) -> str:
    if measured is None:
        return ""
    if each.rank is None:
        return "too little known to be ranked"
    likeness = measured.fitted.of(each.case)
    apart = likeness.disanalogies
    words = f", farthest apart on {_name_feature(apart[0][0])}" if apart else ", alike on all that is known"
    near = ", in the nearest quarter" if likeness.nearness is Nearness.NEAREST else ""
    return f"{each.rank} of {measured.fitted.ranked} from the nearest to {measured.named}{near}{words}"


def _name_feature(name: str) -> str:
    return FEATURES[name].says.partition(" (")[0]
