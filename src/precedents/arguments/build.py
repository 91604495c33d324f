"""The argument that checked pieces make."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from precedents.arguments.check import Pieces, StatementPiece
from precedents.arguments.choices import find_references
from precedents.arguments.expects import KINDS_EXPECT
from precedents.arguments.frame import Frame
from precedents.arguments.parts import PartPiece
from precedents.arguments.wire import ClassWire, PartWire, StatementWire, Wire
from precedents.arguments.wire_values import is_choice
from precedents.core.argument import Argument, Cite, ClassRule, Given, Part, Statement
from precedents.core.errors import UsageError
from precedents.core.expectation import Expectation
from precedents.core.predicate_words import find_choices
from precedents.core.reference import read_reference

_APART = frozenset({"says", "sort", "kind", "id"})
_DEFINITIONS = ("where", "outcome", "exposure_where")


def build_argument(
    pieces: Pieces,
    *,
    id: str,  # noqa: A002
    data: bytes,
    path: str,
    lock: bytes = b"",
) -> Argument:
    """Which argument do these pieces make?

    Parameters
    ----------
    pieces
        Checked.
    id, data, path
        Of the file.
    lock
        The bytes of the file that froze its definitions; empty where there is none.

    Returns
    -------
    Argument
    """
    top = pieces.top
    return Argument(
        id=id,
        title=str(top.title),
        says=top.says or "",
        source=_plain(top.source),
        target=top.target,
        cites={
            name: Cite(name=name, case=str(cite.case), as_what=str(cite.as_))
            for name, cite in pieces.cites.items()
        },
        choices=dict(pieces.choices),
        classes={
            name: ClassRule(
                name=name, of=str(rule.of), where=_join_rule(rule), says=rule.says or "",
                eligible=str(rule.where), comparable=rule.comparable or "",
                salience=rule.salience or "", split=tuple(rule.split or ()),
            )
            for name, rule in pieces.classes.items()
        },
        givens={
            name: Given(
                name=name, low=given.low, best=given.best, high=given.high, days=given.days,
                population=given.population, unit=str(given.unit), source=str(given.source), says=given.says or "",
            )
            for name, given in pieces.givens.items()
        },
        statements=tuple(_build_statement(piece, pieces) for piece in pieces.statements),
        sha256=hashlib.sha256(data).hexdigest(),
        path=path,
        data=data,
        lock=lock,
        cases=tuple(str(Path(path).parent / name) for name in top.cases),
        page=_plain(top.page),
    )  # fmt: skip


def _join_rule(rule: ClassWire) -> str:
    """The rule with the condition of comparison: a case has to fulfil both."""
    return f"({rule.where}) and ({rule.comparable})" if rule.comparable else str(rule.where)


def _plain(table: Wire) -> dict[str, Any]:
    """A table as plain values by the keys of the file; what is not said is left out."""
    fields = type(table).model_fields
    named = {field.alias or name: getattr(table, name) for name, field in fields.items() if name != "expects"}
    return {key: _plain_value(value) for key, value in named.items() if value is not None}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Wire):
        return _plain(value)
    if isinstance(value, list):
        return [_plain_value(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _build_statement(piece: StatementPiece, pieces: Pieces) -> Statement:
    head: StatementWire = piece.head
    return Statement(
        id=head.id,
        says=head.says or "",
        parts=tuple(_build_part(part, pieces) for part in piece.parts),
        premises=tuple(head.premises),
    )


def _build_part(piece: PartPiece, pieces: Pieces) -> Part:
    read = piece.read
    assert isinstance(read, PartWire)
    known = KINDS_EXPECT[piece.kind]
    fields = {key: value for key, value in _plain(read).items() if key not in _APART}
    fields = {key: _resolve_places(value, pieces.frame) for key, value in fields.items()}
    if piece.kind != "normative":
        # Of a statement in one part, the premises are the statement's.
        fields.pop("premises", None)
    if "case" in fields and ":" not in fields["case"] and fields["case"] not in pieces.cites:
        fields["case"] = pieces.frame.find_cite(fields["case"])[0]
    expects = read.expects
    if expects is None and known.words:
        # A fact that counts rows, or says what it would need, asks whether there are any.
        expects = Expectation(form=known.default or "any")
    # Of a statement in one part, the words are the statement's.
    says = "" if isinstance(read, StatementWire) else read.says or ""
    return Part(
        kind=piece.kind,
        says=says,
        expects=expects,
        sort=str(read.sort or known.sort),
        fields=fields,
        choices=_list_choices(fields, expects, pieces),
    )


def _resolve_places(value: Any, frame: Frame) -> Any:
    """A place that is no cite, as the case that it stands for."""
    if isinstance(value, Mapping):
        return {key: _resolve_places(each, frame) for key, each in value.items()}
    if not isinstance(value, str) or is_choice(value):
        return value
    try:
        reference = read_reference(value)
    except UsageError:
        return value
    if reference.kind != "cite" or reference.name in frame.cites:
        return value
    case, fault = frame.find_cite(reference.name, reference.column)
    return value if fault is not None else f"{case}.{reference.column}"


def _list_choices(fields: Mapping[str, Any], expects: Expectation | None, pieces: Pieces) -> tuple[str, ...]:
    """Every choice that a part refers to, itself or through its class, in the order of the file."""
    used = {name for _, name in find_references(fields)}
    used |= set(expects.choices) if expects is not None else set()
    classes = {str(fields.get("class", "")).removeprefix(":")}
    for name in classes & used:
        classes |= {str(value) for value in pieces.choices[name]}
    rules = [_join_rule(pieces.classes[name]) for name in classes if name in pieces.classes]
    scopes = [fields, *(each for each in fields.values() if isinstance(each, Mapping))]
    rules += [scope[key] for scope in scopes for key in _DEFINITIONS if key in scope]
    rules += [*fields.get("by", ()), *(fields.get("arms") or {}).values()]
    for rule in rules:
        used |= set(find_choices(str(rule)))
    # A choice may be one of several definitions, each with choices of its own.
    for name in used & {str(fields.get("outcome", "")).removeprefix(":")}:
        used |= {inner for value in pieces.choices[name] for inner in find_choices(str(value))}
    return tuple(name for name in pieces.choices if name in used)
