"""Which cases are like the target, on which features, and which are not?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import fsum, isfinite, isnan
from typing import Literal

Kind = Literal["number", "flag", "text", "list"]
Value = float | bool | str | Collection[str] | None

ENOUGH_KNOWN = 0.5
"""A pair with less than this share of the features compared is too little known to be ranked."""
NEAREST, FARTHER = 0.25, 0.5
SAME_DISTANCE = 12
"""Distances that agree to so many decimals are tied: sums of the same parts differ by rounding alone."""


class Nearness(Enum):
    """Where a case lies in its class, seen from the target."""

    NEAREST = "nearest quarter"
    BETWEEN = "between"
    FARTHER = "farther half"
    TOO_LITTLE_KNOWN = "too little known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature on which cases are compared.

    ``scale`` is the difference that counts as wholly different, for numbers; without it the range of the
    class and the target. ``weight`` is how much the feature counts beside the others.
    """

    name: str
    kind: Kind
    weight: float = 1.0
    scale: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How far one case is from the target.

    ``contributions`` follow the order of the features, None where one of the two is unknown; they sum to
    ``distance``, which is None when nothing could be compared. ``compared`` is the share of features
    compared. ``rank`` counts from 1, ties share the better one and ``last_rank`` is the worst place of the
    tie; ``quantile`` is the rank over the number of ranked cases. Those too little known have none.
    """

    case: str
    distance: float | None
    contributions: tuple[tuple[str, float | None], ...]
    compared: float
    rank: int | None
    last_rank: int | None
    quantile: float | None
    nearness: Nearness

    @property
    def missing(self) -> tuple[str, ...]:
        """The features that could not be compared."""
        return tuple(name for name, part in self.contributions if part is None)

    @property
    def disanalogies(self) -> tuple[tuple[str, float], ...]:
        """The features on which the two differ, the weightiest difference first."""
        apart = [(name, part) for name, part in self.contributions if part]
        return tuple(sorted(apart, key=lambda pair: -pair[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """Every case of the class, the nearest first; those too little known last, in the order given.

    ``scales`` are the differences that counted as wholly different, by numeric feature; 0 where the class
    and the target are all alike, so that the feature says nothing.
    """

    cases: tuple[Likeness, ...]
    ranked: int
    scales: tuple[tuple[str, float], ...]

    def of(self, case: str) -> Likeness:
        """The likeness of one case; KeyError when it is not in the class."""
        for each in self.cases:
            if each.case == case:
                return each
        raise KeyError(case)


def fit_similarity(
    target: Mapping[str, Value], cases: Mapping[str, Mapping[str, Value]], features: Sequence[Feature]
) -> Similarity:
    """Which cases are like the target, on which features, and which are not?

    Means what one hopes when the features are those that matter; that is declared, not found. A case in the
    nearest quarter is one whose worst place among its ties lies there, one in the farther half one whose
    best place does: many ties put no case in either.

    Parameters
    ----------
    target
        The target's value of each feature; None, NaN or absent where unknown.
    cases
        The same for each case of the class; the target itself is not one of them.
    features
        The features, at least one, with distinct names.

    Returns
    -------
    Similarity

    Raises
    ------
    ValueError
        When there is no feature, a name comes twice, or a weight or scale is not above zero.
    TypeError
        When a value does not fit its feature's kind.

    Notes
    -----
    Differences of a feature lie in [0, 1]: of numbers |a - b| over the scale, at most 1; of flags and
    texts 0 or 1; of lists 1 less what is shared over what either holds (two empty lists are alike). The
    distance is their weighted mean over the features known of both.

    **Assumes** that a feature unknown of one of the two differs as the known ones do.
    **Source** Gower 1971 (Biometrics 27:857), Jaccard for lists; checked against the ``gower`` package 0.1.2
    and a recomputation pair by pair.

    Examples
    --------
    >>> features = [Feature(name="deaths", kind="number"), Feature(name="air", kind="flag")]
    >>> s = fit_similarity(
    ...     {"deaths": 10, "air": True},
    ...     {"a": {"deaths": 10, "air": False}, "b": {"deaths": 30, "air": True}, "c": {"deaths": 20}},
    ...     features,
    ... )
    >>> [(each.case, each.distance, each.rank, each.missing) for each in s.cases]
    [('a', 0.5, 1, ()), ('b', 0.5, 1, ()), ('c', 0.5, 1, ('air',))]
    >>> s.of("b").disanalogies
    (('deaths', 0.5),)
    """
    _check(features)
    wanted = {feature.name: read_value(feature, target.get(feature.name)) for feature in features}
    rows = {
        case: {feature.name: read_value(feature, values.get(feature.name)) for feature in features}
        for case, values in cases.items()
    }
    scales = {
        feature.name: feature.scale
        if feature.scale is not None
        else _range([wanted[feature.name], *(row[feature.name] for row in rows.values())])
        for feature in features
        if feature.kind == "number"
    }
    measured = {case: _compare(wanted, row, features, scales) for case, row in rows.items()}
    enough = {
        case: round(distance, SAME_DISTANCE)
        for case, (distance, _, compared) in measured.items()
        if distance is not None and compared >= ENOUGH_KNOWN
    }
    order = sorted(enough.values())
    found = []
    for case, (distance, contributions, compared) in measured.items():
        rank = last = quantile = None
        nearness = Nearness.TOO_LITTLE_KNOWN
        if case in enough:
            rank = 1 + order.index(enough[case])
            last = rank - 1 + order.count(enough[case])
            quantile = rank / len(order)
            nearness = _nearness(rank, last, len(order))
        found.append(
            Likeness(
                case=case,
                distance=distance,
                contributions=contributions,
                compared=compared,
                rank=rank,
                last_rank=last,
                quantile=quantile,
                nearness=nearness,
            )
        )
    found.sort(key=lambda each: (each.rank is None, each.rank or 0))
    return Similarity(cases=tuple(found), ranked=len(order), scales=tuple(scales.items()))


def find_nearest(similarity: Similarity, k: int, without: Collection[str] = ()) -> tuple[Likeness, ...]:
    """Which cases are nearest to the target, apart from these?

    Parameters
    ----------
    similarity
        As `fit_similarity` returns it.
    k
        How many; those tied with the k-th come too, so that no order of a file decides.
    without
        Cases to pass over, such as the cited ones.

    Returns
    -------
    tuple
        The nearest first; cases too little known are never among them.

    Examples
    --------
    >>> s = fit_similarity(
    ...     {"x": 0}, {c: {"x": x} for c, x in zip("abc", (1, 2, 3))}, [Feature(name="x", kind="number")]
    ... )
    >>> [each.case for each in find_nearest(s, 1, without={"a"})]
    ['b']
    """
    left = [each for each in similarity.cases if each.rank is not None and each.case not in set(without)]
    if k < 1 or not left:
        return ()
    edge = left[min(k, len(left)) - 1].rank
    assert edge is not None
    return tuple(each for each in left if each.rank is not None and each.rank <= edge)


def read_value(feature: Feature, value: Value) -> Value:
    """What does a value say under its feature's kind? Unknown is None; a list becomes a set.

    Raises
    ------
    TypeError
        When the value does not fit the kind.

    Examples
    --------
    >>> read_value(Feature(name="deaths", kind="number"), float("nan")) is None
    True
    """
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    fits = {
        "number": isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value),
        "flag": isinstance(value, bool),
        "text": isinstance(value, str),
        "list": isinstance(value, list | tuple | set | frozenset),
    }
    if not fits[feature.kind]:
        raise TypeError(f"{feature.name} is declared as a {feature.kind}, but here it is {value!r}.")
    return frozenset(value) if isinstance(value, list | tuple | set | frozenset) else value


def _check(features: Sequence[Feature]) -> None:
    names = [feature.name for feature in features]
    if not names:
        raise ValueError("likeness needs at least one feature")
    if len(set(names)) < len(names):
        raise ValueError(f"a feature is named twice: {', '.join(names)}")
    for feature in features:
        if not feature.weight > 0 or (feature.scale is not None and not feature.scale > 0):
            raise ValueError(
                f"the weight and the scale of {feature.name} are above zero; leave it out instead"
            )


def _range(values: Sequence[Value]) -> float:
    known = [float(value) for value in values if isinstance(value, int | float)]
    return max(known) - min(known) if known else 0.0


def _difference(a: Value, b: Value, scale: float | None) -> float:
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return 1 - len(a & b) / len(a | b) if a | b else 0.0
    if scale is not None and isinstance(a, int | float) and isinstance(b, int | float):
        return min(1.0, abs(a - b) / scale) if scale else 0.0
    return float(a != b)


def _compare(
    target: Mapping[str, Value],
    case: Mapping[str, Value],
    features: Sequence[Feature],
    scales: Mapping[str, float],
) -> tuple[float | None, tuple[tuple[str, float | None], ...], float]:
    """Distance, contribution of each feature, and the share of features compared."""
    known = [f for f in features if target[f.name] is not None and case[f.name] is not None]
    total = fsum(f.weight for f in known)
    parts: dict[str, float] = {
        f.name: f.weight * _difference(target[f.name], case[f.name], scales.get(f.name)) / total
        for f in known
    }
    contributions = tuple((f.name, parts.get(f.name)) for f in features)
    return fsum(parts.values()) if known else None, contributions, len(known) / len(features)


def _nearness(rank: int, last: int, ranked: int) -> Nearness:
    if last <= NEAREST * ranked:
        return Nearness.NEAREST
    return Nearness.FARTHER if rank > FARTHER * ranked else Nearness.BETWEEN
