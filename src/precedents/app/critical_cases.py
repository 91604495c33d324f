"""Critical questions about one cited case: is it described right, and did it turn out as the argument expects?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from precedents.app.tried_parts import PRECEDENT, TriedPart, answer_by_verdict
from precedents.core.finding import Lean
from precedents.core.own_rule import OwnRule
from precedents.core.question import Answer, CriticalQuestion

DESCRIBING = frozenset({"fact", "sequence", "magnitude", "aftermath"})
"""The kinds that say something of one case."""
BOUNDS = frozenset({"since", "until"})
"""Fields that take a date from a case, and say nothing of it."""


def ask_of_case(
    name: str, case: str, label: str, tried: Sequence[TriedPart], rules: Sequence[OwnRule]
) -> tuple[CriticalQuestion, ...]:
    """Is a cited case described right, and did it turn out as the argument expects of such cases?

    Parameters
    ----------
    name, case, label
        The author's name for it, its id, and what it is called.
    tried, rules
        The parts with what came of them, and the questions about classes that hold cited cases.

    Returns
    -------
    tuple of CriticalQuestion
        Two.
    """
    describing = [
        each for each in tried if each.kind in DESCRIBING and names_case(each.part.fields, (name, case))
    ]
    return (
        answer_by_verdict(
            describing,
            id="described-right",
            scheme=PRECEDENT,
            asks=f"Is {label} as the argument describes it?",
            about=case,
            add=f'a part of kind "fact" with case = "{name}" and the column that the argument speaks of',
            if_open="what the record lacks of it, with its source, laid over the record with “cases”",
        ),
        _ask_outcome(case, label, tried, rules),
    )


def names_case(fields: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Does a part speak of this case, by one of its names, alone or with a column after it?

    Examples
    --------
    >>> names_case({"a": {"first": "kosovo.start"}}, ["kosovo"]), names_case({"a": "kosovar"}, ["kosovo"])
    (True, False)
    >>> names_case({"until": "kosovo.start"}, ["kosovo"])
    False
    """
    return any(text == name or text.startswith(f"{name}.") for text in _list_texts(fields) for name in names)


def _list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = [each for key, each in value.items() if key not in BOUNDS]
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _list_texts(each)


def _ask_outcome(
    case: str, label: str, tried: Sequence[TriedPart], rules: Sequence[OwnRule]
) -> CriticalQuestion:
    asks = f"Did it turn out in {label} as the argument expects of such cases?"
    held = [(rule, each) for rule in rules for each in rule.sets["cited"].cases if each.case == case]
    # What is known tells before what is not.
    held.sort(key=lambda pair: pair[1].outcome is None)
    if not held:
        return CriticalQuestion(
            id="outcome-followed", scheme=PRECEDENT, asks=asks, about=case, answer=Answer.NOT_ASKED,
            because="it is in no class of which an outcome is asked",
            add='a class that holds it, and a part of kind "base-rate" on that class',
        )  # fmt: skip
    rule, found = held[0]
    so = "unknown" if found.outcome is None else "yes" if found.outcome else "no"
    answer = {Lean.FOR: Answer.YES, Lean.AGAINST: Answer.NO}.get(found.favours, Answer.OPEN)
    asked = next(each for each in tried if (each.statement, each.number) == (rule.statement, rule.part))
    return CriticalQuestion(
        id="outcome-followed",
        scheme=PRECEDENT,
        asks=asks,
        about=case,
        answer=answer,
        because=f"{rule.outcome_says}: {so} (expected of such cases: {rule.expects})",
        links=(asked.link,),
        add="its outcome, laid over the record with “cases”" if answer is Answer.OPEN else "",
    )
