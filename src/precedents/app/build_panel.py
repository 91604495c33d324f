"""A panel from the words of a command line: kind, years, additions, options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from precedents.app.panel import YEARS, Panel, build_panel
from precedents.app.panel_tables import PanelTables
from precedents.core.errors import UsageError, did_you_mean
from precedents.panels.additions import ADDITIONS, read_addition
from precedents.panels.grain import KINDS


def list_additions(*, short: bool) -> list[dict[str, str]]:
    """Which kinds of panel and which additions are there?

    Parameters
    ----------
    short
        Whether a row holds only what fits a terminal.

    Returns
    -------
    list of dict
        One row a kind or addition.
    """
    rows = [{"name": kind, "is": "kind of panel", "says": says} for kind, says in KINDS.items()]
    tables = PanelTables()
    for name in ADDITIONS:
        each = read_addition(name)
        row = {"name": name, "is": "addition", "says": each.says}
        if not short:
            options = ", ".join(f"{option}={value}" for option, value in each.options.items())
            row |= {
                "kinds": ", ".join(each.kinds),
                "sources": ", ".join(tables.trace_sources(each.sources, each.columns)),
                "coverage": each.coverage,
                "options": options,
            }
        rows.append(row)
    if not short:
        blank = dict.fromkeys(("kinds", "sources", "coverage", "options"), "")
        rows = [{**row, **blank} if len(row) == len(rows[0]) else row for row in rows]
    return rows


def read_plan(
    kind: str,
    *,
    system: str = "cow",
    years: str = "",
    names: Sequence[str] = (),
    options: Sequence[str] = (),
    rule: str = "any",
    like: str = "",
) -> Panel:
    """Which panel do these words ask for?

    Parameters
    ----------
    kind, system, like
        As in :func:`precedents.app.panel.build_panel`.
    years
        ``1946:2024``, one year, or nothing for all.
    names
        The additions, in order.
    options
        ``name=value`` for the additions that have such an option; for ``spells`` also ``of`` (a kind of panel,
        ``state-years`` without it) and ``event`` (columns of 0 and 1, with commas; every event without it).
    rule
        A word, or a share of the year as a decimal number.

    Returns
    -------
    Panel
        The plan.

    Raises
    ------
    UsageError
        When a word is not understood; says what would be.

    Examples
    --------
    >>> read_plan("state-years", years="1990:1999")
    <state-years (cow), 1990 to 1999; added: nothing yet; collect() makes it>
    """
    said = dict(_read_option(option) for option in options)
    of, event = (said.pop(word, "") if kind == "spells" else "" for word in ("of", "event"))
    panel = build_panel(of or kind, system=system, years=_read_years(years), rule=_read_rule(rule), like=like)
    if kind == "spells":
        panel = panel.spells(*(event.split(",") if event else ()))
    taken: set[str] = set()
    for name in names:
        known = {option: value for option, value in said.items() if option in read_addition(name).options}
        taken |= known.keys()
        panel = panel.add(name, **known)
    spare = sorted(said.keys() - taken)
    if spare:
        known_here = [option for name in names for option in read_addition(name).options]
        near = did_you_mean(spare[0], known_here)
        raise UsageError(
            f"no addition of this panel has the option {', '.join(spare)}; `precedents panel --list --format json` "
            f"shows them.{near}"
        )
    return panel


def _read_years(text: str) -> tuple[int, int]:
    if not text:
        return YEARS
    first, _, last = text.partition(":")
    try:
        return (int(first) if first else YEARS[0], int(last or (YEARS[1] if text.endswith(":") else first)))
    except ValueError:
        raise UsageError(f"the years are written 1946:2024, not {text!r}") from None


def _read_rule(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _read_option(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"an option of an addition is written name=value, not {text!r}")
    words = {"true": True, "false": False}
    return name, words.get(value.lower(), int(value) if value.lstrip("-").isdigit() else value)
