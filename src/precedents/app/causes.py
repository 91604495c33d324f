"""Why two runs may differ: data, program, libraries, definitions, options, told apart from what their manifests say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from precedents.core.change import Change

DATA, PROGRAM, LIBRARY, DEFINITION, OPTION = "data", "program", "library", "definition", "option"
_VERSION = re.compile(r"-[0-9][\w.]*$")
SHORT = 12
"""Letters of a hash that tell it from another in a sentence."""


def read_origin(report: Mapping[str, Any]) -> dict[str, Any]:
    """What does a report alone say of where it comes from, in the form of a manifest?"""
    record = report["record"]
    return {
        "program": {"version": report["program"]["version"]},
        "argument": {key: report["argument"][key] for key in ("id", "sha256")},
        "record": {key: record[key] for key in ("id", "editions", "overlay", "sources") if key in record},
        "options": {"seed": report["seed"]},
    }


def find_causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What was not the same when these two were made?

    Parameters
    ----------
    before, after
        Manifests, or what :func:`read_origin` says of a report; what only one of them says is not compared.

    Returns
    -------
    tuple of Change
        Of kinds data, program, library, definition and option, in this order; empty where nothing differs.

    Examples
    --------
    >>> found = find_causes({"options": {"seed": 1}}, {"options": {"seed": 2, "quick": True}})
    >>> [(each.kind, each.where, each.before, each.after) for each in found]
    [('option', 'seed', 1, 2)]
    """
    return (
        *_find_data(before.get("record", {}), after.get("record", {})),
        *_find_program(before.get("program", {}), after.get("program", {})),
        *_compare(LIBRARY, before.get("libraries", {}), after.get("libraries", {})),
        *_compare(
            DEFINITION,
            {"argument file": before.get("argument", {}).get("sha256")},
            {"argument file": after.get("argument", {}).get("sha256")},
        ),
        *_compare(OPTION, before.get("options", {}), after.get("options", {})),
    )


def _compare(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], label: str = ""
) -> Iterator[Change]:
    """What both say, and say otherwise."""
    for name in before:
        if name in after and before[name] != after[name]:
            yield Change(kind=kind, where=name, before=before[name], after=after[name], label=label)


def _find_program(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    same = before.get("version") == after.get("version")
    label = "the same version, changed since" if same else ""
    names = {"version": "version", "sha256": "source"}
    yield from _compare(
        PROGRAM,
        {names[key]: value for key, value in before.items() if key in names},
        {names[key]: value for key, value in after.items() if key in names},
        label,
    )


def _find_data(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    details = [
        *_find_sources(before.get("sources", ()), after.get("sources", ())),
        *_find_lists("edition asked for", before.get("editions", ()), after.get("editions", ())),
        *_find_overlays(before.get("overlay", ()), after.get("overlay", ())),
        *_find_pulled(before, after),
    ]
    if before.get("id") != after.get("id"):
        yield Change(
            kind=DATA,
            where="record",
            before=before.get("id"),
            after=after.get("id"),
            label="" if details else "no source that is used here differs: other rows of the same sources",
        )
    yield from details


def _find_sources(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Change]:
    """Sources by what they are called without their version: another edition is a change, not one more and one less."""
    old, new = _by_family(before), _by_family(after)
    for family in [*old, *(name for name in new if name not in old)]:
        if old.get(family) != new.get(family):
            yield Change(kind=DATA, where=f"source {family}", before=old.get(family), after=new.get(family))


def _by_family(sources: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for source in sources:
        if not str(source["id"]).startswith("overlay-"):
            told = f"{source['version']} ({str(source['sha256'])[:SHORT] or 'by hand'})"
            found.setdefault(_VERSION.sub("", str(source["id"])), []).append(told)
    return {family: ", ".join(sorted(each)) for family, each in found.items()}


def _find_lists(where: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if list(before) != list(after):
        yield Change(kind=DATA, where=where, before=", ".join(before) or None, after=", ".join(after) or None)


def _find_overlays(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Change]:
    old, new = ({str(each["file"]): str(each["sha256"]) for each in laid} for laid in (before, after))
    for file in [*old, *(name for name in new if name not in old)]:
        if old.get(file) != new.get(file):
            yield Change(kind=DATA, where=f"own cases {file}", before=old.get(file), after=new.get(file))


def _find_pulled(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if "pulled" not in before or "pulled" not in after:
        return
    for name in before["pulled"]:
        if name not in after["pulled"]:
            label = f"`precedents sources pull {name}`"
            yield Change(kind=DATA, where=f"pulled {name}", before="yes", after=None, label=label)
    for name in after["pulled"]:
        if name not in before["pulled"]:
            yield Change(kind=DATA, where=f"pulled {name}", before=None, after="yes")
