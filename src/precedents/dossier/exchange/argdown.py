"""The argument as Argdown: a text that people read, and that maps are drawn from.

Statements stand in square brackets with their verdict as a tag; findings and doubts are arguments, in pointed
brackets. An arrow leads from what is written above it: ``+>`` supports, ``->`` attacks, ``_>`` undercuts. A
finding that leans for its claim supports it, one that leans against attacks it, and a critical doubt that broke
undercuts the finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from precedents.dossier.exchange.graph import Claim, Evidence, Graph, build_graph
from precedents.dossier.exchange.plain import read_title, render_line

FILE = "argument.argdown"

_EQUALS = r"\u003d\u003d"
"""Two equals signs inside a YAML string: a run of them would end the front matter."""

_SYNTAX = re.compile(
    r"""
      [\\@#*_\[\]<>{}]       # mentions, tags, bold and italic, titles, data; the escape itself
    | /(?=[/*])              # comments
    | =(?==)                 # front matter
    | \.(?=\S*\.) | :(?=\S*:)  # named signs, as in .~. and :+1:
    """,
    re.VERBOSE,
)


def escape_argdown(text: object) -> str:
    r"""How is this text written so that Argdown reads nothing but text in it?

    Examples
    --------
    >>> print(escape_argdown("See [Statement 1], #supported // e.g."))
    See \[Statement 1\], \#supported \// e\.g.
    """
    return _SYNTAX.sub(lambda match: "\\" + match[0], render_line(text))


def render_argdown(report: Mapping[str, Any]) -> dict[str, str]:
    """How is this argument written as a map in words?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    dict of str to str
        ``argument.argdown``.
    """
    graph = build_graph(report)
    blocks = [
        "\n".join(("===", *_render_front(report), "===")),
        f"# {escape_argdown(read_title(report))}",
        *_render_claims(graph),
    ]
    return {FILE: "\n\n".join(blocks) + "\n"}


def _render_front(report: Mapping[str, Any]) -> Iterator[str]:
    author = render_line(report["argument"].get("source", {}).get("author") or "")
    for name, value in {"title": read_title(report), "author": author}.items():
        if value:
            # A JSON string is a YAML string.
            yield f"{name}: {json.dumps(value, ensure_ascii=False).replace('==', _EQUALS)}"


def _render_claims(graph: Graph) -> Iterator[str]:
    titles = {claim.key: f"[{claim.title}]" for claim in graph.claims}
    titles |= {each.key: f"<{each.title}>" for each in graph.evidence}
    rests: dict[str, list[str]] = {}
    for inference in graph.inferences:
        for premise in inference.premises:
            rests.setdefault(premise, []).append(f"+> {titles[inference.conclusion]}")
    for claim in graph.claims:
        if re.fullmatch(r"s\d+", claim.key):
            yield f"## {claim.title}"
        yield _render_block(titles[claim.key], claim.says, _render_tags(claim), rests.get(claim.key, ()))
        for each in graph.evidence:
            if each.about == claim.key:
                yield from _render_evidence(each, graph, titles)


def _render_tags(claim: Claim) -> tuple[str, ...]:
    return (claim.tag,) if claim.tag else ()


def _render_evidence(each: Evidence, graph: Graph, titles: Mapping[str, str]) -> Iterator[str]:
    arrow = {"for": "+>", "against": "->"}.get(each.leans)
    tags = ("finding", *(("decides",) if each.decides else ()))
    yield _render_block(titles[each.key], each.says, tags, [f"{arrow} {titles[each.about]}"] if arrow else ())
    for doubt in graph.doubts:
        if doubt.against == each.key and doubt.critical:
            yield _render_block(f"<{doubt.title}>", doubt.says, ("doubt",), [f"_> {titles[each.key]}"])


def _render_block(title: str, says: str, tags: Iterable[str], arrows: Iterable[str]) -> str:
    words = [f"{title}: {escape_argdown(says)}", *(f"#{tag}" for tag in tags)]
    return "\n".join((" ".join(words), *(f"  {arrow}" for arrow in dict.fromkeys(arrows))))
