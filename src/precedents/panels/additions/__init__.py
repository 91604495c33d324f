"""What can be added to a panel, one addition a module, under the names that the field already speaks.

An addition is a frozen value: its name (that of peacesciencer's function without ``add_``), one sentence, the
kinds of panel that it fits, the sources that users pull for it, and either ``build`` (tables keyed by state,
dyad or leader: the panel joins them, see :mod:`precedents.panels.join`) or ``apply`` (new columns made of
columns that the panel has). Modules are loaded when an addition is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.panels.grain import Ask
from precedents.panels.keyed import Between, Keyed, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One thing that can be added to a panel.

    ``kinds`` are the kinds of panel that it fits. ``options`` are what a user may say, with the values they have
    unless the user says otherwise. ``sources`` are what users pull for it, ``columns`` the tables and columns of the
    record that it is made of, whose sources are to be cited too. ``coverage`` says in words what years and states it speaks for. ``prefix`` goes
    before the names of those of its columns that the panel has from another addition: both publications of
    disputes call a number of a dispute ``dispnum``.
    """

    name: str
    says: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    coverage: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    build: Callable[[Tables, Ask], tuple[Keyed | Between, ...]] | None = None
    apply: Callable[[pl.DataFrame, Ask], pl.DataFrame] | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where an addition does not say what peacesciencer says, and why: a line of the page of correspondence.

    ``years`` are the first and last year in which cells of ``columns`` may differ (None: without an end), ``states``
    the numbers of the states whose cells may (none: any state's). ``ours`` and ``theirs`` say in words what stands
    there. Outside of it both programs say the same, and a test of the addition holds it to that.
    """

    columns: tuple[str, ...]
    years: tuple[int | None, int | None]
    ours: str
    theirs: str
    why: str
    states: tuple[int, ...] = ()


_HERE = "precedents.panels.additions"

ADDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "archigos": f"{_HERE}.archigos",
        "atop_alliance": f"{_HERE}.atop_alliance",
        "capital_distance": f"{_HERE}.capital_distance",
        "ccode_to_gw": f"{_HERE}.ccode_to_gw",
        "conflict": f"{_HERE}.conflict",
        "contiguity": f"{_HERE}.contiguity",
        "cow_majors": f"{_HERE}.cow_majors",
        "cow_mids": f"{_HERE}.cow_mids",
        "cow_trade": f"{_HERE}.cow_trade",
        "cow_wars": f"{_HERE}.cow_wars",
        "creg_fractionalization": f"{_HERE}.creg_fractionalization",
        "democracy": f"{_HERE}.democracy",
        "entity": f"{_HERE}.entity",
        "gml_mids": f"{_HERE}.gml_mids",
        "gwcode_to_cow": f"{_HERE}.gwcode_to_cow",
        "igos": f"{_HERE}.igos",
        "interventions": f"{_HERE}.interventions",
        "latent_territorial_threat": f"{_HERE}.latent_territorial_threat",
        "lead": f"{_HERE}.lead",
        "lwuf": f"{_HERE}.lwuf",
        "minimum_distance": f"{_HERE}.minimum_distance",
        "nmc": f"{_HERE}.nmc",
        "nuclear_status": f"{_HERE}.nuclear_status",
        "peace_years": f"{_HERE}.peace_years",
        "regime": f"{_HERE}.regime",
        "rugged_terrain": f"{_HERE}.rugged_terrain",
        "sim_gdp_pop": f"{_HERE}.sim_gdp_pop",
        "spells": f"{_HERE}.spells",
        "strategic_rivalries": f"{_HERE}.strategic_rivalries",
        "ucdp_acd": f"{_HERE}.ucdp_acd",
        "ucdp_onsets": f"{_HERE}.ucdp_onsets",
        "violence": f"{_HERE}.violence",
    }
)
"""Every addition and the module that holds it, as ``ADDITION``."""


def read_addition(name: str) -> Addition:
    """Which addition has this name?

    Raises
    ------
    UsageError
        When there is none; near misses are offered, and a name that starts with ``add_`` is understood.
    """
    if name not in ADDITIONS:
        bare = name.removeprefix("add_")
        hint = f" Say {bare!r}." if bare in ADDITIONS else did_you_mean(name, ADDITIONS)
        raise UsageError(f"no addition {name!r}; `precedents panel --list` shows them.{hint}")
    addition: Addition = importlib.import_module(ADDITIONS[name]).ADDITION
    return addition


def read_differences(name: str) -> tuple[Difference, ...]:
    """Where an addition does not say what peacesciencer says; nothing where both agree, or only one has it."""
    return tuple(getattr(importlib.import_module(ADDITIONS[name]), "DIFFERENCES", ()))
