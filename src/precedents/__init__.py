"""Precedents tests an argument from historical precedent against the whole record.

>>> import precedents as pr
>>> record = pr.open_record()
>>> argument = pr.read_argument("balkan-precedent", record)
>>> dossier = pr.try_argument(argument, record, seed=1)
>>> dossier.verdicts().columns
['id', 'verdict', 'because', 'says']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from precedents.app.dossier import Dossier as Dossier
    from precedents.app.panel import Panel as Panel
    from precedents.app.panel import build_panel as build_panel
    from precedents.app.panel import conflict_years as conflict_years
    from precedents.app.panel import dyad_years as dyad_years
    from precedents.app.panel import leader_years as leader_years
    from precedents.app.panel import state_years as state_years
    from precedents.app.read_argument import read_argument as read_argument
    from precedents.app.reference_class import reference_class as reference_class
    from precedents.app.try_argument import try_argument as try_argument
    from precedents.core.errors import ArgumentError as ArgumentError
    from precedents.core.errors import PrecedentsError as PrecedentsError
    from precedents.core.errors import RecordError as RecordError
    from precedents.core.errors import UsageError as UsageError
    from precedents.record.store import Record as Record
    from precedents.record.store import open_record as open_record

_PUBLIC = {
    "ArgumentError": "precedents.core.errors",
    "Dossier": "precedents.app.dossier",
    "Panel": "precedents.app.panel",
    "PrecedentsError": "precedents.core.errors",
    "Record": "precedents.record.store",
    "RecordError": "precedents.core.errors",
    "UsageError": "precedents.core.errors",
    "build_panel": "precedents.app.panel",
    "conflict_years": "precedents.app.panel",
    "dyad_years": "precedents.app.panel",
    "leader_years": "precedents.app.panel",
    "open_record": "precedents.record.store",
    "read_argument": "precedents.app.read_argument",
    "reference_class": "precedents.app.reference_class",
    "state_years": "precedents.app.panel",
    "try_argument": "precedents.app.try_argument",
}
"""The public names and where they live; loaded when first asked for, so that importing costs nothing."""

__all__ = sorted([*_PUBLIC, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'precedents' has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
