"""Treatments that begin at different times and stay: the average effect and its path around the beginning, by pyfixest."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from precedents.core.errors import UsageError
from precedents.estimators.frame_columns import load_extra
from precedents.estimators.treatment_paths import TreatmentPaths

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffFound:
    """An average effect with its error, interval and p; its ``path`` (a row a relative time); rows and clusters used."""

    estimate: float
    error: float
    low: float
    high: float
    p: float
    path: pl.DataFrame
    n: int
    clusters: int
    notes: tuple[str, ...]


def empty_path() -> pl.DataFrame:
    """A path of no times."""
    return pl.DataFrame(
        schema={"time": pl.Int64, **dict.fromkeys(("estimate", "error", "low", "high"), pl.Float64)}
    )


def fit_staggered(
    paths: TreatmentPaths,
    *,
    outcome: str,
    covariates: tuple[str, ...],
    cluster: str | None,
    method: str,
    level: float,
) -> DiffFound:
    """What did treatments that stay change on average, and how did it unfold?

    Parameters
    ----------
    paths
        The panel, whose treatments stay.
    outcome, covariates, cluster
        Columns of its frame; the unit when ``cluster`` is None.
    method
        ``"saturated"`` or ``"did2s"``.
    level
        Coverage of the intervals.

    Returns
    -------
    DiffFound

    Raises
    ------
    UsageError
        When pyfixest cannot estimate it.

    Notes
    -----
    Units that were treated from their first row on have no before and are left out. For ``"saturated"`` the effects of
    cohorts are averaged by their rows, at each time and over all; the error takes these shares as fixed, as fixest does.
    """
    kept = paths.frame.drop_nulls([outcome, *covariates, *([cluster] if cluster else [])])
    first = pl.col("_time").min().over("_unit")
    kept = kept.filter((pl.col("_since") == 0) | (pl.col("_since") > first))
    data: dict[str, Any] = {
        "unit": kept["_unit"].to_numpy(),
        "time": kept["_time"].to_numpy(),
        "since": kept["_since"].to_numpy(),
        "y": kept[outcome].cast(pl.Float64).to_numpy(),
    }
    words = [f"x{at}" for at in range(len(covariates))]
    for word, name in zip(words, covariates, strict=True):
        data[word] = kept[name].cast(pl.Float64).to_numpy()
    data["c"] = kept[cluster].rank("dense").to_numpy() if cluster else data["unit"]
    data["treated"] = (data["since"] > 0) & (data["time"] >= data["since"])
    # Never treated: at the year of comparison always, so that they never have an effect.
    data["relative"] = np.where(data["since"] > 0, data["time"] - data["since"], -1).astype(float)
    pyfixest = load_extra("pyfixest", f"method={method!r}")
    table = load_extra("pandas", f"method={method!r}").DataFrame(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run = _saturated if method == "saturated" else _did2s
            (estimate, error), path = run(pyfixest, table, words)
        except Exception as trouble:
            raise UsageError(
                f"pyfixest could not estimate {method}: {str(trouble).splitlines()[0]}"
            ) from trouble
    reach = float(ndtri(0.5 + level / 2))
    path = path.with_columns(
        low=pl.col("estimate") - reach * pl.col("error"), high=pl.col("estimate") + reach * pl.col("error")
    )
    return DiffFound(
        estimate=estimate,
        error=error,
        low=estimate - reach * error,
        high=estimate + reach * error,
        p=float(2 * ndtr(-abs(estimate / error))),
        path=path.sort("time"),
        n=kept.height,
        clusters=int(np.unique(data["c"]).size),
        notes=(f"Errors clustered, by pyfixest's {method}; read by the normal.",),
    )


def _weighed(coefficients: Floats, covariance: Floats, weights: Floats) -> tuple[float, float]:
    shares = weights / weights.sum()
    return float(shares @ coefficients), float(np.sqrt(shares @ covariance @ shares))


def _saturated(pyfixest: Any, table: Any, words: list[str]) -> tuple[tuple[float, float], pl.DataFrame]:
    fit = pyfixest.event_study(
        table,
        yname="y",
        idname="unit",
        tname="time",
        gname="since",
        cluster="c",
        estimator="saturated",
        **({"xfml": " + ".join(words)} if words else {}),
    )
    found = [re.fullmatch(r"rel_time::(-?[0-9.]+):\D*::([0-9.]+)", str(name)) for name in fit.coef().index]
    places = [at for at, each in enumerate(found) if each is not None]
    cells = [(int(float(each[1])), int(float(each[2]))) for each in found if each is not None]
    counts = table.groupby(["relative", "since"]).size().to_dict()
    weights = np.array([counts.get((float(when), since), 0) for when, since in cells], dtype=np.float64)
    values = fit.coef().to_numpy(dtype=np.float64)[places]
    covariance = np.asarray(fit._vcov, dtype=np.float64)[np.ix_(places, places)]
    times = np.array([when for when, _ in cells])
    overall = _weighed(values, covariance, np.where(times >= 0, weights, 0.0))
    rows = [
        (int(when), *_weighed(values, covariance, np.where(times == when, weights, 0.0)))
        for when in np.unique(times)
    ]
    return overall, _path(rows)


def _did2s(pyfixest: Any, table: Any, words: list[str]) -> tuple[tuple[float, float], pl.DataFrame]:
    controls = " + ".join(words) or "0"
    options = {
        "yname": "y",
        "first_stage": f"~ {controls} | unit + time",
        "treatment": "treated",
        "cluster": "c",
    }
    fit = pyfixest.did2s(table, second_stage="~ i(treated, ref=False)", **options)
    overall = float(fit.coef().iloc[0]), float(fit.se().iloc[0])
    fit = pyfixest.did2s(table, second_stage="~ i(relative, ref=-1.0)", **options)
    rows = [
        (int(float(str(name).rpartition("::")[2].rstrip("]").removeprefix("T."))), float(value), float(error))
        for name, value, error in zip(fit.coef().index, fit.coef(), fit.se(), strict=True)
    ]
    return overall, _path(rows)


def _path(rows: list[tuple[int, float, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"time": pl.Int64, "estimate": pl.Float64, "error": pl.Float64}, orient="row"
    )
