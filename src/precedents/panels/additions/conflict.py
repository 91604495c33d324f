"""Armed conflict: was there one over the state, and did it take part in one anywhere?"""

from __future__ import annotations

from precedents.panels.additions import Addition
from precedents.panels.bearers import key_by_number
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables


def build_conflict(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was the state fought over, and did it fight, in its own land or another's (UCDP/PRIO 25.1)?

    Returns
    -------
    tuple of Keyed
        ``conflict_intensity`` of the conflicts over its government or territory (0 none, 1 from 25 and 2 from 1,000
        battle deaths in the year) and ``conflict_participant``: 1 where its government was a party on any side,
        primary or with troops for another's war (the United States in 2001), else 0. 1946 to 2024.
    """
    rows = tables.record("state_years").select("entity", "year", "conflict_intensity", "conflict_participant")
    return (key_by_number(rows, tables, ask, "state_years"),)


ADDITION = Addition(
    name="conflict",
    says="Armed conflict over the state, and the state's part in any conflict, on any side.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    columns=(("state_years", "conflict_intensity"),),
    coverage="1946 to 2024, states of Gleditsch and Ward",
    build=build_conflict,
)
