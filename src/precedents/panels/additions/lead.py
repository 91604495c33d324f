"""What a leader had lived through before coming to power."""

from __future__ import annotations

from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables

_COLUMNS = (
    "leveledu",
    "milservice",
    "combat",
    "rebel",
    "warwin",
    "warloss",
    "rebelwin",
    "rebelloss",
    "yrsexper",
    "physhealth",
    "mentalhealth",
)


def build_lead(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:  # noqa: ARG001 - the same for every panel
    """What had each leader learned, fought and suffered before coming to office (Ellis, Horowitz and Stam 2015)?

    Returns
    -------
    tuple of Keyed
        One table by the leader's spell in Archigos (``obsid``): ``leveledu`` (schooling, 0 to 3, higher is more),
        ``yrsexper`` (years in politics), and, 1 for yes, ``milservice``, ``combat``, ``rebel`` (served, fought,
        rebelled), ``warwin``, ``warloss``, ``rebelwin``, ``rebelloss`` (on the side that won or lost),
        ``physhealth``, ``mentalhealth`` (was in poor health). A leader who was not coded has no values.

    Notes
    -----
    Source: Leader Experience and Attribute Descriptions (LEAD), as in peacesciencer 1.2.9.
    """
    frame = tables.source("peacesciencer-1.2.9", "LEAD").select("obsid", *_COLUMNS)
    return (Keyed(frame=frame, key=("obsid",), name="LEAD"),)


ADDITION = Addition(
    name="lead",
    says="What a leader had lived through: schooling, service, combat, rebellion, health.",
    kinds=("leader-years",),
    sources=("peacesciencer-1.2.9",),
    coverage="2,930 of Archigos' 3,409 spells of leaders, who came to office by 2001; fewer for some columns",
    build=build_lead,
)
