"""How is likeness declared in an argument, and how like the target is each case under it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

from precedents.app.features import FEATURES, Reading, describe_onset, read_features
from precedents.app.ground import Ground
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.precedent.similarity import Feature, Similarity, Value, fit_similarity

SETS = ("features", "structural", "surface")
"""The fields of an analogy that hold features; the first that is there decides, `surface` never does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A target and the cases of a class, side by side on declared features.

    ``own`` and ``readings`` hold what the record has, ``target`` and ``values`` what is compared of it (on the
    declared scale), ``fitted`` the distances.
    """

    named: str
    features: tuple[Feature, ...]
    labels: Mapping[str, str]
    own: Mapping[str, Reading]
    readings: Mapping[str, Mapping[str, Reading]]
    target: Mapping[str, Value]
    values: Mapping[str, Mapping[str, Value]]
    fitted: Similarity
    words: str

    @property
    def silent(self) -> bool:
        """Whether the record holds no feature of the target."""
        return all(value is None for value in self.target.values())


def read_set(part: Part, field: str) -> tuple[Mapping[str, Any], ...]:
    """Which features does a field of an analogy declare? Each with its ``name``, and its weight, scale and span.

    Examples
    --------
    >>> part = Part(kind="analogy", says="", expects=None, sort="record", fields={"features": ["region"]})
    >>> read_set(part, "features"), read_set(part, "surface")
    (({'name': 'region'},), ())
    """
    listed = part.fields.get(field) or ()
    named = [each if isinstance(each, Mapping) else {"name": str(each)} for each in listed]
    return tuple({str(each["name"]): each for each in named}.values())


def find_deciding(part: Part) -> str:
    """By which set of features is likeness decided: the structural ones where they are told apart."""
    return "structural" if part.fields.get("structural") else "features"


def find_target(part: Part, ground: Ground) -> tuple[str, int]:
    """The state and the year to which the precedents are applied.

    Raises
    ------
    UsageError
        When neither the part nor the argument names one.
    """
    target = str(part.fields.get("target") or ground.argument.target or "")
    if ":" not in target:
        raise UsageError('an analogy needs a target, such as target = "IRN:2026"')
    entity, _, year = target.rpartition(":")
    return entity, int(year)


def measure_likeness(
    declared: Sequence[Mapping[str, Any]],
    target: tuple[str, int],
    rows: Sequence[Mapping[str, Any]],
    ground: Ground,
    *,
    equal: bool = False,
) -> Measured:
    """How like the target is each case, on these features?

    Parameters
    ----------
    declared
        As `read_set` gives them.
    target
        A state and a year; described by its latest values, none older than ten years.
    rows
        The cases: ``id``, ``label``, ``entity`` and ``start``; described by their state in the year before.
    ground
        Where one stands.
    equal
        Whether declared weights, scales and spans are passed over.

    Returns
    -------
    Measured
        Nothing is filled in that the record does not know.

    Raises
    ------
    UsageError
        When there is no such feature, or none is declared.
    """
    if not declared:
        raise UsageError(f"an analogy needs features, such as features = [{', '.join(FEATURES)}]")
    names = tuple(str(each["name"]) for each in declared)
    read = read_features(ground.record, names, ground.memory)
    kept = [{"name": each["name"]} if equal else each for each in declared]
    features = tuple(_build_feature(each) for each in kept)
    scales = {str(each["name"]): each.get("scale") for each in kept}
    own = read(*target)
    readings = {row["id"]: describe_onset(read, row) for row in rows}
    goal = _compare(own, scales)
    values = {case: _compare(found, scales) for case, found in readings.items()}
    return Measured(
        named=ground.record.entities.label(target[0]),
        features=features,
        labels={row["id"]: row["label"] for row in rows},
        own=own,
        readings=readings,
        target=goal,
        values=values,
        fitted=fit_similarity(goal, values, features),
        words=_say_declared(kept),
    )


def _build_feature(each: Mapping[str, Any]) -> Feature:
    name, span = str(each["name"]), each.get("span")
    number = FEATURES[name].kind == "number"
    if not number and (span is not None or each.get("scale")):
        raise UsageError(f"{name} holds no numbers, so it has no scale")
    return Feature(
        name=name,
        kind="number" if number else "text",
        weight=float(each.get("weight") or 1),
        scale=None if span is None else float(span),
    )


def _compare(readings: Mapping[str, Reading], scales: Mapping[str, Any]) -> dict[str, Value]:
    return {name: _scale(reading, scales[name]) for name, reading in readings.items()}


def _scale(reading: Reading, scale: str | None) -> Value:
    if reading.shown is None or scale is None:
        return reading.compared  # type: ignore[no-any-return]
    return log1p(float(reading.shown)) if scale == "log" else float(reading.shown)


def _say_declared(declared: Sequence[Mapping[str, Any]]) -> str:
    """The features in words, with what is declared of each beyond its name."""
    said = []
    for each in declared:
        extra = [f"weight {each['weight']:g}"] if each.get("weight") not in (None, 1) else []
        extra += [f"{each['scale']} scale"] if each.get("scale") else []
        extra += [f"wholly different at {each['span']:g}"] if each.get("span") is not None else []
        said.append(FEATURES[str(each["name"])].says + (f" [{', '.join(extra)}]" if extra else ""))
    return ", ".join(said)
