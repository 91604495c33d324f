"""From a rule to its cases: the table, each condition of the rule, the condition of comparison, the known outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from precedents.app.rules import Rules
from precedents.app.wording import say_column
from precedents.core.argument import Argument, Position
from precedents.core.filled import fill_part
from precedents.core.flow import COMPARABLE, ELIGIBLE, OUTCOME, UNIVERSE, Fallen, Flow, Step
from precedents.core.predicate_conjuncts import split_conjuncts
from precedents.core.source import Table


def build_flow(
    rules: Rules, table: str, eligible: str, comparable: str = "", outcomes: Sequence[str] = ()
) -> Flow:
    """By which steps does a rule come to its cases, and who falls out where?

    A case falls out at the first condition that it is not known to fulfil. Where the record does not know whether it
    fulfils that one, and no other condition rules it out, it counts as unknown, not as unfit.

    Parameters
    ----------
    rules
        Predicates over the record, at one position.
    table
        A table of cases.
    eligible, comparable
        The rule and the condition of comparison; empty for every case. Each condition that they join with ``and`` is
        a step.
    outcomes
        The outcomes asked of the class, as columns or conditions.

    Returns
    -------
    Flow
        The cases in front of each step less those that fall out at it are the cases behind it.

    Examples
    --------
    >>> import precedents as pr
    >>> flow = build_flow(Rules(pr.open_record(), {}), "interventions", "humanitarian and start_year >= 1990")
    >>> [(step.name, step.predicate, step.after) for step in flow.steps[1:]]
    [('eligible', 'humanitarian', 41), ('eligible', 'start_year >= 1990', 35)]
    """
    spec = rules.record.spec(table)
    frame = rules.record.table(table).select("id", "label")
    conditions = [
        (name, text)
        for name, whole in ((ELIGIBLE, eligible), (COMPARABLE, comparable))
        if whole
        for text in split_conjuncts(whole, rules.read(table, whole).words)
    ]
    judged = [rules.judged(table, text) for _, text in conditions]
    # One known condition against it is enough: then the record knows that the case does not belong.
    inside = pl.Series([True] * frame.height, dtype=pl.Boolean)
    unfit = ~inside
    for each in judged:
        unfit = unfit | ~each.fill_null(True)
    steps = [
        Step(
            name=UNIVERSE,
            says=f"every {spec.unit} of the record",
            predicate="",
            before=frame.height,
            after=frame.height,
        )
    ]
    for (name, text), answers in zip(conditions, judged, strict=True):
        filled = rules.filled(table, text)
        steps.append(_cut(name, _say(spec, filled), filled, frame, inside, answers, unfit))
        inside = inside & answers.fill_null(False)
    return Flow(
        steps=tuple(steps),
        outcomes=tuple(_know(rules, spec, frame, inside, text) for text in dict.fromkeys(outcomes)),
    )


def _cut(
    name: str,
    says: str,
    filled: str,
    frame: pl.DataFrame,
    inside: pl.Series,
    answers: pl.Series,
    unfit: pl.Series,
) -> Step:
    """One condition: who was inside before, and who is not known to fulfil it."""
    out = tuple(
        Fallen(id=case, label=label, reason=_reason(filled, answer, bad), unknown=answer is None and not bad)
        for case, label, was_in, answer, bad in zip(
            frame["id"], frame["label"], inside, answers, unfit, strict=True
        )
        if was_in and answer is not True
    )
    before = int(inside.sum())
    return Step(name=name, says=says, predicate=filled, before=before, after=before - len(out), out=out)


def _reason(filled: str, answer: bool | None, unfit: bool) -> str:
    if answer is False:
        return f"does not fit: {filled}"
    lacks = f"unknown: the record lacks what “{filled}” asks"
    return f"{lacks}; another condition rules it out" if unfit else lacks


def _know(rules: Rules, spec: Table, frame: pl.DataFrame, inside: pl.Series, text: str) -> Step:
    """The members whose outcome is known: beside one another, each outcome begins at the whole class."""
    column = spec.find(text)
    # A measured outcome is a column that holds no truth: it is known where it holds anything.
    measured = column is not None and column.kind != "flag"
    filled = text if measured else rules.filled(spec.name, text)
    answers = rules.column(spec.name, text) if measured else rules.judged(spec.name, text)
    says = _say(spec, filled)
    out = tuple(
        Fallen(id=case, label=label, reason=f"outcome unknown: {says}", unknown=True)
        for case, label, was_in, answer in zip(frame["id"], frame["label"], inside, answers, strict=True)
        if was_in and answer is None
    )
    before = int(inside.sum())
    return Step(name=OUTCOME, says=says, predicate=filled, before=before, after=before - len(out), out=out)


def _say(spec: Table, filled: str) -> str:
    """A condition in words, where it is one column and no more; else the condition itself."""
    denied = filled.removeprefix("not ")
    column = spec.find(denied)
    if column is None:
        return filled
    says = say_column(column.says)
    return says if denied == filled else f"not so that {says}"


def list_outcomes(argument: Argument, name: str, position: Position) -> tuple[str, ...]:
    """Which outcomes do the statements of an argument ask of a class, at a position?"""
    parts = (fill_part(part, position).fields for each in argument.statements for part in each.parts)
    return tuple(
        dict.fromkeys(
            str(fields["outcome"])
            for fields in parts
            if str(fields.get("class") or "") == name and fields.get("outcome")
        )
    )
