"""Does everything that a part names exist, and is it of the kind that is needed there?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from precedents.arguments.definitions import check_predicate
from precedents.arguments.dimensions import check_dimensions
from precedents.arguments.frame import Frame
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark
from precedents.arguments.wire import EVENTS, MODELS
from precedents.core.errors import did_you_mean
from precedents.core.reference import read_reference
from precedents.core.source import Table

Check = Callable[[Any, Path, Mapping[str, Any], Frame], Iterator[Remark]]


def check_meaning(
    key: str, value: Any, path: Path, part: Mapping[str, Any], frame: Frame
) -> Iterator[Remark]:
    """Does what stands under this key exist?

    Parameters
    ----------
    key
        A field of a part; its name says what it must refer to (:data:`CHECKS`).
    value
        Well formed, and no choice.
    path
        Where it stands.
    part
        The whole part, as written.
    frame
        What there is.

    Yields
    ------
    Remark
        One for each fault.
    """
    check = CHECKS.get(key)
    if check is not None:
        yield from check(value, path, part, frame)


def find_table(part: Mapping[str, Any], frame: Frame) -> str:
    """Over which table do a part's definitions speak? Empty where that cannot be told."""
    if "class" in part:
        return frame.classes.get(str(part["class"]), "")
    model = MODELS.get(str(part.get("kind")))
    if model is not None and "arms" in model.model_fields:
        # Without a class the options are compared on the first one that has the outcome.
        tables = [frame.table(name) for name in frame.classes.values()]
        fit = [table.name for table in tables if table and table.find(str(part.get("outcome"))) is not None]
        return fit[0] if fit else ""
    if model is not None and "event" in model.model_fields:
        event = str(part.get("event", "conflict"))
        return EVENTS.get(event, event)
    if part.get("of") is not None:
        return str(part["of"])
    return (frame.known.measures or {}).get(str(part.get("measure")), ("", ""))[0]


def find_column_kind(part: Mapping[str, Any], frame: Frame) -> str:
    """Of what kind is the column that a fact looks up? Empty where that cannot be told, or rows are counted."""
    table: Table | None = None
    name = part.get("column")
    if part.get("case") is not None:
        case = str(part["case"])
        table = frame.case_table(case if ":" in case else frame.find_cite(case)[0])
    elif part.get("take") == "count":
        return "number"
    elif part.get("of") is not None:
        table, name = frame.table(str(part["of"])), part.get("measure")
        if name is None:
            return "number"
    column = table.column(str(name)) if table is not None else None
    return column.kind if column is not None else ""


def _check_case(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if ":" not in value:
        fault = frame.find_cite(value)[1]
        if fault is not None:
            yield Remark(path=path, what=f"{fault}.", by_absence=True)
        return
    yield from check_case_id(value, path, frame)


def check_case_id(value: str, path: Path, frame: Frame) -> Iterator[Remark]:
    """Does the record hold this case, or event, or magnitude?"""
    near = frame.known.case(value) if frame.known.case is not None else None
    if near is not None:
        yield Remark(path=path, what=f"the record has nothing with the id {value}.{near}")


def _check_column(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    case = str(part.get("case", ""))
    table = frame.case_table(case if ":" in case else frame.find_cite(case)[0])
    if table is not None and table.column(value) is None:
        yield Remark(path=path, what=_no_column(value, table))


def _no_column(name: str, table: Table, kinds: tuple[str, ...] = ()) -> str:
    names = [column.name for column in table.columns if not kinds or column.kind in kinds]
    hint = did_you_mean(name, names)
    if kinds and not hint:
        hint = f" It has {', '.join(names)}." if names else ""
    return f"{table.name} has no column called {name}.{hint or f' `precedents columns {table.name}` lists them.'}"


def _check_moment(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if not isinstance(value, str):
        return
    reference = read_reference(value)
    if reference.kind in {"given", "magnitude"}:
        yield Remark(path=path, what=f"{value} is a magnitude, and an event with a date is needed here")
    elif reference.kind != "date":
        yield from _check_referred(value, path, frame, ("date",), "date", "start")


def _check_referred(
    value: str, path: Path, frame: Frame, kinds: tuple[str, ...], *defaults: str
) -> Iterator[Remark]:
    """Does the case exist, and its column, and is the column of the kind needed?"""
    reference = read_reference(value)
    case, fault = reference.name, None
    if reference.kind == "cite":
        case, fault = frame.find_cite(reference.name, reference.column)
        if fault is not None:
            yield Remark(path=path, what=f"{fault}.", by_absence=True)
    else:
        yield from check_case_id(case, path, frame)
    table = frame.case_table(case) if case else None
    if table is None:
        return
    if not reference.column:
        if not any(table.column(name) for name in defaults):
            yield Remark(path=path, what=f"say which column of {case} is meant: {case}.{defaults[0]}")
        return
    column = table.column(reference.column)
    at = len(value) - len(reference.column)
    if column is None:
        yield Remark(path=path, what=_no_column(reference.column, table, kinds), offset=at)
    elif column.kind not in kinds:
        needed = "a date" if kinds == ("date",) else "a number"
        hint = ", ".join(each.name for each in table.columns if each.kind in kinds)
        what = f"{reference.column} of {table.name} is no {needed[2:]}. Those that are: {hint}."
        yield Remark(path=path, what=what, offset=at)


def _check_side(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from check_meaning(key, inner, (*path, key), value, frame)
        return
    reference = read_reference(value)
    if reference.kind == "date":
        yield Remark(path=path, what=f"{value} is a date, and a magnitude is needed here")
    elif reference.kind == "given":
        if reference.column not in frame.givens:
            hint = did_you_mean(reference.column, frame.givens)
            how = f" It is declared as [given.{reference.column}] with its figures and its source."
            what = f"no given magnitude is called {reference.column}.{hint}{how}"
            yield Remark(path=path, what=what, by_absence=True)
    else:
        yield from _check_referred(value, path, frame, ("number", "integer"), "best")


def check_table(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    """Does the record have this table?"""
    if frame.tables is not None and value not in frame.tables:
        hint = did_you_mean(value, frame.tables) or f" It has {', '.join(sorted(frame.tables))}."
        yield Remark(path=path, what=f"the record has no table called {value}.{hint}")


def _check_event(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if frame.tables is None or value in EVENTS:
        return
    dated = [name for name, table in frame.tables.items() if table.kind in {"cases", "events"}]
    if value not in dated:
        hint = did_you_mean(value, [*EVENTS, *dated]) or f" There are {', '.join([*EVENTS, *sorted(dated)])}."
        yield Remark(path=path, what=f"no events are called {value}.{hint}")


def _check_measure(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    # An effect reads a column of the panel of states, other kinds with a class one of that; elsewhere a measure is
    # a named one, or a column of `of`.
    of = "state_years" if part.get("kind") == "effect" else part.get("of")
    if "class" in part and part.get("kind") != "effect":
        of = find_table(part, frame)
    if of is not None:
        table = frame.table(str(of))
        if table is not None and table.column(value) is None:
            yield Remark(path=path, what=_no_column(value, table))
    elif frame.known.measures is not None and value not in frame.known.measures:
        hint = did_you_mean(value, frame.known.measures) or f" There are {', '.join(frame.known.measures)}."
        yield Remark(path=path, what=f"no measure is called {value}.{hint} `of` names a table instead.")


def _check_entity(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if value.startswith("group:"):
        near = frame.known.group(value.removeprefix("group:")) if frame.known.group is not None else None
        if near is not None:
            yield Remark(path=path, what=f"no group is called {value}.{near}")
        return
    near = frame.known.entity(value) if frame.known.entity is not None else None
    if near is not None:
        yield Remark(path=path, what=f"no state or territory is called {value}.{near}")


def _check_entities(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    for number, entity in enumerate(value):
        yield from _check_entity(entity, (*path, number), part, frame)


def _check_class(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    if value not in frame.classes:
        hint = did_you_mean(value, frame.classes)
        what = (
            f"no class is called {value}.{hint} A class is declared as [class.{value}] with `of` and `where`."
        )
        yield Remark(path=path, what=what, by_absence=True)


def _check_where(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    yield from check_predicate(value, path, find_table(part, frame), frame)


def check_target(value: str, path: Path, frame: Frame) -> Iterator[Remark]:
    """Is the state of a target known?"""
    yield from _check_entity(value.rpartition(":")[0], path, {}, frame)


def _check_premises(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:  # noqa: ARG001
    for number, premise in enumerate(value):
        if premise not in frame.statements:
            hint = did_you_mean(premise, frame.statements)
            what = f"no statement has the id {premise}.{hint}"
            yield Remark(path=(*path, number), what=what, by_absence=True)


def _check_exposure_where(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    yield from check_predicate(value, path, str(part.get("exposure", "")), frame)


def _check_conditions(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    named = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, condition in named:
        yield from check_predicate(str(condition), (*path, key), find_table(part, frame), frame)


def _check_features(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    """Is each a feature of states, named once, and is one that is weighed on a scale a number?"""
    known = frame.known.features
    others = part.get("structural") if path[-1:] == ("surface",) else None
    seen = {_name_feature(each) for each in others} if isinstance(others, list) else set()
    for number, each in enumerate(value):
        name = _name_feature(each)
        at = (*path, number, "name") if isinstance(each, Mapping) else (*path, number)
        if known is not None and name not in known:
            hint = did_you_mean(name, known) or f" There are {', '.join(known)}."
            yield Remark(path=at, what=f"no feature of states is called {name}.{hint}")
        elif name in seen:
            yield Remark(path=at, what=f"the feature {name} is named twice: keep one")
        elif known and isinstance(each, Mapping) and each.get("scale") and known[name] != "number":
            yield Remark(path=(*path, number, "scale"), what=f"{name} holds no numbers, so it has no scale")
        seen.add(name)


def _name_feature(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value)


def _check_target(value: Any, path: Path, part: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    if re.fullmatch(r"[A-Z]{2,4}(-[A-Z0-9]+)?:[0-9]{4}", value):
        yield from check_target(value, path, frame)
    else:
        yield from _check_case(value, path, part, frame)


CHECKS: Mapping[str, Check] = {
    "case": _check_case,
    "column": _check_column,
    "first": _check_moment,
    "then": _check_moment,
    "after": _check_moment,
    "since": _check_moment,
    "until": _check_moment,
    "a": _check_side,
    "b": _check_side,
    "of": check_table,
    "event": _check_event,
    "measure": _check_measure,
    "for": _check_entity,
    "initiated_by": _check_entity,
    "between": _check_entities,
    "class": _check_class,
    "where": _check_where,
    "outcome": _check_where,
    "exposure": check_table,
    "exposure_where": _check_exposure_where,
    "by": _check_conditions,
    "arms": _check_conditions,
    "features": _check_features,
    "structural": _check_features,
    "surface": _check_features,
    "dimensions": check_dimensions,
    "target": _check_target,
    "premises": _check_premises,
}
"""What a field of this name must refer to, in whatever kind it stands."""
