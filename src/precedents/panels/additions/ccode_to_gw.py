"""The numbers of Correlates of War for a panel of Gleditsch and Ward's states."""

from __future__ import annotations

from precedents.core.errors import UsageError
from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables


def build_ccode_to_gw(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Which number does Correlates of War give to each state of Gleditsch and Ward's list, year by year?

    Returns
    -------
    tuple of Keyed
        One table by Gleditsch and Ward's number and year: ``ccode``, empty where Correlates of War does not list the
        state in that year. In a year in which a number changes hands it is the one of more days, so that no row is
        doubled; one ``ccode`` may still stand beside two of their numbers (345 in 2006).

    Raises
    ------
    UsageError
        When the panel is not of Gleditsch and Ward's states.

    Notes
    -----
    Source: the table ``entity_codes`` of the record; the same as isard's crosswalk in every state-year.
    """
    if ask.grain.system != "gw":
        raise UsageError(
            "ccode_to_gw adds numbers of Correlates of War to a panel of system gw; this one is of system "
            f"{ask.grain.system} and has them. Say gwcode_to_cow for the other way round"
        )
    walk = tables.crosswalk("gw", "cow").rename({"other": "ccode"})
    return (Keyed(frame=walk, key=STATE, system="gw", name="crosswalk gw to cow"),)


ADDITION = Addition(
    name="ccode_to_gw",
    says="The numbers of Correlates of War, for a panel of Gleditsch and Ward's states.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    coverage="1816 to 2025",
    build=build_ccode_to_gw,
)
