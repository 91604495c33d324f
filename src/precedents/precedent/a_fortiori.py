"""Of the cases at least as favourable, how many succeeded, and which stand against it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Value = float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What counts for or against success: a number, or a factor that is there or not.

    ``larger_favours`` is declared, and ``source`` cites who says so: a direction read off the outcomes that
    it is to explain proves nothing.
    """

    name: str
    larger_favours: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A dimension on which the case stands in the way of a comparison, in the units of the record.

    Had the target had ``case`` instead of ``target`` there, the dimension would not: no smaller change does.
    """

    dimension: str
    target: float
    case: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How one case compares with the target; None means not known.

    ``less`` and ``more`` are the dimensions on which the case had less, or more, in its favour than the
    target, ``unknown`` those on which one of the two is not known. ``at_least`` says whether it was at least
    as favourable on every dimension, ``at_most`` whether it was no more favourable.
    """

    case: str
    outcome: bool | None
    less: tuple[Difference, ...]
    more: tuple[Difference, ...]
    unknown: tuple[str, ...]

    @property
    def at_least(self) -> bool | None:
        """True when every comparison is known to hold, False when one is known to fail."""
        return False if self.less else None if self.unknown else True

    @property
    def at_most(self) -> bool | None:
        """True when every comparison is known to hold, False when one is known to fail."""
        return False if self.more else None if self.unknown else True

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What tells the case from the target when it is cited for its outcome.

        For a success what it had more of, for a failure what it had less of, for neither both.
        """
        if self.outcome is None:
            return self.less + self.more
        return self.more if self.outcome else self.less


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The comparable cases with a known outcome: ``n``, of which ``successes``.

    The ``possible`` counts add those of which no comparison is known to fail; ``outcome_unknown`` counts the
    certainly comparable cases without an outcome.
    """

    n: int
    successes: int
    possible_n: int
    possible_successes: int
    outcome_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AFortiori:
    """What the cases with no less, and those with no more, say about the target.

    ``highest`` is the limit from the cases at least as favourable: if the directions are right the chance
    of success is at most that; ``lowest`` the limit from the cases no more favourable. None where no case
    is comparable: then the record is silent, it does not agree. Where ``lowest`` exceeds ``highest`` the
    directions and the record cannot both be right.
    """

    cases: tuple[Comparison, ...]
    at_least: Tally
    at_most: Tally
    highest: float | None
    lowest: float | None
    level: float

    def contradicting(self, expected: bool, *, possible: bool = False) -> tuple[str, ...]:
        """Which cases speak against the expected outcome: failures with no less, or successes with no more?"""
        against = ((c, c.at_least if expected else c.at_most) for c in self.cases if c.outcome is not None)
        wrong = ((c, holds) for c, holds in against if c.outcome != expected)
        return tuple(c.case for c, holds in wrong if holds or (possible and holds is None))

    def nearest(self, outcome: bool) -> tuple[Comparison, ...]:
        """The cases of the outcome, those with the fewest differences first, then the fewest unknown."""
        same = (c for c in self.cases if c.outcome is outcome)
        return tuple(sorted(same, key=lambda c: (len(c.differences), len(c.unknown))))


def clopper_pearson(successes: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Between which chances does the truth lie when so many of n succeeded?

    Parameters
    ----------
    successes, n
        The count; n of 0 says nothing, and gives 0 and 1.
    level
        Coverage of both limits together; each alone errs at most half as often as is left.

    Returns
    -------
    tuple
        The exact lower and upper limit.

    Raises
    ------
    ValueError
        When the counts are impossible.

    Notes
    -----
    **Assumes** independent cases.
    **Source** Clopper & Pearson 1934; checked against ``scipy.stats.binomtest``.

    Examples
    --------
    >>> round(clopper_pearson(0, 10)[1], 3)
    0.308
    """
    if not 0 <= successes <= n:
        raise ValueError(f"impossible counts: {successes} of {n}")
    tail = (1 - level) / 2
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return low, high


def read_dimensions(
    rows: Sequence[Mapping[str, Value]], dimensions: Sequence[Dimension]
) -> NDArray[np.float64]:
    """What are the values of each case, turned so that larger favours success?

    Parameters
    ----------
    rows
        One mapping a case; a value that is None, NaN or absent is unknown.
    dimensions
        The declared dimensions, at least one, with distinct names, each with its source.

    Returns
    -------
    NDArray
        (cases, dimensions), NaN where unknown: what the functions of this room on tables take.

    Raises
    ------
    ValueError
        When a dimension has no source, a name comes twice, there is none, or no row holds it.

    Examples
    --------
    >>> wealth = Dimension(name="wealth", larger_favours=False, source="as argued")
    >>> read_dimensions([{"wealth": 3}, {"wealth": None}], [wealth]).tolist()
    [[-3.0], [nan]]
    """
    names = [d.name for d in dimensions]
    if not names or len(set(names)) < len(names):
        raise ValueError("at least one dimension, and each name once")
    for d in dimensions:
        if not d.source.strip():
            raise ValueError(f"the direction of {d.name!r} is declared without a source: cite who says so")
        if rows and not any(d.name in row for row in rows):
            raise ValueError(f"no case has a value of {d.name!r}, not even an unknown one: is it misspelt?")
    table = [[nan if (v := row.get(name)) is None else float(v) for name in names] for row in rows]
    signs = [1.0 if d.larger_favours else -1.0 for d in dimensions]
    return np.array(table, dtype=np.float64).reshape(len(rows), len(names)) * signs


def _compare(
    case: str, outcome: bool | None, row: list[float], goal: list[float], dimensions: Sequence[Dimension]
) -> Comparison:
    less: list[Difference] = []
    more: list[Difference] = []
    unknown: list[str] = []
    for d, mine, theirs in zip(dimensions, row, goal, strict=True):
        if isnan(mine) or isnan(theirs):
            unknown.append(d.name)
        elif mine != theirs:
            sign = 1 if d.larger_favours else -1
            difference = Difference(dimension=d.name, target=sign * theirs, case=sign * mine)
            (less if mine < theirs else more).append(difference)
    return Comparison(case=case, outcome=outcome, less=tuple(less), more=tuple(more), unknown=tuple(unknown))


def _tally(cases: Sequence[tuple[bool | None, bool | None]]) -> Tally:
    certain = [outcome for holds, outcome in cases if holds]
    possible = [outcome for holds, outcome in cases if holds is not False]
    return Tally(
        n=sum(o is not None for o in certain),
        successes=sum(o is True for o in certain),
        possible_n=sum(o is not None for o in possible),
        possible_successes=sum(o is True for o in possible),
        outcome_unknown=sum(o is None for o in certain),
    )


def fit_a_fortiori(
    target: Mapping[str, Value],
    cases: Mapping[str, Mapping[str, Value]],
    outcomes: Mapping[str, bool | None],
    dimensions: Sequence[Dimension],
    *,
    level: float = 0.95,
) -> AFortiori:
    """Of the cases at least as favourable on every declared dimension, how many succeeded?

    Means what one hopes when the directions are right and nothing else matters: then the chance of the target
    is at most that of each case with no less, and at least that of each with no more.

    Parameters
    ----------
    target
        The target's value of each dimension; None, NaN or absent where unknown.
    cases
        The same for each case of the class; the target itself is not one of them.
    outcomes
        Whether each case succeeded; None or absent where unknown.
    dimensions
        What counts, in which direction, on whose word.
    level
        Coverage of both limits together.

    Returns
    -------
    AFortiori
        Limits rest on the certainly comparable cases with a known outcome.

    Raises
    ------
    ValueError
        As `read_dimensions`.

    Notes
    -----
    A case is certainly comparable when every comparison is known to hold, possibly when none is known to fail
    (Kleene's strong logic); nothing is imputed. Cases with more in their favour may have a higher chance than the
    target, each its own: the limit still holds, since that only makes few successes rarer.

    **Assumes** the directions, and cases independent of one another: count a conflict once.
    **Source** result model of precedent: Horty 2011, with dimensions Horty 2019; unknown values as in van
    Woerkom, Grossi & Prakken 2026. Checked by enumeration of all completions of what is unknown.

    Examples
    --------
    >>> troops = Dimension(name="troops", larger_favours=True, source="as argued")
    >>> cases = {"a": {"troops": 5}, "b": {"troops": 9}, "c": {"troops": 1}}
    >>> a = fit_a_fortiori({"troops": 4}, cases, {"a": False, "b": True, "c": False}, [troops])
    >>> a.at_least.n, a.at_least.successes, round(a.highest, 3), a.contradicting(True)
    (2, 1, 0.987, ('a',))
    >>> a.nearest(True)[0].differences
    (Difference(dimension='troops', target=4.0, case=9.0),)
    """
    table = read_dimensions([target, *cases.values()], dimensions).tolist()
    compared = tuple(
        _compare(case, outcomes.get(case), row, table[0], dimensions)
        for case, row in zip(cases, table[1:], strict=True)
    )
    at_least = _tally([(c.at_least, c.outcome) for c in compared])
    at_most = _tally([(c.at_most, c.outcome) for c in compared])
    return AFortiori(
        cases=compared,
        at_least=at_least,
        at_most=at_most,
        highest=clopper_pearson(at_least.successes, at_least.n, level=level)[1] if at_least.n else None,
        lowest=clopper_pearson(at_most.successes, at_most.n, level=level)[0] if at_most.n else None,
        level=level,
    )
