"""Selectivity: where was it done, where not, and what tells them apart?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds import base_rate
from precedents.app.kinds.telling_apart import describe_telling_apart
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.stand import Stand
from precedents.estimators.arms import fit_arms
from precedents.estimators.base_rate import fit_share

NAME = "selectivity"
NAMED = 6


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """In how many of the eligible cases was it done, and in which was it not?

    Parameters
    ----------
    part
        A part of kind ``selectivity``: ``class`` (the eligible), ``outcome`` (a column or condition that
        says that it was done), ``by`` (conditions that may tell the cases apart).
    ground, tweak
        As for a base rate.

    Returns
    -------
    Stand
        The share that got it decides, since ``expects`` is about it; who got it, who did not, each condition's
        shares and the odds of all conditions together inform.
    """
    stand = base_rate.try_part(part, ground, tweak)
    findings = tuple(replace(finding, kind=NAME) for finding in stand.findings)
    if stand.outside is not None or tweak != Tweak():
        return replace(stand, findings=findings)
    others = (*_lists(part, ground), *_features(part, ground), *describe_telling_apart(part, ground, NAME))
    return replace(stand, findings=(*findings, *others))


def _lists(part: Part, ground: Ground) -> tuple[Finding, ...]:
    """Who got it and who did not, the deadliest first where deaths are known."""
    rows = base_rate.read_rows(part, ground)
    deaths = ground.record.table(ground.argument.classes[str(part.fields["class"])].of)
    if "deaths_best" in deaths.columns:
        rows = rows.join(deaths.select("id", "deaths_best"), on="id", maintain_order="left")
        rows = rows.sort("deaths_best", descending=True, nulls_last=True, maintain_order=True)
    sources = base_rate.find_sources(part, ground)
    found = []
    for got, words in ((True, "got it"), (False, "did not get it")):
        chosen = rows.filter(pl.col("outcome") == got)
        labels = chosen["label"].to_list()
        more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
        found.append(
            Finding(
                id="",
                kind=NAME,
                label=f"{len(labels)} {words}: {', '.join(labels[:NAMED])}{more}"
                if labels
                else f"none {words}",
                value=len(labels),
                unit="cases",
                n=rows.height,
                method="every eligible case, the deadliest first",
                leans=Lean.NEITHER,
                sources=sources,
                rows=tuple(chosen.drop("outcome").iter_rows(named=True)),
            )
        )
    return tuple(found)


def _features(part: Part, ground: Ground) -> tuple[Finding, ...]:
    rule = ground.argument.classes[str(part.fields["class"])]
    rows = base_rate.read_rows(part, ground).drop_nulls("outcome")
    spec = ground.record.spec(rule.of)
    found = []
    for name in part.fields.get("by") or ():
        judged = dict(
            zip(
                ground.record.table(rule.of)["id"].to_list(),
                ground.judged(rule.of, str(name)).to_list(),
                strict=True,
            )
        )
        column = spec.find(str(name))
        words = say_column(column.says) if column else str(name)
        found.append(_feature(ground, rows, judged, words, base_rate.find_sources(part, ground)))
    return tuple(each for each in found if each is not None)


def _feature(
    ground: Ground, rows: pl.DataFrame, judged: dict[str, bool | None], words: str, sources: tuple[str, ...]
) -> Finding | None:
    ids = rows["id"].to_list()
    arms = {
        said: [case for case in ids if judged.get(case) is truth]
        for said, truth in (("with", True), ("without", False))
    }
    if not all(arms.values()):
        return None
    outcomes = dict(zip(ids, rows["outcome"].to_list(), strict=True))
    clusters = dict(zip(ids, rows["cluster"].to_list(), strict=True))
    shares = {
        said: fit_share([outcomes[case] for case in cases], [clusters[case] for case in cases])
        for said, cases in arms.items()
    }
    test = fit_arms(outcomes, clusters, arms, rng=ground.rng(words))
    a, b = shares["with"], shares["without"]
    p = "" if test.p is None else f"; p = {test.p:.3f}"
    return Finding(
        id="",
        kind=NAME,
        label=f"{words}: done in {a.successes} of {a.n} with it, {b.successes} of {b.n} without{p}",
        value=a.share - b.share,
        unit="difference of shares",
        n=a.n + b.n,
        method=f"conditional shares; {test.test}, {test.permuted} permuted. What tells cases apart is not why it was done",
        leans=Lean.NEITHER,
        sources=sources,
        rows=tuple(
            {"group": said, "done": share.successes, "of": share.n, "low": share.low, "high": share.high}
            for said, share in shares.items()
        ),
    )


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of a base rate."""
    return base_rate.doubt_part(part, ground, author, refit)
