"""What is the shortest rule that tells universes of one side from those of the other?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError
from precedents.estimators.reading_universes.chance import draw_rows, find_pure_share
from precedents.estimators.reading_universes.positions import Table, read_table
from precedents.estimators.reading_universes.rule_forms import (
    Shape,
    hold_literals,
    list_choices,
    list_shapes,
)

LONGEST = 3
"""Rules on more choices than these are not short."""

DEALS = 199


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """One condition: the choice is at one of these levels; ``others`` are the rest of its levels."""

    choice: str
    levels: tuple[Any, ...]
    others: tuple[Any, ...]

    def says(self) -> str:
        """The condition in words, by whichever levels are fewer."""
        if len(self.others) < len(self.levels):
            return f"{self.choice} is not {_join(self.others)}"
        return f"{self.choice} is {_join(self.levels)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule on the choices that says yes or no of each universe.

    ``form``: "always" or "never" (no literal); "and", "or"; "or-and" (the first literal, or both others), "and-or" (the first,
    and one of the others). ``wrong`` is the share of universes that it gets wrong, ``allowed`` the share that was
    allowed: ``separates`` says whether it kept to it. ``chance`` is the share of deals of the same sides, by
    chance, in which a rule on as many choices could do as well; None when no generator was given.
    """

    form: str
    literals: tuple[Literal, ...]
    wrong: float
    allowed: float
    chance: float | None

    @property
    def separates(self) -> bool:
        """Whether the rule gets no more universes wrong than was allowed."""
        return self.wrong <= self.allowed + 1e-12

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices that it looks at."""
        return tuple(literal.choice for literal in self.literals)

    def apply(self, positions: Any) -> NDArray[np.bool_]:
        """What does the rule say of each of these universes?"""
        if not self.literals:
            count = len(next(iter(positions.values()))) if isinstance(positions, dict) else len(positions)
            return np.full(count, self.form == "always")
        table = read_table(positions, np.zeros(len(_column(positions, self.choices[0]))))
        held = []
        for literal in self.literals:
            place = table.names.index(literal.choice)
            named = np.array([level in literal.levels for level in table.levels[place]])
            held.append(named[table.codes[:, place]])
        return hold_literals(self.form, held)

    def says(self) -> str:
        """The rule in words."""
        if not self.literals:
            return f"{self.form} yes" if self.form == "always" else "never yes"
        words = [literal.says() for literal in self.literals]
        text = {
            "and": lambda: " and ".join(words),
            "or": lambda: " or ".join(words),
            "or-and": lambda: f"{words[0]}, or {words[1]} and {words[2]}",
            "and-or": lambda: f"{words[0]}, and {words[1]} or {words[2]}",
        }[self.form]()
        tail = f" ({self.wrong:.1%} of universes are otherwise)" if self.wrong else ""
        return f"yes exactly where {text}{tail}"


def find_shortest_rule(
    positions: Any,
    sides: Any,
    *,
    error: float = 0.0,
    size: int = LONGEST,
    weights: Any = None,
    generator: np.random.Generator | None = None,
) -> Rule:
    """On how few choices does the side hang, and how?

    Rules on no choice are tried, then all on one, all on two, all on three; the first number on which some rule
    errs no more than allowed is the answer, and of these rules the one that errs least (then the plainest form).

    Parameters
    ----------
    positions, sides, weights
        See :func:`~precedents.estimators.reading_universes.positions.read_table`; sides are yes or no.
    error
        The share of universes (by weight) that a rule may get wrong.
    size
        On how many choices at the most, up to three.
    generator
        Deals sides out for the comparison with chance; none is made without it.

    Returns
    -------
    Rule
        When none keeps to the error: the one that errs least, with ``separates`` False.

    Raises
    ------
    UsageError
        When sides are not yes or no, or ``size`` is beyond three.

    Notes
    -----
    The search is exhaustive over conjunctions, disjunctions and lists of exceptions (each condition on one choice, a choice
    used once, a condition any set of its levels). An exclusive or is none of these, and is told as not separable.

    **Source**: decision lists, Rivest 1987 (Machine Learning 2: 229-246). Checked against brute force over all rules in the tests.

    Examples
    --------
    >>> positions = {"source": ["a", "a", "b", "b"], "deaths": [25, 1000, 25, 1000]}
    >>> rule = find_shortest_rule(positions, [True, False, False, False])
    >>> rule.says()
    'yes exactly where source is a and deaths is 25'
    """
    if not 0 <= size <= LONGEST:
        raise UsageError(f"size={size}: rules on up to {LONGEST} choices are searched")
    table = read_table(positions, sides, weights)
    yes = table.sides()
    signed = np.where(yes, table.weights, -table.weights)
    total, most = float(table.weights.sum()), float(table.weights[yes].sum())
    best = Rule(
        form="always" if signed.sum() > 0 or (signed.sum() == 0 and yes[0]) else "never",
        literals=(),
        wrong=min(most, total - most) / total,
        allowed=error,
        chance=None,
    )
    for count in range(1, min(size, len(table.names)) + 1):
        if best.separates:
            break
        for chosen in list_choices(len(table.names), count):
            best = _try_choices(table, chosen, signed, most / total, total, best)
    if generator is None or not best.literals:
        return best
    return replace(best, chance=_find_chance(table, best, generator))


def _try_choices(
    table: Table, chosen: tuple[int, ...], signed: Any, yes: float, total: float, best: Rule
) -> Rule:
    shape = tuple(len(table.levels[place]) for place in chosen)
    if min(shape) < 2:
        return best
    cell = np.ravel_multi_index(tuple(table.codes[:, place] for place in chosen), shape)
    cells = int(np.prod(shape))
    net = np.bincount(cell, weights=signed, minlength=cells)
    # universes alike in these choices get one side: no rule on them errs less than this
    least = yes - float(np.maximum(net, 0.0).sum()) / total
    if least >= best.wrong - 1e-12:
        return best
    for each in list_shapes(np.asarray(net.reshape(shape), dtype=np.float64)):
        wrong = yes - each.gain / total
        if wrong < best.wrong - 1e-12 and all(each.literals):
            best = _read_shape(table, chosen, each, max(wrong, 0.0), best.allowed)
    return best


def _read_shape(table: Table, chosen: tuple[int, ...], shape: Shape, wrong: float, allowed: float) -> Rule:
    literals = []
    for axis, named in zip(shape.axes, shape.literals, strict=True):
        levels = table.levels[chosen[axis]]
        literals.append(
            Literal(
                choice=table.names[chosen[axis]],
                levels=tuple(levels[place] for place in named),
                others=tuple(level for place, level in enumerate(levels) if place not in named),
            )
        )
    # sums of floating weights leave crumbs where nothing is wrong
    rounded = 0.0 if wrong < 1e-12 else wrong
    return Rule(form=shape.form, literals=tuple(literals), wrong=rounded, allowed=allowed, chance=None)


def _find_chance(table: Table, rule: Rule, generator: np.random.Generator) -> float:
    picked = draw_rows(table.size, generator)
    part = replace(
        table, codes=table.codes[picked], answers=table.answers[picked], weights=table.weights[picked]
    )
    dealt = generator.permuted(np.tile(part.answers, (DEALS, 1)), axis=1)
    least = find_pure_share(part, list_choices(len(table.names), len(rule.literals)), dealt)
    return float((1 + np.sum(least <= rule.wrong + 1e-9)) / (DEALS + 1))


def _column(positions: Any, name: str) -> Any:
    return [each[name] for each in positions] if isinstance(positions, (list, tuple)) else positions[name]


def _join(levels: tuple[Any, ...]) -> str:
    words = [str(level) for level in levels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
