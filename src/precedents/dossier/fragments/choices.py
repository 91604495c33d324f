"""The choices that reasonable people make differently, and what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.fragments.statements import has_choices, render_universes
from precedents.dossier.numbers import render_percent, render_scalar
from precedents.dossier.quantities import render_quantity
from precedents.dossier.words import render_words

BAR = 120
"""Pixels of the bar that shows the share of universes."""


def build_choices(report: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    """Which choices are there, and in how many combinations does each statement keep its side?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    dict
        For ``choices.html.j2``.
    """
    argument = report["argument"]
    multiverse = report.get("multiverse") or {}
    return {
        "choices": [
            {
                "name": render_words(name),
                "author": render_scalar(values[0], name) if values else "",
                "others": [render_scalar(value, name) for value in values[1:]],
            }
            for name, values in (argument.get("choices") or {}).items()
        ],
        "universes": int(multiverse.get("universes") or 0),
        "failed": int(multiverse.get("failed") or 0),
        "by_statement": [
            _build_row(each, directory) for each in multiverse.get("by_statement", ()) if has_choices(each)
        ],
        "alone": sum(not has_choices(each) for each in multiverse.get("by_statement", ())),
        "givens": [_build_given(given) for given in argument.get("givens") or ()],
        "bar": BAR,
    }


def _build_row(each: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    share = float(each["share_supporting"])
    drivers = [driver for driver in each.get("drivers") or () if driver.get("share")]
    return {
        "id": str(each["id"]),
        "anchor": directory.statements.get(str(each["id"]), ""),
        "on": render_universes(each.get("universes"), share),
        "off": render_universes(each.get("universes"), 1 - share),
        "bar": round(BAR * min(max(share, 0.0), 1.0), 1),
        "author": str(each.get("author_position") or ""),
        "drivers": [
            f"{render_words(str(driver['choice']))} ({render_percent(float(driver['share']))} of the variation)"
            for driver in drivers
        ],
    }


def _build_given(given: Mapping[str, Any]) -> dict[str, Any]:
    ends = {key: given.get(key) for key in ("low", "best", "high")}
    unit = str(given.get("unit") or "")
    return {
        "name": given.get("name"),
        "says": given.get("says") or "",
        "figures": [
            (word, render_quantity(value, unit=unit)) for word, value in ends.items() if value is not None
        ],
        "days": render_quantity(given["days"], unit="days") if given.get("days") else "",
        "population": render_quantity(given["population"]) if given.get("population") else "",
        "source": given.get("source") or "",
    }
