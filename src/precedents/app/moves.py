"""What moved between two reports: verdicts, numbers, doubts, statements, and who is in a class."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from precedents.core.change import Change

VERDICT, NUMBER, DOUBT, FINDING, STATEMENT, CASE = (
    "verdict",
    "number",
    "doubt",
    "finding",
    "statement",
    "case",
)
MEASURED = {"value": "", "low": "low", "high": "high", "n": "n"}
"""What of a finding is a number, and what is said of it where it is not the figure itself."""
_NUMBER = re.compile(r"\d[\d,.]*")
Plain = Mapping[str, Any]


def find_moves(before: Plain, after: Plain) -> tuple[Change, ...]:
    """What moved from one report to the other?

    A finding is the same finding when it stands in the same part of the same statement and says the same; where its
    words changed, when only numbers in them did; where more did, when kind, unit and method are the same.

    Parameters
    ----------
    before, after
        Reports.

    Returns
    -------
    tuple of Change
        Of kinds verdict, number, doubt, finding, statement and case, in the order of the argument.
    """
    return (
        *_find_in_statements(before["statements"], after["statements"]),
        *_find_in_classes(before["classes"], after["classes"]),
        *_find_in_universes(before["multiverse"]["by_statement"], after["multiverse"]["by_statement"]),
    )


def _find_in_statements(before: Sequence[Plain], after: Sequence[Plain]) -> Iterator[Change]:
    old, new = ({str(each["id"]): each for each in side} for side in (before, after))
    for name in [*old, *(other for other in new if other not in old)]:
        one, other = old.get(name), new.get(name)
        if one is None or other is None:
            was, now = (None if each is None else each["verdict"] for each in (one, other))
            says = str((one or other or {})["says"])
            yield Change(kind=STATEMENT, where=name, before=was, after=now, label=says)
            continue
        if one["verdict"] != other["verdict"]:
            yield Change(
                kind=VERDICT, where=name, before=one["verdict"], after=other["verdict"], label=other["says"]
            )
        yield from _find_in_parts(name, one, other)


def _find_in_parts(name: str, before: Plain, after: Plain) -> Iterator[Change]:
    old, new = before["parts"], after["parts"]
    many = max(len(old), len(new)) > 1
    for index in range(max(len(old), len(new))):
        one, other = (parts[index] if index < len(parts) else None for parts in (old, new))
        was, now = (None if each is None else each["verdict"] for each in (one, other))
        where = f"{name}, part {index + 1}" if many else name
        if many and was != now:
            label = str((other or one or {})["says"])
            yield Change(kind=VERDICT, where=where, before=was, after=now, label=label)
        found = [_pick(one, before), _pick(other, after)]
        for left, right in pair_findings(*found):
            yield from _find_in_finding(where, left, right)


def _pick(part: Plain | None, statement: Plain) -> list[Plain]:
    """The findings of a part, in its order."""
    by_id = {each["id"]: each for each in statement["findings"]}
    return [by_id[each] for each in part["findings"] if each in by_id] if part is not None else []


def pair_findings(before: Sequence[Plain], after: Sequence[Plain]) -> list[tuple[Plain | None, Plain | None]]:
    """Which finding of one is which of the other? Each in one pair; None where it has no other.

    Examples
    --------
    >>> made = {"kind": "fact", "unit": "cases", "method": "counted", "decides": True}
    >>> old, new = {**made, "label": "13 of 41"}, {**made, "label": "12 of 40"}
    >>> pair_findings([old], [new]) == [(old, new)]
    True
    """
    keys: tuple[Callable[[Plain], Hashable], ...] = (
        lambda each: each["label"],
        lambda each: _NUMBER.sub("#", each["label"]),
        lambda each: (each["kind"], each["unit"], each["method"], each["decides"]),
    )
    other: dict[int, Plain] = {}
    taken: set[int] = set()
    for key in keys:
        free: dict[Hashable, list[int]] = {}
        for at, each in enumerate(after):
            if at not in taken:
                free.setdefault(key(each), []).append(at)
        for at, each in enumerate(before):
            if at not in other and free.get(key(each)):
                place = free[key(each)].pop(0)
                taken.add(place)
                other[at] = after[place]
    pairs: list[tuple[Plain | None, Plain | None]] = [(each, other.get(at)) for at, each in enumerate(before)]
    return pairs + [(None, each) for at, each in enumerate(after) if at not in taken]


def _find_in_finding(where: str, before: Plain | None, after: Plain | None) -> Iterator[Change]:
    if before is None or after is None:
        found = before or after or {}
        was, now = (None if each is None else _say(each["value"]) for each in (before, after))
        yield Change(
            kind=FINDING, where=where, before=was, after=now, label=found["label"], unit=found["unit"]
        )
        return
    for key, said in MEASURED.items():
        if before[key] != after[key]:
            yield Change(
                kind=NUMBER,
                where=where,
                before=before[key],
                after=after[key],
                label=f"{said} of {after['label']}" if said else after["label"],
                unit="cases" if key == "n" else after["unit"],
            )
    old, new = ({each["id"]: each["outcome"] for each in side["doubts"]} for side in (before, after))
    for name in [*old, *(other for other in new if other not in old)]:
        if old.get(name) != new.get(name):
            yield Change(kind=DOUBT, where=where, before=old.get(name), after=new.get(name), label=name)


def _say(value: Any) -> Any:
    """A finding that was added or removed has a value or none; either way it was there."""
    return "no value" if value is None else value


def _find_in_classes(before: Sequence[Plain], after: Sequence[Plain]) -> Iterator[Change]:
    old, new = ({str(each["id"]): each for each in side} for side in (before, after))
    for name in [*old, *(other for other in new if other not in old)]:
        one, other = old.get(name), new.get(name)
        was, now = (None if each is None else each["n"] for each in (one, other))
        if was != now:
            yield Change(
                kind=NUMBER, where=f"class {name}", before=was, after=now, label="cases in it", unit="cases"
            )
        if one is None or other is None:
            continue
        places = [
            {case["id"]: "in" if case["in"] else "out" for case in each["cases"]} for each in (one, other)
        ]
        for case in [*places[0], *(each for each in places[1] if each not in places[0])]:
            if places[0].get(case) != places[1].get(case):
                was, now = places[0].get(case), places[1].get(case)
                yield Change(kind=CASE, where=f"class {name}", before=was, after=now, label=case)


def _find_in_universes(before: Sequence[Plain], after: Sequence[Plain]) -> Iterator[Change]:
    new = {str(each["id"]): each for each in after}
    for each in before:
        other = new.get(str(each["id"]))
        if other is not None and each["share_supporting"] != other["share_supporting"]:
            yield Change(
                kind=NUMBER,
                where=str(each["id"]),
                before=each["share_supporting"],
                after=other["share_supporting"],
                label="share of combinations of choices on its side",
                unit="share of universes",
            )
