"""The argument in the Argument Interchange Format, as AIFdb lays it out in JSON.

I-nodes are what is said: by the author (conclusion, cited cases, statements, parts), by the record (findings) and
by doubts that broke. RA-nodes lead from premises to what they support: the author's inferences, and findings that
lean for their claim. CA-nodes lead from a finding to the claim that it leans against, and from a broken doubt to
the inference or conflict that it undercuts, or to the finding where that leans neither way. A critical question
whose answer counts against the argument is an I-node too: a CA-node leads from it to the cited case that it is about,
or to the inference from the precedents to the conclusion. The text of an RA- or CA-node is its scheme.

**Source**: Chesñevar et al. (2006), Towards an argument interchange format, Knowledge Engineering Review 21(4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.exchange.graph import DEFAULT, build_graph
from precedents.dossier.exchange.plain import render_json

FILE = "aif.json"
CONFLICT = "Default Conflict"


class _Nodes:
    """Nodes and edges as they are added, numbered from 1 in that order."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, str]] = []
        self.edges: list[dict[str, str | None]] = []

    def add(self, kind: str, text: str) -> str:
        node_id = str(len(self.nodes) + 1)
        self.nodes.append({"nodeID": node_id, "text": text, "type": kind})
        return node_id

    def join(self, start: str, end: str) -> None:
        self.edges.append(
            {"edgeID": str(len(self.edges) + 1), "fromID": start, "toID": end, "formEdgeID": None}
        )


def render_aif(report: Mapping[str, Any]) -> dict[str, str]:
    """Which nodes and edges are this argument, and what the record brings for and against it?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    dict of str to str
        ``aif.json``: ``nodes``, ``edges`` and no locutions. No node has a time stamp: a dossier has no clock.
    """
    graph, made = build_graph(report), _Nodes()
    said = {each.key: made.add("I", each.says) for each in graph.claims}
    # What a critical question counts against: what is said of a case, or the step to the conclusion.
    questioned = dict(said)
    for inference in graph.inferences:
        if inference.premises:
            step = made.add("RA", inference.scheme)
            if inference.conclusion == "c":
                questioned["c"] = step
            for premise in inference.premises:
                made.join(said[premise], step)
            made.join(step, said[inference.conclusion])
    # What a doubt undercuts: the step that a finding makes, or the finding itself where it makes none.
    steps: dict[str, str] = {}
    for each in graph.evidence:
        found = steps[each.key] = made.add("I", each.says)
        if each.leans in ("for", "against"):
            kind, scheme = ("RA", DEFAULT) if each.leans == "for" else ("CA", CONFLICT)
            steps[each.key] = step = made.add(kind, scheme)
            made.join(found, step)
            made.join(step, said[each.about])
    for doubt in graph.doubts:
        weight = "Critical doubt" if doubt.critical else "Doubt"
        source, conflict = made.add("I", f"{weight}. {doubt.says}"), made.add("CA", CONFLICT)
        made.join(source, conflict)
        made.join(conflict, steps[doubt.against])
    for answer in graph.answers:
        source, conflict = made.add("I", answer.says), made.add("CA", CONFLICT)
        made.join(source, conflict)
        made.join(conflict, questioned[answer.against])
    return {FILE: render_json({"nodes": made.nodes, "edges": made.edges, "locutions": []})}
