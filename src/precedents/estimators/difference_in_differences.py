"""Did outcomes of the treated change, from before to after, by more than those of the others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.frame_columns import read_frame
from precedents.estimators.regression.face import regression
from precedents.estimators.staggered import DiffFound, empty_path, fit_staggered
from precedents.estimators.treatment_paths import TreatmentPaths, read_paths, refuse_switching_off

METHODS: dict[str, str] = {
    "two-way": "the coefficient of the treatment beside effects of units and years; treatments may switch off",
    "saturated": "cohort by cohort, weighted (Sun & Abraham 2021); treatments stay",
    "did2s": "untreated outcomes foretold from untreated rows (Gardner 2022); treatments stay",
}
FEWEST = 5
"""Fewer treated units than this are described, not tested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInDifferences:
    """The average effect on the treated, and its path around the beginning.

    ``error``, ``low``, ``high`` and ``p`` are None where fewer than five units were treated: ``notes`` say so. ``path`` has a row
    a year relative to the beginning (columns ``time``, ``estimate``, ``error``, ``low``, ``high``; empty for ``"two-way"``);
    times below 0 are placebos, -1 is the year of comparison. ``treated``, ``switched_off`` and ``units`` count units.
    """

    method: str
    estimate: float
    error: float | None
    low: float | None
    high: float | None
    p: float | None
    path: pl.DataFrame
    n: int
    units: int
    treated: int
    switched_off: int
    left_out: int
    clusters: int
    notes: tuple[str, ...]
    estimand: str

    def __str__(self) -> str:
        lines = [f"{self.method}: {self.estimate:.4g}"]
        if self.error is not None:
            lines[0] += (
                f" (error {self.error:.4g}), interval [{self.low:.4g}, {self.high:.4g}], p = {self.p:.4f}"
            )
        lines.append(f"n {self.n:,}, units {self.units}, treated {self.treated}, clusters {self.clusters}")
        if self.path.height:
            lines += [
                f"  {row['time']:+d}  {row['estimate']:9.4g}"
                + ("" if row["error"] is None else f"  [{row['low']:.4g}, {row['high']:.4g}]")
                for row in self.path.iter_rows(named=True)
            ]
        return "\n".join([*lines, *self.notes, self.estimand])


def difference_in_differences(
    frame: Any,
    *,
    unit: str,
    time: str,
    treatment: str,
    outcome: str,
    method: str = "two-way",
    covariates: Sequence[str] = (),
    lags_of_outcome: int = 0,
    cluster: str | None = None,
    level: float = 0.95,
) -> DifferenceInDifferences:
    """Did outcomes of the treated change by more than those of the others, beyond what was common to all?

    Parameters
    ----------
    frame
        Any data frame, a row a unit and time.
    unit, time, treatment, outcome
        Columns: who, when (whole numbers), whether treated then (0, 1), and the outcome.
    method
        One of ``METHODS``: ``"two-way"``, or for treatments that stay ``"saturated"`` or ``"did2s"``.
    covariates
        Columns held constant.
    lags_of_outcome
        How many of the outcome's own earlier values are held constant (two-way alone).
    cluster
        Which rows are not independent; the unit when None.
    level
        Coverage of the intervals.

    Returns
    -------
    DifferenceInDifferences

    Raises
    ------
    UsageError
        When a treatment switches off and the method forbids it, nobody is ever untreated, or the call cannot be meant.

    Notes
    -----
    **Assumes** parallel paths without treatment, no anticipation, no effect on others; two-way besides one constant effect
    (else cohorts are weighted, some negatively: Goodman-Bacon 2021), and with lags of the outcome long series
    (Nickell 1981). **Source** estimated by pyfixest; checked against Acemoglu et al. 2019, table 2, columns 1, 2 and 3,
    and against simulated truth.
    """
    if method not in METHODS:
        raise UsageError(
            f"there is no method {method!r}: one of {', '.join(METHODS)}.{did_you_mean(method, METHODS)}"
        )
    if lags_of_outcome and method != "two-way":
        raise UsageError(
            f"{method} cannot hold lags of the outcome constant: they are moved by the treatment; method='two-way' can"
        )
    paths = read_paths(frame, unit=unit, time=time, treatment=treatment, keep=[outcome, *covariates, cluster])
    notes = [paths.in_words()] if paths.switched_off else []
    if method != "two-way":
        refuse_switching_off(paths, method)
    if paths.treated < FEWEST:
        notes.append(
            f"only {paths.treated} units were treated: this describes them and is no test; see pr.synthetic_control for a "
            "comparison case by case"
        )
    if method == "two-way":
        found = _two_way(
            paths, read_frame(frame), unit, time, outcome, tuple(covariates), lags_of_outcome, cluster, level
        )
    else:
        found = fit_staggered(
            paths, outcome=outcome, covariates=tuple(covariates), cluster=cluster, method=method, level=level
        )
    tested = paths.treated >= FEWEST
    path = found.path
    if not tested:
        path = path.with_columns(
            pl.lit(None, dtype=pl.Float64).alias(name) for name in ("error", "low", "high")
        )
    return DifferenceInDifferences(
        method=method,
        estimate=found.estimate,
        error=found.error if tested else None,
        low=found.low if tested else None,
        high=found.high if tested else None,
        p=found.p if tested else None,
        path=path,
        n=found.n,
        units=paths.units,
        treated=paths.treated,
        switched_off=len(paths.switched_off),
        left_out=paths.left_out + paths.frame.height - found.n,
        clusters=found.clusters,
        notes=(*notes, *found.notes),
        estimand=f"For the {paths.treated} units that were treated, in the rows that were, the mean difference in {outcome!r} from what it "
        "would have been untreated, if without treatment all units had moved in parallel"
        + (", the effect being one and the same for all." if method == "two-way" else "."),
    )


def _two_way(
    paths: TreatmentPaths,
    whole: pl.DataFrame,
    unit: str,
    time: str,
    outcome: str,
    covariates: tuple[str, ...],
    lags: int,
    cluster: str | None,
    level: float,
) -> DiffFound:
    table = paths.frame.with_columns(pl.col(outcome).alias("_outcome"))
    plain = {name: f"_x{at}" for at, name in enumerate(covariates)}
    table = table.with_columns(pl.col(name).alias(safe) for name, safe in plain.items())
    for lag in range(1, lags + 1):
        # By the year, not by the row before, and from rows too whose treatment is not known.
        earlier = whole.select(unit, pl.col(time).cast(pl.Int64) + lag, pl.col(outcome).alias(f"_lag{lag}"))
        table = table.join(
            earlier, left_on=[unit, "_time"], right_on=[unit, time], how="left", maintain_order="left"
        )
    right = " + ".join(["_treatment", *(f"_lag{lag}" for lag in range(1, lags + 1)), *plain.values()])
    fit = regression(table, f"_outcome ~ {right} | _unit + _time", cluster=cluster or "_unit", level=level)
    low, high = fit.interval()
    return DiffFound(
        estimate=float(fit.coefficients[0]),
        error=float(fit.errors[0]),
        low=float(low[0]),
        high=float(high[0]),
        p=float(fit.p[0]),
        path=empty_path(),
        n=fit.n,
        clusters=fit.clusters or 0,
        notes=(f"Errors {fit.how}.",),
    )
