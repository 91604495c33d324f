"""What a statement expects to find: a word or a bound, its mirror, and whether a value fulfils it."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from precedents.core.argument import Position
from precedents.core.dates import render_date
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.expectation_words import EDGES, FACTOR_ALIKE, FORMS, TESTS, WORDS

__all__ = ["FACTOR_ALIKE", "FORMS", "WORDS", "Bound", "Expectation", "mirror", "read_expectation"]

Bound = str | int | float | bool | dt.date

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_most": operator.le,
    "more_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a part expects.

    ``form`` is a word of :data:`WORDS`, without values, or a form of :data:`FORMS` with one value, two for
    ``between`` and ``outside``. A value ``":name"`` stands for a choice until :meth:`at` fills it in.

    Examples
    --------
    >>> expects = read_expectation({"at_most": 3})
    >>> expects.in_words(), expects.mirrored.in_words(), expects.holds(3), expects.holds(4)
    ('at most 3', 'more than 3', True, False)
    """

    form: str
    values: tuple[Bound, ...] = ()

    @property
    def word(self) -> str:
        """Its word, or an empty string when it names a value."""
        return self.form if self.form in WORDS else ""

    @property
    def mirrored(self) -> Expectation:
        """What the opposite statement expects."""
        return mirror(self)

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices that it refers to."""
        return tuple(value[1:] for value in self.values if isinstance(value, str) and value.startswith(":"))

    @property
    def threshold(self) -> float | None:
        """The one number that divides what it expects from the rest; None where there is no one number.

        Examples
        --------
        >>> read_expectation("most").threshold, read_expectation("none").threshold
        (0.5, 0.0)
        """
        if self.form in EDGES:
            return EDGES[self.form]
        value = self.values[0] if len(self.values) == 1 else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def at(self, position: Position) -> Expectation:
        """The expectation at a position: its choices filled in.

        Raises
        ------
        UsageError
            When the position has no value for one of them.
        """
        missing = [name for name in self.choices if name not in position]
        if missing:
            raise UsageError(f"the choice {missing[0]} has no value at this position.")
        return replace(
            self,
            values=tuple(
                position[value[1:]] if isinstance(value, str) and value.startswith(":") else value
                for value in self.values
            ),
        )

    def in_words(self) -> str:
        """How it reads, to follow "expected"."""
        if self.form in WORDS:
            return WORDS[self.form][1]
        return FORMS[self.form][1].format(*map(_say, self.values))

    def holds(self, value: Any, *, tolerance: float = 0.0) -> bool | None:
        """Does a value found fulfil it?

        Parameters
        ----------
        value
            A number, flag, text, date or list. A flag counts as 0 or 1 where a
            word asks for a number; `any` and `none` ask of anything else whether it is there; a list equals
            what it contains; a date compares with a year or a date.
        tolerance
            By which part of the expected number a number may differ and still equal it.

        Returns
        -------
        bool or None
            None where it is unknown, the two cannot be compared, or the value lies on the very line between
            most and few, or more and fewer. ``before`` and ``after`` need two dates: None.
        """
        if value is None:
            return None
        if self.form in WORDS:
            number = _number(value, counts=self.form in {"any", "none"})
            test = TESTS.get(self.form)
            return None if number is None or test is None else test(number)
        if self.form in {"between", "outside"}:
            low, high = (_pair(value, bound) for bound in self.values)
            if low is None or high is None:
                return None
            inside = bool(low[0] >= low[1] and high[0] <= high[1])
            return inside == (self.form == "between")
        if isinstance(value, list | tuple):
            return (self.values[0] in value) == (self.form == "equals")
        pair = _pair(value, self.values[0])
        if pair is None:
            return None
        if self.form in _ORDER:
            return bool(_ORDER[self.form](*pair))
        found, expected = pair
        near = isinstance(expected, int | float) and abs(found - expected) <= tolerance * abs(expected)
        same = bool(found == expected or near)
        return same == (self.form == "equals")

    def holds_share(self, share: float | None) -> bool | None:
        """Does a share of cases fulfil it? None on the line, or where the share is unknown."""
        return self.holds(share)

    def holds_within(self, low: float | None, high: float | None) -> bool | None:
        """Does every value of an interval fulfil it (True), none (False), or some (None)?

        Examples
        --------
        >>> most = read_expectation("most")
        >>> most.holds_within(0.6, 0.9), most.holds_within(0.1, 0.4), most.holds_within(0.4, 0.6)
        (True, False, None)
        """
        ends = (self.holds(low), self.holds(high))
        if None in ends or ends[0] != ends[1] or low is None or high is None:
            return None
        # Both ends agree; what is left is an exception that lies between them.
        edges = (*self.values, self.threshold, 1.0 if self.form in {"alike", "unlike"} else None)
        inside = [edge for edge in edges if isinstance(edge, int | float) and low < edge < high]
        if any(self.holds(edge) != ends[0] for edge in inside):
            return None
        return ends[0]


def read_expectation(raw: Any) -> Expectation:
    """What does a value of `expects` say?

    Parameters
    ----------
    raw
        A word; a plain value, which means that it is equal; or a table with one of :data:`FORMS`.

    Returns
    -------
    Expectation

    Raises
    ------
    UsageError
        When it is none of these.

    Examples
    --------
    >>> read_expectation("not_all").form, read_expectation(11).form
    ('not-all', 'equals')
    """
    if isinstance(raw, str) and raw.replace("_", "-") in WORDS:
        return Expectation(form=raw.replace("_", "-"))
    if isinstance(raw, Bound):
        return Expectation(form="equals", values=(_check_bound(raw),))
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise UsageError(f"expects is a word, a plain value, or a table with one of {', '.join(FORMS)}.")
    ((form, value),) = raw.items()
    if form not in FORMS:
        hint = did_you_mean(str(form), FORMS) or f" There are {', '.join(FORMS)}."
        raise UsageError(f"expects knows no {form}.{hint}")
    if form not in {"between", "outside"}:
        if not isinstance(value, Bound):
            raise UsageError(f"{form} takes one plain value.")
        return Expectation(form=form, values=(_check_bound(value),))
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(isinstance(v, Bound) for v in value):
        raise UsageError(f"{form} takes two values: {form} = [1, 5].")
    low, high = map(_check_bound, value)
    pair = _pair(low, high)
    if pair is not None and pair[0] > pair[1]:
        raise UsageError(f"{form} takes the smaller value first.")
    return Expectation(form=form, values=(low, high))


def mirror(expectation: Expectation) -> Expectation:
    """What does the opposite statement expect? Mirroring twice gives the same again.

    Examples
    --------
    >>> mirror(Expectation(form="between", values=(1, 5)))
    Expectation(form='outside', values=(1, 5))
    """
    known = WORDS if expectation.form in WORDS else FORMS
    return replace(expectation, form=known[expectation.form][0])


def _check_bound(value: Bound) -> Bound:
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise UsageError("expects takes finite numbers.")
    return value.date() if isinstance(value, dt.datetime) else value


def _number(value: Any, *, counts: bool) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    if not counts:
        return None
    return float(len(value)) if isinstance(value, str | list | tuple) else 1.0


def _pair(value: Any, bound: Any) -> tuple[Any, Any] | None:
    """Both as things that can be compared, or None."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date) and isinstance(bound, str):
        try:
            return value, dt.date.fromisoformat(bound)
        except ValueError:
            return None
    if isinstance(value, dt.date) and isinstance(bound, int) and not isinstance(bound, bool):
        return value.year, bound
    kinds = [
        next((kind for kind in (bool, int | float, str, dt.date) if isinstance(each, kind)), None)
        for each in (value, bound)
    ]
    return (value, bound) if kinds[0] == kinds[1] and kinds[0] is not None else None


def _say(value: Bound) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        # Four digits may be a year.
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}"
    if isinstance(value, str) and value.startswith(":"):
        return f"the chosen {value[1:].replace('_', ' ')}"
    if isinstance(value, str) and not _is_date(value):
        return f"“{value}”"
    return render_date(dt.date.fromisoformat(value) if isinstance(value, str) else value)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
