"""Which questions do two arguments both ask, with what expectations, and what does the record say to each?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.definitions import MIRRORED
from precedents.app.ground import Ground
from precedents.app.kinds import UNTRIED
from precedents.app.tried_parts import TriedPart, list_tried
from precedents.core.argument import Argument
from precedents.core.dossier import Trial
from precedents.core.errors import UsageError
from precedents.core.expectation import Expectation
from precedents.core.filled import PROSE, fill_part
from precedents.core.finding import Verdict
from precedents.core.reference import read_reference
from precedents.dossier.report import render_value

AGREE, DECIDES, DIFFER, OTHER_CLASS, OTHER_KIND = "agree", "decides", "differ", "other class", "other kind"
"""How two statements on one question stand to one another."""
ORDER = {DECIDES: 0, AGREE: 1, DIFFER: 2, OTHER_CLASS: 3, OTHER_KIND: 4}
LEAST_SHARED = 0.5
"""Two classes are near enough to lay statements on one outcome side by side when so much of either is in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a part asks, so that the same question of another argument is found: its key, and how it reads.

    ``members`` are the cases of the class that it is asked of, None where it is asked of none. ``expects`` is what its
    author expects, filled in.
    """

    key: str
    words: str
    members: frozenset[str] | None
    says: str
    tried: TriedPart
    expects: Expectation | None

    @property
    def plain(self) -> dict[str, Any]:
        """As a row tells it."""
        result = self.tried.result
        return {
            "statement": self.tried.statement,
            "part": self.tried.number,
            "kind": self.tried.kind,
            "says": self.says,
            "expects": result.expects,
            "verdict": result.verdict.value,
            "found": next((each.label for each in result.findings if each.decides), result.because),
        }


def list_questions(trial: Trial, ground: Ground) -> tuple[Question, ...]:
    """What does each part of a tried argument ask, at the author's position?

    Parts that nothing can be looked up for are left out: values, plans, and what only says what it would need.
    """
    says = {each.id: each.says for each in trial.argument.statements}
    found: list[Question] = []
    for tried in list_tried(trial.argument, trial.statements):
        if tried.kind in UNTRIED:
            continue
        filled = fill_part(tried.part, ground.position)
        key, words, members = _name(tried.kind, filled.fields, trial, ground)
        if key:
            expects = filled.expects if isinstance(filled.expects, Expectation) else None
            text = tried.part.says or says[tried.statement]
            found.append(
                Question(key=key, words=words, members=members, says=text, tried=tried, expects=expects)
            )
    return tuple(found)


def pair_questions(a: Sequence[Question], b: Sequence[Question]) -> list[dict[str, Any]]:
    """The verdicts on the questions that both ask, side by side.

    Parameters
    ----------
    a, b
        Of either argument.

    Returns
    -------
    list of dict
        A row for each pair: the question, what either says, expects and is told, whether the expectations are the
        same or opposite, and how the two stand to one another. With A and B swapped the same rows, mirrored.
    """
    rows = [
        _pair(left, right)
        for left in a
        for right in b
        if left.key == right.key and _share(left, right) >= LEAST_SHARED
    ]
    return sorted(
        rows,
        key=lambda row: (
            ORDER[row["relation"]],
            row["question"],
            *sorted((_place(row["a"]), _place(row["b"]))),
        ),
    )


def _place(side: Mapping[str, Any]) -> str:
    return f"{side['statement']}.{side['part']}"


def _share(a: Question, b: Question) -> float:
    """Which part of the cases that either is asked of are both asked of? All where no class is asked."""
    one, other = a.members or frozenset(), b.members or frozenset()
    return len(one & other) / len(one | other) if one | other else 1.0


def _pair(a: Question, b: Question) -> dict[str, Any]:
    expectations = (
        "same"
        if a.expects == b.expects
        else "opposite"
        if a.expects is not None and b.expects is not None and a.expects.mirrored == b.expects
        else "other"
    )
    relation, sides_with = _relate(a, b, expectations)
    return {
        "question": min(a.words, b.words),
        "cases": None
        if a.members is None or b.members is None
        else {"a": len(a.members), "b": len(b.members), "both": len(a.members & b.members)},
        "a": a.plain,
        "b": b.plain,
        "expectations": expectations,
        "relation": relation,
        "sides_with": sides_with,
    }


def _relate(a: Question, b: Question, expectations: str) -> tuple[str, str | None]:
    """How the two stand to one another, and with whom the record sides where the question decides between them."""
    if a.tried.kind != b.tried.kind:
        return OTHER_KIND, None
    one, other = a.tried.result.verdict, b.tried.result.verdict
    told_apart = {one, other} == {Verdict.SUPPORTED, Verdict.CONTRADICTED}
    favoured = ("a" if one is Verdict.SUPPORTED else "b") if told_apart else None
    if a.members != b.members:
        return OTHER_CLASS, favoured
    if told_apart:
        return DECIDES, favoured
    if one is other:
        return (DECIDES, "neither") if expectations == "opposite" else (AGREE, None)
    return DIFFER, None


def _name(
    kind: str, fields: Mapping[str, Any], trial: Trial, ground: Ground
) -> tuple[str, str, frozenset[str] | None]:
    """The key of a question, how it reads, and the cases it is asked of; empty where the record is not asked."""
    argument = trial.argument
    if "class" in fields and "outcome" in fields:
        rule = argument.classes[str(fields["class"])]
        made = next((each for each in trial.classes if each.id == rule.name), None)
        outcome = _fill(ground, rule.of, str(fields["outcome"]))
        words = f"{outcome.replace('_', ' ')}, among {rule.says or rule.where}"
        if made:
            return json.dumps([rule.of, outcome]), words, frozenset(case.id for case in made.members)
        # A class that needs a source which was not pulled has no cases: then its rule must be the same.
        return json.dumps([rule.of, outcome, _fill(ground, rule.of, rule.where)]), words, None
    asked = {name: value for name, value in fields.items() if name not in PROSE | {MIRRORED, "premises"}}
    if not asked:
        return "", "", None
    plain = {name: _resolve(value, argument) for name, value in sorted(asked.items())}
    return json.dumps([kind, plain], sort_keys=True), "; ".join(_say(plain)), None


def _fill(ground: Ground, table: str, text: str) -> str:
    try:
        return ground.rules.filled(table, text)
    except UsageError:
        return text


def _say(plain: Mapping[str, Any]) -> Iterator[str]:
    for name, value in plain.items():
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        yield f"{name.replace('_', ' ')} {told}"


def _resolve(value: Any, argument: Argument) -> Any:
    """A value with the author's own names replaced by what they stand for."""
    if isinstance(value, Mapping):
        return {str(name): _resolve(each, argument) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_resolve(each, argument) for each in value]
    if not isinstance(value, str):
        return render_value(value)
    if value in argument.cites:
        return argument.cites[value].case
    try:
        reference = read_reference(value)
    except UsageError:
        return value
    if reference.kind == "given" and reference.column in argument.givens:
        given = argument.givens[reference.column]
        return {key: getattr(given, key) for key in ("low", "best", "high", "days", "population", "unit")}
    if reference.kind == "cite" and reference.name in argument.cites:
        return f"{argument.cites[reference.name].case}.{reference.column}"
    return value
