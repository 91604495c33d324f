"""Named measures: a column and the way to take it, under the name that arguments use.

``tables/measures.toml`` holds one block per measure: ``says``, ``table``, ``column``, ``take``, ``unit``,
``accepts`` (the scope words that make sense), and optionally ``alike`` (other measures of the same thing).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from precedents.core.errors import RecordError

TAKES = ("max", "min", "sum", "mean", "count", "first", "last")
SCOPE = ("for", "since", "until", "initiated_by", "between")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One named measure: which column, taken how, over which scope.

    ``alike`` names other measures of the same thing: where they differ, the answer depends on the source.
    """

    name: str
    says: str
    table: str
    column: str
    take: str
    unit: str
    accepts: tuple[str, ...]
    alike: tuple[str, ...] = ()


@functools.cache
def read_measures() -> Mapping[str, Measure]:
    """Which named measures there are.

    Returns
    -------
    Mapping[str, Measure]
        By name.

    Raises
    ------
    RecordError
        When a block lacks a field or says something that it cannot.

    Examples
    --------
    >>> read_measures()["dispute_hostility"].take
    'max'
    """
    file = resources.files("precedents.record") / "tables" / "measures.toml"
    measures = {}
    for name, fields in tomllib.loads(file.read_text(encoding="utf-8")).items():
        try:
            lists = {"accepts": tuple(fields["accepts"]), "alike": tuple(fields.get("alike", ()))}
            measure = Measure(name=name, **{**fields, **lists})
        except (KeyError, TypeError) as error:
            raise RecordError(f"tables/measures.toml, {name}: {error}") from error
        if measure.take not in TAKES or not set(measure.accepts) <= set(SCOPE):
            raise RecordError(f"tables/measures.toml, {name}: take is one of {TAKES}, accepts are of {SCOPE}")
        measures[name] = measure
    return MappingProxyType(measures)
