"""One case against a mixture of states in conflict that were left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

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
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, Finding
from precedents.core.stand import Stand
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.carry_over import doubt_carry_over
from precedents.doubts.coding_uncertainty import doubt_coding_uncertainty
from precedents.doubts.interference import doubt_interference
from precedents.doubts.leave_one_case_out import doubt_leave_one_case_out
from precedents.doubts.overlap import Likeness, doubt_overlap
from precedents.doubts.placebo_in_space import Rank, doubt_placebo_in_space
from precedents.doubts.placebo_in_time import doubt_placebo_in_time
from precedents.doubts.year_of_start import doubt_year_of_start
from precedents.estimators.synthetic_control.face import FEWEST_BEFORE, synthetic_control
from precedents.estimators.synthetic_control.result import SyntheticControl

PEAK = 25
"""Deaths in a year that make it one of armed conflict."""
NOTICED = 0.01
"""Weights below this are not named."""
DRAWS = 8
MEMORY = 5
"""Years for which an earlier intervention may still be felt."""


def try_synthetic(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did deaths change otherwise after this case than in a mixture of states that were left alone?

    Parameters
    ----------
    part
        Of kind ``effect`` with a ``case``.
    ground
        Where one stands.
    tweak
        As `read_panel`; ``without_controls`` are donors left out; ``other_year_of_start`` counts the year of the start as
        treated.

    Returns
    -------
    Stand
        ``estimate`` on the scale of log(1 + deaths). Not identified with fewer than five years before.
    """
    sources = tuple(
        dict.fromkeys(
            [
                *ground.find_column("state_years", name_measure(part)).sources,
                *ground.find_column(_read_case(part, ground)[0], "start").sources,
            ]
        )
    )
    try:
        fitted = _fit(part, ground, tweak)
    except UsageError as error:
        return refuse_effect(str(error), sources)
    low = high = None
    if tweak == Tweak():
        low, high = fitted.placebos().interval
    lean, side = lean_effect(part, fitted.effect, low, high)
    _, case = _read_case(part, ground)
    named = ", ".join(
        f"{ground.record.entities.label(who)} {weight:.0%}"
        for who, weight in sorted(fitted.weights.items(), key=lambda each: (-each[1], each[0]))
        if weight >= NOTICED
    )
    within, ratio = read_within(part), turn_ratio(fitted.effect)
    label = (
        f"{case['label']}: deaths in the {within} years after the start were {ratio:.2g} times{say_interval(low, high)} those of "
        f"a mixture of states left alone ({named})"
    )
    first = fitted.figures.times[0]
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=ratio,
        low=turn_ratio(low),
        high=turn_ratio(high),
        unit="ratio of deaths",
        n=1,
        method=f"synthetic control ({_say_choice(part)}): one treated state, {len(fitted.donors)} donors with at least {PEAK} "
        f"deaths in some year up to the start and no intervention, fitted to log(1 + deaths) from {first} to the year of the "
        "start, which began before the intervention and counts as before; interval from the placebos, where each donor in turn is "
        f"taken for the treated. {_say_estimand(fitted, ground.record.entities.label(str(fitted.treated)))} Expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(
            {
                "year": row["time"],
                "deaths_log": row["observed"],
                "mixture_log": row["synthetic"],
                "after": row["treated"],
            }
            for row in fitted.gaps.iter_rows(named=True)
        ),
        decides=True,
    )
    note = "" if lean is not lean.NEITHER else f"{label}: an interval that holds both a rise and a fall"
    return Stand(lean=lean, side=side, estimate=fitted.effect, findings=(finding,), note=note)


def _say_choice(part: Part) -> str:
    return "declared" if part.fields.get("method") else "by rule, for one case"


def _say_estimand(fitted: SyntheticControl, label: str) -> str:
    return fitted.estimand.replace(str(fitted.treated), label).replace(
        "on outcome in", "on log(1 + deaths) in"
    )


def _read_case(part: Part, ground: Ground) -> tuple[str, Mapping[str, Any]]:
    return ground.record.case(ground.case_id(str(part.fields["case"])))


def _fit(part: Part, ground: Ground, tweak: Tweak) -> SyntheticControl:
    _, case = _read_case(part, ground)
    if case.get("start") is None or not case.get("entity"):
        raise UsageError(f"the record has no state or no start for {case['label']}")
    who, start = str(case["entity"]), case["start"].year
    cases = pl.DataFrame(
        {"entity": [who], "start": [case["start"]], "end": [case["end"]]},
        schema={"entity": pl.String, "start": pl.Date, "end": pl.Date},
    )
    panel = read_panel(part, ground, tweak, cases).drop_nulls("deaths")
    own = panel.filter(pl.col("entity") == who)["year"]
    since = start if tweak.other_year_of_start else start + 1
    before = int((own < since).sum())
    if before < FEWEST_BEFORE:
        known = f"deaths are known from {own.to_list()[0]}" if own.len() else "no deaths are known"
        raise UsageError(
            f"{case['label']}: {known} for {ground.record.entities.label(who)}, {before} years up to the start; a mixture would "
            f"follow so few by chance, and at least {FEWEST_BEFORE} are needed"
        )
    if int((own > start).sum()) == 0:
        raise UsageError(f"{case['label']}: no deaths are known after {start}")
    until = min(start + read_within(part), int(own.max()))  # type: ignore[arg-type]
    panel = panel.filter(pl.col("year").is_between(int(own.min()), until))  # type: ignore[arg-type]
    fought = set(panel.filter((pl.col("deaths") >= PEAK) & (pl.col("year") <= start))["entity"])
    acted = set(panel.filter(pl.col("running"))["entity"])
    barred = {who} | acted | _find_parties(ground, case, start) | set(tweak.without_controls)
    donors = sorted(fought - barred)
    frame = panel.select("entity", "year", outcome=pl.col("deaths").log1p())
    return synthetic_control(
        frame, unit="entity", time="year", outcome="outcome", treated=who, since=since, donors=donors
    )


def _find_parties(ground: Ground, case: Mapping[str, Any], start: int) -> set[str]:
    """Who intervened, and whose state fought in the same conflicts in that year."""
    found: set[str] = set()
    for text in case.get("intervener_entities") or ():
        if str(text).startswith("group:"):
            pairs = ground.record.entities.resolve_group(str(text).removeprefix("group:"))
            found |= {entity for entity, year in pairs if year == start}
        else:
            found.add(str(text))
    wars = ground.record.table("conflict_years").filter(
        (pl.col("year") == start) & pl.col("locations").list.contains(str(case["entity"]))
    )
    return found.union(*(set(each) for each in wars["participants"].to_list() if each is not None))


def doubt_synthetic(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of a synthetic control."""
    if author.estimate is None:
        return ()
    fitted = _fit(part, ground, Tweak())
    _, case = _read_case(part, ground)
    start, times = case["start"].year, fitted.figures.times
    dates = [year for year in times[FEWEST_BEFORE:] if start - 3 <= year < start]
    weights = {who: weight for who, weight in fitted.weights.items() if weight >= NOTICED}
    regions = read_regions(ground)
    near = [who for who in fitted.donors if regions.get((who, start)) == regions.get((case["entity"], start))]
    others = (
        ground.record.table("interventions")
        .filter(pl.col("id") != str(case["id"]))
        .select("entity", "start", "end")
    )
    own = pl.DataFrame({"entity": [case["entity"]], "start": [case["start"]]})
    # Without the one case nothing is left: an earlier intervention cannot be parted from it.
    gone = Stand(lean=author.lean.NEITHER, side=author.lean.NEITHER, estimate=None, findings=())
    return (
        doubt_placebo_in_space(lambda: _rank(ground, fitted)),
        doubt_placebo_in_time(author.estimate, dates, lambda at: fitted.placebo_in_time(at).effect),
        doubt_overlap(lambda: Likeness(1, 1, None, _say_warnings(ground, fitted))),
        doubt_leave_one_case_out(
            author,
            list(weights),
            list(weights.values()),
            lambda out: refit(Tweak(without_controls=out)),
            noun="donors that carry weight",
        ),
        doubt_interference(
            author, near, "donors of the same region", lambda out: refit(Tweak(without_controls=out))
        ),
        doubt_carry_over(author, find_repeated(own, others, MEMORY), lambda _: gone),
        doubt_year_of_start(author, lambda: refit(Tweak(other_year_of_start=True)), "as treated"),
        doubt_bounds(author, refit(Tweak(bound="low")), refit(Tweak(bound="high"))),
        doubt_coding_uncertainty(
            author,
            DRAWS,
            ground.rng(f"coding of {part.fields['case']}"),
            lambda seed: refit(Tweak(draw=seed)),
        ),
    )


def _say_warnings(ground: Ground, fitted: SyntheticControl) -> tuple[str, ...]:
    """The design's warnings with states by name, and without what a caller in Python could look at."""
    heaviest = max(fitted.weights, key=lambda who: fitted.weights[who])
    label = ground.record.entities.label(heaviest)
    return tuple(
        text.replace(f"{heaviest} alone", f"{label} alone").replace(": look at leave_one_out()", "")
        for text in fitted.warnings
    )


def _rank(ground: Ground, fitted: SyntheticControl) -> Rank:
    placebos = fitted.placebos()
    table = placebos.table
    own = table.filter(pl.col("treated"))["ratio"].item()
    larger = table.filter(~pl.col("treated") & (pl.col("ratio") >= own))["unit"].to_list()
    label = ground.record.entities.label
    return Rank(placebos.p, table.height, tuple(label(who) for who in larger))
