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
    from precedents.app.compare_arguments import Comparison as Comparison
    from precedents.app.compare_arguments import compare as compare
    from precedents.app.diff_reports import ReportDiff as ReportDiff
    from precedents.app.diff_reports import diff as diff
    from precedents.app.dossier import Dossier as Dossier
    from precedents.app.panel import Panel as Panel
    from precedents.app.panel import build_panel as build_panel
    from precedents.app.panel import conflict_years as conflict_years
    from precedents.app.panel import dyad_years as dyad_years
    from precedents.app.panel import leader_years as leader_years
    from precedents.app.panel import state_years as state_years
    from precedents.app.read_argument import read_argument as read_argument
    from precedents.app.reference_class import reference_class as reference_class
    from precedents.app.replay import Replay as Replay
    from precedents.app.replay import replay as replay
    from precedents.app.try_argument import try_argument as try_argument
    from precedents.core.errors import ArgumentError as ArgumentError
    from precedents.core.errors import PrecedentsError as PrecedentsError
    from precedents.core.errors import RecordError as RecordError
    from precedents.core.errors import UsageError as UsageError
    from precedents.estimators.difference_in_differences import (
        difference_in_differences as difference_in_differences,
    )
    from precedents.estimators.few_treated.exact_table import exact_table as exact_table
    from precedents.estimators.few_treated.randomisation import randomisation_test as randomisation_test
    from precedents.estimators.few_treated.wild_cluster import (
        wild_cluster_bootstrap as wild_cluster_bootstrap,
    )
    from precedents.estimators.hidden_bias import e_value as e_value
    from precedents.estimators.hidden_bias import robustness_value as robustness_value
    from precedents.estimators.panel_match.design import Caliper as Caliper
    from precedents.estimators.panel_match.face import panel_match as panel_match
    from precedents.estimators.panel_match.matched_panel import PanelMatch as PanelMatch
    from precedents.estimators.reading_universes.chance import find_deciders as find_deciders
    from precedents.estimators.reading_universes.nearest import find_path as find_path
    from precedents.estimators.reading_universes.share import find_share as find_share
    from precedents.estimators.reading_universes.shortest_rule import find_shortest_rule as find_shortest_rule
    from precedents.estimators.reading_universes.variance import decompose_variance as decompose_variance
    from precedents.estimators.regression.face import cox as cox
    from precedents.estimators.regression.face import regression as regression
    from precedents.estimators.regression.fitted import Regression as Regression
    from precedents.estimators.regression.table import regression_table as regression_table
    from precedents.estimators.rosenbaum_bounds import rosenbaum_bounds as rosenbaum_bounds
    from precedents.estimators.specification_curve.face import regression_universes as regression_universes
    from precedents.estimators.specification_curve.result import RegressionUniverses as RegressionUniverses
    from precedents.estimators.survival.face import cumulative_incidence as cumulative_incidence
    from precedents.estimators.survival.face import restricted_mean as restricted_mean
    from precedents.estimators.survival.face import survival_curve as survival_curve
    from precedents.estimators.synthetic_control.face import synthetic_control as synthetic_control
    from precedents.estimators.synthetic_control.result import SyntheticControl as SyntheticControl
    from precedents.record.store import Record as Record
    from precedents.record.store import open_record as open_record

_PUBLIC = {
    "ArgumentError": "precedents.core.errors",
    "Caliper": "precedents.estimators.panel_match.design",
    "Comparison": "precedents.app.compare_arguments",
    "Dossier": "precedents.app.dossier",
    "Panel": "precedents.app.panel",
    "PanelMatch": "precedents.estimators.panel_match.matched_panel",
    "PrecedentsError": "precedents.core.errors",
    "Record": "precedents.record.store",
    "RecordError": "precedents.core.errors",
    "Regression": "precedents.estimators.regression.fitted",
    "RegressionUniverses": "precedents.estimators.specification_curve.result",
    "Replay": "precedents.app.replay",
    "ReportDiff": "precedents.app.diff_reports",
    "SyntheticControl": "precedents.estimators.synthetic_control.result",
    "UsageError": "precedents.core.errors",
    "build_panel": "precedents.app.panel",
    "compare": "precedents.app.compare_arguments",
    "conflict_years": "precedents.app.panel",
    "cox": "precedents.estimators.regression.face",
    "cumulative_incidence": "precedents.estimators.survival.face",
    "decompose_variance": "precedents.estimators.reading_universes.variance",
    "diff": "precedents.app.diff_reports",
    "difference_in_differences": "precedents.estimators.difference_in_differences",
    "dyad_years": "precedents.app.panel",
    "e_value": "precedents.estimators.hidden_bias",
    "exact_table": "precedents.estimators.few_treated.exact_table",
    "find_deciders": "precedents.estimators.reading_universes.chance",
    "find_path": "precedents.estimators.reading_universes.nearest",
    "find_share": "precedents.estimators.reading_universes.share",
    "find_shortest_rule": "precedents.estimators.reading_universes.shortest_rule",
    "leader_years": "precedents.app.panel",
    "open_record": "precedents.record.store",
    "panel_match": "precedents.estimators.panel_match.face",
    "randomisation_test": "precedents.estimators.few_treated.randomisation",
    "read_argument": "precedents.app.read_argument",
    "reference_class": "precedents.app.reference_class",
    "regression": "precedents.estimators.regression.face",
    "regression_table": "precedents.estimators.regression.table",
    "regression_universes": "precedents.estimators.specification_curve.face",
    "replay": "precedents.app.replay",
    "restricted_mean": "precedents.estimators.survival.face",
    "robustness_value": "precedents.estimators.hidden_bias",
    "rosenbaum_bounds": "precedents.estimators.rosenbaum_bounds",
    "state_years": "precedents.app.panel",
    "survival_curve": "precedents.estimators.survival.face",
    "synthetic_control": "precedents.estimators.synthetic_control.face",
    "try_argument": "precedents.app.try_argument",
    "wild_cluster_bootstrap": "precedents.estimators.few_treated.wild_cluster",
}
"""The public names and where they live; loaded when first asked for, so that importing costs nothing."""

__all__ = sorted([*_PUBLIC, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'precedents' has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
