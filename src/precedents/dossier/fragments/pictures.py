"""The picture of a part: what its deciding finding shows better than words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precedents.dossier.figures.break_years import build_break_years
from precedents.dossier.figures.like_peaks import build_like_peaks
from precedents.dossier.figures.likeness import build_likeness
from precedents.dossier.figures.options import build_options
from precedents.dossier.figures.score_strip import build_score_strip
from precedents.dossier.figures.style import Figure
from precedents.dossier.fragments.findings import is_alternative


def build_picture(
    part: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    report: Mapping[str, Any],
    anchor: str,
    rows_at: str,
) -> Figure | None:
    """Which picture stands beside the deciding finding of a part?

    Parameters
    ----------
    part, findings
        The part and its findings, of which one decides.
    report
        The report, for the names of cases and of the target.
    anchor
        Where the picture stands.
    rows_at
        Where the rows of the deciding finding stand as a table.

    Returns
    -------
    Figure or None
        For a trend, an analogy, a pathway or an effect whose rows are there, and for a base rate with a
        measure; None for the rest.
    """
    deciding = next((finding for finding in findings if finding.get("decides") and finding.get("rows")), None)
    if deciding is None:
        return None
    argument = report.get("argument") or {}
    choices = tuple(map(str, argument.get("choices") or ()))
    kind = str(part["kind"])
    if kind == "trend":
        return build_break_years(deciding, anchor, rows_at)
    if kind == "analogy":
        target = str(argument.get("target_label") or argument.get("target") or "the target")
        cited = frozenset(map(str, argument.get("cited") or ()))
        return build_likeness(deciding, cited, target, anchor, rows_at)
    if kind == "pathway":
        others = [each for each in findings if not each.get("decides") and not is_alternative(each, choices)]
        return build_options(deciding, others, anchor, rows_at)
    if kind in ("base-rate", "base rate", "base_rate"):
        return build_score_strip(findings, anchor)
    if kind == "effect":
        return build_like_peaks(deciding, report.get("classes") or (), anchor, rows_at)
    return None
