"""The flow of a class on the page: the drawing, the same as a table, and everyone who falls out, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.dates import render_span
from precedents.dossier.figures.class_flow import render_flow
from precedents.dossier.tables import build_table, render_table
from precedents.dossier.words import render_name

_HEADINGS = {
    "step": "step",
    "condition": "condition",
    "before": "before",
    "out": "out",
    "unknown": "of these unknown",
    "after": "left",
}


def build_flow_view(group: Mapping[str, Any], anchor: str, last: str) -> dict[str, Any] | None:
    """How does the flow of a class stand on the page?

    Parameters
    ----------
    group
        A class of the report.
    anchor
        Its anchor.
    last
        What stands beside the number of its cases.

    Returns
    -------
    dict or None
        For ``classes.html.j2``: ``drawing``, ``table``, and ``unknown``, a table of the members for each outcome
        that is unknown of some; None for a report that has no flow.
    """
    flow = group.get("flow") or {}
    steps: Sequence[Mapping[str, Any]] = flow.get("steps") or ()
    if not steps:
        return None
    outcomes: Sequence[Mapping[str, Any]] = flow.get("outcomes") or ()
    cases = {str(case["id"]): case for case in group.get("cases", ())}
    rows = [_row(step) for step in (*steps, *outcomes)]
    return {
        "drawing": render_flow(steps, outcomes, last, _say(steps, outcomes)),
        "table": render_table(build_table(f"{anchor}-flow", "The steps to the class", rows, _HEADINGS)),
        "unknown": [
            {
                "says": str(step["says"]),
                "count": len(step["out"]),
                "html": render_table(
                    build_table(
                        f"{anchor}-unknown-{number}",
                        f"Cases of the class of which it is unknown: {step['says']}",
                        [_out_row(cases[str(each["id"])]) for each in step["out"]],
                    )
                ),
            }
            for number, step in enumerate(outcomes, start=1)
            if step["out"]
        ],
    }


def find_steps(group: Mapping[str, Any]) -> dict[str, str]:
    """At which step does each case fall out of a class, and is it known not to fit? By id, in words.

    Examples
    --------
    >>> step = {"step": "eligible", "predicate": "a < 1", "out": [{"id": "war:b", "unknown": True}]}
    >>> find_steps({"flow": {"steps": [step]}})
    {'war:b': 'eligible, unknown'}
    """
    steps = (group.get("flow") or {}).get("steps") or ()
    return {
        str(each["id"]): f"{step['step']}, unknown" if each["unknown"] else str(step["step"])
        for step in steps
        for each in step["out"]
    }


def _row(step: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "step": step["step"],
        "condition": step["predicate"] or step["says"],
        "before": step["before"],
        "out": int(step["before"]) - int(step["after"]),
        "unknown": step["unknown"],
        "after": step["after"],
    }


def _out_row(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": render_name(case),
        "dates": render_span(case.get("start"), case.get("end")),
        "conflict": case.get("cluster"),
        "id": case["id"],
    }


def _say(steps: Sequence[Mapping[str, Any]], outcomes: Sequence[Mapping[str, Any]]) -> str:
    """The drawing in words."""
    said = [f"{steps[0]['after']} in the record"]
    said += [f"{step['after']} left after {step['predicate']}" for step in steps[1:]]
    said += [f"of {step['after']} it is known: {step['says']}" for step in outcomes]
    return "; ".join(said)
