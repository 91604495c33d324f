"""Base rate: how often does it turn out so in the class, and where do the cited cases lie in it?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl

from precedents.app.ground import Ground, Tweak, show_rows
from precedents.app.kinds.by_conflict import describe_by_conflict
from precedents.app.kinds.citation import describe_citation
from precedents.app.kinds.citation_classes import describe_classes, describe_sub_classes
from precedents.app.kinds.citation_scores import describe_salience, describe_scores
from precedents.app.kinds.leaning import find_side, outside_stand
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.expectation import Expectation
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.stand import Observation, Stand
from precedents.doubts.leave_one_conflict_out import doubt_leave_one_conflict_out
from precedents.doubts.unknown_outcomes import doubt_unknown_outcomes
from precedents.doubts.vintage import doubt_vintage
from precedents.doubts.without_the_cited import doubt_without_the_cited
from precedents.estimators.base_rate import FEWEST_CLUSTERS, Share, cases_needed, fit_share
from precedents.record.outcomes.library import find_reads

NAME = "base-rate"
COMPLETE = frozenset({"all", "none", "any", "not-all"})
"""Words that no interval can support: they are counted, and one counter-example decides."""


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """How often does it turn out so in the class?

    Parameters
    ----------
    part
        A part of kind ``base-rate``: ``class``, ``outcome``, ``cluster``.
    ground
        Where one stands.
    tweak
        ``without_cited`` leaves the cited cases out.

    Returns
    -------
    Stand
        ``estimate`` is the share among known outcomes; it leans when its whole interval does (a
        tendency) or by its side (a complete count).
    """
    rows = read_rows(part, ground)
    unknown = rows.filter(pl.col("outcome").is_null())
    known = rows.drop_nulls("outcome")
    cited = frozenset(ground.cited.values())
    if tweak.without_cited:
        known = known.filter(~pl.col("id").is_in(sorted(cited)))
    rule = ground.argument.classes[str(part.fields["class"])]
    if known.is_empty():
        why = f"no case of “{rule.name}” has a known outcome “{part.fields['outcome']}”"
        return outside_stand(NAME, why, sources=find_sources(part, ground))
    outcomes, clusters = known["outcome"].to_list(), known["cluster"].to_list()
    share = fit_share(outcomes, clusters)
    side, lean = _lean(part.sort, part.expects, share)
    # Nobody reads the rows of a refit.
    shown = known if tweak == Tweak() else known.clear()
    finding = _primary(part, ground, share, unknown.height, lean, shown)
    others = _inform(part, ground, known, cited) if tweak == Tweak() else ()
    threshold = part.expects.threshold
    needed = (
        cases_needed(share.share, share.deff, threshold)
        if lean is Lean.NEITHER and threshold is not None and 0 < threshold < 1
        else None
    )
    note = ""
    if share.clusters < FEWEST_CLUSTERS and part.sort == "tendency":
        note = f"{finding.label}: fewer than {FEWEST_CLUSTERS} conflicts, too few for an interval"
    observations = tuple(
        Observation(case=case, cluster=cluster, outcome=outcome)
        for case, cluster, outcome in zip(known["id"].to_list(), clusters, outcomes, strict=True)
    )
    return Stand(
        lean=lean,
        side=side,
        estimate=share.share,
        findings=(finding, *others),
        observations=observations,
        class_id=rule.name,
        needed=needed,
        note=note,
    )


def read_rows(part: Part, ground: Ground) -> pl.DataFrame:
    """The class's cases with their cluster and outcome (true, false or unknown)."""
    rule = ground.argument.classes[str(part.fields["class"])]
    wanted, by = str(part.fields["outcome"]), str(part.fields.get("cluster") or "conflict")

    def read() -> pl.DataFrame:
        cluster = pl.col("entity") if by == "country" else pl.coalesce("cluster", "id")
        return (
            ground.record.table(rule.of)
            .with_columns(ground.judged(rule.of, wanted).alias("outcome"), cluster.alias("cluster"))
            .filter(ground.judged(rule.of, rule.where))
            .select("id", "label", "start", "end", "entity", "cluster", "outcome")
        )

    filled = tuple(ground.rules.filled(rule.of, text) for text in (rule.where, wanted))
    return ground.once(("rows", rule.of, filled, by), read)


def _lean(sort: str, expects: Expectation, share: Share) -> tuple[Lean, Lean]:
    """Side of the share, and lean of its interval."""
    if sort == "record" or expects.form in COMPLETE:
        side = find_side(expects, share.share)
        return side, side
    side = find_side(expects, share.share)
    if share.low is None or share.high is None:
        return side, Lean.NEITHER
    whole = expects.holds_within(share.low, share.high)
    return side, Lean.NEITHER if whole is None else side


def find_sources(part: Part, ground: Ground) -> tuple[str, ...]:
    """The sources of the class's cases and of the outcome."""
    rule = ground.argument.classes[str(part.fields["class"])]
    columns = {"id", *ground.rules.read(rule.of, str(part.fields["outcome"])).columns}
    spec = ground.record.spec(rule.of)
    return tuple(dict.fromkeys(s for c in spec.known if c.name in columns for s in c.sources))


def find_editions(part: Part, ground: Ground) -> tuple[str, ...]:
    """The other editions of the cases, and of what the library reads to say what followed them."""
    table = ground.argument.classes[str(part.fields["class"])].of
    names = ground.rules.read(table, str(part.fields["outcome"])).columns
    derived = {column.name for column in ground.record.spec(table).derived}
    read = [each for name in sorted(names & derived) for each in find_reads(name)]
    return tuple(
        dict.fromkeys(edition for each in (table, *read) for edition in ground.record.editions(each)[1:])
    )


def _primary(
    part: Part, ground: Ground, share: Share, unknown: int, lean: Lean, known: pl.DataFrame
) -> Finding:
    rule = ground.argument.classes[str(part.fields["class"])]
    outcome = str(part.fields["outcome"])
    spec = ground.record.spec(rule.of)
    column = spec.find(outcome)
    denied = spec.find(outcome.removeprefix("not ")) if outcome.startswith("not ") else None
    words = (
        say_column(column.says)
        if column
        else f"not so that {say_column(denied.says)}"
        if denied
        else part.says or outcome
    )
    missing = f"; {unknown} more unknown" if unknown else ""
    floor = "; the floor on the design effect decides its width" if share.floored else ""
    return Finding(
        id="",
        kind=NAME,
        label=f"{words}: {share.successes} of {share.n} ({rule.says or rule.name}){missing}",
        value=share.share,
        low=share.low,
        high=share.high,
        unit="share of cases",
        n=share.n,
        method=f"share with Wilson’s interval, clustered by conflict ({share.clusters} conflicts, design effect "
        f"{share.deff:.2f}{floor}); expected: {part.expects.in_words()}",
        leans=lean,
        sources=find_sources(part, ground),
        rows=show_rows(known),
        decides=True,
    )


def _inform(part: Part, ground: Ground, known: pl.DataFrame, cited: frozenset[str]) -> tuple[Finding, ...]:
    """Where the cited cases lie in the class, and the class without them."""
    outcomes = dict(zip(known["id"].to_list(), known["outcome"].to_list(), strict=True))
    clusters = dict(zip(known["id"].to_list(), known["cluster"].to_list(), strict=True))
    sources = find_sources(part, ground)
    found = list(
        describe_citation(
            ground.argument,
            outcomes,
            clusters,
            read_rows(part, ground)["id"].to_list(),
            kind=NAME,
            sources=sources,
        )
    )
    found += describe_by_conflict(part, known, partial(_lean, part.sort, part.expects), sources, kind=NAME)
    rest = known.filter(~pl.col("id").is_in(sorted(cited)))
    if rest.height and rest.height < known.height:
        share = fit_share(rest["outcome"].to_list(), rest["cluster"].to_list())
        found.append(
            Finding(
                id="",
                kind=NAME,
                label=f"the class without the cited cases: {share.successes} of {share.n}",
                value=share.share,
                low=share.low,
                high=share.high,
                unit="share of cases",
                n=share.n,
                method="the same share, the cited cases left out, since they suggested the claim",
                leans=_lean(part.sort, part.expects, share)[1],
                sources=sources,
            )
        )
    # Beside the author's own position alone: elsewhere, and on another edition, nobody reads them.
    if ground.position == ground.argument.author_position and not ground.record.chosen:
        found += describe_scores(part, ground, read_rows(part, ground), NAME)
        found += describe_salience(part, ground, known, NAME)
        found += describe_classes(part, ground, read_rows, NAME, sources)
        found += describe_sub_classes(part, ground, known, NAME, sources)
    return tuple(found)


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of a base rate: one conflict left out, the cited left out, unknown outcomes, another edition."""
    if author.outside is not None:
        return ()
    rows = read_rows(part, ground)
    known = rows.drop_nulls("outcome")
    unknown = rows.height - known.height
    successes = int(known["outcome"].sum())
    sides = {
        turned: find_side(part.expects, (successes + unknown * turned) / rows.height)
        for turned in (False, True)
    }
    cited = known.filter(pl.col("id").is_in(sorted(ground.cited.values()))).height
    doubts = [
        doubt_without_the_cited(author, cited, lambda: refit(Tweak(without_cited=True))),
        doubt_unknown_outcomes(
            successes,
            known.height,
            unknown,
            0.5 if part.expects.threshold is None else part.expects.threshold,
            author.side,
            sides,
        ),
        doubt_vintage(
            author,
            find_editions(part, ground),
            lambda edition: try_part(part, ground.on(edition), Tweak()),
        ),
    ]
    if part.expects.form not in COMPLETE:
        clusters = sorted(set(known["cluster"].to_list()))
        doubts.insert(0, doubt_leave_one_conflict_out(author, clusters, partial(_leave_out, part, author)))
    return tuple(doubts)


def _leave_out(part: Part, author: Stand, cluster: str) -> Stand:
    """The stand without one conflict: the side of the share of the rest, which is all that the doubt asks."""
    rest = [each.outcome for each in author.observations if each.cluster != cluster]
    if not rest:
        return Stand(lean=Lean.NEITHER, side=Lean.NEITHER, estimate=None, findings=())
    share = sum(rest) / len(rest)
    return Stand(lean=Lean.NEITHER, side=find_side(part.expects, share), estimate=share, findings=())
