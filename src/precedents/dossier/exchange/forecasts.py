"""Forecasts, kept so that they can be scored when the matter is settled (`estimators/forecast_score.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from precedents.core.finding import Verdict
from precedents.dossier.exchange.plain import read_says, render_json, render_line

FILE = "forecasts.json"
SCHEMA = "precedents/forecasts/1"


def render_forecasts(report: Mapping[str, Any]) -> dict[str, str]:
    """Which forecasts does this report make, and from which cases?

    Parameters
    ----------
    report
        The report. The probability of a forecast is the value of its deciding finding.

    Returns
    -------
    dict of str to str
        ``forecasts.json``, one entry a part that is a forecast, ``resolved`` and ``outcome`` left for later;
        nothing where the report makes no forecast.
    """
    classes = {str(each["id"]): each for each in report["classes"]}
    forecasts = [each for statement in report["statements"] for each in _build_forecasts(statement, classes)]
    if not forecasts:
        return {}
    head = {"schema": SCHEMA, "argument": report["argument"]["id"], "record": report["record"]["id"]}
    return {FILE: render_json({**head, "forecasts": forecasts})}


def _build_forecasts(
    statement: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    findings = {str(finding["id"]): finding for finding in statement["findings"]}
    for place, part in enumerate(statement["parts"], start=1):
        if part["verdict"] != Verdict.FORECAST.value:
            continue
        deciding = [findings[each] for each in part["findings"] if each in findings]
        finding: Mapping[str, Any] = next((each for each in deciding if each["decides"]), {})
        probability = _read_share(finding.get("value"))
        known = {} if probability is None else finding
        yield {
            "id": f"{statement['id']}.{place}",
            "statement": statement["id"],
            "question": render_line(part["says"]) or read_says(statement),
            "probability": probability,
            "interval": [_read_share(known.get("low")), _read_share(known.get("high"))],
            "n": known.get("n"),
            "basis": render_line(known.get("label") or ""),
            "reference_class": _build_class(classes.get(str(part["class"]))),
            "resolved": None,
            "outcome": None,
        }


def _read_share(value: Any) -> float | None:
    """The value where it can be a probability."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return None
    return value


def _build_class(each: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {key: each[key] for key in ("id", "says", "table", "where", "n")} if each else None
