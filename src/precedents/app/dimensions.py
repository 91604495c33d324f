"""What an argument declares to count for an outcome, and what the target and each case have of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.features import FEATURES, Reading, describe_onset, read_features
from precedents.app.ground import Ground
from precedents.app.wording import say_column
from precedents.core.argument import ClassRule
from precedents.core.errors import UsageError, did_you_mean
from precedents.precedent.a_fortiori import Dimension, Value

STATE = re.compile(r"[A-Z]{2,4}(-[A-Z0-9]+)?:[0-9]{4}")
"""A state in a year, as in IRN:2026; anything else names a case."""
TURNED = {"high": True, "low": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A dimension as an argument declares it: a feature of states, or a column of the class's table.

    ``here`` is the target's value where the argument says it itself, for what no record can know of a plan.
    """

    dimension: Dimension
    says: str
    unit: str
    factor: bool
    of_states: bool
    here: float | bool | None
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the file."""
        return self.dimension.name

    @property
    def short(self) -> str:
        """What it says, without the scale in brackets."""
        return re.sub(r" \(.*\)$", "", self.says)

    @property
    def direction(self) -> str:
        """Which way it favours the outcome, in a word."""
        up = self.dimension.larger_favours
        return ("yes" if up else "no") if self.factor else ("high" if up else "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """The target and the cases of a class, side by side on the declared dimensions; None means not known.

    ``case`` is the target's id where it is a case, and ``years`` the year of each of its values.
    """

    named: str
    case: str
    target: Mapping[str, Value]
    years: Mapping[str, int | None]
    cases: Mapping[str, Mapping[str, Value]]


def read_declared(
    raw: Sequence[Mapping[str, Any]], rule: ClassRule, outcome: str, ground: Ground
) -> tuple[Declared, ...]:
    """Which dimensions does a part declare?

    Parameters
    ----------
    raw
        Each with ``feature``, ``favours``, ``because`` and perhaps ``here``.
    rule, outcome
        The class, and the column or condition that the dimensions are to bear on.
    ground
        Where one stands.

    Returns
    -------
    tuple of Declared

    Raises
    ------
    UsageError
        When a feature is none of states and no column of the class's table, holds no numbers and no flags,
        is the outcome itself, or is declared twice; or when the direction is no word for its kind.
    """
    asked = ground.rules.read(rule.of, outcome).columns
    found: dict[str, Declared] = {}
    for each in raw:
        declared = _read_one(each, rule, ground)
        if not declared.of_states and declared.name in asked:
            raise UsageError(f"{declared.name} is the outcome itself: it cannot also be what favours it")
        if declared.name in found:
            raise UsageError(f"the dimension {declared.name} is declared twice: keep one")
        found[declared.name] = declared
    return tuple(found.values())


def _read_one(each: Mapping[str, Any], rule: ClassRule, ground: Ground) -> Declared:
    name, favours = str(each["feature"]), str(each["favours"])
    spec = ground.record.spec(rule.of)
    of_states, column = name in FEATURES, spec.column(name)
    if of_states:
        feature = FEATURES[name]
        kind, says, unit = feature.kind, feature.says, feature.unit
        sources = ground.find_column(feature.table, feature.column).sources
    elif column is not None:
        kind, says, unit, sources = column.kind, say_column(column.says), column.unit, column.sources
    else:
        near = did_you_mean(name, [*FEATURES, *(each.name for each in spec.columns)])
        raise UsageError(f"no feature of states and no column of {rule.of} is called {name}.{near}")
    factor = kind == "flag"
    if kind not in {"flag", "number", "integer"}:
        raise UsageError(f"{name} says neither how much nor yes or no, so it has no direction")
    if factor != (favours in {"yes", "no"}):
        words = "yes or no" if factor else "high or low"
        raise UsageError(f"{name} favours {words}, not {favours}")
    here = each.get("here")
    if here is not None and isinstance(here, bool) != factor:
        raise UsageError(f"`here` of {name} is {'true or false' if factor else 'a number'}, not {here}")
    return Declared(
        dimension=Dimension(name=name, larger_favours=TURNED[favours], source=str(each["because"])),
        says=says,
        unit=unit,
        factor=factor,
        of_states=of_states,
        here=here,
        sources=tuple(sources),
    )


def read_lineup(
    declared: Sequence[Declared],
    target: str,
    rule: ClassRule,
    rows: Sequence[Mapping[str, Any]],
    ground: Ground,
) -> Lineup:
    """What have the target and each case of these dimensions?

    Features of states are read as for likeness: of a case in the year before it began (the year itself where
    the state is new), of a target state the latest value, none older than ten years.

    Parameters
    ----------
    declared
        As `read_declared` returns them.
    target
        A state in a year, the id of a case, or a cite's name.
    rule
        The class.
    rows
        Its cases: ``id``, ``entity``, ``start`` and the columns declared.
    ground
        Where one stands.

    Returns
    -------
    Lineup
        Without the target itself among the cases; nothing is filled in that the record does not know.

    Raises
    ------
    UsageError
        When there is no such case.
    """
    names = tuple(each.name for each in declared if each.of_states)
    read = read_features(ground.record, names, ground.memory)
    own: Mapping[str, Any] = {}
    case = ""
    if STATE.fullmatch(target):
        entity, year = target.split(":")
        readings = read(entity, int(year))
        named = ground.record.entities.label(entity)
    else:
        case = ground.case_id(target)
        table, own = ground.record.case(case)
        readings, named = describe_onset(read, own), str(own["label"])
        # Columns mean what the class's table says they mean; of another table none is taken.
        own = own if table == rule.of else {}
    goal: dict[str, Value] = {}
    years: dict[str, int | None] = {}
    for each in declared:
        reading = readings.get(each.name)
        goal[each.name] = _cell(each, readings, own) if each.here is None else each.here
        years[each.name] = reading.year if reading is not None and each.here is None else None
    cases = {
        row["id"]: {each.name: _cell(each, states, row) for each in declared}
        for row in rows
        if row["id"] != case
        for states in [describe_onset(read, row)]
    }
    return Lineup(named=named, case=case, target=goal, years=years, cases=cases)


def _cell(declared: Declared, states: Mapping[str, Reading], row: Mapping[str, Any]) -> Value:
    value = states[declared.name].shown if declared.of_states else row.get(declared.name)
    if value is None:
        return None
    return bool(value) if declared.factor else float(value)
