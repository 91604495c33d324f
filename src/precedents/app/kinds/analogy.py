"""Analogy: is the target like the precedents? Distance on declared features, to every case of the class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.analogy_cases import (
    describe_disanalogies,
    describe_missing,
    describe_nearest,
    describe_nobody_acted,
)
from precedents.app.kinds.analogy_features import describe_places, describe_sets, find_sources
from precedents.app.kinds.analogy_weighing import describe_weighing
from precedents.app.kinds.leaning import outside_stand
from precedents.app.likeness import Measured, find_deciding, find_target, measure_likeness, read_set
from precedents.core.argument import Part
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean, Row
from precedents.core.stand import Stand
from precedents.precedent.similarity import Likeness, Nearness

NAME = "analogy"


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Is the target like the cited cases, more than like the others of the class?

    Each case is described by its state in the year before it began (the year itself where the state is
    new), the target by its latest values, none older than ten years.

    Parameters
    ----------
    part
        A part of kind ``analogy``: ``class``, ``features`` (or ``structural``, which then decide, and ``surface``),
        ``target`` (else the argument's), ``cited`` (else all that the argument cites and the class holds),
        ``outcome`` and ``bandwidth`` for what likeness says of it.
    ground
        Where one stands.
    tweak
        ``without_feature`` leaves one feature out, ``equal_weights`` counts all alike.

    Returns
    -------
    Stand
        For when every cited case lies in the nearest quarter of the class, against when every one lies in
        the farther half. ``estimate`` is the mean quantile of the cited.
    """
    target = find_target(part, ground)
    declared = [each for each in read_set(part, find_deciding(part)) if each["name"] != tweak.without_feature]
    rule = ground.argument.classes[str(part.fields["class"])]
    measured = measure_likeness(
        declared, target, read_cases(ground, rule.of, rule.where), ground, equal=tweak.equal_weights
    )
    sources = find_sources(ground, [each["name"] for each in declared])
    if measured.silent:
        why = f"the record holds no feature of {measured.named} within ten years of {target[1]}"
        return outside_stand(NAME, why, sources=sources)
    cited = [case for case in find_cited(part, ground) if case in measured.values]
    if not cited:
        return outside_stand(NAME, f"none of the cited cases is in “{rule.name}”", sources=sources)
    likeness = [measured.fitted.of(case) for case in cited]
    lean = _lean(likeness, part.expects.form)
    quantiles = [each.quantile for each in likeness if each.quantile is not None]
    estimate = sum(quantiles) / len(quantiles) if quantiles else None
    primary = _primary(part, measured, likeness, lean, estimate, sources)
    # What stands beside is shown for the author's own position alone, so it is worked out there alone.
    author = tweak == Tweak() and ground.position == ground.argument.author_position
    note = f"{primary.label}: neither all in the nearest quarter nor all in the farther half"
    return Stand(
        lean=lean,
        side=lean,
        estimate=estimate,
        findings=(primary, *(_inform(part, ground, measured, likeness, sources) if author else ())),
        class_id=rule.name,
        note=note if lean is Lean.NEITHER else "",
    )


def read_cases(ground: Ground, table: str, where: str) -> list[dict[str, Any]]:
    """What likeness needs of each case that a rule picks."""
    return ground.rows(table, where).select("id", "label", "entity", "start").to_dicts()


def find_cited(part: Part, ground: Ground) -> list[str]:
    """The cases that are compared with the target: those named, else all that the argument cites."""
    names = part.fields.get("cited") or list(ground.argument.cites)
    return [ground.case_id(str(name)) for name in names]


def _inform(
    part: Part, ground: Ground, measured: Measured, likeness: list[Likeness], sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    cited = frozenset(find_cited(part, ground))
    return (
        *describe_sets(part, ground, measured, likeness),
        describe_nearest(measured, cited, sources),
        *describe_disanalogies(measured, likeness, sources),
        *describe_nobody_acted(part, ground, sources),
        *describe_weighing(part, ground, measured, sources),
        *describe_missing(measured, sources),
        *describe_places(measured, sources),
    )


def _primary(
    part: Part,
    measured: Measured,
    likeness: list[Likeness],
    lean: Lean,
    estimate: float | None,
    sources: tuple[str, ...],
) -> Finding:
    fitted = measured.fitted
    places = ", ".join(f"{measured.labels[each.case]} {_rank(each)}" for each in likeness)
    kind = "structural" if find_deciding(part) == "structural" else "declared"
    weights = "declared" if len({each.weight for each in measured.features}) > 1 else "equal"
    return Finding(
        id="",
        kind=NAME,
        label=f"of {fitted.ranked} cases, from the nearest to {measured.named}: {places}",
        value=estimate,
        unit="mean place of the cited (0 nearest, 1 farthest)",
        n=fitted.ranked,
        method=f"Gower distance on {len(measured.features)} {kind} features ({measured.words}), {weights} "
        "weights, numbers scaled by their range unless a span is declared; a feature unknown of one of the two counts "
        f"as the known ones do; expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(_row(each, measured) for each in fitted.cases),
        decides=True,
    )


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


def _row(each: Likeness, measured: Measured) -> Row:
    shown = {name: reading.shown for name, reading in measured.readings[each.case].items()}
    return {"case": each.case, "label": measured.labels[each.case], "distance": each.distance, "rank": each.rank,
            "compared": each.compared, "unknown_features": len(each.missing), **shown}  # fmt: skip


def doubt_part(
    part: Part,
    ground: Ground,  # noqa: ARG001 - every kind has this form
    author: Stand,
    refit: Callable[[Tweak], Stand],
) -> tuple[Doubt, ...]:
    """The doubts of an analogy: does it hang on a single feature, or on how much each counts?"""
    if author.outside is not None:
        return ()
    declared = read_set(part, find_deciding(part))
    doubts = [_doubt_features([str(each["name"]) for each in declared], author, refit)]
    if any(set(each) > {"name"} and (each.get("weight", 1) != 1 or len(each) > 2) for each in declared):
        doubts.append(_doubt_weights(author, refit))
    return tuple(doubts)


def _doubt_features(names: list[str], author: Stand, refit: Callable[[Tweak], Stand]) -> Doubt:
    left = names if len(names) >= 3 else []
    turned = [each for each in left if _opposed(refit(Tweak(without_feature=each)), author)]
    if not left:
        outcome, says = DoubtOutcome.SILENT, "fewer than three features, so none can be left out"
    elif turned:
        outcome, says = DoubtOutcome.BROKE, f"without “{turned[0]}” the answer is the other"
    else:
        outcome = DoubtOutcome.HELD
        says = f"leaving out any one of {len(names)} features does not turn the answer"
    return Doubt(id="leave-one-feature-out", outcome=outcome, says=says, critical=True)


def _doubt_weights(author: Stand, refit: Callable[[Tweak], Stand]) -> Doubt:
    """A weight is a choice of definition: where it turns the answer, the answer depends on it."""
    turned = _opposed(refit(Tweak(equal_weights=True)), author)
    return Doubt(
        id="equal-weights",
        outcome=DoubtOutcome.BROKE if turned else DoubtOutcome.HELD,
        says="with every feature weighing alike, on its plain scale, the answer is the other"
        if turned
        else "every feature weighing alike, on its plain scale, does not turn the answer",
        critical=True,
        by_definition=True,
    )


def _opposed(one: Stand, other: Stand) -> bool:
    return {one.lean, other.lean} == {Lean.FOR, Lean.AGAINST}
