"""Which critical questions does the argument have to meet, and what does the trial answer?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from precedents.app.critical_cases import ask_of_case
from precedents.app.tried_parts import ANALOGY, PRECEDENT, TriedPart, answer_by_verdict, list_tried
from precedents.core.argument import Argument
from precedents.core.case import ReferenceClass
from precedents.core.dossier import StatementResult
from precedents.core.finding import Finding
from precedents.core.own_rule import OwnRule
from precedents.core.question import Answer, CriticalQuestion, Link

ALPHA = 0.05
FAR_APART = 0.5
"""A difference on one feature by more than half of what the class and the target span is one to be explained."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """All that a question may be answered from."""

    argument: Argument
    tried: tuple[TriedPart, ...]
    rules: tuple[OwnRule, ...]
    classes: tuple[ReferenceClass, ...]
    target: str

    def of_kind(self, kind: str) -> tuple[TriedPart, ...]:
        """The parts of a kind."""
        return tuple(each for each in self.tried if each.kind == kind)


def ask_questions(
    argument: Argument,
    results: Sequence[StatementResult],
    rules: tuple[OwnRule, ...],
    classes: tuple[ReferenceClass, ...],
    labels: dict[str, str],
    target: str,
) -> tuple[CriticalQuestion, ...]:
    """Which critical questions does the argument have to meet, and what does the trial answer?

    Every question is put so that “no” counts against the argument, so expecting the opposite turns yes and no round.

    Parameters
    ----------
    argument, results
        The argument, and what came of its statements.
    rules
        As `build_own_rules` gives them.
    classes
        Of the argument.
    labels
        What each cited case is called, by its id.
    target
        The target in words, or empty.

    Returns
    -------
    tuple of CriticalQuestion
        Those about each cited case first; none where the argument cites no case.

    Notes
    -----
    **Source** after the critical questions of the schemes of argument from analogy and from precedent in Walton,
    Reed and Macagno 2008 (Argumentation Schemes, Cambridge University Press, ch. 9), in our own words, with those
    that a record can answer beside them.
    """
    if not argument.cites:
        return ()
    heard = Heard(
        argument=argument,
        tried=list_tried(argument, results),
        rules=rules,
        classes=classes,
        target=target or "the target",
    )
    about_cases = [
        each
        for name, cite in argument.cites.items()
        for each in ask_of_case(name, cite.case, labels.get(cite.case, cite.case), heard.tried, rules)
    ]
    return (
        *about_cases,
        _ask_alike(heard),
        _ask_differences(heard),
        _ask_near(heard),
        _ask_rule(heard),
        _ask_own(heard),
        _ask_favoured(heard),
        _ask_strength(heard),
        _ask_cause(heard),
    )


def _ask_alike(heard: Heard) -> CriticalQuestion:
    return answer_by_verdict(
        heard.of_kind("analogy"),
        id="alike",
        scheme=ANALOGY,
        asks=f"Is {heard.target} as like the cited cases, beside the rest of their class, as the argument says?",
        add='a part of kind "analogy" with a class, the features that matter and a target',
        if_open="“cited”, to say which of the cited cases are meant: they lie neither all near nor all far",
    )


def _ask_differences(heard: Heard) -> CriticalQuestion:
    """By the features, not by the verdict: an argument from unlikeness needs the difference."""
    asks = f"Do {heard.target} and the cited cases agree on each feature that the argument declares to matter"
    add = "the features that bear on the outcome, under “features” or “structural” of an analogy"
    found: list[tuple[str, Link]] = []
    answers: set[Answer] = set()
    for each in heard.of_kind("analogy"):
        unlike = getattr(each.part.expects, "form", "") == "unlike"
        for finding in each.result.findings:
            if not _is_apart(finding):
                continue
            answer, words = _read_differences(finding, unlike=unlike)
            answers.add(answer)
            found.append((words, Link(statement=each.statement, part=each.number, finding=finding.id)))
    if not found:
        return CriticalQuestion(
            id="differences", scheme=ANALOGY, asks=f"{asks}?", about="", answer=Answer.NOT_ASKED,
            because="no analogy compares them feature by feature", add=add,
        )  # fmt: skip
    answer = Answer.NO if Answer.NO in answers else Answer.OPEN if Answer.OPEN in answers else Answer.YES
    return CriticalQuestion(
        id="differences",
        scheme=ANALOGY,
        asks=f"{asks} (or differ, where it argues from unlikeness)?",
        about="",
        answer=answer,
        because="; ".join(dict.fromkeys(words for words, _ in found)),
        links=tuple(link for _, link in found),
        add="values that the record lacks can be laid over it with “cases”" if answer is Answer.OPEN else "",
    )


def _is_apart(finding: Finding) -> bool:
    return bool(finding.rows) and "difference" in finding.rows[0]


def _read_differences(finding: Finding, *, unlike: bool) -> tuple[Answer, str]:
    apart = [row for row in finding.rows if _number(row["difference"]) > FAR_APART]
    lacking = sum(row["difference"] is None for row in finding.rows)
    named = ", ".join(
        f"{row['says']} [{row['there']} there, {row['here']} here]" for row in apart[:MOST_NAMED]
    )
    more = f" and {len(apart) - MOST_NAMED} more" if len(apart) > MOST_NAMED else ""
    label = finding.label.removeprefix("most unlike ").partition(" in: ")[0]
    if apart:
        return (Answer.YES if unlike else Answer.NO), f"{label}: far apart on {named}{more}"
    if lacking:
        return Answer.OPEN, f"{label}: near on what is known, {lacking} features unknown of one of the two"
    return (Answer.NO if unlike else Answer.YES), f"{label}: no feature differs by more than half its range"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _ask_near(heard: Heard) -> CriticalQuestion:
    rule = next((each for each in heard.rules if each.near_for is not None), None)
    asks = f"Did the cases most like {heard.target}, cited or not, turn out as the argument expects?"
    if rule is None or rule.near_for is None or rule.near_against is None:
        return CriticalQuestion(
            id="near-cases", scheme=ANALOGY, asks=asks, about="", answer=Answer.NOT_ASKED,
            because="the argument has no features, no target or no class of known outcomes to find like cases by",
            add="an analogy with features and a target, and a base rate on the class of the cited cases",
        )  # fmt: skip
    counter = ", ".join(each.label for each in rule.damaging[:MOST_NAMED])
    named = f"; nearest of those left out that did not: {counter}" if counter else ""
    unknown = f", {rule.near_unknown} unknown" if rule.near_unknown else ""
    return CriticalQuestion(
        id="near-cases",
        scheme=ANALOGY,
        asks=asks,
        about="",
        answer=_compare(rule.near_for, rule.near_against),
        because=f"of the nearest quarter, {rule.near_for} did and {rule.near_against} did not{unknown} ({rule.outcome_says}; expected: "
        f"{rule.expects}){named}",
        links=_link(rule, heard.tried),
    )


def _compare(one: int, other: int) -> Answer:
    return Answer.YES if one > other else Answer.NO if other > one else Answer.OPEN


def _link(rule: OwnRule, tried: Iterable[TriedPart]) -> tuple[Link, ...]:
    asked = next(each for each in tried if (each.statement, each.number) == (rule.statement, rule.part))
    return (asked.link,)


def _ask_rule(heard: Heard) -> CriticalQuestion:
    asking = {(each.statement, each.part) for each in heard.rules}
    return answer_by_verdict(
        [
            each
            for each in heard.tried
            if (each.statement, each.number) in asking and each.kind != "a-fortiori"
        ],
        id="rule",
        scheme=PRECEDENT,
        asks="Does what the argument says of its cited cases hold of all the cases that fit the same rule?",
        add='a class that holds the cited cases, and a part of kind "base-rate" on it',
        if_open="a wider class, or alternatives under [choices] to see which definition moves the answer",
    )


def _ask_own(heard: Heard) -> CriticalQuestion:
    """Does the rule pick the cited cases, and was it set beside another that somebody else might choose?"""
    asks = "Does a rule that the argument declares pick every case that it cites, whatever reasonable rule is taken?"
    cases = {cite.case for cite in heard.argument.cites.values()}
    held = {case.id for each in heard.classes for case in each.members}
    left = sorted(cases - held)
    asking = {(each.statement, each.part) for each in heard.rules}
    parts = [each for each in heard.tried if (each.statement, each.number) in asking]
    add = "another reasonable rule, as a second value under [choices] to which the class refers"
    links = tuple(each.link for each in parts)
    said: tuple[Answer, str]
    if not held:
        said = Answer.NOT_ASKED, "no class of the argument has a case"
        add = "a class: [class.name] with “of” and “where”"
    elif left:
        said = Answer.NO, f"no class picks {', '.join(left)}"
    elif any(each.result.choice for each in parts):
        names = dict.fromkeys(each.result.choice for each in parts if each.result.choice)
        said = Answer.OPEN, f"every cited case is picked, but the answer turns with {', '.join(names)}"
    elif not any(each.part.choices for each in parts):
        said = Answer.OPEN, "every cited case is picked, but no other rule was set beside it"
    else:
        names = dict.fromkeys(name for each in parts for name in each.part.choices)
        said = (
            Answer.YES,
            f"every cited case is picked, and no value of {', '.join(names)} alone turns the answer",
        )
    answer, because = said
    return CriticalQuestion(
        id="own-rule", scheme=PRECEDENT, asks=asks, about="", answer=answer, because=because, links=links,
        add=add if answer in (Answer.OPEN, Answer.NOT_ASKED) else "",
    )  # fmt: skip


def _ask_favoured(heard: Heard) -> CriticalQuestion:
    asks = "Are the cited cases no more favourable to the argument than their class?"
    if not heard.rules:
        return CriticalQuestion(
            id="representative", scheme=PRECEDENT, asks=asks, about="", answer=Answer.NOT_ASKED,
            because="no cited case is in a class of which an outcome is asked",
            add='a class that holds the cited cases, and a part of kind "base-rate" on it',
        )  # fmt: skip
    rule, cited = heard.rules[0], heard.rules[0].sets["cited"]
    p, by_conflict = cited.p_for, cited.p_for_by_conflict
    also = "" if by_conflict is None else f", by conflict {by_conflict:.3f}"
    because = (
        f"{cited.favourable} of {cited.known} cited cases turned out as expected, {rule.for_n} of {rule.n} in the class; as many "
        f"would be drawn with p = {p or 0:.3f}{also}"
    )
    if p is None or (cited.p_smallest or 0) > ALPHA:
        answer = Answer.OPEN
        because += f"; so few citations cannot tell (smallest p {cited.p_smallest or 1:.3f})"
    else:
        answer = Answer.NO if max(p, by_conflict or 0) < ALPHA else Answer.YES
    return CriticalQuestion(
        id="representative", scheme=PRECEDENT, asks=asks, about="", answer=answer, because=because,
        links=_link(rule, heard.tried), add="more cited cases" if answer is Answer.OPEN else "",
    )  # fmt: skip


def _ask_strength(heard: Heard) -> CriticalQuestion:
    return answer_by_verdict(
        heard.of_kind("a-fortiori"),
        id="as-strong",
        scheme=PRECEDENT,
        asks=f"Do cases with as much in their favour as {heard.target} bear the argument out?",
        add='a part of kind "a-fortiori" with dimensions, each with who says which way it counts',
        if_open="the target’s values with “here”, or fewer dimensions, on which more cases can be compared",
    )


def _ask_cause(heard: Heard) -> CriticalQuestion:
    return answer_by_verdict(
        heard.of_kind("effect"),
        id="cause",
        scheme=PRECEDENT,
        asks="Does a comparison with like cases that were not acted on bear out what the argument needs of cause?",
        add='a part of kind "effect" on the class of the cited cases: without it, what followed may have come by itself',
        if_open="a wider class, so that more cases have like ones to be compared with",
    )
