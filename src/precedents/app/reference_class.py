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
    cited
        Ids of cases to mark as cited.
    choices
        A value for each ``:name`` of the predicate.

    Returns
    -------
    ReferenceClass
        ``members`` are the cases that fit; ``cases`` holds the others too, with the reason.

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
    """
    rules = Rules(record, dict(choices or {}))
    judged = rules.judged(of, where)
    return build_class(record, of, judged, rules.filled(of, where), id=of, says=where, cited=frozenset(cited))
