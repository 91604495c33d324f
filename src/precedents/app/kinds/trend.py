"""Trend: did practice change at that time? The claimed years against every rival and placebo year."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.leaning import outside_stand
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean
from precedents.core.stand import Stand
from precedents.estimators.change_point import ChangePoint, fit_change_point

NAME = "trend"
ALPHA = 0.05


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did practice change at that time?

    Parameters
    ----------
    part
        A part of kind ``trend``: ``of`` and ``where`` (the events), ``exposure`` and ``exposure_where`` (what
        could have had one), ``at`` (the claimed years), ``since``, ``until``.
    ground
        Where one stands.
    tweak
        ``without_exposure`` counts events a year alone.

    Returns
    -------
    Stand
        For when a claimed year cannot be told from the best break and there is a break at all; against
        when the best rival beats every claimed year by more than chance does. ``estimate`` is the best
        year.
    """
    fitted = _fit(part, ground, tweak)
    if isinstance(fitted, str):
        return outside_stand(NAME, fitted)
    sources = _sources(part, ground)
    if fitted.refused or fitted.best is None or fitted.p is None:
        return outside_stand(NAME, f"no break can be looked for: {fitted.refused}", sources=sources)
    claims = [claim for claim in fitted.claims if claim.at is not None]
    broke = fitted.p < ALPHA
    there = broke and any(claim.at is not None and claim.at.year == fitted.best.year for claim in claims)
    beaten = bool(claims) and all(claim.p is not None and claim.p < ALPHA for claim in claims)
    gone = not broke
    found = Lean.FOR if there else Lean.AGAINST if beaten or gone else Lean.NEITHER
    lean = found.mirrored if part.expects.form == "none" else found
    best = fitted.best
    label = (
        f"the best break is {best.year} (rate {_times(best.rate_ratio)}, p = {fitted.p:.3f}), not told from "
        f"{_years(fitted.confidence_set)}; {_claimed(fitted)}"
    )
    if gone:
        label = f"no break at all (the likeliest is {best.year}, p = {fitted.p:.2f}); {_claimed(fitted)}"
    rows = tuple(
        {
            "year": each.year,
            "likelihood_ratio": each.lr,
            "rank": each.rank,
            "rate_ratio": each.rate_ratio,
            "low": each.low,
            "high": each.high,
            "claimed": any(claim.year == each.year for claim in fitted.claims),
        }
        for each in fitted.candidates
    )
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=str(best.year),
        low=str(min(fitted.confidence_set, default=best.year)),
        high=str(max(fitted.confidence_set, default=best.year)),
        unit="",
        n=fitted.n,
        method=f"largest likelihood ratio of a step in a yearly count over {fitted.n} years and {fitted.events} "
        f"events{' with exposure' if part.fields.get('exposure') and not tweak.without_exposure else ''}, "
        f"{fitted.draws} bootstrap draws, overdispersion {fitted.scale:.2f}; expected: {part.expects.in_words()} "
        f"break at {_years(_at(part))}",
        leans=lean,
        sources=sources,
        rows=rows,
        decides=True,
    )
    note = "" if lean is not Lean.NEITHER else f"{label}: the years claimed cannot be told from their rivals"
    return Stand(lean=lean, side=lean, estimate=float(best.year), findings=(finding,), note=note)


def _at(part: Part) -> tuple[int, ...]:
    return tuple(int(year) for year in part.fields["at"])


def _fit(part: Part, ground: Ground, tweak: Tweak) -> ChangePoint | str:
    table = str(part.fields["of"])
    spec = ground.record.spec(table)
    dated = [name for name in ("start_year", "year", "date", "start") if spec.column(name)]
    if not dated:
        raise UsageError(f"{table} has no dates, so nothing can be counted by year")
    when = dated[0]
    coverage = ground.find_column(table, when).coverage
    exposure_table = part.fields.get("exposure")
    first, last = coverage.first_year, coverage.last_year
    if exposure_table:
        year = ground.find_column(str(exposure_table), "year").coverage
        first, last = max(first, year.first_year), min(last, year.last_year)
    first = max(first, int(part.fields.get("since") or first))
    last = min(last, int(part.fields.get("until") or last))
    if last - first < 2:
        return f"the record of {spec.unit}s and its exposure share no years"
    years = list(range(first, last + 1))
    counts = _count(ground, table, str(part.fields.get("where") or ""), when, years)
    exposure = [1.0] * len(years)
    if exposure_table and not tweak.without_exposure:
        exposure = [
            float(count)
            for count in _count(
                ground, str(exposure_table), str(part.fields.get("exposure_where") or ""), "year", years
            )
        ]
    if any(count and not exposed for count, exposed in zip(counts, exposure, strict=True)):
        exposure = [max(exposed, float(count)) for count, exposed in zip(counts, exposure, strict=True)]
    return fit_change_point(years, counts, exposure, _at(part), rng=ground.rng(NAME))


def _count(ground: Ground, table: str, where: str, when: str, years: list[int]) -> list[int]:
    frame = ground.rows(table, where)
    column = pl.col(when).dt.year() if frame[when].dtype == pl.Date else pl.col(when)
    found = dict(frame.group_by(column.alias("year")).len().iter_rows())
    return [int(found.get(year, 0)) for year in years]


def _sources(part: Part, ground: Ground) -> tuple[str, ...]:
    tables = [
        str(part.fields["of"]),
        *([str(part.fields["exposure"])] if part.fields.get("exposure") else []),
    ]
    return tuple(
        dict.fromkeys(
            source
            for table in tables
            for column in ground.record.spec(table).columns
            if column.name in ("id", "start_year", "year", "date")
            for source in column.sources
        )
    )


def _claimed(fitted: ChangePoint) -> str:
    words = []
    for claim in fitted.claims:
        if claim.at is None or claim.p is None:
            words.append(f"{claim.year}: {claim.why}")
        else:
            words.append(
                f"{claim.year} is {_ordinal(claim.at.rank)} of {len(fitted.candidates)} years (were it the break, the best rival "
                f"would beat it so in {claim.p:.1%} of draws)"
            )
    return "; ".join(words)


def _ordinal(number: int) -> str:
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def _times(ratio: float) -> str:
    return "from none" if ratio == float("inf") else f"{ratio:.2g} times the rate before"


def _years(years: tuple[int, ...]) -> str:
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return ", ".join(map(str, years))


def doubt_part(
    part: Part,
    ground: Ground,  # noqa: ARG001 - every kind has this form
    author: Stand,
    refit: Callable[[Tweak], Stand],
) -> tuple[Doubt, ...]:
    """The doubts of a trend: is it the exposure that changed; do placebo years do as well?"""
    if author.outside is not None or author.estimate is None:
        return ()
    there = author.lean.mirrored if part.expects.form == "none" else author.lean
    doubts = [_placebo(author, there)]
    if part.fields.get("exposure"):
        bare = refit(Tweak(without_exposure=True))
        turned = {author.lean, bare.lean} == {Lean.FOR, Lean.AGAINST}
        words = bare.findings[0].label if bare.findings else ""
        doubts.append(
            Doubt(
                id="exposure",
                outcome=DoubtOutcome.BROKE
                if turned
                else DoubtOutcome.HELD
                if bare.outside is None and bare.lean is not Lean.NEITHER
                else DoubtOutcome.SILENT,
                says=f"counted without exposure: {words}",
                critical=True,
            )
        )
    return tuple(doubts)


def _placebo(author: Stand, there: Lean) -> Doubt:
    """How many years that nobody claimed do at least as well as the best claimed one?"""
    rows = author.findings[0].rows
    claimed = [float(row["likelihood_ratio"]) for row in rows if row["claimed"]]  # type: ignore[arg-type]
    if not claimed:
        return Doubt(id="placebo-years", outcome=DoubtOutcome.SILENT, says="no claimed year could be tried")
    better = [row for row in rows if not row["claimed"] and float(row["likelihood_ratio"]) >= max(claimed)]  # type: ignore[arg-type]
    says = f"{len(better)} of {sum(not row['claimed'] for row in rows)} years that nobody claimed do at least as well"
    # A finding against the claim is confirmed by placebos that beat it, one for it by their failing to.
    held = bool(better) == (there is not Lean.FOR)
    return Doubt(id="placebo-years", outcome=DoubtOutcome.HELD if held else DoubtOutcome.BROKE, says=says)
