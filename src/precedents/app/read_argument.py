"""Read an argument file against a record: every name in it is checked against what the record holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from precedents.app.features import FEATURES
from precedents.arguments.reader import Known, read_cases
from precedents.arguments.reader import read_argument as read_file
from precedents.arguments.template import write_template
from precedents.core.argument import Argument
from precedents.core.errors import NeedsSource, UsageError, did_you_mean
from precedents.record.overlay import join_overlays
from precedents.record.store import Record, open_record

_NEAR = re.compile(r" Did you mean .*\?$")
_YEAR = re.compile(r"^intervention:(?P<place>.+)-(?P<year>[0-9]{4})$")


def read_argument(path: Path | str, record: Record | None = None) -> Argument:
    """What does an argument file say, and does the record hold everything that it names?

    Parameters
    ----------
    path
        Of the file; or the name of a shipped example; or the file's text.
    record
        As `open_record` returns it; the embedded one when None.

    Returns
    -------
    Argument

    Raises
    ------
    ArgumentError
        With every fault of the file, in ``faults``.
    UsageError
        When there is neither such a file nor such an example.
    RecordError
        When the record cannot be read.
    """
    found = path if isinstance(path, str) and "\n" in path else find_file(path)
    held = join_cases(open_record() if record is None else record, found)
    return read_file(found, tables=held.tables, known=read_known(held))


def join_cases(record: Record, path: Path | str) -> Record:
    """Which record is an argument tried on: this one, with the author's own cases that the file names laid over it?

    Parameters
    ----------
    record
        As `open_record` returns it.
    path
        As for :func:`read_argument`.

    Returns
    -------
    Record
        The same where the file names none, or where they lie over the record already.

    Raises
    ------
    ArgumentError
        With every fault of a file of cases.
    UsageError
        When there is no such file.
    """
    found = path if isinstance(path, str) and "\n" in path else find_file(path)
    return join_overlays(record, read_cases(found))


def find_file(path: Path | str) -> Path:
    """Which file is meant: this one, or the shipped example of this name?

    Raises
    ------
    UsageError
        When there is neither.
    """
    file = Path(path)
    if file.exists():
        return file
    examples = {each.stem: each for folder in _example_folders() for each in sorted(folder.glob("*.toml"))}
    if str(path) in examples:
        return examples[str(path)]
    beside = [each.name for each in sorted(file.parent.glob("*.toml"))] if file.parent.is_dir() else []
    near = did_you_mean(file.name, [*beside, *examples])
    more = f" Shipped examples are {', '.join(examples)}." if examples else ""
    raise UsageError(
        f"there is no file {path}.{near or f' `precedents new {file.stem}.toml` writes one.'}{more}"
    )


def _example_folders() -> list[Path]:
    """Inside the package where it was installed, beside the source where it was not."""
    inside = Path(str(resources.files("precedents"))) / "examples"
    beside = Path(str(resources.files("precedents"))).parents[1] / "examples"
    return [folder for folder in (inside, beside) if folder.is_dir()][:1]


def read_known(record: Record) -> Known:
    """Which names does a record know?"""
    places: dict[str, list[tuple[str, str]]] = {}
    if "interventions" in record.tables:
        for case in record.table("interventions")["id"].to_list():
            match = _YEAR.match(str(case))
            if match:
                places.setdefault(match["place"], []).append((match["year"], str(case)))
    groups = [group.id for group in record.entities.groups()]
    return Known(
        case=_knows(record.case),
        entity=_knows(record.entities.resolve),
        group=lambda name: (
            None if name in groups else did_you_mean(name, groups) or f" There are {', '.join(groups)}."
        ),
        places=lambda name: tuple(case for _, case in sorted(places.get(name, []))),
        features={name: feature.kind for name, feature in FEATURES.items()},
        measures={name: (measure.table, measure.column) for name, measure in record.measures.items()},
    )


def _knows(look_up: Callable[[str], object]) -> Callable[[str], str | None]:
    """None where a look-up finds something, or cannot before a source is pulled; else the near misses that it offers."""

    def known(name: str) -> str | None:
        try:
            look_up(name)
        except NeedsSource:
            return None
        except UsageError as error:
            near = _NEAR.search(str(error))
            return near.group() if near else ""
        return None

    return known


def build_template(path: Path | str) -> Path:
    """Write a commented template of an argument file; refuses to write over a file.

    Returns
    -------
    Path
        Of the file written.
    """
    return write_template(Path(path))
