"""A part of a statement: its verdict and why, what was asked, what decides, what else was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.fragments.findings import build_finding
from precedents.dossier.fragments.pictures import build_picture
from precedents.dossier.fragments.rows import Shown
from precedents.dossier.glossary import KINDS, NOTES
from precedents.dossier.numbers import render_scalar
from precedents.dossier.words import (
    SORTS,
    read_verdict,
    render_count,
    render_heading,
    render_list,
    render_sentence,
    render_words,
)

_TREATED_KINDS = frozenset({"aftermath", "pathway"})


def is_treated(part: Mapping[str, Any], directory: Directory) -> bool:
    """Does the part look at outcomes of treated cases alone? Then it cannot say whether treating helped."""
    kind = str(part["kind"]).replace("_", "-").replace(" ", "-")
    if kind in _TREATED_KINDS:
        return any(case.startswith("intervention:") for case in directory.cases)
    group = directory.classes.get(str(part.get("class")), {})
    return kind in {"base-rate", "a-fortiori"} and "intervention" in str(
        group.get("table") or group.get("universe") or "intervention"
    )


def strip_said(reason: str, said: Sequence[str]) -> str:
    """What does a reason say beyond the texts that follow it on the page?

    Examples
    --------
    >>> strip_said("2 of 3 ended: too few to say", ["2 of 3 ended"])
    'too few to say'
    >>> strip_said("first; second", ["first", "second"]), strip_said("2 of 30 ended", ["2 of 3"])
    ('', '2 of 30 ended')
    """
    rest = reason.strip()
    for text in (each.strip().rstrip(".") for each in said):
        if text and rest.startswith(text):
            after = rest[len(text) :]
            if after.strip(" .") == "":
                return ""
            if after[0] in ":;.":
                rest = after[1:].strip()
    return rest


def build_part(
    part: Mapping[str, Any],
    anchor: str,
    findings: Mapping[str, Mapping[str, Any]],
    report: Mapping[str, Any],
    directory: Directory,
    seen: list[Shown],
) -> dict[str, Any]:
    """How does a part of a statement stand on the page?

    Parameters
    ----------
    part, anchor
        The part, and where it stands.
    findings
        The findings of its statement, by id.
    report, directory
        The report, and who is who in it.
    seen
        Rows that stand on the page already; added to.

    Returns
    -------
    dict
        For ``part.html.j2``; ``picture`` is a figure or None.
    """
    group_id = str(part.get("class") or "")
    group = directory.classes.get(group_id)
    own = [findings[str(each)] for each in part.get("findings") or () if str(each) in findings]
    built = [
        build_finding(finding, f"{anchor}f{number}", group, directory, seen)
        for number, finding in enumerate(own, start=1)
    ]
    deciding = [finding for finding in built if finding["decides"]]
    rows_at = next(
        (each["anchor"] if each["fresh"] else each["same"] for each in deciding if each["rows"]), ""
    )
    choice = str(part.get("choice") or "")
    values = (report["argument"].get("choices") or {}).get(choice, ())
    kind = str(part["kind"])
    labels = [str(finding.get("label") or "") for finding in own if finding.get("decides")]
    return {
        "kind": render_words(kind),
        "question": KINDS.get(kind.replace("_", "-"), ("", ""))[0],
        "note": NOTES.get(kind.replace("_", "-"), "") if built else "",
        "says": render_heading(str(part.get("says") or "")),
        "verdict": read_verdict(str(part["verdict"])),
        "because": render_sentence(strip_said(str(part.get("because") or ""), labels)),
        "expects": render_scalar(part["expects"]) if part.get("expects") not in (None, "") else "",
        "sort": str(part.get("sort") or ""),
        "sort_says": SORTS.get(str(part.get("sort")), ""),
        "choice": choice,
        "choice_author": render_scalar(values[0], choice) if values else "",
        "choice_others": render_list([render_scalar(value, choice) for value in values[1:]]),
        "group": group,
        "group_anchor": directory.class_anchors.get(group_id, ""),
        "group_size": render_count(int(group["n"]), "case") if group and group.get("n") is not None else "",
        "deciding": deciding,
        "picture": build_picture(part, own, report, f"{anchor}v", rows_at),
        "others": [finding for finding in built if not finding["decides"]],
        "treated": bool(built) and is_treated(part, directory),
        "effect": directory.effect,
    }
