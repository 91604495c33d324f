"""What was estimated, of whom, when, and against whom: in sentences."""

from __future__ import annotations

from collections import Counter

from precedents.estimators.panel_match.design import WANTED, Design
from precedents.estimators.panel_match.grid import Grid
from precedents.estimators.panel_match.matching import Part

REFINED = {
    "none": "all of them counting alike",
    "mahalanobis": "the {size} nearest of them by Mahalanobis distance",
    "ps.match": "the {size} of them with the nearest propensity scores",
    "ps.weight": "weighted by their propensity to be treated",
    "cbps.match": "the {size} of them with the nearest balancing scores",
    "cbps.weight": "weighted by the score that balances their past",
}
WHO = {
    "att": ("in which {treatment} began", "did not begin then"),
    "atc": ("in which {treatment} could have begun and did not", "began then"),
    "art": ("in which {treatment} ended", "did not end it then"),
    "ate": ("in which {treatment} began, or could have begun", "did otherwise"),
}


def _span(leads: tuple[int, ...]) -> str:
    if len(leads) == 1:
        return "in the year itself" if leads[0] == 0 else f"{leads[0]} years after"
    return f"{leads[0]} to {leads[-1]} years after"


def _matched(grid: Grid, parts: tuple[Part, ...]) -> tuple[int, str]:
    count, times = 0, set()
    for part in parts:
        filled = part.sets.filled
        count += int(filled.sum())
        times |= set(grid.times[part.sets.focal_time[filled]].tolist())
    return count, f"{min(times)}–{max(times)}" if times else "no year"


def _against(grid: Grid, design: Design) -> str:
    year = (
        "in the same year"
        if not design.similar_years
        else f"in the same year, or at most {design.similar_years} years away where there was none"
    )
    past = ", ".join(dict.fromkeys(name for name, _ in design.columns))
    refined = REFINED[design.refine].format(size=design.size) + (
        f" (on {past})" if past and design.refine != "none" else ""
    )
    return (
        f"compared with units that had the same {grid.names[2]} in each of the {design.lag} years before and "
        f"{WHO[design.wanted][1]}, {year}, {refined}"
    )


def say_estimand(
    grid: Grid, design: Design, parts: tuple[Part, ...], leads: tuple[int, ...], *, placebo: bool
) -> str:
    """For whom, when, compared with what, under which assumptions?"""
    count, years = _matched(grid, parts)
    who = WHO[design.wanted][0].format(treatment=grid.names[2])
    unit = f"{count} unit-years ({years}) {who} and that have a match"
    if placebo:
        head = (
            f"How much more {design.outcome} had already changed, up to the year before, in the {unit}, {_against(grid, design)}; "
            "nil if they moved in parallel"
        )
        return head + "."
    stay = (
        "whatever became of the treatment afterwards"
        if design.reversal == "allowed"
        else "treatment lasting, and controls staying without, through the last lead"
    )
    return (
        f"The mean effect on {design.outcome}, {_span(leads)}, of {grid.names[2]} "
        f"{'ending' if design.wanted == 'art' else 'beginning'} in the {unit}, {stay}, {_against(grid, design)}; "
        "if both would have moved in parallel, no unit's treatment reaches another's outcome, and treatment more than "
        f"{design.lag} years back no longer matters."
    )


def say_survival(
    grid: Grid, design: Design, parts: tuple[Part, ...], event: str, *, stop_at_switch: bool
) -> str:
    """For whom, when, compared with what, under which assumptions, is survival compared?"""
    count, years = _matched(grid, parts)
    who = WHO[design.wanted][0].format(treatment=grid.names[2])
    censored = " units being followed as long as they keep their treatment;" if stop_at_switch else ""
    return (
        f"The difference in the share without {event} up to {design.leads[-1]} years after, in the {count} unit-years "
        f"({years}) {who} and that have a match, {_against(grid, design)};{censored} "
        "if both would have survived alike without it, and nobody drops out of sight for what was to come."
    )


def say_what(grid: Grid, design: Design, *, placebo: bool) -> str:
    """The heading of an estimate."""
    if placebo:
        return f"Placebo: change of {design.outcome} before {grid.names[2]}, against the year before it"
    return f"{design.outcome}: {WANTED[design.wanted]} ({design.wanted}), {grid.names[2]}"


def say_without(parts: tuple[Part, ...]) -> str:
    """How many unit-years could not be compared, and why?"""
    why = Counter(reason for part in parts for reason in part.lost_why)
    if not why:
        return ""
    listed = "; ".join(f"{reason}: {count}" for reason, count in why.most_common())
    return f"{sum(why.values())} unit-years could not be compared ({listed})."


def say_match(grid: Grid, design: Design, parts: tuple[Part, ...], effective: float) -> str:
    """The summary of a matched panel."""
    units, times = grid.shape
    lines = [
        f"Panel matching: {WANTED[design.wanted]} ({design.wanted})",
        f"  panel      {units} units, {grid.times[0]}–{grid.times[-1]} ({times} years)",
        f"  history    {grid.names[2]} over {design.lag} years; leads {design.leads[0]} to {design.leads[-1]}; "
        f"reversal {design.reversal}",
        f"  refined    {REFINED[design.refine].format(size=design.size)}",
    ]
    for part in parts:
        sets = part.sets
        filled = int(sets.filled.sum())
        sizes = sorted(Counter(sets.of.tolist()).values())
        middle = sizes[len(sizes) // 2] if sizes else 0
        other = int((sets.time != sets.focal_time[sets.of]).sum())
        lines.append(
            f"  sets       {part.wanted}: {filled} with controls, {len(part.lost_why)} without; "
            f"{sets.of.size} pairs, median {middle} a set"
            + (f", {other} pairs of similar years" if other else "")
        )
    lines.append(f"  controls   worth {effective:.1f} of equal weight")
    return "\n".join([*lines, *([f"  {say_without(parts)}"] if say_without(parts) else [])])
