"""Regressions side by side, as a journal prints them."""

from __future__ import annotations

import math
import textwrap

from precedents.core.errors import UsageError
from precedents.estimators.regression.fitted import Regression

WIDTH = 100
STARS = ((0.01, "***"), (0.05, "**"), (0.1, "*"))


def regression_table(
    *fits: Regression, stars: bool = False, exponentiate: bool = False, digits: int = 3
) -> str:
    """What do several regressions say, side by side?

    Parameters
    ----------
    *fits
        What `pr.regression`, `pr.cox` and their like returned; a column each.
    stars
        Whether small p are starred (*** .01, ** .05, * .1). Off by default: an interval says more than a threshold.
    exponentiate
        Whether ratios are printed (of odds, rates, hazards), with errors by the delta method.
    digits
        Digits after the point.

    Returns
    -------
    str
        Coefficients with errors in brackets below, then n, clusters, log likelihood and how errors were made.

    Raises
    ------
    UsageError
        When there is no regression to print, or ratios are asked of one that has none.

    Examples
    --------
    >>> import precedents as pr
    >>> frame = {"y": [0, 0, 1, 1, 0, 1, 1, 0], "x": [1, 2, 3, 4, 2, 5, 1, 3]}
    >>> print(pr.regression_table(pr.regression(frame, "y ~ x", family="ols")))
                          y
                        ols
    -----------------------
    Intercept         0.027
                    (0.401)
    x                 0.180
                    (0.136)
    -----------------------
    n                     8
    R²                0.225
    log likelihood   -4.786
    -----------------------
    Errors: classical; read by t on 6 degrees.
    """
    if not fits:
        raise UsageError("there is no regression to print")
    if exponentiate and any(fit.family in ("ols", "probit", "ordered-probit") for fit in fits):
        raise UsageError("a difference of means or of probits has no ratio: print it without exponentiate")
    names = list(dict.fromkeys(name for fit in fits for name in fit.names[: len(fit.names) - fit.extra]))
    extras = list(dict.fromkeys(name for fit in fits for name in fit.names[len(fit.names) - fit.extra :]))
    rows: list[tuple[str, ...] | None] = [
        ("", *(fit.outcome for fit in fits)),
        ("", *(fit.family for fit in fits)),
        None,
    ]
    frames = [fit.to_frame(exponentiate=exponentiate) for fit in fits]
    for group in (names, extras):
        for name in group:
            upper, lower = [name], [""]
            for frame, fit in zip(frames, fits, strict=True):
                if name not in fit.names:
                    upper.append("")
                    lower.append("")
                    continue
                row = frame.row(fit.names.index(name), named=True)
                mark = next((sign for most, sign in STARS if row["p"] < most), "") if stars else ""
                upper.append(f"{row['estimate']:.{digits}f}{mark}")
                lower.append(
                    f"({row['error']:.{digits}f})" if math.isfinite(row["error"]) else "(taken as known)"
                )
            rows += [tuple(upper), tuple(lower)]
        if group is names or extras:
            rows.append(None)
    rows += _foot(fits, digits)
    sizes = [max(len(row[at]) for row in rows if row is not None) for at in range(len(fits) + 1)]
    rule = "-" * (sum(sizes) + 2 * len(fits))
    lines = [
        rule
        if row is None
        else (
            row[0].ljust(sizes[0])
            + "".join("  " + cell.rjust(size) for cell, size in zip(row[1:], sizes[1:], strict=True))
        ).rstrip()
        for row in rows
    ]
    said = list(dict.fromkeys(fit.how for fit in fits))
    notes = (
        [f"Errors: {said[0]}."]
        if len(said) == 1
        else [f"Errors ({at}): {fit.how}." for at, fit in enumerate(fits, 1)]
    )
    if exponentiate:
        notes.append("Ratios; errors by the delta method, intervals and p on the log scale.")
    if stars:
        notes.append("*** p < .01, ** p < .05, * p < .1")
    return "\n".join([*lines, rule, *(textwrap.fill(note, WIDTH) for note in notes)])


def _foot(fits: tuple[Regression, ...], digits: int) -> list[tuple[str, ...] | None]:
    found: list[tuple[str, ...] | None] = [("n", *(f"{fit.n:,}" for fit in fits))]
    if any(fit.left_out for fit in fits):
        found.append(("rows left out", *(f"{fit.left_out:,}" for fit in fits)))
    for word, values in (
        ("events", [fit.events for fit in fits]),
        ("clusters", [fit.clusters for fit in fits]),
    ):
        if any(value is not None for value in values):
            found.append((word, *("" if value is None else f"{value:,}" for value in values)))
    effects = dict.fromkeys(name for fit in fits for name in fit.absorbed)
    found += [
        (f"effects of {name}", *("yes" if name in fit.absorbed else "no" for fit in fits)) for name in effects
    ]
    for word, figures in (("R²", [fit.r2 for fit in fits]), ("log likelihood", [fit.loglik for fit in fits])):
        if any(figure is not None for figure in figures):
            found.append((word, *("" if figure is None else f"{figure:.{digits}f}" for figure in figures)))
    return found
