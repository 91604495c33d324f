"""How does the author's class stand among the classes that could have been declared?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np

from precedents.precedent.representativeness import hypergeometric_tail

STATES = 200_000
"""Beyond so many states at a time the admissible citings are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStanding:
    """Where the author's class stands among the declared ones, itself among them.

    ``at_or_above`` counts the classes whose base rate is at least the author's, ``share`` is that over
    ``classes``: small when hardly any other choice would have looked as good. ``empty`` counts the classes
    without a known outcome, which are left out.
    """

    rate: float
    at_or_above: int
    classes: int
    share: float
    lowest: float
    highest: float
    empty: int


def fit_class_standing(counts: Sequence[tuple[int, int]], author: int) -> ClassStanding:
    """How many of the declared classes have a base rate at or above that of the author's class?

    Answers for the author's choice of class, which no correction for the checker's search can.

    Parameters
    ----------
    counts
        For each declared class the successes and the cases with a known outcome.
    author
        Which of them is the author's.

    Returns
    -------
    ClassStanding

    Raises
    ------
    ValueError
        When the author's class is not among them or has no case, or a count is impossible.

    Notes
    -----
    **Assumes** that the declared classes are those that could have been chosen; declare them before looking.
    **Source** multiverse of reference classes (Steegen et al. 2016); exact fractions, so ties are ties.

    Examples
    --------
    >>> s = fit_class_standing([(19, 34), (23, 43), (21, 62), (49, 114)], 0)
    >>> s.at_or_above, s.classes, s.share
    (1, 4, 0.25)
    """
    if not 0 <= author < len(counts) or not counts[author][1]:
        raise ValueError("the author's class is one of the declared ones and has a case with a known outcome")
    if any(not 0 <= x <= n for x, n in counts):
        raise ValueError("impossible counts: successes lie between 0 and the size of their class")
    rates = [Fraction(x, n) for x, n in counts if n]
    own = Fraction(*counts[author])
    above = sum(rate >= own for rate in rates)
    return ClassStanding(
        rate=float(own),
        at_or_above=above,
        classes=len(rates),
        share=above / len(rates),
        lowest=float(min(rates)),
        highest=float(max(rates)),
        empty=len(counts) - len(rates),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSearch:
    """The smallest p over the declared classes, and what it is worth after so much searching.

    ``p`` holds for each class the exact chance of as many successes among its cited cases; ``smallest`` is
    the least of them, found in ``found_in``. ``p_adjusted`` is the chance that a search over the same
    classes finds one as small when citations are handed round at random; ``attainable`` is the least that
    it could be. ``citings`` counts the ways to hand them round with each class keeping its number of cited.
    """

    p: tuple[tuple[str, float], ...]
    smallest: float
    found_in: str
    p_adjusted: float
    attainable: float
    citings: int
    draws: int


_State = tuple[int, tuple[int, ...]]


class _Citings:
    """Choices of cases in which each class keeps its number of cited, drawn with equal chances.

    Cases that belong to the same classes are alike (a cell). Cell by cell, a state is what is left to choose
    and what each class still needs; the ways to complete each state are counted once, from the last cell
    back, and a choice follows them from the first.
    """

    def __init__(
        self, cells: Mapping[tuple[bool, ...], Sequence[str]], k: int, quota: tuple[int, ...]
    ) -> None:
        # In the order of their classes, so that a class is soon full and drops out of the states.
        cells = dict(sorted(cells.items(), reverse=True))
        self.cells = list(cells.values())
        patterns = np.array(list(cells), dtype=np.int64)
        sizes = np.array([len(cases) for cases in self.cells])
        # Room from each cell on: for cases, and for cases of each class.
        room = np.cumsum((sizes[:, None] * np.column_stack([np.ones_like(sizes), patterns]))[::-1], axis=0)[
            ::-1
        ]
        room = np.vstack([room[1:], np.zeros_like(room[:1])])
        self.start: _State = (k, quota)
        levels: list[dict[_State, list[tuple[int, _State]]]] = []
        reached: set[_State] = {self.start}
        for pattern, size, (most, *capacity) in zip(
            patterns.tolist(), sizes.tolist(), room.tolist(), strict=True
        ):
            level: dict[_State, list[tuple[int, _State]]] = {}
            for state in reached:
                level[state] = [
                    (j, (state[0] - j, needs))
                    for j in range(max(0, state[0] - most), min(size, state[0]) + 1)
                    for needs in [tuple(q - j * inside for q, inside in zip(state[1], pattern, strict=True))]
                    if all(0 <= q <= c for q, c in zip(needs, capacity, strict=True))
                ]
            levels.append(level)
            reached = {state for options in level.values() for _, state in options}
            if len(reached) > STATES:
                raise ValueError("the classes cut across one another in too many ways: search fewer of them")
        ways: dict[_State, int] = dict.fromkeys(reached, 1)
        self.steps: list[dict[_State, list[tuple[int, int, _State]]]] = []
        for level, size in zip(reversed(levels), reversed(sizes.tolist()), strict=True):
            step = {
                state: [(comb(size, j) * ways[after], j, after) for j, after in options]
                for state, options in level.items()
            }
            ways = {state: sum(w for w, *_ in options) for state, options in step.items()}
            self.steps.insert(0, step)
        self.ways = ways[self.start]

    def draw(self, generator: np.random.Generator) -> list[str]:
        """One choice, all equally likely."""
        chosen: list[str] = []
        state = self.start
        chances = generator.integers(2**53, size=len(self.cells)).tolist()
        for cases, step, chance in zip(self.cells, self.steps, chances, strict=True):
            if not state[0]:
                break
            options = step[state]
            # Whole numbers of any size, and a random share of their sum: no rounding of chances.
            reach = chance * sum(ways for ways, *_ in options) >> 53
            at = 0
            while reach >= options[at][0]:
                reach -= options[at][0]
                at += 1
            _, j, state = options[at]
            if j:
                chosen.extend(cases[i] for i in generator.choice(len(cases), j, replace=False))
        return chosen


def fit_class_search(
    classes: Mapping[str, Mapping[str, bool]],
    cited: Collection[str],
    *,
    generator: np.random.Generator,
    draws: int = 4_999,
) -> ClassSearch:
    """What is the smallest p over many classes worth, given that many were searched?

    Corrects the checker's search, not the author's choice of class: for that see `fit_class_standing`.

    Parameters
    ----------
    classes
        For each declared class its cases with a known outcome, true for a success; outcomes may be defined
        differently from class to class.
    cited
        The cited cases; those in no class are passed over.
    generator
        Hands the citations round.
    draws
        How often.

    Returns
    -------
    ClassSearch

    Raises
    ------
    ValueError
        When there is no class, no cited case is in any, or the classes overlap in too many ways to count.

    Notes
    -----
    In each draw every class keeps its own number of cited cases, otherwise classes in which more were cited by
    chance would count for more. The adjusted p is (1 + draws with a smallest p as small) / (draws + 1).

    **Assumes** cases cited one by one.
    **Source** Westfall & Young 1993, single-step minimum p; the restricted permutation is ours, checked by
    enumeration of all admissible citings.

    Examples
    --------
    >>> classes = {"all": {"a": True, "b": True, "c": False, "d": False}}
    >>> s = fit_class_search(classes, ["a", "b"], generator=np.random.default_rng(1), draws=999)
    >>> round(s.smallest, 4), s.citings, abs(s.p_adjusted - 1 / 6) < 0.05
    (0.1667, 6, True)
    """
    names = list(classes)
    universe = list(dict.fromkeys(case for members in classes.values() for case in members))
    known = [case for case in universe if case in set(cited)]
    if not known:
        raise ValueError("no cited case is in any declared class")
    cells: dict[tuple[bool, ...], list[str]] = {}
    for case in universe:
        cells.setdefault(tuple(case in classes[name] for name in names), []).append(case)
    quota = tuple(sum(case in classes[name] for case in known) for name in names)
    tails = [
        [
            float(hypergeometric_tail(x, k, sum(classes[name].values()), len(classes[name])))
            for x in range(k + 1)
        ]
        for name, k in zip(names, quota, strict=True)
    ]

    def smallest(choice: Sequence[str]) -> list[float]:
        return [
            tail[sum(classes[name].get(case, False) for case in choice)]
            for name, tail in zip(names, tails, strict=True)
        ]

    p = smallest(known)
    least = min(p)
    citings = _Citings(cells, len(known), quota)
    hits = sum(min(smallest(citings.draw(generator))) <= least for _ in range(draws))
    return ClassSearch(
        p=tuple(zip(names, p, strict=True)),
        smallest=least,
        found_in=names[p.index(least)],
        p_adjusted=(1 + hits) / (draws + 1),
        attainable=max(1 / citings.ways, 1 / (draws + 1)),
        citings=citings.ways,
        draws=draws,
    )
