"""Two arguments side by side as one page that stands alone, in the look of the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from precedents.dossier.dates import NBSP
from precedents.dossier.fragments.header import render_program
from precedents.dossier.fragments.own_rule import render_p
from precedents.dossier.links import read_link
from precedents.dossier.policy import render_policy
from precedents.dossier.render import build_environment, read_template
from precedents.dossier.words import VERDICTS, VerdictWord, read_verdict, render_count

GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "decides",
        "Premises that decide",
        "Both ask the same question of the same cases, and the record supports one and contradicts the other, or says "
        "the same of opposite expectations.",
    ),
    ("agree", "Where they agree", "Both ask the same and are told the same."),
    (
        "differ",
        "The same question, another answer",
        "Both ask the same, expect something else of it, and are told something else.",
    ),
    (
        "other class",
        "The same outcome in classes that overlap",
        "At least half of the cases that either counts are counted by both; the rest is the difference in their rules.",
    ),
    (
        "other kind",
        "The same cases and outcome, asked in another way",
        "How often it turned out so is not the same question as whether it was like, or would have been otherwise.",
    ),
)
"""How shared questions are grouped: the relation in the report, a heading, what it means."""
CITED_BY = {
    "both": "both, as the same",
    "both, as different things": "both, as different things",
    "a alone": "A alone",
    "b alone": "B alone",
}


def render_comparison(report: Mapping[str, Any]) -> str:
    """One page from a comparison alone: the same bytes for the same comparison, and nothing on it that runs.

    Parameters
    ----------
    report
        As ``compare.json`` holds it.

    Returns
    -------
    str
        A whole HTML document.
    """
    css = read_template("page.css")
    return (
        build_environment()
        .get_template("comparison.html.j2")
        .render(
            sides=[_build_side(letter, report[letter.lower()]) for letter in "AB"],
            legend=VERDICTS,
            groups=_build_groups(report["statements"]),
            cites=[{**each, "cited_by": CITED_BY[each["cited_by"]]} for each in report["cites"]],
            classes=[_build_class(each) for each in report["classes"]],
            represented=[
                {"letter": letter, "rows": [_build_represented(each) for each in rows]}
                for letter, rows in (
                    ("A", report["representativeness"]["a"]),
                    ("B", report["representativeness"]["b"]),
                )
            ],
            alone=[
                {"letter": letter, "rows": [_build_alone(each) for each in report["alone"][letter.lower()]]}
                for letter in "AB"
            ],
            treated=any(each["table"] == "interventions" for each in report["classes"]),
            sources=[{**each, "link": read_link(each["url"])} for each in report["record"]["sources"]],
            record=report["record"]["id"],
            options=_render_options(report),
            program=render_program(report),
            # The program's own style; the policy names its hash and allows nothing else.
            policy=Markup(render_policy([], [css])),  # noqa: S704
            css=Markup(css),  # noqa: S704
        )
    )


def _render_options(report: Mapping[str, Any]) -> str:
    """With which options the command line makes this comparison again."""
    asked, editions = report["options"], report["record"].get("editions") or ()
    quick = " --quick" if asked["quick"] else f" --universes {asked['universes']}"
    return f" --seed {asked['seed']}{quick}" + "".join(f" --edition {each}" for each in editions)


def _build_side(letter: str, side: Mapping[str, Any]) -> dict[str, Any]:
    counts = side["verdicts"]
    return {
        **{key: side[key] or "" for key in ("title", "says", "author", "id", "sha256")},
        "letter": letter,
        "target": side["target_label"] or side["target"] or "",
        "statements": render_count(side["statements"], "statement"),
        "counts": [{"word": word, "n": counts[word.id]} for word in VERDICTS if counts.get(word.id)],
    }


def _build_groups(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "says": says,
            "rows": [_build_pair(each) for each in rows if each["relation"] == relation],
        }
        for relation, title, says in GROUPS
    ]


def _build_pair(row: Mapping[str, Any]) -> dict[str, Any]:
    cases = row["cases"]
    shared = ""
    if cases and cases["a"] == cases["b"] == cases["both"]:
        shared = render_count(cases["both"], "case") + " in the class of both"
    elif cases:
        shared = (
            f"{render_count(cases['a'], 'case')} in the class of A, {cases['b']} in that of B, "
            f"{cases['both']} in both"
        )
    sides = {
        "a": "The record supports A’s and contradicts B’s.",
        "b": "The record supports B’s and contradicts A’s.",
        "neither": "The record says the same of both.",
    }
    return {
        "question": row["question"],
        "shared": shared,
        "sides": [{"letter": letter, **_build_asked(row[letter.lower()])} for letter in "AB"],
        "expectations": row["expectations"],
        "record": sides.get(row["sides_with"] or "", ""),
    }


def _build_asked(side: Mapping[str, Any]) -> dict[str, Any]:
    word: VerdictWord = read_verdict(side["verdict"])
    return {**side, "verdict": word}


def _build_class(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "a_says": row["a"]["says"] or row["a"]["where"],
        "b_says": row["b"]["says"] or row["b"]["where"],
        "neither": render_count(row["cited_by_neither"], "more case"),
    }


def _build_represented(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "cited": _say_of(row["cited_as_expected"], row["cited_known"], row["cited_unknown"]),
        "whole": _say_of(row["as_expected"], row["known"], row["unknown"]),
        "p": render_p(row["p_for"]),
        "p_conflict": render_p(row["p_for_by_conflict"]),
        "smallest": render_p(row["p_smallest"]),
    }


def _say_of(count: int, known: int, unknown: int) -> str:
    return f"{count}{NBSP}of{NBSP}{known}" + (f", {unknown} unknown" if unknown else "")


def _build_alone(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "verdict": read_verdict(row["verdict"])}
