"""The builders of the record, one table a module, in the order in which they are built.

A builder is ``build_<table>(read, entities, built) -> polars.DataFrame``: ``read`` gives the rows of a
source, ``entities`` resolves names and codes, ``built`` holds the tables that stand before it in the list.
The first one alone makes several tables, the entities themselves.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Builder:
    """Which function makes which tables. The function is imported when the record is built, not before."""

    tables: tuple[str, ...]
    function: str

    def load(self) -> Callable[..., Any]:
        """The function itself."""
        module, _, function = self.function.partition(":")
        loaded: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return loaded


_HERE = "precedents.record.builders"

ENTITIES = Builder(
    ("entities", "entity_names", "entity_codes", "successors", "groups"), f"{_HERE}.entities:build_entities"
)

BUILDERS = (
    Builder(("state_systems",), f"{_HERE}.state_systems:build_state_systems"),
    Builder(("external_support",), f"{_HERE}.external_support:build_external_support"),
    Builder(("conflicts",), f"{_HERE}.conflicts:build_conflicts"),
    Builder(("conflicts@ucdp-acd-22.1",), f"{_HERE}.conflicts:build_conflicts_22"),
    Builder(("conflict_years",), f"{_HERE}.conflict_years:build_conflict_years"),
    Builder(("conflict_years@ucdp-acd-22.1",), f"{_HERE}.conflict_years:build_conflict_years_22"),
    Builder(("state_years",), f"{_HERE}.state_years:build_state_years"),
    Builder(("onesided_actors",), f"{_HERE}.onesided_actors:build_onesided_actors"),
    Builder(("interventions",), f"{_HERE}.interventions:build_interventions"),
    Builder(("intervention_codings",), f"{_HERE}.interventions:build_intervention_codings"),
    Builder(("mass_killings",), f"{_HERE}.mass_killings:build_mass_killings"),
    Builder(("agreements",), f"{_HERE}.agreements:build_agreements"),
    Builder(("vetoes",), f"{_HERE}.vetoes:build_vetoes"),
    Builder(("nuclear",), f"{_HERE}.nuclear:build_nuclear"),
    Builder(("nuclear_programmes",), f"{_HERE}.nuclear_programmes:build_nuclear_programmes"),
    Builder(("disputes",), f"{_HERE}.disputes:build_disputes"),
    Builder(("leaders",), f"{_HERE}.leaders:build_leaders"),
    Builder(("magnitudes",), f"{_HERE}.magnitudes:build_magnitudes"),
    Builder(("case_facts",), f"{_HERE}.case_facts:build_case_facts"),
)

PULLED = (
    Builder(("leader_exits",), f"{_HERE}.leader_exits:build_leader_exits"),
    Builder(("removals",), f"{_HERE}.removals:build_removals"),
    Builder(("register_codings",), f"{_HERE}.register:build_register_codings"),
    Builder(("register_agreement",), f"{_HERE}.register:build_register_agreement"),
    Builder(("register",), f"{_HERE}.register:build_register"),
)
"""The tables that are never shipped: made on a user's machine from sources that the user pulled."""
