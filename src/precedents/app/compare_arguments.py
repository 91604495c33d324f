"""Two arguments side by side on the same record: what they share, whom they pick, what decides between them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from precedents import __version__
from precedents.app.compare_classes import list_cited, pair_classes
from precedents.app.dossier import Dossier
from precedents.app.ground import Ground
from precedents.app.read_argument import find_file, read_argument
from precedents.app.shared_questions import Question, list_questions, pair_questions
from precedents.app.try_argument import Progress, try_argument
from precedents.app.universes import FULL
from precedents.arguments.reader import read_cases
from precedents.core.argument import Argument
from precedents.core.dossier import Trial
from precedents.core.errors import UsageError
from precedents.core.own_rule import OwnRule
from precedents.dossier.report import render_json, render_report, render_value
from precedents.record.overlay import join_overlays
from precedents.record.store import Record, open_record

SCHEMA = "precedents/compare/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two tried arguments, and ``report``: what stands side by side, as plain values. A and B swapped mirrors it."""

    a: Dossier = field(repr=False)
    b: Dossier = field(repr=False)
    report: Mapping[str, Any] = field(repr=False)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``compare.json`` and ``compare.html`` into a folder, which is made.

        Returns
        -------
        Path
            Of the page.

        Raises
        ------
        UsageError
            When the folder cannot be written.
        """
        from precedents.dossier.comparison import render_comparison  # the page's libraries are slow to load

        target = Path(folder)
        texts = {"compare.json": render_json(self.report), "compare.html": render_comparison(self.report)}
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                (target / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(
                f"the comparison cannot be written to {target}: {error.strerror}; name another folder"
            ) from error
        return target / "compare.html"


def compare(
    a: Argument | Path | str,
    b: Argument | Path | str,
    record: Record | None = None,
    *,
    seed: int = 1,
    universes: int = FULL,
    quick: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """What do two arguments share on the same record, where do they part, and what decides between them?

    Parameters
    ----------
    a, b
        As for `read_argument`; or what it returns.
    record
        As `open_record` returns it; the embedded one when None. Own cases of either argument are laid over it for
        both.
    seed, universes, quick, progress
        As for `try_argument`.

    Returns
    -------
    Comparison

    Raises
    ------
    ArgumentError
        With every fault of a file.
    UsageError
        When there is no such file, or one names what the record does not hold.
    """
    held = join_overlays(open_record() if record is None else record, _list_cases(a, b))
    tried: list[Dossier] = []
    for named in (a, b):
        argument = named if isinstance(named, Argument) else read_argument(named, held)
        tried.append(
            try_argument(argument, held, seed=seed, universes=universes, quick=quick, progress=progress)
        )
    return Comparison(a=tried[0], b=tried[1], report=_build(tried[0].trial, tried[1].trial, held))


def _list_cases(*named: Argument | Path | str) -> list[Path]:
    """The files of own cases of both, in an order that does not hang on who is A."""
    found: set[Path] = set()
    for each in named:
        if isinstance(each, Argument):
            found |= {Path(path) for path in each.cases}
        else:
            text = isinstance(each, str) and "\n" in each
            found |= set(read_cases(each if text else find_file(each)))
    return sorted(found, key=lambda path: (path.name, str(path)))


def _build(a: Trial, b: Trial, record: Record) -> dict[str, Any]:
    cited = {"a": list_cited(a.argument), "b": list_cited(b.argument)}
    asked = [
        list_questions(trial, Ground(record, trial.argument, trial.argument.author_position, seed=trial.seed))
        for trial in (a, b)
    ]
    statements = pair_questions(*asked)
    told = render_report(a)["record"]
    return {
        "schema": SCHEMA,
        "program": {"name": "precedents", "version": __version__},
        "options": {"seed": a.seed, "universes": a.setting.universes, "quick": a.setting.quick},
        "record": {
            "id": told["id"],
            **{key: told[key] for key in ("editions",) if key in told},
            "sources": _join_sources(a, b),
        },
        "a": _describe(a),
        "b": _describe(b),
        "cites": _pair_cites(a, b, cited),
        "classes": pair_classes(a.classes, b.classes, cited),
        "statements": statements,
        "representativeness": {"a": _list_represented(a), "b": _list_represented(b)},
        "alone": {
            side: _list_alone(trial, own, statements, side)
            for side, trial, own in (("a", a, asked[0]), ("b", b, asked[1]))
        },
    }


def _join_sources(a: Trial, b: Trial) -> list[dict[str, Any]]:
    named = {source.id: source for source in (*a.sources, *b.sources)}
    return [
        {
            key: getattr(source, key)
            for key in ("id", "title", "version", "sha256", "licence", "citation", "url")
        }
        for _, source in sorted(named.items())
    ]


def _describe(trial: Trial) -> dict[str, Any]:
    argument = trial.argument
    return {
        "id": argument.id,
        "title": argument.title,
        "says": argument.says,
        "author": argument.source.get("author", ""),
        "target": argument.target,
        "target_label": trial.target_label,
        "sha256": argument.sha256,
        "statements": len(trial.statements),
        "verdicts": dict(Counter(each.verdict.value for each in trial.statements)),
    }


def _pair_cites(a: Trial, b: Trial, cited: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Each case that either cites, in the order of time: as what either does."""
    facts: dict[str, Mapping[str, Any]] = {}
    for trial in (b, a):
        for name, cite in trial.argument.cites.items():
            facts[cite.case] = trial.cited[name]
    rows = []
    for case in {**cited["a"], **cited["b"]}:
        one, other = cited["a"].get(case), cited["b"].get(case)
        alone = "a alone" if other is None else "b alone"
        together = "both" if one == other else "both, as different things"
        rows.append(
            {
                "case": case,
                "label": str(facts[case]["label"]),
                "start": render_value(facts[case]["facts"].get("start")),
                "a": one,
                "b": other,
                "cited_by": alone if one is None or other is None else together,
            }
        )
    return sorted(rows, key=lambda row: (row["start"] or "", row["case"]))


def _list_represented(trial: Trial) -> list[dict[str, Any]]:
    """How like the class are the cases that an argument cites, for each question that it asks of their class?"""
    return [_describe_rule(rule) for rule in trial.own_rules if "cited" in rule.sets]


def _describe_rule(rule: OwnRule) -> dict[str, Any]:
    cited = rule.sets["cited"]
    return {
        "statement": rule.statement,
        "part": rule.part,
        "rule": rule.rule_says,
        "outcome": rule.outcome_says,
        "expects": rule.expects,
        "known": rule.n,
        "unknown": rule.unknown,
        "as_expected": rule.for_n,
        "cited_known": cited.known,
        "cited_unknown": len(cited.cases) - cited.known,
        "cited_as_expected": cited.favourable,
        "p_for": render_value(cited.p_for),
        "p_against": render_value(cited.p_against),
        "p_for_by_conflict": render_value(cited.p_for_by_conflict),
        "p_smallest": render_value(cited.p_smallest),
        "mean_place": render_value(cited.place),
    }


def _list_alone(
    trial: Trial, asked: Sequence[Question], shared: Sequence[Mapping[str, Any]], side: str
) -> list[dict[str, Any]]:
    """Statements of which no part asks what the other argument asks too."""
    paired = {row[side]["statement"] for row in shared}
    asking = {each.tried.statement for each in asked}
    return [
        {"id": each.id, "says": each.says, "verdict": each.verdict.value, "asks": each.id in asking}
        for each in trial.statements
        if each.id not in paired
    ]
