"""Regressions whose effects of units and years are swept out, by pyfixest."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from precedents.core.errors import UsageError
from precedents.estimators.design import Design
from precedents.estimators.frame_columns import load_extra
from precedents.estimators.regression.fitted import Regression


def fit_absorbed(
    design: Design,
    *,
    family: str,
    cluster: str | None,
    robust: bool,
    convention: str,
    level: float,
    estimand: str,
) -> Regression:
    """What goes with the outcome within groups, the effects of the groups being swept out?

    Parameters
    ----------
    design
        The columns; ``absorbed`` names the groups.
    family
        ``ols`` or ``poisson``: in other families the effects of many small groups bias the rest.
    cluster, robust, convention, level
        As in `pr.regression`.
    estimand
        The sentence that says what a coefficient is.

    Returns
    -------
    Regression

    Raises
    ------
    UsageError
        When the family cannot do it, or pyfixest cannot estimate it.

    Notes
    -----
    Clustered errors have the factor G/(G - 1) · (n - 1)/(n - k), where k leaves out the effects that are nested in
    clusters: reghdfe's in Stata and fixest's in R, which agree. No row is dropped, singletons neither.
    """
    if family not in ("ols", "poisson"):
        raise UsageError(
            f"effects after a bar cannot be swept out of a {family} model: with few rows a group they bias the other "
            "coefficients (incidental parameters). Take family='ols' (a linear probability), or C(group) in the formula "
            "where groups have many rows"
        )
    pyfixest = load_extra("pyfixest", "a regression with swept-out effects")
    pandas = load_extra("pandas", "a regression with swept-out effects")
    assert design.y is not None
    safe = [f"x{at}" for at in range(len(design.names))]
    data: dict[str, Any] = {"y": design.y, **dict(zip(safe, design.x.T, strict=True))}
    for at, name in enumerate(design.absorbed):
        data[f"g{at}"] = design.frame[name].rank("dense").to_numpy()
    vcov: Any = "iid"
    if cluster is not None:
        data["c"] = design.frame[cluster].rank("dense").to_numpy()
        vcov = {"CRV1": "c"}
    elif robust:
        vcov = "hetero"
    fml = f"y ~ {' + '.join(safe)} | {' + '.join(f'g{at}' for at in range(len(design.absorbed)))}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run = pyfixest.feols if family == "ols" else pyfixest.fepois
            fit = run(fml, pandas.DataFrame(data), vcov=vcov, fixef_rm="none")
        except Exception as error:
            raise UsageError(f"pyfixest could not estimate {fml!r}: {str(error).splitlines()[0]}") from error
    kept = list(fit.coef().index)
    if kept != safe:
        lost = ", ".join(name for name, word in zip(design.names, safe, strict=True) if word not in kept)
        raise UsageError(
            f"{lost} does not vary within {' and '.join(design.absorbed)}: leave it out of the formula"
        )
    covariance = np.asarray(fit._vcov, dtype=np.float64)
    clusters = None if cluster is None else int(design.frame[cluster].n_unique())
    df = None
    if family == "ols":
        df = float(clusters - 1 if clusters is not None else fit._df_t)
    words = "classical" if not (robust or cluster) else "robust (HC1)"
    if clusters is not None:
        words = f"clustered ({clusters} clusters), factor G/(G - 1) · (n - 1)/(n - k)"
    n = int(fit._N)
    return Regression(
        family=family,
        outcome=design.outcome,
        names=design.names,
        coefficients=np.asarray(fit.coef(), dtype=np.float64),
        errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        df=df,
        n=n,
        left_out=design.left_out + design.y.size - n,
        clusters=clusters,
        events=None,
        loglik=None,
        r2=None,
        extra=0,
        absorbed=design.absorbed,
        convention=convention,
        how=f"{words}; read by " + (f"t on {df:g} degrees" if df is not None else "the normal"),
        level=level,
        estimand=estimand,
    )
