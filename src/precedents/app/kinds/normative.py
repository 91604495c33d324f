"""Normative: what ought to be done. No verdict; the empirical premises are named and have their own."""

from __future__ import annotations

from collections.abc import Sequence

NAME = "normative"


def say_premises(premises: Sequence[str], verdicts: Sequence[tuple[str, str]]) -> str:
    """The reason why there is no verdict, with what became of each premise.

    Parameters
    ----------
    premises
        Ids of the statements on which the judgement rests.
    verdicts
        Id and verdict word of every premise that was tried.

    Returns
    -------
    str

    Examples
    --------
    >>> say_premises(["15"], [("15", "outside the record")])
    'a judgement of value, which no record can settle; its premises: 15 (outside the record)'
    """
    if not premises:
        return "a judgement of value, which no record can settle; it names no empirical premise"
    found = dict(verdicts)
    listed = ", ".join(f"{each} ({found[each]})" if each in found else each for each in premises)
    return f"a judgement of value, which no record can settle; its premises: {listed}"
