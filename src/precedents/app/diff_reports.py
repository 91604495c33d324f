"""What differs between two dossiers: verdicts and numbers that moved, statements that came or went, and why."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from precedents.app.causes import find_causes, read_origin
from precedents.app.definitions import find_changes, list_definitions
from precedents.app.dossier import Dossier
from precedents.app.manifest import ARGUMENT, MANIFEST, REPORT, build_manifest, read_kept
from precedents.app.moves import find_moves
from precedents.arguments.reader import read_argument
from precedents.core.change import Change
from precedents.core.errors import ArgumentError, RecordError, UsageError, did_you_mean

SCHEMA = "precedents/diff/1"
ORIGIN = frozenset({"program", "seed", "record", "lock"})
"""What of a report says how it came about: told as reasons, not as what moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDiff:
    """What differs between two reports.

    ``moves`` are verdicts, numbers, doubts, findings, statements and cases; ``why`` what was not the same when the
    two were made. ``same`` is true where the reports hold the same values throughout; where nothing moved and what was
    found is not the same all the same (other words, other rows), ``elsewhere`` says where the two first differ.
    """

    same: bool
    moves: tuple[Change, ...]
    why: tuple[Change, ...]
    elsewhere: str = ""

    def pick(self, *kinds: str) -> tuple[Change, ...]:
        """What moved, of these kinds."""
        return tuple(each for each in self.moves if each.kind in kinds)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "schema": SCHEMA,
            "same": self.same,
            "moves": [each.plain for each in self.moves],
            "elsewhere": self.elsewhere,
            "why": [each.plain for each in self.why],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """A report, where it comes from, and the bytes of its argument file where they are at hand."""

    report: Mapping[str, Any]
    origin: Mapping[str, Any]
    argument: bytes = field(default=b"", repr=False)


def diff(before: Dossier | str | os.PathLike[str], after: Dossier | str | os.PathLike[str]) -> ReportDiff:
    r"""What moved between two dossiers, and why?

    Parameters
    ----------
    before, after
        The folder of a dossier, its ``report.json``, or a dossier itself.

    Returns
    -------
    ReportDiff
        Definitions are compared one by one: as the argument files have them where both are kept, else as far as the
        reports tell them.

    Raises
    ------
    UsageError
        When one of them is neither.

    Examples
    --------
    >>> import precedents as pr
    >>> text = 'title = "x"\n[[statement]]\nid = "1"\nkind = "normative"\n'
    >>> dossier = pr.try_argument(pr.read_argument(text), pr.open_record())
    >>> pr.diff(dossier, dossier).same
    True
    """
    try:
        return _diff_sides(_open(before), _open(after))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise UsageError(
            f"{before} or {after} has not the form of a report ({error!r}); write it again with `precedents try`"
        ) from None


def _diff_sides(one: _Side, other: _Side) -> ReportDiff:
    same = one.report == other.report
    moves = () if same else find_moves(one.report, other.report)
    why = find_causes(one.origin, other.origin)
    if one.origin["argument"]["sha256"] != other.origin["argument"]["sha256"]:
        why += _find_definitions(one, other)
    elsewhere = "" if same or moves else find_first(_strip(one.report), _strip(other.report))
    return ReportDiff(same=same, moves=moves, why=why, elsewhere=elsewhere)


def _strip(report: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, without what only says how it came about."""
    return {key: value for key, value in report.items() if key not in ORIGIN}


def find_first(before: Any, after: Any, path: str = "") -> str:
    """At which place do two JSON values first differ? Empty where they do not.

    Examples
    --------
    >>> find_first({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]})
    'a[1].b'
    """
    if before == after:
        return ""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(each for each in after if each not in before)]:
            if key not in before or key not in after or before[key] != after[key]:
                return find_first(before.get(key), after.get(key), f"{path}.{key}".lstrip("."))
    if isinstance(before, list) and isinstance(after, list):
        for at, (left, right) in enumerate(zip(before, after, strict=False)):
            if left != right:
                return find_first(left, right, f"{path}[{at}]")
        return f"{path}[{min(len(before), len(after))}]"
    return path


def _find_definitions(one: _Side, other: _Side) -> tuple[Change, ...]:
    if one.argument and other.argument:
        # A file that was edited into one with faults is still compared as far as its report tells it.
        with contextlib.suppress(ArgumentError, UnicodeDecodeError):
            sides = [list_definitions(read_argument(each.argument.decode())) for each in (one, other)]
            return find_changes(*sides)
    return find_changes(_read_definitions(one.report), _read_definitions(other.report))


def _read_definitions(report: Mapping[str, Any]) -> dict[str, str]:
    """What a report tells of the definitions: at the author's position, without the fields of its kinds."""
    argument = report["argument"]
    found: dict[str, Any] = {"target": argument["target"]}
    found |= {
        f"cites.{each['name']}": {"case": each["case"], "as": each["as"]}
        for each in argument.get("cites", ())
    }
    found |= {f"choices.{name}": values for name, values in argument.get("choices", {}).items()}
    found |= {
        f"class.{each['id']}": {"of": each["table"], "where": each["where"]} for each in report["classes"]
    }
    for statement in report["statements"]:
        found[f"statement {statement['id']}: says"] = statement["says"]
        for number, part in enumerate(statement["parts"], start=1):
            named = f"statement {statement['id']}" + (
                f", part {number}" if len(statement["parts"]) > 1 else ""
            )
            found |= {f"{named}: {key}": part[key] for key in ("kind", "expects", "sort", "class")}
    return {name: json.dumps(value, ensure_ascii=False, sort_keys=True) for name, value in found.items()}


def _open(named: Dossier | str | os.PathLike[str]) -> _Side:
    if isinstance(named, Dossier):
        origin = build_manifest(named.trial, named.report, {})
        # As JSON has it: a report that was written and read again is compared with one that was not.
        report = json.loads(json.dumps(named.report))
        return _Side(report=report, origin=origin, argument=named.trial.argument.data)
    path = Path(named)
    file = path if path.suffix == ".json" else path / REPORT
    folder = file.parent if file.name == REPORT else None
    report = read_report(file)
    origin = read_origin(report)
    if folder is None:
        return _Side(report=report, origin=origin)
    # A manifest of an older form tells nothing here: the report then speaks for itself.
    with contextlib.suppress(RecordError):
        if (folder / MANIFEST).is_file():
            origin = {**read_kept(folder).says, "argument": origin["argument"]}
    kept = folder / ARGUMENT
    data = kept.read_bytes() if kept.is_file() else b""
    if hashlib.sha256(data).hexdigest() != report["argument"]["sha256"]:
        data = b""  # edited since: not what was tried
    return _Side(report=report, origin=origin, argument=data)


def read_report(path: Path) -> dict[str, Any]:
    """The report of a file.

    Raises
    ------
    UsageError
        When there is no such file, or it is no report.
    """
    try:
        report = json.loads(path.read_bytes())
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else path.parent.parent
        beside = [each.name for each in sorted(folder.iterdir())] if folder.is_dir() else []
        near = did_you_mean((path if folder == path.parent else path.parent).name, beside)
        raise UsageError(
            f"there is no report {path}.{near} `precedents try FILE -o FOLDER` writes a dossier"
        ) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as a report: {error}") from None
    if not isinstance(report, dict) or not str(report.get("schema")).startswith("precedents/report/"):
        raise UsageError(f"{path} is no report of this program: name a dossier's folder or its report.json")
    return report
