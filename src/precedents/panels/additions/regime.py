"""Regime: how democratic a state was, and how sure one can be of it."""

from __future__ import annotations

from precedents.panels.additions import Addition
from precedents.panels.bearers import key_by_number
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables


def build_regime(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """How democratic was the state in that year (V-Dem 15)?

    Returns
    -------
    tuple of Keyed
        ``polyarchy`` with the bounds of its interval, ``polyarchy_low`` and ``polyarchy_high`` (0 to 1), and
        ``regime``: 0 closed autocracy, 1 electoral autocracy, 2 electoral democracy, 3 liberal democracy. 1946 to 2024;
        empty where V-Dem does not cover the state.
    """
    rows = tables.record("state_years").select(
        "entity", "year", "polyarchy", "polyarchy_low", "polyarchy_high", "regime"
    )
    return (key_by_number(rows, tables, ask, "state_years"),)


ADDITION = Addition(
    name="regime",
    says="Electoral democracy with its interval, and the type of regime.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years", "conflict-years"),
    columns=(("state_years", "polyarchy"), ("state_years", "regime")),
    coverage="1946 to 2024, states that V-Dem covers",
    build=build_regime,
)
