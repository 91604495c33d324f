"""Effect: did the action change the outcome? Against like peaks of violence that were left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp, log, log1p

import polars as pl

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.leaning import outside_stand
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.bounds import doubt_bounds
from precedents.estimators.peak_comparison import FACTOR_TWO, PeakComparison, fit_peak_comparison

NAME = "effect"
PEAK = 25
"""Deaths in the year that make it one of violence: the field's own threshold of a conflict-year."""

WIDER = log(3)
"""The caliper that the doubt tries: like within a factor of three instead of two."""


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did deaths change more after the action than after like peaks without it?

    Parameters
    ----------
    part
        A part of kind ``effect``: ``class`` (the cases acted on), ``measure`` (deaths a country-year),
        ``within`` (years), ``smallest`` (the smallest relative change that would matter).
    ground
        Where one stands.
    tweak
        ``bound`` reads the sources' low or high estimates; ``wider`` takes a wider caliper.

    Returns
    -------
    Stand
        ``estimate`` is on the scale of log(1 + deaths). Not identified where fewer than five cases can be
        compared, or most have no like peak: then it is outside what the record can show, and says so.
    """
    fitted = _fit(part, ground, tweak)
    measure = str(part.fields.get("measure") or "deaths_best")
    sources = tuple(
        dict.fromkeys([*ground.find_column("state_years", measure).sources, *_class_sources(part, ground)])
    )
    if fitted.refused or fitted.estimate is None:
        why = f"not identified: {fitted.refused or 'no interval can be given'}"
        return replace(outside_stand(NAME, why, sources=sources), outside=None, note=why)
    lean, side = _lean(part, fitted)
    ratio = exp(fitted.estimate)
    span = (
        ""
        if fitted.low is None or fitted.high is None
        else f", {exp(fitted.low):.2g} to {exp(fitted.high):.2g}"
    )
    within = _within(part)
    label = (
        f"deaths in the {within} years after the start were {ratio:.2g} times{span} what like peaks without an intervention "
        f"saw, on average, under these assumptions ({len(fitted.matches)} of {_began(part, ground)} cases compared)"
    )
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=ratio,
        low=None if fitted.low is None else exp(fitted.low),
        high=None if fitted.high is None else exp(fitted.high),
        unit="ratio of deaths",
        n=len(fitted.matches),
        method=f"each case's country-year against the nearest country-years without one whose deaths in that year and the year "
        f"before were within a factor of {2 if not tweak.wider else 3} ({fitted.controls} used); change of log(1 + deaths) "
        f"over {within} years; interval clustered by country; expected: {part.expects.in_words()}. It assumes that among "
        "like peaks it was as good as chance which saw an intervention. Deaths are those of the whole state; cases that began in a "
        f"year with fewer than {PEAK} deaths, or after another in the same state and year, are not compared apart",
        leans=lean,
        sources=sources,
        rows=tuple(
            {
                "entity": match.unit,
                "year": match.year,
                "change": match.change,
                "like_peaks": ", ".join(f"{unit} {year}" for unit, year in match.controls),
                "their_change": match.controls_change,
            }
            for match in fitted.matches
        ),
        decides=True,
    )
    informing = () if tweak != Tweak() else _inform(fitted, sources)
    note = "" if lean is not Lean.NEITHER else f"{label}: an interval that holds both a rise and a fall"
    return Stand(lean=lean, side=side, estimate=fitted.estimate, findings=(finding, *informing), note=note)


def _within(part: Part) -> int:
    within = part.fields.get("within")
    if within is None:
        return 2
    if float(within) < 1 or not float(within).is_integer():
        raise UsageError(f"“within” counts whole years, at least 1, not {within}")
    return int(within)


def _fit(part: Part, ground: Ground, tweak: Tweak) -> PeakComparison:
    measure = str(part.fields.get("measure") or "deaths_best")
    if ground.find_column("state_years", measure).kind not in ("integer", "number"):
        raise UsageError(f"an effect is measured in numbers; state_years.{measure} holds none")
    if tweak.bound != "best" and measure.endswith("_best"):
        measure = measure.removesuffix("best") + tweak.bound
    panel = ground.record.table("state_years").select(
        "entity", "year", deaths=ground.find_column("state_years", measure).name
    )
    rule = ground.argument.classes[str(part.fields["class"])]
    cases = ground.rows(rule.of, rule.where).select("entity", "start", "end").drop_nulls("start")
    last = ground.find_column("state_years", measure).coverage.last_year
    # A like peak left alone is one in which nobody intervened, not only nobody of this class.
    anyone = ground.record.table("interventions").select("entity", "start", "end").drop_nulls("start")
    began = (
        cases.select("entity", year=pl.col("start").dt.year().cast(pl.Int64))
        .unique()
        .with_columns(treated=pl.lit(True))
    )
    running = (
        pl.concat([cases, anyone])
        .select(
            "entity",
            year=pl.int_ranges(
                pl.col("start").dt.year().cast(pl.Int64),
                # Without an end it goes on, as far as the record knows.
                pl.col("end").dt.year().cast(pl.Int64).fill_null(last) + 1,
            ),
        )
        .explode("year")
        .unique()
        .with_columns(running=pl.lit(True))
    )
    joined = panel.join(began, on=["entity", "year"], how="left").join(
        running, on=["entity", "year"], how="left"
    )
    # Without a peak there is nothing to compare: a quiet year is like every other quiet year.
    joined = joined.with_columns(treated=pl.col("treated") & (pl.col("deaths") >= PEAK)).sort(
        "entity", "year"
    )
    return fit_peak_comparison(
        joined["entity"].to_list(),
        joined["year"].to_list(),
        joined["deaths"].cast(pl.Float64).to_list(),
        joined["treated"].fill_null(False).to_list(),
        joined["running"].is_null().to_list(),
        lead=_within(part),
        outcome="mean-over-lead",
        caliper=WIDER if tweak.wider else FACTOR_TWO,
    )


def _lean(part: Part, fitted: PeakComparison) -> tuple[Lean, Lean]:
    """Lean of the interval and side of the estimate, under the expectation."""
    form = part.expects.form
    assert fitted.estimate is not None
    given = part.fields.get("smallest")
    smallest = log1p(0.2 if given is None else float(given))
    low, high = fitted.low, fitted.high
    if form in ("unlike", "alike"):
        changed = low is not None and high is not None and (low > 0 or high < 0)
        flat = low is not None and high is not None and -smallest < low and high < smallest
        lean = Lean.FOR if changed else Lean.AGAINST if flat else Lean.NEITHER
        return (lean.mirrored, lean.mirrored) if form == "alike" else (lean, lean)
    side = Lean.FOR if fitted.estimate < 0 else Lean.AGAINST if fitted.estimate > 0 else Lean.NEITHER
    firm = low is not None and high is not None and (high < 0 or low > 0)
    lean = side if firm else Lean.NEITHER
    return (lean.mirrored, side.mirrored) if form == "more" else (lean, side)


def _inform(fitted: PeakComparison, sources: tuple[str, ...]) -> tuple[Finding, ...]:
    blank = Finding(
        id="", kind=NAME, label="", value=None, unit="", method="", leans=Lean.NEITHER, sources=sources
    )
    assert fitted.treated_change is not None
    assert fitted.controls_change is not None
    alone = replace(
        blank,
        label=f"by themselves: deaths went to {exp(fitted.treated_change):.2g} times after interventions, and to "
        f"{exp(fitted.controls_change):.2g} times after like peaks without one",
        value=exp(fitted.treated_change),
        unit="ratio of deaths",
        n=len(fitted.matches),
        method="change of log(1 + deaths), treated and matched apart: peaks fall by themselves",
    )
    left = [f"{unit} {year}" for unit, year in fitted.unmatched]
    unknown = [f"{unit} {year}" for unit, year in fitted.unknown]
    without = replace(
        blank,
        label=f"without a like peak: {', '.join(left) or 'none'}; without deaths before or after: {', '.join(unknown) or 'none'}",
        value=len(left),
        unit="cases",
        n=fitted.treated,
        method="cases that could not be compared, and are not in the estimate",
    )
    balance = replace(
        blank,
        label="likeness beforehand: "
        + "; ".join(
            f"{b.variable} {b.before:.2f} standard deviations apart, {b.after:.2f} once matched"
            for b in fitted.balance
        ),
        value=max((abs(b.after) for b in fitted.balance), default=None),
        unit="standard deviations",
        method="standardised difference of means, before and after matching",
    )
    return alone, without, balance


def _began(part: Part, ground: Ground) -> int:
    rule = ground.argument.classes[str(part.fields["class"])]
    return ground.rows(rule.of, rule.where).height


def _class_sources(part: Part, ground: Ground) -> tuple[str, ...]:
    rule = ground.argument.classes[str(part.fields["class"])]
    return ground.find_column(rule.of, "start").sources


def doubt_part(
    part: Part,  # noqa: ARG001 - every kind has this form
    ground: Ground,  # noqa: ARG001 - every kind has this form
    author: Stand,
    refit: Callable[[Tweak], Stand],
) -> tuple[Doubt, ...]:
    """The doubts of an effect: the deaths' own bounds, a wider notion of like, and what deaths cannot show."""
    if author.estimate is None:
        return ()
    bounds = doubt_bounds(author, refit(Tweak(bound="low")), refit(Tweak(bound="high")))
    wider = refit(Tweak(wider=True))
    if wider.estimate is None:
        likeness = Doubt(id="caliper", outcome=DoubtOutcome.SILENT, says="no wider comparison is possible")
    else:
        same = wider.side is author.side
        likeness = Doubt(
            id="caliper",
            outcome=DoubtOutcome.HELD if same else DoubtOutcome.BROKE,
            says=f"with peaks alike within a factor of three: {exp(wider.estimate):.2g} times",
            critical=True,
        )
    hidden = Doubt(
        id="what-decided-who-got-it",
        outcome=DoubtOutcome.SILENT,
        says="deaths alone cannot show that it was as good as chance which of the like peaks saw an intervention",
    )
    return bounds, likeness, hidden
