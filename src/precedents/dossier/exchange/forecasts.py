"""Forecasts, kept so that they can be scored when the matter is settled; and the score."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.errors import UsageError, did_you_mean
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastScore:
    """How good forecasts were, on the ``n`` that have both a probability and an outcome.

    ``brier`` is the mean squared distance of probability and outcome (0 best, 0.25 for always a half, 1 worst);
    ``log`` the mean of minus the natural logarithm of the probability that was given to what happened, infinite
    when that was called impossible. Both None when nothing could be scored. ``unscored`` are the others' ids.
    """

    n: int
    brier: float | None
    log: float | None
    unscored: tuple[str, ...]


def score_forecasts(forecasts: Mapping[str, Any], outcomes: Mapping[str, bool]) -> ForecastScore:
    """How good were these forecasts?

    Parameters
    ----------
    forecasts
        What ``forecasts.json`` holds.
    outcomes
        Whether it happened, by the id of the forecast.

    Returns
    -------
    ForecastScore
        Lower is better, for both scores.

    Raises
    ------
    UsageError
        An outcome names no forecast.

    Examples
    --------
    >>> kept = {"forecasts": [{"id": "7.1", "probability": 0.8}, {"id": "9.1", "probability": 0.4}]}
    >>> score = score_forecasts(kept, {"7.1": True, "9.1": False})
    >>> score.n, round(score.brier, 6), round(score.log, 6)
    (2, 0.1, 0.366985)
    """
    by_id = {str(each["id"]): each["probability"] for each in forecasts["forecasts"]}
    for name in outcomes:
        if name not in by_id:
            known = did_you_mean(name, by_id) or f" The forecasts are {', '.join(by_id) or 'none'}."
            raise UsageError(f"there is no forecast “{name}” to score.{known}")
    scored = {name: given for name, given in by_id.items() if name in outcomes and given is not None}
    # The probability that was given to what then happened.
    told = [given if outcomes[name] else 1 - given for name, given in scored.items()]
    n = len(told)
    return ForecastScore(
        n=n,
        brier=math.fsum((1 - each) ** 2 for each in told) / n if n else None,
        log=math.fsum(-math.log(each) if each else math.inf for each in told) / n if n else None,
        unscored=tuple(name for name in by_id if name not in scored),
    )
