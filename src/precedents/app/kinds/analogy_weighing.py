"""What does likeness say of an outcome: weighed at a declared bandwidth, and however it is weighed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from precedents.app.ground import Ground
from precedents.app.kinds import base_rate
from precedents.app.likeness import Measured
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.finding import Finding, Lean, Row
from precedents.estimators.base_rate import FEWEST_CLUSTERS
from precedents.precedent.prefix_bound import fit_prefix_bound
from precedents.precedent.similarity_weighted import WeightedOutcome, fit_weighted_outcome

NO_CASE_ABOVE = 5
"""No case weighs more than one in so many: else the nearest alone would be one end of the bound."""
BANDWIDTH = 0.1
"""Where none is declared: a tenth of the greatest distance that there can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The cases whose outcome and distance are known, the nearest first."""

    outcomes: tuple[float, ...]
    distances: tuple[float, ...]
    clusters: tuple[str, ...]
    unknown: int


def describe_weighing(
    part: Part, ground: Ground, measured: Measured, sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    """What does likeness say of the outcome? Nothing where the part names none, or too few are known.

    Returns
    -------
    tuple of Finding
        The expectation at the declared bandwidth, with others behind it, and the exact bound on every weighting.
    """
    if not part.fields.get("outcome"):
        return ()
    rule = ground.argument.classes[str(part.fields["class"])]
    known = _read_known(part, ground, measured)
    if len(known.outcomes) < NO_CASE_ABOVE:
        return ()
    wanted = str(part.fields["outcome"])
    column = ground.record.spec(rule.of).find(wanted)
    words = say_column(column.says) if column else wanted
    outcome_sources = (*sources, *base_rate.find_sources(part, ground))
    blank = Finding(
        id="", kind="analogy", label=words, value=None, unit="share of cases", method="", leans=Lean.NEITHER,
        sources=tuple(dict.fromkeys(outcome_sources)), n=len(known.outcomes),
    )  # fmt: skip
    missing = f"; {known.unknown} more of unknown outcome or too little known" if known.unknown else ""
    return (
        _describe_expectation(part, ground, known, blank, missing),
        _describe_bound(known, blank, measured.named, missing),
    )


def _read_known(part: Part, ground: Ground, measured: Measured) -> _Known:
    rows = base_rate.read_rows(part, ground)
    judged = dict(zip(rows["id"].to_list(), rows["outcome"].to_list(), strict=True))
    clusters = dict(zip(rows["id"].to_list(), rows["cluster"].to_list(), strict=True))
    ranked = [each for each in measured.fitted.cases if each.rank is not None and each.distance is not None]
    known = [each for each in ranked if judged.get(each.case) is not None]
    return _Known(
        outcomes=tuple(float(bool(judged[each.case])) for each in known),
        distances=tuple(float(each.distance or 0) for each in known),
        clusters=tuple(clusters[each.case] for each in known),
        unknown=len(measured.fitted.cases) - len(known),
    )


def _describe_expectation(part: Part, ground: Ground, known: _Known, blank: Finding, missing: str) -> Finding:
    own = float(part.fields.get("bandwidth") or BANDWIDTH)
    purpose = f"analogy: {part.fields['class']}: {part.fields['outcome']}"
    fitted = [
        fit_weighted_outcome(
            known.outcomes,
            known.distances,
            known.clusters,
            bandwidth=bandwidth,
            generator=ground.rng(f"{purpose}: {bandwidth:g}"),
        )
        for bandwidth in (own / 2, own, own * 2, inf)
    ]
    chosen = fitted[1]
    low, high = _find_interval(chosen)
    few = "" if low is not None else "; too few to bear an interval, or all alike"
    others = _say_others(fitted[:1] + fitted[2:])
    return replace(
        blank,
        label=f"{blank.label}: {chosen.value:.0%} where the nearer cases count for more, which makes {chosen.n} cases weigh as "
        f"{chosen.n_eff:.1f}{few} ({others}){missing}",
        value=chosen.value,
        low=low,
        high=high,
        unit="weighted share (0 none, 1 all)",
        method=f"a case counts exp(-distance / h), h = {own:g}, fixed before outcomes are seen; the interval is a Bayesian "
        f"bootstrap of whole conflicts (none where cases or conflicts weigh as fewer than {FEWEST_CLUSTERS}); it means what "
        "it says where cases alike on the declared features turn out alike",
        rows=tuple(_row(each) for each in fitted),
    )


def _find_interval(each: WeightedOutcome) -> tuple[float | None, float | None]:
    enough = min(each.n_eff, each.clusters) >= FEWEST_CLUSTERS
    return (each.low, each.high) if enough else (None, None)


def _say_others(fitted: Sequence[WeightedOutcome]) -> str:
    said = [
        f"all alike {each.value:.0%}"
        if each.bandwidth == inf
        else f"h = {each.bandwidth:g}: {each.value:.0%}"
        for each in fitted
    ]
    return ", ".join(said)


def _row(each: WeightedOutcome) -> Row:
    low, high = _find_interval(each)
    return {
        "bandwidth": None if each.bandwidth == inf else each.bandwidth,
        "weights": "all alike" if each.bandwidth == inf else "exp(-distance / bandwidth)",
        "share": each.value,
        "low": low,
        "high": high,
        "effective_cases": each.n_eff,
    }


def _describe_bound(known: _Known, blank: Finding, named: str, missing: str) -> Finding:
    found = fit_prefix_bound(known.outcomes, known.distances, m=NO_CASE_ABOVE)
    n = len(known.outcomes)
    return replace(
        blank,
        label=f"{blank.label}: {sum(known.outcomes):.0f} of {n}{missing}; no weighting by likeness to {named} gives more than "
        f"{found.high:.0%} or less than {found.low:.0%}",
        value=sum(known.outcomes) / n,
        low=found.low,
        high=found.high,
        method="exact bound over every weighting in which a nearer case never weighs less than a farther one and none "
        f"weighs more than one in {NO_CASE_ABOVE}",
    )
