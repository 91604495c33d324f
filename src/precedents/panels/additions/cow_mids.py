"""Militarised interstate disputes as the Correlates of War project has them, by dyad and year."""

from __future__ import annotations

from precedents.panels.additions import Addition, Difference
from precedents.panels.disputes import OPTIONS, join_disputes, list_codes
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables

LAST_YEAR = 2014

EVENTS = ("cowmidongoing", "cowmidonset")

_COLUMNS = (
    *("dispnum", *EVENTS, "sidea1", "sidea2", "fatality1", "fatality2", "fatalpre1", "fatalpre2"),
    *("hiact1", "hiact2", "hostlev1", "hostlev2", "orig1", "orig2"),
    *("fatality", "hostlev", "mindur", "maxdur", "recip", "stmon"),
)
_OF_DISPUTE = ("fatality", "hostlev", "mindur", "maxdur", "recip", "stmon")


def build_cow_mids(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was there a militarised dispute in a dyad-year, did one begin, and of what kind (Palmer et al. 2021, version 5)?

    Returns
    -------
    tuple of Keyed
        One table by dyad and year: ``cowmidongoing`` and ``cowmidonset`` (0 or 1; null after 2014), and of the
        dispute that stands for the year (:mod:`precedents.panels.whittle`): ``dispnum``; by side ``sidea`` (1 on
        side A), ``fatality`` (class, 0 none to 6 over 999), ``fatalpre`` (killed), ``hiact`` (highest act, 0 to 22),
        ``hostlev`` (1 none to 5 war), ``orig`` (1 from the first day); of the whole dispute ``fatality``, ``hostlev``,
        ``mindur`` and ``maxdur`` (days), ``recip`` (1 if both sides acted), ``stmon`` (month of its beginning).
        What the publisher codes as missing (-9) or not applicable (-8) is empty; ``missing="code"`` keeps the codes.
    """
    whole = tables.source("peacesciencer-1.2.9", "cow_mid_disps").select("dispnum", *_OF_DISPUTE)
    rows = (
        tables.source("peacesciencer-1.2.9", "cow_mid_dirdisps")
        .rename({"dispongoing": EVENTS[0], "disponset": EVENTS[1]})
        .join(whole, on="dispnum", how="left", maintain_order="left")
    )
    return (join_disputes(rows, _COLUMNS, EVENTS, LAST_YEAR, ask),)


ADDITION = Addition(
    name="cow_mids",
    says="Militarised interstate disputes of the Correlates of War project.",
    kinds=("dyad-years", "directed-dyad-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2014, all states of the Correlates of War",
    options=dict(OPTIONS),
    build=build_cow_mids,
    prefix="cow_",
)

DIFFERENCES = (
    list_codes([name for name in _COLUMNS if name not in (EVENTS)], LAST_YEAR),
    Difference(
        columns=EVENTS,
        years=(1816, LAST_YEAR),
        ours="whether there was a dispute, whatever else the panel holds",
        theirs="0 wherever the panel already holds the other publication's disputes and a single column of the two "
        "differs (add_gml_mids, then add_cow_mids: 164 instead of 738 ongoing disputes in seven years)",
        why="their join is by every column that has the same name on both sides, not by dyad and year",
    ),
)
"""Where this is not what peacesciencer says."""
