"""Every fault of an argument file whose lines can be read, and its pieces where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from precedents.arguments.choices import read_choices
from precedents.arguments.class_columns import COLUMNS, check_class_columns
from precedents.arguments.definitions import check_predicate
from precedents.arguments.frame import Frame, Known
from precedents.arguments.meanings import check_case_id, check_meaning, check_table, check_target
from precedents.arguments.parts import PartPiece, check_kind, check_part
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark, list_keys, read_table
from precedents.arguments.wire import (
    ALONE,
    MODELS,
    CiteWire,
    ClassWire,
    GivenWire,
    StatementWire,
    TopWire,
    Wire,
    WithParts,
)
from precedents.arguments.wire_values import show
from precedents.core.argument import ChoiceValue
from precedents.core.errors import did_you_mean
from precedents.core.source import Table

Model = TypeVar("Model", bound=Wire)

_TABLES = ("cites", "choices", "class", "given", "statement")
_HEAD = ("id", "says", "premises", "parts")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPiece:
    """A checked statement and its checked parts."""

    head: StatementWire
    parts: tuple[PartPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The checked tables of a file."""

    top: TopWire
    cites: Mapping[str, CiteWire]
    choices: Mapping[str, tuple[ChoiceValue, ...]]
    classes: Mapping[str, ClassWire]
    givens: Mapping[str, GivenWire]
    statements: tuple[StatementPiece, ...]
    frame: Frame


def check_argument(
    raw: Mapping[str, Any], *, tables: Mapping[str, Table] | None, known: Known
) -> tuple[Pieces | None, list[Remark]]:
    """What are the pieces of an argument file, and what is wrong with any of them?

    Parameters
    ----------
    raw
        The file's values.
    tables, known
        What the record holds, where it is at hand.

    Returns
    -------
    tuple
        The pieces, or None when something is wrong; and every fault.
    """
    top, remarks = read_table(TopWire, {key: value for key, value in raw.items() if key not in _TABLES}, ())
    remarks = [_with_all_keys(remark) for remark in remarks]
    choices, faults = read_choices(raw)
    remarks += faults
    cites = _read_named(raw, "cites", CiteWire, remarks)
    classes = _read_named(raw, "class", ClassWire, remarks)
    givens = _read_named(raw, "given", GivenWire, remarks)
    frame = Frame(
        tables=tables,
        known=known,
        choices=choices,
        cites=_peek(raw, "cites", "case"),
        classes=_peek(raw, "class", "of"),
        givens=frozenset(_peek(raw, "given", "")),
        statements=frozenset(_list_ids(raw)),
    )
    if top is not None and top.target is not None:
        remarks += check_target(top.target, ("target",), frame)
    remarks += _check_named(raw, frame, {remark.path for remark in remarks})
    statements = _check_statements(raw, frame, remarks)
    if remarks or top is None:
        return None, remarks
    pieces = Pieces(
        top=top, cites=cites, choices=choices, classes=classes, givens=givens, statements=statements, frame=frame
    )  # fmt: skip
    return pieces, remarks


def _with_all_keys(remark: Remark) -> Remark:
    """An unknown key at the top is compared with the names of tables too."""
    if not remark.what.startswith("no key is called") or len(remark.path) != 1:
        return remark
    key, known = str(remark.path[0]), [*list_keys(TopWire), *_TABLES]
    hint = did_you_mean(key, known) or f" There are {', '.join(known)}."
    return Remark(path=remark.path, what=f"no key is called {key} here.{hint}", on_key=True)


def _peek(raw: Mapping[str, Any], table: str, key: str) -> dict[str, str]:
    """The names that a table declares, each with one of its texts, faulty or not."""
    named = raw.get(table)
    if not isinstance(named, Mapping):
        return {}
    inner = {name: each.get(key) if isinstance(each, Mapping) else None for name, each in named.items()}
    return {name: value if isinstance(value, str) else "" for name, value in inner.items()}


def _list_ids(raw: Mapping[str, Any]) -> list[str]:
    listed = raw.get("statement")
    found = listed if isinstance(listed, list) else []
    return [str(each["id"]) for each in found if isinstance(each, Mapping) and "id" in each]


def _read_named(
    raw: Mapping[str, Any], table: str, model: type[Model], remarks: list[Remark]
) -> dict[str, Model]:
    named = raw.get(table, {})
    if not isinstance(named, Mapping):
        what = f"{table} needs tables with names, as in [{table}.name], not {show(named)}"
        remarks.append(Remark(path=(table,), what=what))
        return {}
    found: dict[str, Model] = {}
    for name, inner in named.items():
        path: Path = (table, name)
        if not name.replace("-", "_").isidentifier() or (table, name) == ("cites", "given"):
            why = (
                "given is a word of the language"
                if name == "given"
                else "letters, digits, _ and - make a name"
            )
            what = f"{table} cannot have the name {name}: {why}"
            remarks.append(Remark(path=path, what=what, on_key=True))
        read, faults = read_table(model, inner, path)
        remarks += faults
        if read is not None:
            found[name] = read
    return found


def _check_named(raw: Mapping[str, Any], frame: Frame, bad: set[Path]) -> Iterator[Remark]:
    """Do the cases, tables and columns exist that the cites and classes name, sound as a whole or not?"""
    for name, case in frame.cites.items():
        path: Path = ("cites", name, "case")
        if case and path not in bad:
            if ":" not in case:
                what = f"case needs an id, as in intervention:kosovo-1999, not {show(case)}"
                yield Remark(path=path, what=what)
            else:
                yield from check_case_id(case, path, frame)
    rules = {key: _peek(raw, "class", key) for key in ("where", "comparable")}
    for name, of in frame.classes.items():
        path = ("class", name)
        if of and (*path, "of") not in bad:
            yield from check_table(of, (*path, "of"), {}, frame)
        table = frame.table(of)
        if table is not None and table.kind != "cases":
            cases = ", ".join(name for name, each in (frame.tables or {}).items() if each.kind == "cases")
            yield Remark(path=(*path, "of"), what=f"{of} is no table of cases; those are {cases}")
        for key, named in rules.items():
            if named[name] and (*path, key) not in bad:
                yield from check_predicate(named[name], (*path, key), of, frame)
        for key in COLUMNS if table is not None else ():
            given = raw["class"][name].get(key)
            if given is not None and (*path, key) not in bad:
                yield from check_class_columns(key, given, (*path, key), of, frame)


def _check_statements(
    raw: Mapping[str, Any], frame: Frame, remarks: list[Remark]
) -> tuple[StatementPiece, ...]:
    listed = raw.get("statement")
    if not isinstance(listed, list) or not listed:
        what = "the file has no statement: add one with [[statement]], an id and a kind"
        remarks.append(Remark(path=("statement",), what=what, by_absence=True))
        return ()
    found: list[StatementPiece] = []
    seen: dict[str, int] = {}
    for number, each in enumerate(listed):
        path: Path = ("statement", number)
        if not isinstance(each, Mapping):
            remarks.append(Remark(path=path, what=f"a statement is a table, not {show(each)}"))
            continue
        key = str(each.get("id"))
        if "id" in each and key in seen:
            what = f"statement {seen[key]} has the id {key} already: give this one another"
            remarks.append(Remark(path=(*path, "id"), what=what))
        seen.setdefault(key, number + 1)
        faults: list[Remark] = []
        piece = _check_statement(each, path, frame, faults)
        remarks += faults
        if piece is not None and not faults:
            found.append(piece)
    return tuple(found)


def _check_statement(
    raw: Mapping[str, Any], path: Path, frame: Frame, remarks: list[Remark]
) -> StatementPiece | None:
    where = f"statement {raw.get('id', int(path[-1]) + 1)}"
    if "parts" in raw and "kind" not in raw:
        return _check_parts(raw, path, frame, where, remarks)
    if "parts" in raw:
        what = "a statement has either a kind of its own or parts, not both: move its keys into a part"
        remarks.append(Remark(path=(*path, "parts"), what=what, on_key=True))
        return None
    faults = list(check_kind(raw, path))
    if faults:
        head = {key: value for key, value in raw.items() if key in _HEAD}
        remarks += [*faults, *read_table(StatementWire, head, path)[1]]
        return None
    part, faults = check_part(ALONE[raw["kind"]], raw, path, frame, where)
    remarks += faults
    if part is None or not isinstance(part.read, StatementWire):
        return None
    _check_own_premise(raw, path, remarks)
    return StatementPiece(head=part.read, parts=(part,))


def _check_parts(
    raw: Mapping[str, Any], path: Path, frame: Frame, where: str, remarks: list[Remark]
) -> StatementPiece | None:
    head, faults = read_table(WithParts, raw, path)
    remarks += faults
    if isinstance(raw.get("premises"), list):
        remarks += check_meaning("premises", raw["premises"], (*path, "premises"), raw, frame)
    _check_own_premise(raw, path, remarks)
    found: list[PartPiece] = []
    parts = raw["parts"] if isinstance(raw["parts"], list) else []
    for number, each in enumerate(parts):
        at: Path = (*path, "parts", number)
        if not isinstance(each, Mapping):
            remarks.append(Remark(path=at, what=f"a part is a table with a kind, not {show(each)}"))
            continue
        wrong = list(check_kind(each, at))
        remarks += wrong
        if not wrong:
            part, faults = check_part(MODELS[each["kind"]], each, at, frame, where)
            remarks += faults
            found += [part] if part is not None else []
    return StatementPiece(head=head, parts=tuple(found)) if head is not None else None


def _check_own_premise(raw: Mapping[str, Any], path: Path, remarks: list[Remark]) -> None:
    premises = raw.get("premises")
    if isinstance(premises, list) and raw.get("id") in premises:
        at = (*path, "premises", premises.index(raw["id"]))
        remarks.append(Remark(path=at, what="a statement cannot be its own premise"))
