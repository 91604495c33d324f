"""State-years in which an intervention began against state-years of the same history that were left alone."""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.special import stdtrit

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.effect_lean import (
    NAME,
    lean_effect,
    read_within,
    refuse_effect,
    say_interval,
    turn_ratio,
)
from precedents.app.kinds.effect_panel import find_repeated, name_measure, read_panel, read_regions
from precedents.app.kinds.effect_peaks import read_cases
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.carry_over import doubt_carry_over
from precedents.doubts.coding_uncertainty import doubt_coding_uncertainty
from precedents.doubts.hidden_bias import Strength, doubt_hidden_bias
from precedents.doubts.interference import doubt_interference
from precedents.doubts.leave_one_case_out import doubt_leave_one_case_out
from precedents.doubts.overlap import Likeness, doubt_overlap
from precedents.doubts.pre_trends import Before, doubt_pre_trends
from precedents.estimators.hidden_bias import robustness_value
from precedents.estimators.panel_match.face import panel_match
from precedents.estimators.panel_match.matched_panel import PanelMatch

LAG = 3
"""Years of the same history, the year of the start among them."""
FACTOR = 3.0
"""How many times the deaths of the year of the start may differ."""
DRAWS, MEMORY, COVERAGE = 10, 5, 0.95


class Matched(NamedTuple):
    """The match with its mean effect over the years after."""

    match: PanelMatch
    estimate: float
    low: float
    high: float
    error: float
    treated: int
    began: int
    units: int
    estimand: str
    refused: str


def try_matched(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did deaths change more than in state-years with the same history of interventions and like deaths?

    Parameters
    ----------
    part
        Of kind ``effect`` with a ``class``.
    ground
        Where one stands.
    tweak
        As `read_panel`; ``without_controls`` with any word bars controls of the region of the treated.

    Returns
    -------
    Stand
        ``estimate`` on the scale of log(1 + deaths), the mean over the years after.
    """
    column = ground.find_column("state_years", name_measure(part))
    table = ground.argument.classes[str(part.fields["class"])].of
    sources = tuple(dict.fromkeys([*column.sources, *ground.find_column(table, "start").sources]))
    try:
        found = _fit(part, ground, tweak)
    except UsageError as error:
        return refuse_effect(str(error), sources)
    if found.refused or not np.isfinite(found.estimate):
        return refuse_effect(found.refused, sources)
    low, high = found.low, found.high
    lean, side = lean_effect(part, found.estimate, low, high)
    within, ratio = read_within(part), turn_ratio(found.estimate)
    label = (
        f"deaths in the {within} years after the start were {ratio:.2g} times{say_interval(low, high)} what state-years of the same "
        f"history without an intervention saw ({found.treated} of {found.began} country-years compared)"
    )
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=ratio,
        low=turn_ratio(low),
        high=turn_ratio(high),
        unit="ratio of deaths",
        n=found.treated,
        method=f"panel matching ({'declared' if part.fields.get('method') else 'by rule'}): the same history of interventions over "
        f"{LAG} years, log(1 + deaths) of the year of the start and the year before by Mahalanobis' distance, deaths in the year of "
        f"the start within a factor of {FACTOR:g}; treatment counts from the year after the start. {found.estimand} "
        f"Expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(found.match.sets().select("entity", "year", "control", "weight").iter_rows(named=True)),
        decides=True,
    )
    note = "" if lean is not Lean.NEITHER else f"{label}: an interval that holds both a rise and a fall"
    return Stand(lean=lean, side=side, estimate=found.estimate, findings=(finding,), note=note)


def _fit(part: Part, ground: Ground, tweak: Tweak) -> Matched:
    panel = read_panel(part, ground, tweak, read_cases(part, ground))
    began = pl.col("treated").shift(1).over("entity")
    ran, anyone = (pl.col(name).shift(1).over("entity") for name in ("by_class", "running"))
    # Another's intervention is neither treatment nor its absence; a case left out by a doubt is unknown too.
    dropped = ran & ~(began | ran.shift(1).over("entity").fill_null(False))
    known = pl.when(ran & ~dropped).then(1).when(anyone | ran).then(None).otherwise(0)
    panel = panel.with_columns(
        deaths_log=pl.col("deaths").log1p(), treatment=pl.when(anyone.is_not_null()).then(known)
    ).filter(pl.col("deaths").is_not_null())
    regions = read_regions(ground)
    masks = {}
    if tweak.without_controls:
        masks["the same region"] = _pair_regions(panel, regions)
    match = panel_match(
        panel.select("entity", "year", "treatment", "deaths_log"),
        unit="entity",
        time="year",
        treatment="treatment",
        outcome="deaths_log",
        lag=LAG,
        lead=(0, read_within(part) - 1),
        refine="mahalanobis",
        covariates=[("deaths_log", (1, 2))],
        calipers={"deaths_log": log(FACTOR)},
        masks=masks,
        match_missing=False,
        placebo=True,
    )
    effect = match.estimate(errors="centred", level=COVERAGE)
    sets = match.sets()
    units = sets["entity"].n_unique()
    weights = np.full(len(effect.leads), 1 / len(effect.leads))
    estimate = float(weights @ effect.estimate)
    error = (
        sqrt(max(float(weights @ effect.covariance @ weights), 0.0)) if effect.identified else float("nan")
    )
    reach = float(stdtrit(units - 1, 0.5 + COVERAGE / 2)) * error if units > 1 else float("nan")
    pairs = sets.select("entity", "year").n_unique()
    return Matched(
        match=match,
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        error=error,
        treated=pairs,
        began=pairs + match.unmatched().height,
        units=units,
        estimand=effect.estimand,
        refused="" if effect.identified else effect.says,
    )


def _pair_regions(panel: pl.DataFrame, regions: dict[tuple[str, int], str]) -> pl.DataFrame:
    """Pairs of states that were ever of one region."""
    of = {entity: region for (entity, _), region in sorted(regions.items())}
    states = panel["entity"].unique().sort().to_list()
    rows = [(a, b) for a in states for b in states if a != b and of.get(a) == of.get(b) is not None]
    return pl.DataFrame(rows, schema=["a", "b"], orient="row")


def doubt_matched(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of panel matching."""
    if author.estimate is None:
        return ()
    found, cases = _fit(part, ground, Tweak()), read_cases(part, ground)
    # Treatment counts from the year after the start.
    began = found.match.sets().select("entity", "year").unique().sort("entity", "year")
    names = [f"{entity} {year - 1}" for entity, year in began.iter_rows()]
    anyone = ground.record.table("interventions").select("entity", "start", "end")
    repeated = [
        name for name in find_repeated(cases, pl.concat([cases, anyone]).unique(), MEMORY) if name in names
    ]
    pulls = [_pull(author, refit(Tweak(without_cases=(name,)))) for name in names]
    balance = found.match.balance()
    nearest = balance.filter(pl.col("period") >= -2)["after"].abs().drop_nulls().to_list()
    return (
        doubt_pre_trends(author.estimate, lambda: _before(found.match)),
        doubt_overlap(lambda: Likeness(found.treated, found.began, max(nearest, default=None))),
        doubt_leave_one_case_out(author, names, pulls, lambda gone: refit(Tweak(without_cases=gone))),
        doubt_carry_over(author, repeated, lambda gone: refit(Tweak(without_cases=gone))),
        doubt_interference(
            author,
            ["region"],
            "kind of controls, those of the same region,",
            lambda gone: refit(Tweak(without_controls=gone)),
        ),
        doubt_bounds(author, refit(Tweak(bound="low")), refit(Tweak(bound="high"))),
        doubt_coding_uncertainty(
            author,
            DRAWS,
            ground.rng(f"matching of {part.fields['class']}"),
            lambda seed: refit(Tweak(draw=seed)),
        ),
        doubt_hidden_bias(author, lambda: _measure_strength(found)),
    )


def _pull(author: Stand, without: Stand) -> float:
    """By how much a case moves the estimate towards its side."""
    if author.estimate is None or without.estimate is None:
        return 0.0
    return (author.estimate - without.estimate) * (1 if author.estimate > 0 else -1)


def _before(match: PanelMatch) -> Before | None:
    placebo = match.placebo()
    known = placebo.estimate[np.isfinite(placebo.estimate)]
    if not known.size:
        return None
    p = placebo.joint_p if np.isfinite(placebo.joint_p) else None
    return Before(float(known[np.abs(known).argmax()]), p, known.size)


def _measure_strength(found: Matched) -> Strength:
    if found.units < 3 or not found.error > 0:
        return Strength()
    return Strength(robustness=robustness_value(found.estimate, found.error, found.units - 1).value)
