"""The families of the field's tables: where the likelihood of each has its maximum, and how it bends there."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.frame_columns import load_extra
from precedents.estimators.regression.likelihood import Maximum
from precedents.estimators.regression.ordered import fit_ordered

Floats = NDArray[np.float64]

FAMILIES: dict[str, str] = {
    "ols": "the mean of {y}",
    "logit": "the log odds of {y}",
    "probit": "the probit of {y}",
    "poisson": "the log of the mean of {y}",
    "negative-binomial": "the log of the mean of {y}",
    "ordered-logit": "the log odds of a higher step of {y}",
    "ordered-probit": "the latent scale behind {y}, in its standard deviations,",
}
"""Each family, and what a coefficient is a difference in."""

MOST_STEPS = 200


def check_family(family: str) -> None:
    """Is there such a family?

    Raises
    ------
    UsageError
        When there is not, with near misses.
    """
    if family not in FAMILIES:
        raise UsageError(
            f"there is no family {family!r}: one of {', '.join(FAMILIES)}.{did_you_mean(family, FAMILIES)}"
        )


def fit_family(family: str, y: Floats, x: Floats, *, offset: Floats | None = None) -> Maximum:
    """Where does the likelihood of a family have its maximum?

    Parameters
    ----------
    family
        One of ``FAMILIES``.
    y
        The outcome (length n): 0 and 1 for logit and probit, counts for Poisson and negative binomial.
    x
        Columns (n by p), the constant among them except for ordered families.
    offset
        What is added to the linear predictor of counts (length n): the log of exposure.

    Returns
    -------
    Maximum

    Raises
    ------
    UsageError
        When the outcome is not of the family, or the likelihood does not settle.

    Notes
    -----
    Maxima by statsmodels (ordered families by `fit_ordered`), then one Newton step more, so that what is left is
    rounding. The dispersion of the negative binomial is its log, as Stata's nbreg has it: variance m + exp(.) m².
    """
    check_family(family)
    if offset is not None and family not in ("poisson", "negative-binomial"):
        raise UsageError(f"an offset belongs to counts; {family} has none")
    if family == "ols":
        return _ols(y, x)
    if family.startswith("ordered-"):
        return fit_ordered(y, x, link=family.removeprefix("ordered-"))
    if family in ("logit", "probit"):
        if not np.isin(y, (0, 1)).all() or y.min() == y.max():
            raise UsageError(f"the outcome of {family} is 0 and 1, both of them, and nothing else")
    elif (y < 0).any() or (y != np.round(y)).any():
        raise UsageError(f"the outcome of {family} is a count: whole and not below 0")
    discrete = load_extra("statsmodels.discrete.discrete_model", "a regression")
    shift = {} if offset is None else {"offset": offset}
    if family == "negative-binomial":
        return _negative_binomial(discrete, y, x, shift)
    model = {"logit": discrete.Logit, "probit": discrete.Probit, "poisson": discrete.Poisson}[family](
        y, x, **shift
    )
    params = _polish(model, _settle(model, family, method="newton"))
    expected = None
    if family == "probit":
        z = x @ params
        density = np.exp(-(z**2)) / (2 * np.pi)
        expected = (x * (density / (ndtr(z) * ndtr(-z)))[:, None]).T @ x
    return Maximum(
        params=params,
        loglik=float(model.loglike(params)),
        scores=np.asarray(model.score_obs(params)),
        information=-np.asarray(model.hessian(params)),
        expected=expected,
        extra=(),
    )


def _ols(y: Floats, x: Floats) -> Maximum:
    """Least squares; the scores and information are those of the sum of squares, from which every error follows."""
    n, p = x.shape
    if n <= p:
        raise UsageError(f"{n} rows cannot tell {p} columns apart")
    params = np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)
    left = y - x @ params
    squares = float(left @ left)
    return Maximum(
        params=params,
        loglik=float(-n / 2 * (np.log(2 * np.pi * squares / n) + 1)) if squares else np.inf,
        scores=x * left[:, None],
        information=x.T @ x,
        expected=None,
        extra=(),
        columns=x,
        spread=squares / (n - p),
    )


def _settle(model: Any, family: str, **how: Any) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is judged below, in words
        try:
            found = model.fit(disp=0, maxiter=MOST_STEPS, **how)
        except Exception as error:
            raise _unsettled(family) from error
    params = np.asarray(found.params, dtype=np.float64)
    if not (np.isfinite(params).all() and found.mle_retvals["converged"]):
        raise _unsettled(family)
    if family in ("logit", "probit"):
        chance = model.predict(params)
        # Fitted chances of 0 and 1 to eight digits: a column parts the rows, and its coefficient has no end.
        if np.minimum(chance, 1 - chance).min() < 1e-8 and np.abs(params).max() > 15:
            raise _unsettled(family)
    return params


def _polish(model: Any, params: Floats) -> Floats:
    step = np.linalg.solve(-np.asarray(model.hessian(params)), np.asarray(model.score(params)))
    return params + step if np.isfinite(step).all() and np.abs(step).max() < 1e-2 else params


def _negative_binomial(discrete: Any, y: Floats, x: Floats, shift: dict[str, Floats]) -> Maximum:
    model = discrete.NegativeBinomial(y, x, loglike_method="nb2", **shift)
    params = _settle(model, "negative-binomial", method="bfgs")
    for _ in range(3):
        params = _polish(model, params)
    alpha = float(params[-1])
    if not alpha > 1e-8:
        raise UsageError(
            "the counts vary no more than a Poisson variable: the negative binomial has no maximum; take "
            "family='poisson'"
        )
    # From alpha to its log; at the maximum the slope is 0, so the bend needs no second term.
    turn = np.ones(params.size)
    turn[-1] = alpha
    mean = np.exp(x @ params[:-1] + shift.get("offset", np.zeros(len(y))))
    return Maximum(
        params=np.r_[params[:-1], np.log(alpha)],
        loglik=float(model.loglike(params)),
        scores=np.asarray(model.score_obs(params)) * turn,
        information=-np.asarray(model.hessian(params)) * np.outer(turn, turn),
        expected=(x * (mean / (1 + alpha * mean))[:, None]).T @ x,
        extra=("log dispersion",),
    )


def _unsettled(family: str) -> UsageError:
    return UsageError(
        f"the likelihood of the {family} model has no finite maximum that could be found: a column parts the outcome "
        "wholly, or nearly, or the columns are of very unlike size. Leave it out or rescale; for a few cases that a "
        "feature parts, estimators.firth.fit_firth has finite estimates"
    )
