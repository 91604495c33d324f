"""Against like peaks of violence that were left alone: what became of deaths after each case of a class?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from math import exp, log

import polars as pl
from scipy.special import stdtrit

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.effect_lean import NAME, lean_effect, read_within, refuse_effect
from precedents.app.kinds.effect_panel import find_repeated, name_measure, read_panel, read_regions
from precedents.core.argument import Part
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.carry_over import doubt_carry_over
from precedents.doubts.coding_uncertainty import doubt_coding_uncertainty
from precedents.doubts.hidden_bias import Strength, doubt_hidden_bias
from precedents.doubts.interference import doubt_interference
from precedents.doubts.leave_one_case_out import doubt_leave_one_case_out
from precedents.doubts.overlap import Likeness, doubt_overlap
from precedents.doubts.regression_to_the_mean import doubt_regression_to_the_mean
from precedents.estimators.hidden_bias import robustness_value
from precedents.estimators.peak_comparison import FACTOR_TWO, PeakComparison, fit_peak_comparison
from precedents.estimators.rosenbaum_bounds import rosenbaum_bounds

PEAK = 25
"""Deaths in the year that make it one of violence: the field's own threshold of a conflict-year."""

DRAWS = 8
"""Draws between the sources' low and high."""

MEMORY = 5
"""Years for which an earlier intervention may still be felt."""

NEAR = 2
"""Years within which an intervention next door may be felt."""

WIDER = log(3)
"""The caliper that the doubt tries: like within a factor of three instead of two."""


def try_peaks(part: Part, ground: Ground, tweak: Tweak) -> Stand:
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
    measure = name_measure(part)
    sources = tuple(
        dict.fromkeys([*ground.find_column("state_years", measure).sources, *_class_sources(part, ground)])
    )
    if fitted.refused or fitted.estimate is None:
        return refuse_effect(fitted.refused or "no interval can be given", sources)
    lean, side = lean_effect(part, fitted.estimate, fitted.low, fitted.high)
    ratio = exp(fitted.estimate)
    span = (
        ""
        if fitted.low is None or fitted.high is None
        else f", {exp(fitted.low):.2g} to {exp(fitted.high):.2g}"
    )
    within = read_within(part)
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
        method=f"like peaks ({'declared' if part.fields.get('method') else 'by rule, for a class of cases'}): each case's country-year against the nearest country-years without one whose deaths in that year and the year "
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


def _fit(part: Part, ground: Ground, tweak: Tweak) -> PeakComparison:
    panel = read_panel(part, ground, tweak, read_cases(part, ground))
    # Without a peak there is nothing to compare: a quiet year is like every other quiet year.
    panel = panel.with_columns(treated=pl.col("treated") & (pl.col("deaths") >= PEAK))
    if tweak.without_controls:
        named = pl.concat_str("entity", pl.lit(" "), pl.col("year").cast(pl.String))
        panel = panel.with_columns(running=pl.col("running") | named.is_in(list(tweak.without_controls)))
    return fit_peak_comparison(
        panel["entity"].to_list(),
        panel["year"].to_list(),
        panel["deaths"].to_list(),
        panel["treated"].fill_null(False).to_list(),
        (~panel["running"]).to_list(),
        lead=read_within(part),
        outcome="mean-over-lead",
        caliper=WIDER if tweak.wider else FACTOR_TWO,
    )


def read_cases(part: Part, ground: Ground) -> pl.DataFrame:
    """The cases acted on: ``entity``, ``start``, ``end``."""
    rule = ground.argument.classes[str(part.fields["class"])]
    return ground.rows(rule.of, rule.where).select("entity", "start", "end").drop_nulls("start")


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


def doubt_peaks(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of an effect against like peaks, and what deaths cannot show."""
    if author.estimate is None:
        return ()
    fitted, cases = _fit(part, ground, Tweak()), read_cases(part, ground)
    anyone = ground.record.table("interventions").select("entity", "start", "end")
    sign = 1 if author.estimate > 0 else -1
    names = [f"{match.unit} {match.year}" for match in fitted.matches]
    repeated = [
        name for name in find_repeated(cases, pl.concat([cases, anyone]).unique(), MEMORY) if name in names
    ]
    imbalance = max((abs(each.after) for each in fitted.balance), default=None)
    hidden = Doubt(
        id="what-decided-who-got-it",
        outcome=DoubtOutcome.SILENT,
        says="deaths alone cannot show that it was as good as chance which of the like peaks saw an intervention",
    )
    return (
        doubt_bounds(author, refit(Tweak(bound="low")), refit(Tweak(bound="high"))),
        _doubt_caliper(author, refit(Tweak(wider=True))),
        doubt_regression_to_the_mean(fitted.treated_change, fitted.controls_change),
        doubt_overlap(lambda: Likeness(len(fitted.matches), fitted.treated, imbalance)),
        doubt_leave_one_case_out(
            author,
            names,
            [sign * (match.change - match.controls_change) for match in fitted.matches],
            lambda gone: _leave_out(part, fitted, gone),
        ),
        doubt_carry_over(author, repeated, lambda gone: _leave_out(part, fitted, gone)),
        doubt_interference(
            author,
            _find_near(fitted, ground),
            "controls in the region of a case of the same years",
            lambda gone: refit(Tweak(without_controls=gone)),
        ),
        doubt_coding_uncertainty(
            author,
            DRAWS,
            ground.rng(f"coding of {part.fields['class']}"),
            lambda seed: refit(Tweak(draw=seed)),
        ),
        doubt_hidden_bias(author, lambda: _measure_strength(fitted)),
        hidden,
    )


def _leave_out(part: Part, fitted: PeakComparison, gone: Collection[str]) -> Stand:
    """The mean of the remaining cases: each has its own like peaks, so nothing has to be matched anew."""
    left = [
        match.change - match.controls_change
        for match in fitted.matches
        if f"{match.unit} {match.year}" not in gone
    ]
    if not left:
        return Stand(lean=Lean.NEITHER, side=Lean.NEITHER, estimate=None, findings=())
    estimate = sum(left) / len(left)
    return Stand(
        lean=Lean.NEITHER, side=lean_effect(part, estimate, None, None)[1], estimate=estimate, findings=()
    )


def _doubt_caliper(author: Stand, wider: Stand) -> Doubt:
    if wider.estimate is None:
        return Doubt(id="caliper", outcome=DoubtOutcome.SILENT, says="no wider comparison is possible")
    return Doubt(
        id="caliper",
        outcome=DoubtOutcome.HELD if wider.side is author.side else DoubtOutcome.BROKE,
        says=f"with peaks alike within a factor of three: {exp(wider.estimate):.2g} times",
        critical=True,
    )


def _find_near(fitted: PeakComparison, ground: Ground) -> list[str]:
    """Controls in the region of a case that began within two years of theirs."""
    regions = read_regions(ground)
    began = [(regions.get((match.unit, match.year)), match.year) for match in fitted.matches]
    used = dict.fromkeys(control for match in fitted.matches for control in match.controls)
    return [
        f"{unit} {year}"
        for unit, year in used
        if any(regions.get((unit, year)) == region and abs(year - when) <= NEAR for region, when in began)
    ]


def _measure_strength(fitted: PeakComparison) -> Strength:
    assert fitted.estimate is not None
    assert fitted.low is not None
    assert fitted.high is not None
    sign = 1 if fitted.estimate > 0 else -1
    pairs = [sign * (match.change - match.controls_change) for match in fitted.matches]
    gamma = rosenbaum_bounds(pairs, gammas=(1.0,)).gamma_star if any(pairs) else None
    df = fitted.units - 1
    error = (fitted.high - fitted.low) / (2 * float(stdtrit(df, 0.975)))
    robust = robustness_value(fitted.estimate, error, df).value if df > 1 and error > 0 else None
    return Strength(gamma=gamma, robustness=robust)
