"""What tells the cases that got it from those that did not: the odds of each condition beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf

import polars as pl

from precedents.app.ground import Ground
from precedents.app.kinds import base_rate
from precedents.app.kinds.citation import ALPHA, inform, say_p
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.finding import Finding, Row
from precedents.estimators.conflict_permutation import ConflictPermutation, permute_conflicts
from precedents.estimators.firth import FirthFit, fit_firth

NOT_WHY = "What tells cases apart is not why it was done"


def describe_telling_apart(part: Part, ground: Ground, kind: str) -> tuple[Finding, ...]:
    """What are the odds of each condition, the others held, and do all together tell the cases apart?

    Parameters
    ----------
    part
        With ``by``: the conditions.
    ground
        At the author's position; elsewhere nobody reads it.
    kind
        Of the findings.

    Returns
    -------
    tuple of Finding
        None without conditions; one that says why where odds cannot be estimated.
    """
    names = [str(name) for name in part.fields.get("by") or ()]
    if not names or ground.position != ground.argument.author_position or ground.record.chosen:
        return ()
    rows = base_rate.read_rows(part, ground).drop_nulls("outcome")
    whole = rows.height
    rule = ground.argument.classes[str(part.fields["class"])]
    judged = [ground.judged(rule.of, name).alias(f"by {i}") for i, name in enumerate(names)]
    told = ground.record.table(rule.of).select("id").with_columns(judged)
    rows = rows.join(told, on="id", maintain_order="left").drop_nulls([each.name for each in judged])
    sources = base_rate.find_sources(part, ground)
    kept = [i for i in range(len(names)) if rows[f"by {i}"].n_unique() > 1]
    words = [_say(ground, rule.of, names[i]) for i in kept]
    outcomes = rows["outcome"].to_list()
    left = f"{whole - rows.height} with an unknown condition left out"
    label = "what tells the cases apart cannot be estimated"
    if len(set(outcomes)) < 2 or not kept:
        why = f"{label}: among the {rows.height} with every condition known none differ ({left})"
        return (inform(kind, sources, why, None, "", NOT_WHY, n=rows.height),)
    features = rows.select([pl.col(f"by {i}").cast(pl.Float64) for i in kept]).rows()
    try:
        fit = fit_firth(outcomes, [[1.0, *row] for row in features])
    except ValueError as error:
        return (inform(kind, sources, f"{label}: {error} ({left})", None, "", NOT_WHY, n=rows.height),)
    clusters = [str(each) for each in rows["cluster"].to_list()]
    together = permute_conflicts(outcomes, features, clusters, rng=ground.rng("telling apart"))
    return (
        _odds(words, fit, kind, sources, left),
        _together(words, together, kind, sources, rows.height),
    )


def _say(ground: Ground, table: str, name: str) -> str:
    column = ground.record.spec(table).find(name)
    return say_column(column.says) if column else name


def _odds(words: Sequence[str], fit: FirthFit, kind: str, sources: tuple[str, ...], left: str) -> Finding:
    rows: tuple[Row, ...] = tuple(
        {
            "condition": each,
            "odds": exp(fit.coefficients[i]),
            "low": exp(fit.low[i]),
            "high": None if fit.high[i] == inf else exp(fit.high[i]),
            "p": fit.p[i],
        }
        for i, each in enumerate(words, start=1)
    )
    said = "; ".join(
        f"{each} {exp(fit.coefficients[i]):.3g} ({exp(fit.low[i]):.2g} to {exp(fit.high[i]):.3g}, p {say_p(fit.p[i])})"
        for i, each in enumerate(words, start=1)
    )
    parted = "; some condition, or several together, part the cases wholly" if fit.separated else ""
    beside = "each condition, the others held" if len(words) > 1 else "the condition"
    return inform(
        kind,
        sources,
        f"odds of its being done, {beside}: {said}; over {fit.n} cases, {left}{parted}",
        exp(fit.coefficients[1]) if len(words) == 1 else None,
        "odds",
        f"logit with Firth’s penalty, intervals from the profile of the penalised likelihood; they take cases as "
        f"independent, which cases of one conflict are not: see the p by conflict. {NOT_WHY}",
        n=fit.n,
        low=exp(fit.low[1]) if len(words) == 1 else None,
        rows=rows,
    )


def _together(
    words: Sequence[str], found: ConflictPermutation, kind: str, sources: tuple[str, ...], n: int
) -> Finding:
    beside = f"the {len(words)} conditions together" if len(words) > 1 else "the condition"
    silent = "; the test is silent" if found.p_smallest > ALPHA else ""
    return inform(
        kind,
        sources,
        f"by conflict, {beside} {'account' if len(words) > 1 else 'accounts'} for {found.apart:.0%} of the difference in who got it: p "
        f"{say_p(found.p)} (smallest attainable {found.p_smallest:.2g}){silent}; {found.moved} of {found.conflicts} "
        "conflicts have another of their size to exchange with",
        found.p,
        "probability",
        f"score statistic of the logit; outcomes of whole conflicts exchanged between conflicts of as many cases, and "
        f"within each, {found.draws:,} draws with a fixed seed. {NOT_WHY}",
        n=n,
    )
