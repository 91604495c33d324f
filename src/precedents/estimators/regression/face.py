"""`pr.regression` and `pr.cox`: a regression of the field in one call, from any data frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from precedents.core.errors import UsageError
from precedents.estimators.design import read_design, refuse_collinear
from precedents.estimators.frame_columns import Rows, read_rows
from precedents.estimators.regression.absorbed import fit_absorbed
from precedents.estimators.regression.conventions import check_convention, read_errors
from precedents.estimators.regression.families import FAMILIES, check_family, fit_family
from precedents.estimators.regression.fitted import Regression
from precedents.estimators.survival.cox import fit_cox


def regression(
    frame: Any,
    formula: str,
    *,
    family: str = "ols",
    cluster: str | None = None,
    robust: bool = False,
    convention: str = "stata",
    exposure: str | None = None,
    level: float = 0.95,
) -> Regression:
    """What goes with the outcome, the other columns held?

    Means an effect only where nothing that moves both is left out; `pr.robustness_value` says how strong it would
    have to be.

    Parameters
    ----------
    frame
        Any data frame: Polars, pandas, an Arrow table, a mapping of columns. Rows that lack a value are left out and
        counted.
    formula
        ``"y ~ x1 + log(x2) + C(region)"``. For ``ols`` and ``poisson`` effects of groups are swept out after a bar:
        ``"y ~ x | country + year"``.
    family
        ``ols``, ``logit``, ``probit``, ``poisson``, ``negative-binomial``, ``ordered-logit``, ``ordered-probit``.
    cluster
        The column that says which rows are not independent.
    robust
        Errors that hold where the spread differs between rows.
    convention
        Whose errors: ``"stata"`` or ``"r"``; the printed table says which factor that is.
    exposure
        For counts: the column by whose size counts grow (its log is the offset).
    level
        Coverage of the intervals.

    Returns
    -------
    Regression
        Prints like a table; ``to_frame()`` gives the rows.

    Raises
    ------
    UsageError
        When the call, the formula or the columns cannot be meant, or no finite estimate exists.

    Notes
    -----
    **Assumes** the family's form and independent clusters (about forty or more; with fewer see
    `pr.wild_cluster_bootstrap`). **Source** `families`, `conventions`; docs/methods/regression.md.

    Examples
    --------
    >>> frame = {"held": [1, 0, 1, 0, 0, 1, 1, 0, 1, 0], "deaths": [1, 4, 2, 3, 5, 2, 4, 6, 1, 2]}
    >>> fit = regression(frame, "held ~ deaths", family="logit")
    >>> round(fit.coefficient("deaths"), 4), fit.n
    (-1.0975, 10)
    """
    check_family(family)
    check_convention(convention)
    design = read_design(
        frame, formula, besides=(cluster, exposure), intercept=not family.startswith("ordered-")
    )
    if design.y is None:
        raise UsageError(f"the formula {formula!r} has no outcome: write 'y ~ x'")
    rows = Rows(frame=design.frame, left_out=design.left_out)
    groups = None if cluster is None else rows.groups([cluster])[0]
    meaning = (
        f"In the {design.y.size} rows that have every column, the difference in {FAMILIES[family].format(y=design.outcome)} "
        "that goes with one more of a covariate, the others held; an effect only if nothing that moves both is left out."
    )
    if design.absorbed:
        if exposure is not None:
            raise UsageError(
                "an exposure beside effects that are swept out is not supported: leave one of them out"
            )
        return fit_absorbed(
            design,
            family=family,
            cluster=cluster,
            robust=robust,
            convention=convention,
            level=level,
            estimand=meaning,
        )
    refuse_collinear(design.x, design.names)
    offset = None
    if exposure is not None:
        size = rows.numbers(exposure)
        if (size <= 0).any():
            raise UsageError(f"the exposure {exposure!r} is not above 0 in {int((size <= 0).sum())} rows")
        offset = np.log(size)
    found = fit_family(family, design.y, design.x, offset=offset)
    errors = read_errors(found, convention=convention, robust=robust, cluster=groups)
    around = float(((design.y - design.y.mean()) ** 2).sum())
    left = found.spread * (design.y.size - design.x.shape[1]) if found.spread is not None else None
    return Regression(
        family=family,
        outcome=design.outcome,
        names=(*design.names, *found.extra),
        coefficients=found.params,
        errors=np.sqrt(np.diag(errors.covariance)),
        covariance=errors.covariance,
        df=errors.df,
        n=int(design.y.size),
        left_out=design.left_out,
        clusters=None if groups is None else int(groups.max()) + 1,
        events=None,
        loglik=found.loglik,
        r2=None if left is None or not around else 1 - left / around,
        extra=len(found.extra),
        absorbed=(),
        convention=convention,
        how=errors.words,
        level=level,
        estimand=meaning,
    )


def cox(
    frame: Any,
    covariates: str | Sequence[str],
    *,
    stop: str,
    event: str,
    start: str | None = None,
    cluster: str | None = None,
    strata: Sequence[str] = (),
    ties: str = "efron",
    robust: bool = False,
    convention: str = "r",
    level: float = 0.95,
) -> Regression:
    """By what factor does each covariate multiply the hazard of an end?

    Parameters
    ----------
    frame
        Any data frame, a row a spell. A case whose covariates change over time has a row for each of their values,
        with ``start`` and ``stop``; a case that came late under observation starts late.
    covariates
        Columns, or the right-hand side of a formula: ``"mission + log(deaths) + C(region)"``.
    stop, event, start
        The columns of when a row ends, whether the event ended it (0 or 1), and when it begins (None: all from 0).
    cluster
        Which rows are not independent: the case itself where it has several rows, or its conflict.
    strata
        Columns whose every combination has a baseline hazard of its own.
    ties
        ``"efron"`` (R's default) or ``"breslow"`` (Stata's).
    robust
        Errors that hold where hazards are not in proportion, each row being its own cluster.
    convention
        ``"r"`` has no finite-sample factor on clustered errors (survival), ``"stata"`` G/(G - 1) (stcox).
    level
        Coverage of the intervals.

    Returns
    -------
    Regression
        Log hazard ratios; ``pr.regression_table(fit, exponentiate=True)`` prints the ratios.

    Raises
    ------
    UsageError
        When the call or the columns cannot be meant, or no finite estimate exists.

    Notes
    -----
    **Assumes** proportional hazards, and that who leaves early tells nothing. **Source** `fit_cox`.

    Examples
    --------
    >>> frame = {"years": [1, 2, 3, 4, 5, 6], "ended": [1, 1, 0, 1, 1, 0], "mission": [0, 1, 1, 0, 0, 1]}
    >>> fit = cox(frame, ["mission"], stop="years", event="ended")
    >>> round(fit.coefficient("mission"), 4), fit.events
    (-1.0658, 4)
    """
    check_convention(convention)
    formula = covariates if isinstance(covariates, str) else None
    besides = (stop, event, start, cluster, *strata)
    if formula is not None:
        if "~" in formula or "|" in formula:
            raise UsageError(
                "the covariates of a Cox regression are a right-hand side alone: 'x1 + x2'; groups with "
                "hazards of their own go into strata=[...]"
            )
        design = read_design(frame, formula, besides=besides, intercept=False)
        x, names, rows = design.x, design.names, Rows(frame=design.frame, left_out=design.left_out)
    else:
        names = tuple(covariates)
        rows = read_rows(frame, [*names, *besides])
        x = (
            np.column_stack([rows.numbers(name) for name in names])
            if names
            else np.empty((rows.frame.height, 0))
        )
    if not names:
        raise UsageError("a Cox regression needs a covariate")
    refuse_collinear(x - x.mean(axis=0), names)
    ended = rows.numbers(event)
    if not np.isin(ended, (0, 1)).all():
        raise UsageError(
            f"the column {event!r} is 1 where the event ended the row and 0 elsewhere; other values are in it"
        )
    ends = rows.numbers(stop)
    groups = None if cluster is None else rows.groups([cluster])[0]
    if groups is None and robust:
        groups = np.arange(ends.size)
    fit = fit_cox(
        np.zeros(ends.size) if start is None else rows.numbers(start),
        ends,
        ended == 1,
        x,
        stratum=rows.groups(strata)[0] if strata else None,
        cluster=groups,
        ties=ties,
    )
    covariance, words = fit.covariance, "classical"
    if fit.clustered is not None and groups is not None:
        count = int(groups.max()) + 1
        factor = count / (count - 1) if convention == "stata" else 1.0
        covariance = fit.clustered * factor
        kind = f"clustered ({count} clusters)" if cluster is not None else "robust"
        words = f"{kind}, {'factor G/(G - 1)' if convention == 'stata' else 'no factor'}"
    return Regression(
        family="cox",
        outcome=event,
        names=names,
        coefficients=fit.coefficients,
        errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        df=None,
        n=fit.n,
        left_out=rows.left_out,
        clusters=fit.clusters if cluster is not None else None,
        events=fit.events,
        loglik=fit.loglik,
        r2=None,
        extra=0,
        absorbed=(),
        convention=convention,
        how=f"{words}; read by the normal; ties by {ties.capitalize()}"
        + (f"; strata by {', '.join(strata)}" if strata else ""),
        level=level,
        estimand=f"In the {fit.n} spells that have every column, the log of the ratio of hazards of {event!r} that goes with "
        "one more of a covariate, the others held, at all times alike; an effect only if nothing that moves both is left out.",
    )
