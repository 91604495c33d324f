"""What the class as a whole says of the declared dimensions: its order, its conflicts, its deciding cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from precedents.app.ground import Ground
from precedents.app.kinds.a_fortiori_cases import NAME, Tried
from precedents.core.finding import Finding, Lean
from precedents.precedent.a_fortiori import read_dimensions
from precedents.precedent.consistency import Consistency, fit_consistency
from precedents.precedent.directions import InferredDirections, infer_directions
from precedents.precedent.landmarks import fit_landmarks
from precedents.precedent.removals import fit_removals

NAMED = 5
PERMUTATIONS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The cases with a known outcome: ids, values turned so that larger favours the outcome, outcomes."""

    ids: tuple[str, ...]
    table: NDArray[np.float64]
    won: tuple[bool, ...]


def read_known_cases(tried: Tried) -> Known:
    """Which cases have a known outcome, and what have they in their favour?"""
    ids = tuple(case for case, outcome in tried.outcomes.items() if outcome is not None)
    rows = [tried.lineup.cases[case] for case in ids]
    table = read_dimensions(rows, [each.dimension for each in tried.declared])
    return Known(ids=ids, table=table, won=tuple(bool(tried.outcomes[case]) for case in ids))


def fit_order(tried: Tried, rng: np.random.Generator) -> tuple[float | None, float | None, float | None]:
    """How much fewer conflicts than by chance, and how often does chance yield as few, or as many?"""
    known = read_known_cases(tried)
    found = fit_consistency(known.table, known.won, generator=rng, permutations=PERMUTATIONS)
    return found.order, found.p, found.p_more


def infer_otherwise(tried: Tried, rng: np.random.Generator) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Which way do the outcomes of half the class point on each dimension, seen from the declared direction?"""
    names = tuple(f"“{each.short}”" for each in tried.declared)
    inferred = _infer(read_known_cases(tried), rng)
    return names, inferred.signs if inferred else (0,) * len(names)


def _infer(known: Known, rng: np.random.Generator) -> InferredDirections | None:
    try:
        return infer_directions(known.table, known.won, generator=rng)
    except ValueError:  # the half drawn holds no success or no failure
        return None


def describe_record(ground: Ground, tried: Tried) -> tuple[Finding, ...]:
    """How far does the class respect the declared dimensions, and which of its cases say all that it says?

    Returns
    -------
    tuple of Finding
        Consistency beside how many cases can be compared at all, the fewest cases to set aside, the deciding
        cases, and the directions that the outcomes themselves suggest. None of them decides anything.
    """
    known = read_known_cases(tried)
    c = fit_consistency(
        known.table, known.won, generator=ground.rng(f"{NAME}: order"), permutations=PERMUTATIONS
    )
    blank = Finding(
        id="", kind=NAME, label="", value=None, unit="cases", method="", leans=Lean.NEITHER,
        sources=tried.sources, n=c.n,
    )  # fmt: skip
    return (
        _order(c, blank),
        _removals(known, tried, blank),
        _landmarks(known, tried, blank),
        _directions(ground, known, tried, blank),
    )


def _order(c: Consistency, blank: Finding) -> Finding:
    against = (
        "chance could give none" if c.order is None else f"{c.expected_conflicts:.0f} expected by chance"
    )
    null = (
        "" if c.null_share_mean is None else f"; handed round at random, {c.null_share_mean:.0%} on average"
    )
    could = c.possible_conflicts - c.conflicts
    more = f"; {could} more pairs may conflict where a value is unknown" if could else ""
    return replace(
        blank,
        label=f"order of the class on these dimensions: {c.share:.0%} of cases in no conflict{null}; "
        f"{c.conflicts} conflicts, {against}; another case says something of {c.controlled_share:.0%} of cases{more}",
        value=c.order,
        unit="index (0: the dimensions say no more than chance; 1: no conflict)",
        method="a conflict is a case where it was so and one where it was not, the latter at least as favourable on every "
        "dimension. With many dimensions few cases can be compared and consistency is cheap: read it beside the share "
        f"of cases of which another says something. {c.permutations} permutations of the outcomes over cases, as if independent",
        rows=(
            {
                "conflicts": c.conflicts,
                "expected_by_chance": c.expected_conflicts,
                "p_as_few": c.p,
                "p_as_many": c.p_more,
                "comparable_pairs": c.comparable,
                "share_comparable": c.comparable / (c.n * (c.n - 1)) if c.n > 1 else None,
            },
        ),
    )


def _removals(known: Known, tried: Tried, blank: Finding) -> Finding:
    found = fit_removals(known.table, [float(each) for each in known.won])
    names = _name([known.ids[i] for i in found.removed], tried)
    says = f": {names} (others may do as well)" if found.removed else ""
    return replace(
        blank,
        label=f"cases to set aside before no two conflict: {len(found.removed)} of {found.n}{says}",
        value=len(found.removed),
        method="exact minimum (a largest matching of the conflicts)",
        rows=tuple(
            {"case": known.ids[i], "label": tried.labels[known.ids[i]], "turned_out_so": known.won[i]}
            for i in found.removed
        ),
    )


def _landmarks(known: Known, tried: Tried, blank: Finding) -> Finding:
    found = fit_landmarks(known.table, known.won)
    successes = [known.ids[i] for i in found.successes]
    failures = [known.ids[i] for i in found.failures]
    return replace(
        blank,
        label=f"cases that alone say all that the class says: where it was so with least in favour, "
        f"{_name(successes, tried) or 'none'}; where it was not with most in favour, {_name(failures, tried) or 'none'}",
        value=len(successes) + len(failures),
        method="landmarks: no other case with the same outcome had less, or more, on every dimension; "
        f"{found.twins} cases are like one of them, {found.incomplete} have an unknown value",
        rows=tuple(
            {"case": case, "label": tried.labels[case], "turned_out_so": tried.outcomes[case]}
            for case in (*successes, *failures)
        ),
    )


def _name(cases: Sequence[str], tried: Tried) -> str:
    more = f" and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    return ", ".join(tried.labels[case] for case in cases[:NAMED]) + more


def _directions(ground: Ground, known: Known, tried: Tried, blank: Finding) -> Finding:
    """A diagnostic beside the declared directions, never instead of them."""
    inferred = _infer(known, ground.rng(f"{NAME}: directions"))
    if inferred is None:
        return replace(
            blank,
            label="directions that the outcomes suggest: too few complete cases of either outcome to say",
            method="penalised logistic slopes on half of the cases, drawn at random",
        )
    against = [
        f"“{each.short}”" for each, sign in zip(tried.declared, inferred.signs, strict=True) if sign < 0
    ]
    words = (
        f"the opposite of the declared one for {', '.join(against)}" if against else "none but the declared"
    )
    rest = list(inferred.rest)
    signs = np.array(inferred.signs)
    turned = (known.table * signs)[rest][:, signs != 0]
    there = [known.won[i] for i in rest]
    orders = [
        fit_consistency(table, there).order if table.shape[1] and rest else None
        for table in (known.table[rest], turned)
    ]
    shown = ["unknown" if order is None else f"{order:.2f}" for order in orders]
    return replace(
        blank,
        label=f"directions that the outcomes of half the class suggest (a diagnostic only): {words}; order of the other "
        f"half with the declared {shown[0]}, with the suggested {shown[1]}",
        value=len(against),
        unit="dimensions",
        n=len(inferred.used),
        method="signs of penalised logistic slopes on half of the complete cases, drawn at random, tried on the other half: "
        "directions read off the outcomes that they are to explain make any record look ordered",
        rows=tuple(
            {"dimension": each.name, "declared": each.direction, "agrees": None if not sign else sign > 0, "slope": weight}
            for each, sign, weight in zip(tried.declared, inferred.signs, inferred.weights, strict=True)
        ),
    )  # fmt: skip
