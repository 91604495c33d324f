"""The report: a trial as plain values, in the shape that `contract` promises and the JSON Schema states."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from precedents.core.case import Case, ReferenceClass
from precedents.core.change import LockState
from precedents.core.dossier import PartResult, StatementResult, Trial
from precedents.core.finding import Doubt, Finding
from precedents.core.flow import Step
from precedents.core.overlay import Overlay
from precedents.core.source import Source
from precedents.dossier.report_rules import render_omitted, render_questions, render_steelman

SCHEMA = "precedents/report/1"
DIGITS = 12
"""Significant digits of floats: enough for any reader, few enough to be the same on every machine."""


def render_value(value: Any) -> Any:
    """A value as JSON holds it: dates as ISO text, floats to 12 significant digits, infinities as null.

    Examples
    --------
    >>> render_value(1 / 3), render_value(dt.date(1999, 3, 24)), render_value(float("inf"))
    (0.333333333333, '1999-03-24', None)
    """
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): render_value(item) for key, item in value.items()}
    if isinstance(value, (Sequence, frozenset, set)):
        items = sorted(value) if isinstance(value, (frozenset, set)) else value
        return [render_value(item) for item in items]
    return str(value)


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "version": source.version,
        "sha256": source.sha256,
        "licence": source.licence,
        "citation": source.citation,
        "url": source.url,
        "years": [source.first_year, source.last_year],
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "label": case.label,
        "start": render_value(case.start),
        "end": render_value(case.end),
        "in": case.is_in,
        "why": case.why,
        "cited": case.cited,
        "entity": case.entity,
        "cluster": case.cluster,
        "outcomes": render_value(case.outcomes),
        "overlaps": list(case.overlaps),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.name,
        "says": step.says,
        "predicate": step.predicate,
        "before": step.before,
        "after": step.after,
        "unknown": step.unknown,
        "out": [{"id": each.id, "reason": each.reason, "unknown": each.unknown} for each in step.out],
    }


def _class(each: ReferenceClass) -> dict[str, Any]:
    return {
        "id": each.id,
        "says": each.says,
        "table": each.table,
        "where": each.where,
        "universe": len(each.cases),
        "n": len(each.members),
        "sources": list(each.sources),
        "flow": {
            "steps": [_step(step) for step in each.flow.steps],
            "outcomes": [_step(step) for step in each.flow.outcomes],
        },
        "cases": [_case(case) for case in each.cases],
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"id": doubt.id, "outcome": doubt.outcome.value, "says": doubt.says, "critical": doubt.critical}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "label": finding.label,
        "value": render_value(finding.value),
        "low": render_value(finding.low),
        "high": render_value(finding.high),
        "unit": finding.unit,
        "n": finding.n,
        "method": finding.method,
        "leans": finding.leans.value,
        "decides": finding.decides,
        "sources": list(finding.sources),
        "rows": [render_value(row) for row in finding.rows],
        "doubts": [_doubt(doubt) for doubt in finding.doubts],
    }


def _part(part: PartResult) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "says": part.says,
        "sort": part.sort,
        "expects": part.expects,
        "verdict": part.verdict.value,
        "because": part.because,
        "choice": part.choice,
        "class": part.class_id or None,
        "findings": [finding.id for finding in part.findings],
    }


def _statement(statement: StatementResult) -> dict[str, Any]:
    return {
        "id": statement.id,
        "says": statement.says,
        "kinds": list(statement.kinds),
        "verdict": statement.verdict.value,
        "because": statement.because,
        "premises": list(statement.premises),
        "omitted": list(statement.omitted),
        "parts": [_part(part) for part in statement.parts],
        "findings": [_finding(finding) for part in statement.parts for finding in part.findings],
    }


def _record(trial: Trial) -> dict[str, Any]:
    """The record; what was asked beyond it (own cases, another edition) only where something was."""
    record = {"id": trial.record_id, "sources": [_source(source) for source in trial.sources]}
    if trial.editions:
        record["editions"] = list(trial.editions)
    if trial.overlays:
        record["overlay"] = [_overlay(overlay) for overlay in trial.overlays]
    return record


def _overlay(overlay: Overlay) -> dict[str, Any]:
    return {
        "id": overlay.source.id,
        "file": overlay.file,
        "sha256": overlay.source.sha256,
        "says": overlay.words,
        "changes": [dataclasses.asdict(change) for change in overlay.changes],
    }


def _argument(trial: Trial) -> dict[str, Any]:
    argument = trial.argument
    return {
        "id": argument.id,
        "title": argument.title,
        "says": argument.says,
        "sha256": argument.sha256,
        "source": dict(argument.source),
        "target": argument.target,
        "target_label": trial.target_label,
        "cited": [cite.case for cite in argument.cites.values()],
        "cites": [
            {"name": name, "case": cite.case, "as": cite.as_what, **render_value(trial.cited.get(name, {}))}
            for name, cite in argument.cites.items()
        ],
        "choices": {name: list(values) for name, values in argument.choices.items()},
        "givens": [
            {
                "name": given.name,
                "says": given.says,
                "low": render_value(given.low),
                "best": render_value(given.best),
                "high": render_value(given.high),
                "unit": given.unit,
                "days": render_value(given.days),
                "population": render_value(given.population),
                "source": given.source,
            }
            for given in argument.givens.values()
        ],
        "page": render_value(argument.page),
        "omitted": render_omitted(trial.own_rules, render_value),
    }


def _lock(lock: LockState) -> dict[str, Any]:
    return {
        "locked": lock.locked,
        "sha256": lock.sha256,
        "changed": [
            {"what": each.where, "how": each.how, "before": each.before, "after": each.after}
            for each in lock.changed
        ],
    }


def render_report(trial: Trial) -> dict[str, Any]:
    """The report of a trial as plain JSON values, in a fixed order.

    Parameters
    ----------
    trial
        What the run found.

    Returns
    -------
    dict
        Valid under ``report.schema.json``.
    """
    return {
        "schema": SCHEMA,
        "program": {"name": "precedents", "version": trial.version},
        "seed": trial.seed,
        "rule": [list(row) for row in trial.rule],
        "dictionary": {
            name: {"says": says, "unit": unit} for name, (says, unit) in sorted(trial.dictionary.items())
        },
        "lock": _lock(trial.lock),
        "record": _record(trial),
        "argument": _argument(trial),
        "summary": list(trial.summary),
        "classes": [_class(each) for each in trial.classes],
        "statements": [_statement(statement) for statement in trial.statements],
        "steelman": render_steelman(trial.own_rules, render_value),
        "critical_questions": render_questions(trial.questions),
        "multiverse": {
            "universes": sum(each.universes for each in trial.universes),
            "failed": sum(each.failed for each in trial.universes),
            "by_statement": [
                {
                    "id": each.id,
                    "universes": each.universes,
                    "share_supporting": render_value(each.share_supporting),
                    "author_position": each.author_position,
                    "drivers": [
                        {"choice": choice, "share": render_value(share)} for choice, share in each.drivers
                    ],
                }
                for each in trial.universes
            ],
        },
    }


def render_json(report: Mapping[str, Any]) -> str:
    """The report as text: the same bytes for the same report."""
    return json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
