"""Pathway: do the options differ? Outcomes by option side by side, with how few cases each rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.leaning import outside_stand
from precedents.app.wording import say_column
from precedents.core.argument import ClassRule, Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean
from precedents.core.stand import Stand
from precedents.estimators.arms import Arm, Arms, fit_arms

NAME = "pathway"
ALPHA = 0.05


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Do the options differ in how often they turned out so?

    Parameters
    ----------
    part
        A part of kind ``pathway``: ``arms`` (a name and a condition each), ``outcome``, and ``class``; without
        it the first class of the file whose table has the outcome.
    ground
        Where one stands.
    tweak
        ``without_cluster`` leaves one conflict out.

    Returns
    -------
    Stand
        For (unlike) when the options differ by more than chance; never against by lack of difference,
        which with few cases shows nothing. ``estimate`` is the p of equality.
    """
    rule = find_class(part, ground)
    outcome = str(part.fields["outcome"])
    frame = ground.record.table(rule.of).with_columns(
        ground.judged(rule.of, outcome).alias("_outcome"), pl.coalesce("cluster", "id").alias("cluster")
    )
    inside = frame.filter(ground.judged(rule.of, rule.where))
    if tweak.without_cluster is not None:
        inside = inside.filter(pl.col("cluster") != tweak.without_cluster)
    known = inside.drop_nulls("_outcome")
    arms = {
        str(name): _members(ground, rule, str(where), known) for name, where in part.fields["arms"].items()
    }
    sources = tuple(
        dict.fromkeys(
            s for c in ground.record.spec(rule.of).known if c.name in ("id", outcome) for s in c.sources
        )
    )
    if not any(arms.values()):
        return outside_stand(NAME, f"no case of “{rule.name}” fits any of the options", sources=sources)
    outcomes = dict(zip(known["id"].to_list(), known["_outcome"].to_list(), strict=True))
    clusters = dict(zip(known["id"].to_list(), known["cluster"].to_list(), strict=True))
    fitted = fit_arms(outcomes, clusters, arms, rng=ground.rng(NAME))
    differ = fitted.p is not None and fitted.p < ALPHA
    found = Lean.FOR if differ else Lean.NEITHER
    lean = found.mirrored if part.expects.form == "alike" else found
    column = ground.record.spec(rule.of).find(outcome)
    words = say_column(column.says) if column else outcome
    finding = Finding(
        id="",
        kind=NAME,
        label=f"{words}: {', '.join(_arm(arm) for arm in fitted.arms)}{_overlap(fitted)}",
        value=fitted.p,
        unit="p",
        n=fitted.n,
        method=f"{fitted.test}, {fitted.permuted} permuted; a difference between the cases in which each was chosen, not an "
        f"effect of choosing it; expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(
            {"option": name, "id": case, "label": label, "outcome": outcomes[case]}
            for name, cases in arms.items()
            for case, label in zip(known["id"].to_list(), known["label"].to_list(), strict=True)
            if case in set(cases)
        ),
        decides=True,
    )
    return Stand(
        lean=lean,
        side=lean,
        estimate=fitted.p,
        findings=(finding, *(_finding(arm, words, sources) for arm in fitted.arms)),
        class_id=rule.name,
        note="" if differ else f"{finding.label}: {_why(fitted)}",
    )


def find_class(part: Part, ground: Ground) -> ClassRule:
    """The class that the part names, or the first whose table has the outcome."""
    if part.fields.get("class"):
        return ground.argument.classes[str(part.fields["class"])]
    outcome = str(part.fields["outcome"])
    for rule in ground.argument.classes.values():
        if ground.record.spec(rule.of).find(outcome) is not None:
            return rule
    raise UsageError(f"no class of the file has “{outcome}”: name one with “class”")


def _members(ground: Ground, rule: ClassRule, where: str, known: pl.DataFrame) -> list[str]:
    judged: Mapping[str, bool | None] = dict(
        zip(
            ground.record.table(rule.of)["id"].to_list(), ground.judged(rule.of, where).to_list(), strict=True
        )
    )
    return [case for case in known["id"].to_list() if judged[case] is True]


def _arm(arm: Arm) -> str:
    name = arm.name.replace("_", " ")
    return f"{name} {arm.share.successes} of {arm.share.n}" if arm.share else f"{name} none"


def _overlap(fitted: Arms) -> str:
    return f" ({fitted.overlapping} cases in more than one)" if fitted.overlapping else ""


def _why(fitted: Arms) -> str:
    if fitted.p is None or fitted.p_smallest is None:
        return "fewer than two options have cases"
    if fitted.p_smallest > ALPHA and "within" in fitted.permuted:
        return (
            "not told apart: only conflicts with cases under several options can tell, and there are too few "
            f"(smallest attainable p {fitted.p_smallest:.2f})"
        )
    if fitted.p_smallest > ALPHA:
        return f"so few cases could not differ beyond chance (smallest attainable p {fitted.p_smallest:.2f})"
    return f"not told apart (p = {fitted.p:.2f})"


def _finding(arm: Arm, words: str, sources: tuple[str, ...]) -> Finding:
    share = arm.share
    return Finding(
        id="",
        kind=NAME,
        label=f"{arm.name.replace('_', ' ')}: {words} in {share.successes} of {share.n}"
        if share
        else f"{arm.name.replace('_', ' ')}: no case",
        value=share.share if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        unit="share of cases",
        n=share.n if share else 0,
        method="share with Wilson’s interval, clustered by conflict; none with fewer than five conflicts",
        leans=Lean.NEITHER,
        sources=sources,
    )


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubt of a pathway: does the difference hang on one conflict?"""
    if author.outside is not None or author.lean is Lean.NEITHER:
        return ()
    rule = find_class(part, ground)
    frame = ground.rows(rule.of, rule.where)
    for cluster in sorted(set(frame.select(pl.coalesce("cluster", "id"))["cluster"].to_list())):
        if refit(Tweak(without_cluster=cluster)).lean is not author.lean:
            return (
                Doubt(
                    id="leave-one-conflict-out",
                    outcome=DoubtOutcome.BROKE,
                    says=f"without {cluster} the options are not told apart",
                ),
            )
    return (
        Doubt(
            id="leave-one-conflict-out",
            outcome=DoubtOutcome.HELD,
            says="the options differ whichever one conflict is left out",
        ),
    )
