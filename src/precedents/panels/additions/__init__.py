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
from precedents.panels.keyed import Keyed, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One thing that can be added to a panel.

    ``kinds`` are the kinds of panel that it fits. ``options`` are what a user may say, with the values they have
    unless the user says otherwise. ``coverage`` says in words what years and states it speaks for.
    """

    name: str
    says: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...] = ()
    coverage: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    build: Callable[[Tables, Ask], tuple[Keyed, ...]] | None = None
    apply: Callable[[pl.DataFrame, Ask], pl.DataFrame] | None = None


_HERE = "precedents.panels.additions"

ADDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "nmc": f"{_HERE}.nmc",
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
