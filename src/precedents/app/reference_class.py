"""A reference class by a rule: every case of a table, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from precedents.app.ground import build_class
from precedents.app.rules import Rules
from precedents.core.argument import ChoiceValue
from precedents.core.case import ReferenceClass
from precedents.record.store import Record


def reference_class(
    record: Record,
    of: str,
    where: str = "",
    *,
    comparable: str = "",
    outcome: str | Iterable[str] = (),
    cited: Iterable[str] = (),
    choices: Mapping[str, ChoiceValue] | None = None,
) -> ReferenceClass:
    """Which cases fit this rule, and what happened in each?

    Parameters
    ----------
    record
        As `open_record` returns it.
    of
        A table of cases, such as ``interventions``.
    where
        A predicate over its documented columns; every case fits an empty one.
    comparable
        A further predicate, for what makes the cases comparable; a step of its own in the flow.
    outcome
        Outcomes to carry along, as columns or conditions: those of the library (``docs/outcomes.md``) among them.
    cited
        Ids of cases to mark as cited.
    choices
        A value for each ``:name`` of the predicate.

    Returns
    -------
    ReferenceClass
        ``members`` are the cases that fit; ``cases`` holds the others too, with the reason; ``flow`` has the
        steps from the table to the class, with who falls out at each.

    Raises
    ------
    UsageError, PredicateError
        For a table, column or expression that does not exist or is refused.

    Examples
    --------
    >>> import precedents as pr
    >>> record = pr.open_record()
    >>> chosen = reference_class(record, "interventions", "humanitarian")
    >>> len(chosen.members)
    41
    >>> chosen = reference_class(record, "interventions", "humanitarian", outcome="new_war_5y")
    >>> [(step.name, step.after) for step in (*chosen.flow.steps, *chosen.flow.outcomes)][1:]
    [('eligible', 41), ('known outcome', 34)]
    """
    rules = Rules(record, dict(choices or {}))
    asked = (outcome,) if isinstance(outcome, str) else tuple(outcome)
    return build_class(rules, of, where, comparable, id=of, says=where, cited=frozenset(cited), asked=asked)
