"""Parts beside what came of them, and the answer that verdicts give to a critical question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precedents.core.argument import Argument, Part
from precedents.core.dossier import PartResult, StatementResult
from precedents.core.finding import DoubtOutcome, Verdict
from precedents.core.question import Answer, CriticalQuestion, Link

PRECEDENT = "argument from precedent"
ANALOGY = "argument from analogy"
MOST_SAID = 3
"""Findings named in one answer; its links lead to all."""
ANSWERS = {Verdict.SUPPORTED: Answer.YES, Verdict.CONTRADICTED: Answer.NO}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedPart:
    """A part of a statement (``number`` from 1) and what came of it."""

    statement: str
    number: int
    part: Part
    result: PartResult

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.part.kind

    @property
    def answer(self) -> Answer:
        """Supported is yes, contradicted is no; anything else leaves it open."""
        return ANSWERS.get(self.result.verdict, Answer.OPEN)

    @property
    def link(self) -> Link:
        """Its deciding finding, and the critical doubt that broke it where one did."""
        deciding = next((each for each in self.result.findings if each.decides), None)
        broken = [
            each.id for each in (deciding.doubts if deciding else ()) if each.outcome is DoubtOutcome.BROKE
        ]
        return Link(
            statement=self.statement,
            part=self.number,
            finding=deciding.id if deciding else "",
            doubt=broken[0] if broken else "",
        )


def list_tried(argument: Argument, results: Sequence[StatementResult]) -> tuple[TriedPart, ...]:
    """Each part of the argument with what came of it, in the order of the file."""
    return tuple(
        TriedPart(statement=statement.id, number=number, part=part, result=found)
        for statement, result in zip(argument.statements, results, strict=True)
        for number, (part, found) in enumerate(zip(statement.parts, result.parts, strict=True), start=1)
    )


def join_answers(answers: Sequence[Answer]) -> Answer:
    """One answer for several: a “no” tells, and “yes” only where all say so.

    Examples
    --------
    >>> join_answers([Answer.YES, Answer.OPEN]), join_answers([Answer.YES, Answer.NO])
    (<Answer.OPEN: 'open'>, <Answer.NO: 'no'>)
    """
    found = set(answers)
    if len(found) == 1:
        return next(iter(found))
    return Answer.NO if Answer.NO in found else Answer.OPEN


def answer_by_verdict(
    parts: Sequence[TriedPart],
    *,
    id: str,  # noqa: A002 - the name that the report uses
    scheme: str,
    asks: str,
    add: str,
    if_open: str,
    about: str = "",
) -> CriticalQuestion:
    """What do the verdicts of these parts answer?

    Parameters
    ----------
    parts
        Those that ask it; where there is none, it is not asked.
    id, scheme, asks, about
        Of the question.
    add, if_open
        What to write into the file where it is not asked, and where the verdicts leave it open.

    Returns
    -------
    CriticalQuestion
    """
    if not parts:
        return CriticalQuestion(
            id=id, scheme=scheme, asks=asks, about=about, answer=Answer.NOT_ASKED,
            because="no part of the argument asks it", add=add,
        )  # fmt: skip
    answer = join_answers([each.answer for each in parts])
    telling = [each for each in parts if each.answer is answer] or list(parts)
    said = list(dict.fromkeys(f"{_say_verdict(each)}: {_say_found(each)}" for each in telling))
    more = f"; and {len(said) - MOST_SAID} more" if len(said) > MOST_SAID else ""
    return CriticalQuestion(
        id=id,
        scheme=scheme,
        asks=asks,
        about=about,
        answer=answer,
        because="; ".join(said[:MOST_SAID]) + more,
        links=tuple(each.link for each in parts),
        add=if_open if answer is Answer.OPEN else "",
    )


def _say_verdict(each: TriedPart) -> str:
    return each.result.verdict.value.replace("-", " ")


def _say_found(each: TriedPart) -> str:
    """The figure that decides; where the matter is open, the reason why."""
    deciding = next((finding.label for finding in each.result.findings if finding.decides), "")
    return each.result.because if each.answer is Answer.OPEN or not deciding else deciding
