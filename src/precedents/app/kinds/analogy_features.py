"""What do the features themselves say: where the target stands on each, and structure beside surface?"""

from __future__ import annotations

from collections.abc import Sequence

from precedents.app.features import FEATURES, Reading
from precedents.app.ground import Ground
from precedents.app.likeness import Measured, find_target, measure_likeness, read_set
from precedents.app.wording import say_value
from precedents.core.argument import Part
from precedents.core.finding import Finding, Lean
from precedents.precedent.place import Place, fit_place
from precedents.precedent.similarity import Likeness


def find_sources(ground: Ground, names: Sequence[str]) -> tuple[str, ...]:
    """The sources of these features."""
    return tuple(
        dict.fromkeys(
            source
            for name in names
            for source in ground.find_column(FEATURES[name].table, FEATURES[name].column).sources
        )
    )


def describe_sets(
    part: Part, ground: Ground, measured: Measured, likeness: Sequence[Likeness]
) -> tuple[Finding, ...]:
    """How near are the cited cases on what bears on the outcome, and on what merely comes to mind?

    Nothing where the argument does not tell the two apart.
    """
    declared = read_set(part, "surface")
    if not declared:
        return ()
    rule = ground.argument.classes[str(part.fields["class"])]
    rows = ground.rows(rule.of, rule.where).select("id", "label", "entity", "start").to_dicts()
    surface = measure_likeness(declared, find_target(part, ground), rows, ground)
    pairs = [(each, surface.fitted.of(each.case)) for each in likeness]
    said = ", ".join(
        f"{measured.labels[one.case]} {_say_rank(one)} on the structural features, {_say_rank(other)} on the surface ones"
        for one, other in pairs
    )
    names = [str(each["name"]) for field in ("structural", "surface") for each in read_set(part, field)]
    by_case = {each.case: each for each in surface.fitted.cases}
    return (
        Finding(
            id="",
            kind="analogy",
            label=f"of {measured.fitted.ranked} and {surface.fitted.ranked} cases, from the nearest to {measured.named}: {said}",
            value=len(pairs),
            unit="cases",
            n=measured.fitted.ranked,
            method=f"the same distance on {len(measured.features)} structural features ({measured.words}), which decide, and on "
            f"{len(surface.features)} surface features ({surface.words}), which do not",
            leans=Lean.NEITHER,
            sources=find_sources(ground, names),
            rows=tuple(
                {
                    "case": each.case,
                    "label": measured.labels[each.case],
                    "structural_rank": each.rank,
                    "structural_distance": each.distance,
                    "surface_rank": by_case[each.case].rank,
                    "surface_distance": by_case[each.case].distance,
                }
                for each in measured.fitted.cases
            ),
        ),
    )


def _say_rank(each: Likeness) -> str:
    if each.rank is None:
        return "too little known"
    return f"{each.rank}" if each.last_rank in (None, each.rank) else f"{each.rank}–{each.last_rank}"


def describe_places(measured: Measured, sources: tuple[str, ...]) -> tuple[Finding, ...]:
    """Where does the target stand in the class, feature by feature?"""
    places = fit_place(measured.target, measured.values, measured.features)
    return tuple(_describe_place(place, measured.own[place.feature], sources) for place in places)


def _describe_place(place: Place, reading: Reading, sources: tuple[str, ...]) -> Finding:
    says, unit = FEATURES[place.feature].says, FEATURES[place.feature].unit
    if reading.year is None:
        label = f"{says}: the record has no value within ten years"
    elif place.quantile is not None:
        label = (
            f"{says}: {say_value(reading.shown, unit if unit == 'killed' else '')} in {reading.year}; higher than {place.below} "
            f"of {place.known} cases, lower than {place.above}"
        )
    else:
        label = f"{says}: {reading.shown} in {reading.year}, like {place.equal} of {place.known} cases"
    return Finding(
        id="",
        kind="analogy",
        label=label,
        value=reading.shown,
        unit=unit,
        n=place.known,
        method=f"the target's latest value, its year shown, among the cases at their onset ({place.unknown} unknown)",
        leans=Lean.NEITHER,
        sources=sources,
    )
