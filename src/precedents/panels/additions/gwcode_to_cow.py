"""The numbers of Gleditsch and Ward for a panel of Correlates of War's states."""

from __future__ import annotations

from precedents.core.errors import UsageError
from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables


def build_gwcode_to_cow(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Which number do Gleditsch and Ward give to each state of Correlates of War's list, year by year?

    Returns
    -------
    tuple of Keyed
        One table by Correlates of War number and year: ``gwcode``, empty where Gleditsch and Ward do not list the
        state in that year. In a year in which a number changes hands it is the one of more days, so that no row is
        doubled; one ``gwcode`` may still stand beside two numbers of Correlates of War (260 in 1990).

    Raises
    ------
    UsageError
        When the panel is not of Correlates of War's states.

    Notes
    -----
    Source: the table ``entity_codes`` of the record; the same as isard's crosswalk in every state-year.
    """
    if ask.grain.system != "cow":
        raise UsageError(
            "gwcode_to_cow adds numbers of Gleditsch and Ward to a panel of system cow; this one is of system "
            f"{ask.grain.system} and has them. Say ccode_to_gw for the other way round"
        )
    walk = tables.crosswalk("cow", "gw").rename({"other": "gwcode"})
    return (Keyed(frame=walk, key=STATE, system="cow", name="crosswalk cow to gw"),)


ADDITION = Addition(
    name="gwcode_to_cow",
    says="The numbers of Gleditsch and Ward, for a panel of Correlates of War's states.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    coverage="1816 to 2025",
    build=build_gwcode_to_cow,
)
