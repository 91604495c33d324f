"""By which convention are errors computed? Stata's and R's, each factor by its name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.regression.likelihood import Maximum

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONVENTIONS = ("stata", "r")
ERRORS = ("classical", "robust", "clustered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """The ``covariance`` of the parameters (q by q), what it is read with (Student's t on ``df``, the normal when None),
    and how it was made, in ``words``.
    """

    covariance: Floats
    df: float | None
    words: str


def check_convention(convention: str) -> None:
    """Is there such a convention?

    Raises
    ------
    UsageError
        When there is not.
    """
    if convention not in CONVENTIONS:
        raise UsageError(
            f"there is no convention {convention!r}: 'stata' or 'r'.{did_you_mean(convention, CONVENTIONS)}"
        )


def read_errors(
    found: Maximum,
    *,
    convention: str,
    robust: bool = False,
    cluster: Ints | None = None,
) -> Errors:
    """How uncertain are the parameters, by one convention?

    Parameters
    ----------
    found
        The maximum of the likelihood (or the least sum of squares).
    convention
        ``"stata"``: regress, and ml with vce(robust) or vce(cluster). ``"r"``: lm and glm read by lmtest's coeftest,
        with sandwich's vcovHC (its default, HC3) or sandwich for robust, and vcovCL for clustered errors.
    robust
        Whether errors hold where the spread differs between rows.
    cluster
        Which rows are not independent (length n, numbers from 0).

    Returns
    -------
    Errors

    Raises
    ------
    UsageError
        When there are fewer than two clusters.

    Notes
    -----
    With G clusters, n rows and k columns, the factor on the clustered covariance is, for linear regressions,
    G/(G - 1) · (n - 1)/(n - k) in both, read by t on G - 1 degrees (Stata) or n - k (R); for likelihoods G/(G - 1) in
    both, read by the normal. Where they differ for likelihoods is the information: Stata's is the observed one of all
    parameters; R's glm (probit) takes its expectation, and glm.nb takes the dispersion as known besides.

    **Source** Liang & Zeger 1986; White 1980; MacKinnon & White 1985 (HC3); Stata's manual, [P] _robust; sandwich's
    documentation (Zeileis, Köll & Graham 2020). Checked against statsmodels and against pyfixest.
    """
    check_convention(convention)
    n, q = found.scores.shape
    least_squares = found.spread is not None
    scores, information, size = found.scores, found.information, q
    if convention == "r" and found.expected is not None:
        size = found.expected.shape[0]
        scores, information = scores[:, :size], found.expected
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    if cluster is not None:
        groups = int(cluster.max()) + 1
        if groups < 2:
            raise UsageError("clustered errors need two clusters at least; there is one")
        sums = np.zeros((groups, size))
        np.add.at(sums, cluster, scores)
        factor = groups / (groups - 1)
        words = f"clustered ({groups} clusters), factor G/(G - 1)"
        df = None
        if least_squares:
            factor *= (n - 1) / (n - q)
            words += " · (n - 1)/(n - k)"
            df = float(groups - 1 if convention == "stata" else n - q)
        middle = factor * sums.T @ sums
    elif robust:
        middle, words = _robust(found, scores, inverse, convention)
        df = float(n - q) if least_squares else None
    elif found.spread is not None:
        return _whole(found, found.spread * inverse, float(n - q), f"classical; read by t on {n - q} degrees")
    else:
        kind = "expected" if convention == "r" and found.expected is not None else "observed"
        return _whole(found, inverse, None, f"classical ({kind} information); read by the normal")
    covariance = inverse @ middle @ inverse
    read = f"read by t on {df:g} degrees" if df is not None else "read by the normal"
    return _whole(found, covariance, df, f"{words}; {read}")


def _robust(found: Maximum, scores: Floats, inverse: Floats, convention: str) -> tuple[Floats, str]:
    n, q = found.scores.shape
    if found.columns is None:
        factor = n / (n - 1) if convention == "stata" else 1.0
        words = "robust, factor n/(n - 1)" if convention == "stata" else "robust, no factor"
        return factor * scores.T @ scores, words
    if convention == "stata":
        return n / (n - q) * scores.T @ scores, "robust (HC1), factor n/(n - k)"
    hat = np.einsum("ij,jk,ik->i", found.columns, inverse, found.columns)
    taken = scores / (1 - hat)[:, None]
    return taken.T @ taken, "robust (HC3)"


def _whole(found: Maximum, covariance: Floats, df: float | None, words: str) -> Errors:
    """Parameters that a convention takes as known have no error (NaN)."""
    q = found.params.size
    if covariance.shape[0] < q:
        whole = np.full((q, q), np.nan)
        whole[: covariance.shape[0], : covariance.shape[0]] = covariance
        covariance = whole
    return Errors(covariance=covariance, df=df, words=words)
