"""One part of a statement: is it well formed, does all that it names exist, which choices does it use?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from precedents.arguments.choices import find_references, put
from precedents.arguments.expects import KINDS_EXPECT, try_expectation
from precedents.arguments.frame import Frame
from precedents.arguments.meanings import check_meaning, find_column_kind
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark, read_table
from precedents.arguments.wire import MODELS, Wire, read_kind_words
from precedents.arguments.wire_values import is_choice, show
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.expectation import Expectation, read_expectation

_NUMERIC = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPiece:
    """A checked part: its kind, and its table as read."""

    kind: str
    read: Wire


def check_kind(raw: Mapping[str, Any], path: Path) -> Iterator[Remark]:
    """Is there a kind, and do we know it?"""
    kinds = list(dict.fromkeys(read_kind_words(model)[0] for model in MODELS.values()))
    kind = raw.get("kind")
    if kind is None:
        or_parts = ", unless the statement has parts" if len(path) == 2 else ""
        what = f"kind is missing: it is one of {', '.join(kinds)}{or_parts}"
        yield Remark(path=path, what=what, on_key=True, by_absence=True)
    elif not isinstance(kind, str):
        yield Remark(path=(*path, "kind"), what=f"kind needs text between quotes, not {show(kind)}")
    elif kind not in MODELS:
        hint = did_you_mean(kind, kinds)
        what = f"no kind is called {kind}.{hint} There are {', '.join(kinds)}."
        yield Remark(path=(*path, "kind"), what=what)


def check_part(
    model: type[Wire], raw: Mapping[str, Any], path: Path, frame: Frame, where: str
) -> tuple[PartPiece | None, list[Remark]]:
    """What does a part say, and what is wrong with it?

    Parameters
    ----------
    model
        That of its kind, or of the statement that it is alone.
    raw
        What is written, with a known kind.
    path
        The keys that lead there.
    frame
        What there is.
    where
        The statement, in words.

    Returns
    -------
    tuple
        The part, or None; and every fault.
    """
    kind = read_kind_words(MODELS[raw["kind"]])[0]
    read, remarks = read_table(model, raw, path)
    bad = {remark.path for remark in remarks}
    for key, value in raw.items():
        at = (*path, key)
        if isinstance(value, Mapping) and at not in bad:
            sound = {inner: each for inner, each in value.items() if (*at, inner) not in bad}
            remarks += _check_value(key, sound, at, raw, frame)
        elif not any(each[: len(at)] == at for each in bad) and (key == "where" or not is_choice(value)):
            remarks += _check_value(key, value, at, raw, frame)
    if (*path, "expects") not in bad:
        remarks += _check_expects(kind, raw, path, frame)
    remarks += _check_choice_values(model, kind, raw, path, frame, where)
    return (PartPiece(kind=kind, read=read) if read is not None else None), remarks


def _check_value(key: str, value: Any, path: Path, raw: Mapping[str, Any], frame: Frame) -> Iterator[Remark]:
    if isinstance(value, Mapping):
        value = {inner: each for inner, each in value.items() if not is_choice(each) or inner == "where"}
    yield from check_meaning(key, value, path, raw, frame)


def _check_expects(kind: str, raw: Mapping[str, Any], path: Path, frame: Frame) -> Iterator[Remark]:
    known = KINDS_EXPECT[kind]
    if raw.get("expects") is None:
        counts = raw.get("measure") is None and raw.get("case") is None
        if known.words and known.default is None and not counts:
            what = "expects is missing: say what the statement expects, as in expects = { at_most = 3 }"
            yield Remark(path=path, what=what, on_key=True, by_absence=True)
        return
    expectation = read_expectation(raw["expects"])
    wrong = try_expectation(kind, expectation) or _try_column(expectation, find_column_kind(raw, frame))
    if wrong is not None:
        yield Remark(path=(*path, "expects"), what=f"expects {wrong}")


def _try_column(expectation: Expectation, kind: str) -> str | None:
    """Can a column of this kind fulfil it?"""
    known = [value for value in expectation.values if not is_choice(value)]
    if not kind or not known:
        return None
    flags = all(isinstance(value, bool) for value in known)
    numbers = not flags and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in known
    )
    texts = all(isinstance(value, str) for value in known)
    if kind == "flag" and not flags:
        return f"is true or false here, as the column says yes or no, not {show(known[0])}"
    if kind in _NUMERIC and not numbers:
        return f"needs numbers here, as the column holds numbers, not {show(known[0])}"
    if kind in {"text", "list"} and not texts:
        return f"needs text between quotes here, as the column holds text, not {show(known[0])}"
    if kind == "date" and flags:
        return f"needs a date or a year here, as the column holds dates, not {show(known[0])}"
    return None


def _check_choice_values(
    model: type[Wire], kind: str, raw: Mapping[str, Any], path: Path, frame: Frame, where: str
) -> Iterator[Remark]:
    """Does each choice exist, and can each of its values stand where the part uses it?"""
    for inside, name in find_references(raw):
        if name not in frame.choices:
            hint = did_you_mean(name, frame.choices) or " Declare it under [choices]."
            yield Remark(path=(*path, *inside), what=f"no choice is called {name}.{hint}", by_absence=True)
            continue
        for number, value in enumerate(frame.choices[name]):
            filled = put(raw, inside, value)
            for what in _try_filled(model, kind, filled, inside, frame):
                said = f"{show(value)} cannot be the {inside[0]} of {where}: {what}"
                yield Remark(path=("choices", name, number), what=said)


def _try_filled(
    model: type[Wire], kind: str, filled: Mapping[str, Any], inside: Path, frame: Frame
) -> Iterator[str]:
    _, remarks = read_table(model, filled, ())
    faults = [remark.what for remark in remarks if remark.path and inside[: len(remark.path)] == remark.path]
    if faults:
        yield from faults
    elif inside[0] == "expects":
        try:
            yield from (remark.what for remark in _check_expects(kind, filled, (), frame))
        except UsageError:
            return
    else:
        value: Any = filled
        for step in inside:
            value = value[step]
        key = next(step for step in reversed(inside) if isinstance(step, str))
        value = [value] if isinstance(inside[-1], int) else value
        first = filled[str(inside[0])]
        scope = first if isinstance(first, Mapping) else filled
        yield from (remark.what for remark in check_meaning(key, value, (), scope, frame))
