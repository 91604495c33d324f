"""Where does the target stand in the class, feature by feature?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from precedents.precedent.similarity import Feature, Value, read_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the target stands in the class on one feature; counts are of cases with a known value.

    For a number ``below``, ``equal`` and ``above`` count the cases, ``rank`` counts from the largest (ties
    share the better one), ``quantile`` is the share below and half of those equal, and ``beyond`` says that
    the target lies outside all of them. For a flag or text ``equal`` counts the cases like the target, for
    a list those that share at least one item; ``frequency`` is their share. Fields that do not apply, or
    need a value that is unknown, are None. ``items`` counts the cases that hold each item of the
    target's list.
    """

    feature: str
    value: Value
    known: int
    unknown: int
    below: int | None = None
    equal: int | None = None
    above: int | None = None
    rank: int | None = None
    quantile: float | None = None
    frequency: float | None = None
    beyond: bool | None = None
    items: tuple[tuple[str, int], ...] = ()


def fit_place(
    target: Mapping[str, Value], cases: Mapping[str, Mapping[str, Value]], features: Sequence[Feature]
) -> tuple[Place, ...]:
    """Where does the target stand in the class, feature by feature?

    Parameters
    ----------
    target
        The target's value of each feature; None, NaN or absent where unknown.
    cases
        The same for each case of the class; the target itself is not one of them.
    features
        The features.

    Returns
    -------
    tuple
        One place a feature, in their order.

    Raises
    ------
    TypeError
        When a value does not fit its feature's kind.

    Examples
    --------
    >>> cases = {"a": {"deaths": 5, "air": True}, "b": {"deaths": 9, "air": True}, "c": {"air": False}}
    >>> features = [Feature(name="deaths", kind="number"), Feature(name="air", kind="flag")]
    >>> deaths, air = fit_place({"deaths": 12, "air": True}, cases, features)
    >>> deaths.rank, deaths.quantile, deaths.beyond, deaths.unknown, round(air.frequency, 2)
    (1, 1.0, True, 1, 0.67)
    """
    return tuple(
        _place(
            feature,
            read_value(feature, target.get(feature.name)),
            [read_value(feature, case.get(feature.name)) for case in cases.values()],
        )
        for feature in features
    )


def _place(feature: Feature, value: Value, class_values: Sequence[Value]) -> Place:
    known = [each for each in class_values if each is not None]
    n, unknown = len(known), len(class_values) - len(known)
    blank = Place(feature=feature.name, value=value, known=n, unknown=unknown)
    if value is None or not n:
        return blank
    if feature.kind == "number" and isinstance(value, int | float):
        numbers = [each for each in known if isinstance(each, int | float)]
        below, above = sum(x < value for x in numbers), sum(x > value for x in numbers)
        equal = n - below - above
        return replace(
            blank,
            below=below,
            equal=equal,
            above=above,
            rank=above + 1,
            quantile=(below + equal / 2) / n,
            beyond=n in {below, above},
        )
    items: tuple[tuple[str, int], ...] = ()
    if isinstance(value, frozenset):
        lists = [each for each in known if isinstance(each, frozenset)]
        equal = sum(bool(each & value) or each == value for each in lists)
        items = tuple((item, sum(item in each for each in lists)) for item in sorted(value))
    else:
        equal = sum(each == value for each in known)
    return replace(blank, equal=equal, frequency=equal / n, items=items)
