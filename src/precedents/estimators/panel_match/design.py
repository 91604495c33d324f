"""What is asked of the panel: whose effect, when, against whom, refined by what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.panel_match.matched_sets import LONGEST

REFINEMENTS = ("none", "mahalanobis", "ps.match", "ps.weight", "cbps.match", "cbps.weight")
WANTED = {
    "att": "the effect of beginning, on those that began",
    "atc": "the effect that beginning would have had, on those that could have begun and did not",
    "ate": "the effect of beginning, on those that began and those that could have",
    "art": "the effect of ending, on those that ended",
}
REVERSALS = ("allowed", "forbidden")
FEW = 5
"""Fewer treated than this are described, and no error is given: it would rest on almost nothing."""

Covariate = str | tuple[str, int | Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caliper:
    """How far a control may lie from the treated on one variable.

    ``limit`` in units of the variable (``scale="raw"``) or of its standard deviation over the panel (``"sd"``).
    ``over``: the year before (``"last"``), every year of the history (``"each"``), or their mean (``"mean"``).
    """

    limit: float
    scale: Literal["raw", "sd"] = "raw"
    over: Literal["last", "each", "mean"] = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One way to match: everything that was declared, checked.

    ``columns`` are the covariates as (name, years before); ``leads`` counts years after, 0 being the year itself.
    """

    outcome: str | None
    wanted: str
    lag: int
    leads: tuple[int, ...]
    refine: str
    size: int
    columns: tuple[tuple[str, int], ...]
    exact: tuple[str, ...]
    calipers: tuple[tuple[str, Caliper], ...]
    similar_years: int
    reversal: str
    match_missing: bool
    placebo: bool


def choose(word: str, known: Iterable[str], what: str) -> str:
    """The word, if it is one of those known.

    Raises
    ------
    UsageError
        With the near miss, when it is not.
    """
    known = list(known)
    if word not in known:
        raise UsageError(f"{what} is {word!r}; it can be {', '.join(known)}.{did_you_mean(word, known)}")
    return word


def read_leads(lead: int | Sequence[int]) -> tuple[int, ...]:
    """Which years after are meant?

    Parameters
    ----------
    lead
        One year; two, the first and the last of a stretch; or a range or list of three or more.

    Returns
    -------
    tuple of int

    Raises
    ------
    UsageError
        When a year lies before the treatment; the years before are tried with ``.placebo()``.

    Examples
    --------
    >>> read_leads((0, 4)), read_leads(2)
    ((0, 1, 2, 3, 4), (2,))
    """
    found: tuple[int, ...]
    if isinstance(lead, int):
        found = (lead,)
    elif isinstance(lead, tuple) and len(lead) == 2:
        found = tuple(range(lead[0], lead[1] + 1))
    else:
        found = tuple(sorted(set(lead)))
    if not found or found[0] < 0:
        raise UsageError(
            f"lead={lead!r} names no year from the treatment on: write (0, 4) for the year itself and the four after. "
            "Years before are tried with .placebo()"
        )
    return found


def read_columns(covariates: Sequence[Covariate], lag: int) -> tuple[tuple[str, int], ...]:
    """Which values of which year does each covariate stand for?

    Parameters
    ----------
    covariates
        A name stands for its values in each of the ``lag`` years before; (name, years) for those years before, 0
        being the year of the treatment itself.
    lag
        Years of history.

    Returns
    -------
    tuple of (str, int)

    Examples
    --------
    >>> read_columns(["gdp", ("polity", 1)], 2)
    (('gdp', 1), ('gdp', 2), ('polity', 1))
    """
    found: list[tuple[str, int]] = []
    for each in covariates:
        name, years = (each, range(1, lag + 1)) if isinstance(each, str) else each
        for back in (years,) if isinstance(years, int) else years:
            if back < 0:
                raise UsageError(
                    f"the covariate {name!r} is asked {-back} years after the treatment: that is an outcome"
                )
            found.append((name, int(back)))
    return tuple(dict.fromkeys(found))


def read_design(
    *,
    outcome: str | None,
    wanted: str,
    lag: int,
    lead: int | Sequence[int],
    refine: str,
    size: int,
    covariates: Sequence[Covariate],
    exact: Sequence[str],
    calipers: dict[str, Any],
    similar_years: int,
    reversal: str,
    match_missing: bool,
    placebo: bool,
) -> Design:
    """Is what was declared a design that can be carried out?

    Returns
    -------
    Design

    Raises
    ------
    UsageError
        When a word is unknown, a number out of range, or a refinement has no covariates.
    """
    choose(refine, REFINEMENTS, "refine")
    choose(wanted, WANTED, "qoi")
    choose(reversal, REVERSALS, "reversal")
    if not 1 <= lag <= LONGEST:
        raise UsageError(f"lag={lag}: the years of history can be 1 to {LONGEST}")
    if size < 1 or similar_years < 0:
        raise UsageError(
            f"size={size}, similar_years={similar_years}: at least 1 control, and no fewer than 0 years"
        )
    if refine != "none" and not covariates:
        raise UsageError(
            f"refine={refine!r} needs covariates to tell like from unlike: covariates=[…], or refine='none'"
        )
    if placebo and (lag < 2 or outcome is None):
        raise UsageError(
            "placebo=True needs an outcome and a lag of 2 or more: there must be years before to compare"
        )
    return Design(
        outcome=outcome,
        wanted=wanted,
        lag=lag,
        leads=read_leads(lead),
        refine=refine,
        size=size,
        columns=read_columns(covariates, lag),
        exact=tuple(exact),
        calipers=tuple(
            (name, each if isinstance(each, Caliper) else Caliper(limit=float(each)))
            for name, each in calipers.items()
        ),
        similar_years=similar_years,
        reversal=reversal,
        match_missing=match_missing,
        placebo=placebo,
    )
