"""Where the cited cases lie on a score of the class, and whether prominence alone could explain who is cited."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl

from precedents.app.ground import Ground
from precedents.app.kinds.citation import ALPHA, inform, list_cited, say_p
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.finding import Finding, Row
from precedents.precedent.conflict_sums import conflict_sum_tail
from precedents.precedent.score_sums import ScoreSum, fit_score_sum

FAVOURED = ("deaths_per_day_before",)
"""Where a class declares no prominence: deaths before anything was done, which no outcome has touched."""
DECIMALS = 2
"""Scores with up to so many decimals are counted as whole numbers, scaled."""


def describe_salience(part: Part, ground: Ground, known: pl.DataFrame, kind: str) -> tuple[Finding, ...]:
    """Would cases cited for their prominence alone have turned out so often?

    Parameters
    ----------
    part, ground
        The part; its class may declare ``salience``.
    known
        The cases with a known outcome: ``id``, ``outcome``.
    kind
        Of the finding.

    Returns
    -------
    tuple of Finding
        Empty where nothing says how prominent cases were, or a cited case is not known to have been prominent
        at all.
    """
    rule = ground.argument.classes[str(part.fields["class"])]
    spec = ground.record.spec(rule.of)
    name = rule.salience or next((each for each in FAVOURED if spec.column(each) is not None), "")
    column = spec.column(name)
    if column is None:
        return ()
    values = _read_numbers(ground, rule.of, name)
    rows = [
        (case, float(outcome), values[case])
        for case, outcome in zip(known["id"].to_list(), known["outcome"].to_list(), strict=True)
        if values.get(case, 0.0) > 0
    ]
    ids = [case for case, *_ in rows]
    cited = [ids.index(case) for case in list_cited(ground.argument, ids)]
    asked = len(list_cited(ground.argument, known["id"].to_list()))
    if not cited:
        return ()
    scores, prominence = [score for _, score, _ in rows], [value for *_, value in rows]
    fitted = {
        "all alike": fit_score_sum(scores, cited),
        "by its logarithm": fit_score_sum(scores, cited, weights=[math.log1p(v) for v in prominence]),
        "in proportion": fit_score_sum(scores, cited, weights=prominence),
    }
    left = known.height - len(rows)
    short = f"; {asked - len(cited)} cited of unknown or no prominence left out" if asked > len(cited) else ""
    words = say_column(column.says)
    even, by_log, full = (say_p(each.p) for each in fitted.values())
    tail = _say_weighed(fitted["all alike"], [each.p for each in fitted.values()])
    return (
        inform(
            kind,
            _join_sources(part, ground, name),
            f"if the more prominent are cited more often ({words}): p {full} where chances are in proportion to it, "
            f"p {by_log} to its logarithm, p {even} where all are alike (smallest attainable "
            f"{fitted['in proportion'].p_smallest:.2g}), over {len(rows)} cases; {left} of unknown or no "
            f"prominence left out{short}; {tail}",
            fitted["in proportion"].p,
            "probability",
            "conditional Poisson sampling with weights fixed before outcomes, counted; prominence "
            + ("as the class declares it" if rule.salience else "by default: a class may declare `salience`"),
            n=len(rows),
            rows=tuple(
                {"chances": words, "p": each.p, "p_smallest": each.p_smallest, "cases": each.n}
                for words, each in fitted.items()
            ),
        ),
    )


def _say_weighed(even: ScoreSum, ps: Sequence[float]) -> str:
    if even.p_smallest > ALPHA:
        return "so few citations cannot attain p < 0.05 where all are alike"
    if even.p < ALPHA <= max(ps):
        return "prominence may explain that the cited are unrepresentative; it does not excuse it"
    if even.p < ALPHA:
        return "prominence does not explain that the cited are unrepresentative"
    return "the cited are not unrepresentative where all are alike"


def describe_scores(part: Part, ground: Ground, members: pl.DataFrame, kind: str) -> tuple[Finding, ...]:
    """Do the cited cases score higher on the part's ``measure`` than as many cases of the class would?

    Parameters
    ----------
    part, ground
        The part, with ``measure`` and ``better``; without them there is nothing to find.
    members
        Every case of the class: ``id``, ``label``, ``cluster``.
    kind
        Of the finding.

    Returns
    -------
    tuple of Finding
        With a row for each case, which the page draws as a strip.
    """
    name = part.fields.get("measure")
    if name is None:
        return ()
    rule = ground.argument.classes[str(part.fields["class"])]
    column = ground.find_column(rule.of, str(name))
    values = _read_numbers(ground, rule.of, str(name))
    rows = [row for row in members.iter_rows(named=True) if values.get(row["id"]) is not None]
    ids = [row["id"] for row in rows]
    cited = [ids.index(case) for case in list_cited(ground.argument, ids)]
    words = say_column(column.says)
    if not cited:
        why = f"{words}: no cited case of the class has a known value"
        return (inform(kind, column.sources, why, None, "", "", n=len(rows)),)
    better = str(part.fields.get("better") or "high")
    sign = 1 if better == "high" else -1
    scores = scale_scores([sign * values[case] for case in ids])
    fitted = fit_score_sum(scores, cited, generator=ground.rng(f"scores {name}"))
    clusters = [str(row["cluster"]) for row in rows]
    by_conflict = conflict_sum_tail(scores, clusters, cited, generator=ground.rng(f"conflict scores {name}"))
    mean = {
        "cited": sum(values[ids[i]] for i in cited) / len(cited),
        "class": sum(values[case] for case in ids) / len(ids),
    }
    label = (
        f"{words}: on average {mean['cited']:.4g} over the {len(cited)} cited, {mean['class']:.4g} over the "
        f"{len(ids)} cases of the class where it is known ({members.height - len(ids)} unknown; {better} is "
        f"better); {_say_score_p(fitted, by_conflict)}"
    )
    chosen = set(cited)
    shown: tuple[Row, ...] = tuple(
        {"case": row["id"], "label": row["label"], "score": values[row["id"]], "cited": i in chosen}
        for i, row in sorted(enumerate(rows), key=lambda pair: -sign * values[pair[1]["id"]])
    )
    how = "counted exactly" if fitted.exact else f"from {fitted.draws:,} draws with a fixed seed"
    return (
        inform(
            kind,
            column.sources,
            label,
            fitted.p,
            "probability",
            f"sum of the scores of as many cases drawn without replacement, {how}; by conflict from draws. A small "
            "p shows that the cited are unlike the class, not why",
            n=len(ids),
            rows=shown,
        ),
    )


def _say_score_p(fitted: ScoreSum, by_conflict: float | None) -> str:
    how = "" if fitted.exact else f", from {fitted.draws:,} draws"
    text = f"p {say_p(fitted.p)} if drawn case by case (smallest attainable {fitted.p_smallest:.2g}{how})"
    text += (
        ", none by conflict, since two cited belong to one"
        if by_conflict is None
        else f", p {say_p(by_conflict)} by conflict"
    )
    if fitted.favour is not None and fitted.favour >= 0:
        text += f"; {fitted.favour:.2f} of the way to the most favourable choice possible"
    if fitted.p_smallest > ALPHA:
        return f"{text}; so few citations cannot attain p < 0.05: the test is silent"
    return f"{text}; unrepresentative of the class" if max(fitted.p, by_conflict or 0.0) < ALPHA else text


def scale_scores(scores: Sequence[float]) -> list[float]:
    """Scores with few decimals as whole numbers, which can be counted; others as they are.

    Examples
    --------
    >>> scale_scores([1.5, -2.25]), scale_scores([3.0, 1.0])
    ([150.0, -225.0], [3.0, 1.0])
    >>> scale_scores([1 / 3])
    [0.3333333333333333]
    """
    for decimals in range(DECIMALS + 1):
        if all(math.isclose(round(s, decimals), s, rel_tol=0, abs_tol=1e-9) for s in scores):
            return [float(round(score * 10**decimals)) for score in scores]
    return list(scores)


def _read_numbers(ground: Ground, table: str, name: str) -> Mapping[str, float]:
    """The known values of a column, by case."""
    frame = ground.record.table(table).select("id", name).drop_nulls()
    return {case: float(value) for case, value in frame.iter_rows()}


def _join_sources(part: Part, ground: Ground, name: str) -> tuple[str, ...]:
    rule = ground.argument.classes[str(part.fields["class"])]
    names = {"id", name, *ground.rules.read(rule.of, str(part.fields["outcome"])).columns}
    spec = ground.record.spec(rule.of)
    return tuple(dict.fromkeys(s for c in spec.known if c.name in names for s in c.sources))
