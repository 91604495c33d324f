"""Organised violence in a state: who killed how many, with the lowest and the highest estimate."""

from __future__ import annotations

from precedents.panels.additions import Addition
from precedents.panels.bearers import key_by_number
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables

KINDS = (
    "onesided_government",
    "onesided_nonstate",
    "onesided_total",
    "statebased",
    "nonstate",
    "deaths",
)
"""Civilians killed by a government, by other armed groups, by either; fighting with, without a government; all."""


def build_violence(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How many were killed in the state in that year, by kind of violence (UCDP 25.1)?

    Returns
    -------
    tuple of Keyed
        For each of :data:`KINDS` the deaths ``_best``, ``_low`` and ``_high``, in persons. 1989 to 2024 for the states
        of Gleditsch and Ward's list (by whichever number): 0 where none were recorded, empty elsewhere.
    """
    columns = [f"{kind}_{estimate}" for kind in KINDS for estimate in ("best", "low", "high")]
    rows = tables.record("state_years").select("entity", "year", *columns)
    return (key_by_number(rows, tables, ask, "state_years"),)


ADDITION = Addition(
    name="violence",
    says="Deaths in organised violence by kind and perpetrator: best, low, high.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years", "conflict-years"),
    columns=(("state_years", "deaths_best"),),
    coverage="1989 to 2024, states of Gleditsch and Ward",
    build=build_violence,
)
