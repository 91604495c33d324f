"""Analogy: is the target like the precedents? Distance on declared features, to every case of the class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from precedents.app.features import FEATURES, Reading, describe_onset, find_features, read_features
from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.leaning import outside_stand
from precedents.app.wording import say_column, say_value
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean, Row
from precedents.core.stand import Stand
from precedents.precedent.place import Place, fit_place
from precedents.precedent.prefix_bound import fit_prefix_bound
from precedents.precedent.similarity import Likeness, Nearness, Similarity, find_nearest, fit_similarity

NAME = "analogy"
NEAREST = 5
NO_CASE_ABOVE = 5
"""No case weighs more than one in so many: else the nearest alone would be one end of the bound."""
ACTED_ON = "any_intervention"
"""The column of a table of cases that says whether anybody acted; where it is false, nobody did."""


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Is the target like the cited cases, more than like the others of the class?

    Each case is described by its state in the year before it began (the year itself where the state is
    new), the target by its latest values, none older than ten years.

    Parameters
    ----------
    part
        A part of kind ``analogy``: ``class``, ``features``, ``target`` (else the argument's), ``cited`` (else
        all that the argument cites and the class holds), ``outcome`` for the bound that likeness sets.
    ground
        Where one stands.
    tweak
        ``without_feature`` leaves one feature out.

    Returns
    -------
    Stand
        For when every cited case lies in the nearest quarter of the class, against when every one lies in
        the farther half. ``estimate`` is the mean quantile of the cited.
    """
    target = str(part.fields.get("target") or ground.argument.target or "")
    if ":" not in target:
        raise UsageError('an analogy needs a target, such as target = "IRN:2026"')
    entity, year = target.split(":")
    names = tuple(
        dict.fromkeys(str(name) for name in part.fields["features"] if name != tweak.without_feature)
    )
    if not names:
        raise UsageError(f"an analogy needs features, such as features = [{', '.join(FEATURES)}]")
    rule = ground.argument.classes[str(part.fields["class"])]
    read = read_features(ground.record, names, ground.memory)
    own = read(entity, int(year))
    rows = _cases(ground, rule.of, rule.where)
    readings = {row["id"]: describe_onset(read, row) for row in rows}
    labels = {row["id"]: row["label"] for row in rows}
    sources = _sources(ground, names)
    named = ground.record.entities.label(entity)
    if all(reading.compared is None for reading in own.values()):
        return outside_stand(
            NAME, f"the record holds no feature of {named} within ten years of {year}", sources=sources
        )
    features = find_features(names)
    values = {case: _compared(reading) for case, reading in readings.items()}
    fitted = fit_similarity(_compared(own), values, features)
    cited = [case for case in _cited(part, ground) if case in values]
    if not cited:
        return outside_stand(NAME, f"none of the cited cases is in “{rule.name}”", sources=sources)
    likeness = [fitted.of(case) for case in cited]
    lean = _lean(likeness, part.expects.form)
    quantiles = [each.quantile for each in likeness if each.quantile is not None]
    label = f"of {fitted.ranked} cases, from the nearest to {named}: " + ", ".join(
        f"{labels[each.case]} {_rank(each)}" for each in likeness
    )
    primary = Finding(
        id="",
        kind=NAME,
        label=label,
        value=sum(quantiles) / len(quantiles) if quantiles else None,
        unit="mean place of the cited (0 nearest, 1 farthest)",
        n=fitted.ranked,
        method=f"Gower distance on {len(names)} declared features ({', '.join(FEATURES[name].says for name in names)}), equal "
        f"weights, numbers scaled by their range; expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(_row(each, labels, readings) for each in fitted.cases),
        decides=True,
    )
    if tweak != Tweak():
        informing: tuple[Finding, ...] = ()
    else:
        informing = (
            _nearest(fitted, labels, frozenset(_cited(part, ground)), named, sources),
            *(_apart(each, labels, own, readings, sources) for each in likeness),
            *_nobody_acted(ground, entity, own, read, sources),
            *_bound(part, ground, fitted, named, sources),
            *(_place(place, own, sources) for place in fit_place(_compared(own), values, features)),
        )
    note = (
        ""
        if lean is not Lean.NEITHER
        else f"{label}: neither all in the nearest quarter nor all in the farther half"
    )
    return Stand(
        lean=lean,
        side=lean,
        estimate=sum(quantiles) / len(quantiles) if quantiles else None,
        findings=(primary, *informing),
        class_id=rule.name,
        note=note,
    )


def _cases(ground: Ground, table: str, where: str) -> list[dict[str, Any]]:
    return ground.rows(table, where).select("id", "label", "entity", "start").to_dicts()


def _cited(part: Part, ground: Ground) -> list[str]:
    names = part.fields.get("cited") or list(ground.argument.cites)
    return [ground.case_id(str(name)) for name in names]


def _compared(readings: Mapping[str, Reading]) -> dict[str, Any]:
    return {name: reading.compared for name, reading in readings.items()}


def _lean(likeness: list[Likeness], form: str) -> Lean:
    places = {each.nearness for each in likeness}
    found = (
        Lean.FOR
        if places == {Nearness.NEAREST}
        else Lean.AGAINST
        if places == {Nearness.FARTHER}
        else Lean.NEITHER
    )
    return found.mirrored if form == "unlike" else found


def _rank(each: Likeness) -> str:
    if each.rank is None:
        return "too little known"
    tied = f"–{each.last_rank}" if each.last_rank not in (None, each.rank) else ""
    return f"{each.rank}{tied} ({each.nearness.value})"


def _row(each: Likeness, labels: Mapping[str, str], readings: Mapping[str, Mapping[str, Reading]]) -> Row:
    shown = {name: reading.shown for name, reading in readings[each.case].items()}
    return {"case": each.case, "label": labels[each.case], "distance": each.distance, "rank": each.rank,
            "compared": each.compared, **shown}  # fmt: skip


def _nearest(
    fitted: Similarity, labels: Mapping[str, str], cited: frozenset[str], named: str, sources: tuple[str, ...]
) -> Finding:
    nearest = find_nearest(fitted, NEAREST, without=cited)
    return Finding(
        id="",
        kind=NAME,
        label=f"nearest to {named} and not cited: {', '.join(labels[each.case] for each in nearest)}",
        value=len(nearest),
        unit="cases",
        n=fitted.ranked,
        method="the smallest distances among the cases that the argument does not cite",
        leans=Lean.NEITHER,
        sources=sources,
        rows=tuple(
            {"case": each.case, "label": labels[each.case], "rank": each.rank, "distance": each.distance}
            for each in nearest
        ),
    )


def _apart(
    each: Likeness,
    labels: Mapping[str, str],
    own: Mapping[str, Reading],
    readings: Mapping[str, Mapping[str, Reading]],
    sources: tuple[str, ...],
) -> Finding:
    """Where the target differs most from a cited case."""
    there = readings[each.case]
    words = [
        f"{FEATURES[name].says} {_say(there[name])} there, {_say(own[name])} here"
        for name, _ in each.disanalogies[:3]
    ]
    return Finding(
        id="",
        kind=NAME,
        label=f"most unlike {labels[each.case]} in: {'; '.join(words) if words else 'nothing that is known of both'}",
        value=each.distance,
        unit="distance (0–1)",
        n=len(each.contributions) - len(each.missing),
        method="the features that contribute most to the distance",
        leans=Lean.NEITHER,
        sources=sources,
        rows=tuple({"feature": name, "contribution": part} for name, part in each.contributions),
    )


def _say(reading: Reading) -> str:
    return f"{say_value(reading.shown)} ({reading.year})" if reading.year is not None else "unknown"


def _nobody_acted(
    ground: Ground,
    entity: str,
    own: Mapping[str, Reading],
    read: Callable[[str, int], dict[str, Reading]],
    sources: tuple[str, ...],
) -> tuple[Finding, ...]:
    """The nearest cases in which nobody acted, on equal terms."""
    rows = (
        ground.record.table("mass_killings")
        .filter(pl.col(ACTED_ON).not_() & (pl.col("entity") != entity))
        .select("id", "label", "entity", "start")
        .to_dicts()
    )
    if not rows:
        return ()
    values = {row["id"]: _compared(describe_onset(read, row)) for row in rows}
    labels = {row["id"]: row["label"] for row in rows}
    names = tuple(own)
    fitted = fit_similarity(_compared(own), values, find_features(names))
    nearest = find_nearest(fitted, NEAREST)
    return (
        Finding(
            id="",
            kind=NAME,
            label=f"nearest to {ground.record.entities.label(entity)} where nobody intervened: {', '.join(labels[each.case] for each in nearest)}",
            value=len(nearest),
            unit="cases",
            n=fitted.ranked,
            method="the same distance to every run of one-sided killing without an intervention in the register",
            leans=Lean.NEITHER,
            sources=tuple(dict.fromkeys([*sources, "ucdp-organized-violence-cy-25.1"])),
            rows=tuple(
                {"case": each.case, "label": labels[each.case], "rank": each.rank, "distance": each.distance}
                for each in nearest
            ),
        ),
    )


def _bound(
    part: Part, ground: Ground, fitted: Similarity, named: str, sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    """What likeness could at the most, and at the least, imply for the target, however it is weighed."""
    if not part.fields.get("outcome"):
        return ()
    rule = ground.argument.classes[str(part.fields["class"])]
    wanted = str(part.fields["outcome"])
    ids = ground.record.table(rule.of)["id"].to_list()
    judged = dict(zip(ids, ground.judged(rule.of, wanted).to_list(), strict=True))
    known = [
        (each.distance, bool(judged[each.case]))
        for each in fitted.cases
        if each.rank is not None and each.distance is not None and judged[each.case] is not None
    ]
    if len(known) < NO_CASE_ABOVE:
        return ()
    distances, outcomes = zip(*known, strict=True)
    found = fit_prefix_bound([float(each) for each in outcomes], distances, m=NO_CASE_ABOVE)
    column = ground.record.spec(rule.of).column(wanted)
    words = say_column(column.says) if column else wanted
    return (
        Finding(
            id="",
            kind=NAME,
            label=f"{words}: {sum(outcomes)} of {len(outcomes)}; no weighting by likeness to {named} gives more than "
            f"{found.high:.0%} or less than {found.low:.0%}",
            value=sum(outcomes) / len(outcomes),
            low=found.low,
            high=found.high,
            unit="share of cases",
            n=len(outcomes),
            method="exact bound over every weighting in which a nearer case never weighs less than a farther one and none "
            f"weighs more than one in {NO_CASE_ABOVE}",
            leans=Lean.NEITHER,
            sources=sources,
        ),
    )


def _place(place: Place, own: Mapping[str, Reading], sources: tuple[str, ...]) -> Finding:
    reading = own[place.feature]
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
        kind=NAME,
        label=label,
        value=reading.shown,
        unit=unit,
        n=place.known,
        method=f"the target's latest value, its year shown, among the cases at their onset ({place.unknown} unknown)",
        leans=Lean.NEITHER,
        sources=sources,
    )


def _sources(ground: Ground, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            source
            for name in names
            for source in ground.find_column(FEATURES[name].table, FEATURES[name].column).sources
        )
    )


def doubt_part(
    part: Part,
    ground: Ground,  # noqa: ARG001 - every kind has this form
    author: Stand,
    refit: Callable[[Tweak], Stand],
) -> tuple[Doubt, ...]:
    """The doubt of an analogy: does it hang on a single feature?"""
    if author.outside is not None:
        return ()
    names = list(dict.fromkeys(str(name) for name in part.fields["features"]))
    if len(names) < 3:
        says = "fewer than three features, so none can be left out"
        return (Doubt(id="leave-one-feature-out", outcome=DoubtOutcome.SILENT, says=says, critical=True),)
    turned = [
        name
        for name in names
        if {refit(Tweak(without_feature=name)).lean, author.lean} == {Lean.FOR, Lean.AGAINST}
    ]
    if turned:
        says = f"without “{turned[0]}” the answer is the other"
        return (Doubt(id="leave-one-feature-out", outcome=DoubtOutcome.BROKE, says=says, critical=True),)
    says = f"leaving out any one of {len(names)} features does not turn the answer"
    return (Doubt(id="leave-one-feature-out", outcome=DoubtOutcome.HELD, says=says, critical=True),)
