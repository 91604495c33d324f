"""Who is compared with the target, on which dimensions, and how many of the comparable cases turned out so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precedents.app.dimensions import Declared, Lineup, read_declared, read_lineup
from precedents.app.ground import Ground, Tweak
from precedents.app.kinds import base_rate
from precedents.app.wording import say_column
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.expectation import Expectation
from precedents.core.finding import Lean
from precedents.estimators.base_rate import fit_share
from precedents.precedent.a_fortiori import AFortiori, clopper_pearson, fit_a_fortiori

NAME = "a-fortiori"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """The cases comparable on one side whose outcome is known: how many, how many conflicts, the limit they set.

    ``limit`` is the more cautious of Clopper and Pearson's and the clustered one; None with fewer than five
    conflicts. ``exact`` is Clopper and Pearson's alone, None without a case.
    """

    cases: tuple[str, ...]
    n: int
    successes: int
    clusters: int
    limit: float | None
    exact: float | None

    @property
    def share(self) -> float | None:
        """The share that turned out so; None without a case."""
        return self.successes / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A part on its ground: who was compared on what, and what came of it."""

    named: str
    says: str
    declared: tuple[Declared, ...]
    lineup: Lineup
    labels: dict[str, str]
    outcomes: dict[str, bool | None]
    clusters: dict[str, str]
    fitted: AFortiori
    above: Comparable
    below: Comparable
    sources: tuple[str, ...]


def read_tried(part: Part, ground: Ground, tweak: Tweak) -> Tried:
    """Who is compared, on what, and what comes of it?"""
    target = str(part.fields.get("target") or ground.argument.target or "")
    if not target:
        raise UsageError(f'{NAME} needs a target, such as target = "IRN:2026", or the id of a case')
    rule = ground.argument.classes[str(part.fields["class"])]
    outcome = str(part.fields["outcome"])
    declared = read_declared(part.fields["dimensions"], rule, outcome, ground)
    kept = tuple(each for each in declared if each.name != tweak.without_feature)
    if not kept:
        raise UsageError(f"{NAME} needs a dimension, with `feature`, `favours` and `because`")
    rows = base_rate.read_rows(part, ground)
    columns = [each.name for each in declared if not each.of_states and each.name not in rows.columns]

    def line_up() -> Lineup:
        whole = rows.join(ground.record.table(rule.of).select("id", *columns), on="id", maintain_order="left")
        return read_lineup(declared, target, rule, whole.to_dicts(), ground)

    filled = tuple(ground.rules.filled(rule.of, text) for text in (rule.where, outcome))
    cluster = str(part.fields.get("cluster") or "")
    key = (NAME, rule.of, filled, target, cluster, repr(part.fields["dimensions"]))
    lineup = ground.once(key, line_up)
    cited = frozenset(ground.cited.values()) if tweak.without_cited else frozenset()
    clusters = dict(zip(rows["id"].to_list(), rows["cluster"].to_list(), strict=True))
    cases = {
        case: values
        for case, values in lineup.cases.items()
        if case not in cited and clusters[case] != tweak.without_cluster
    }
    outcomes = dict(zip(rows["id"].to_list(), rows["outcome"].to_list(), strict=True))
    outcomes = {case: outcomes[case] for case in cases}
    fitted = fit_a_fortiori(lineup.target, cases, outcomes, [each.dimension for each in kept])
    column = ground.record.spec(rule.of).find(outcome)
    sources = [*base_rate.find_sources(part, ground), *(s for each in kept for s in each.sources)]
    return Tried(
        named=lineup.named,
        says=say_column(column.says) if column else part.says or outcome,
        declared=kept,
        lineup=lineup,
        labels=dict(zip(rows["id"].to_list(), rows["label"].to_list(), strict=True)),
        outcomes=outcomes,
        clusters=clusters,
        fitted=fitted,
        above=_comparable([c.case for c in fitted.cases if c.at_least], outcomes, clusters, upper=True),
        below=_comparable([c.case for c in fitted.cases if c.at_most], outcomes, clusters, upper=False),
        sources=tuple(dict.fromkeys(sources)),
    )


def _comparable(
    cases: Sequence[str], outcomes: dict[str, bool | None], clusters: dict[str, str], *, upper: bool
) -> Comparable:
    known = tuple(case for case in cases if outcomes[case] is not None)
    won = [bool(outcomes[case]) for case in known]
    limit = exact = None
    groups = [clusters[case] for case in known]
    if known:
        exact = clopper_pearson(sum(won), len(won))[upper]
        share = fit_share(won, groups)
        ends = [exact, share.high if upper else share.low]
        bounds = [end for end in ends if end is not None]
        limit = (max if upper else min)(bounds) if len(bounds) == 2 else None
    return Comparable(
        cases=known,
        n=len(known),
        successes=sum(won),
        clusters=len(set(groups)),
        limit=limit,
        exact=exact,
    )


def find_lean(expects: Expectation, low: float | None, high: float | None) -> Lean:
    """On which side of an expectation lies every chance between two limits? A missing one leaves all open there.

    Examples
    --------
    >>> from precedents.core.expectation import read_expectation
    >>> most = read_expectation("most")
    >>> find_lean(most, None, 0.4).value, find_lean(most, 0.6, None).value, find_lean(most, 0.6, 0.4).value
    ('against', 'for', 'neither')
    """
    ends = (0.0 if low is None else low, 1.0 if high is None else high)
    # Limits that cross say that the directions and the record cannot both be right.
    holds = None if ends[0] > ends[1] or ends == (0.0, 1.0) else expects.holds_within(*ends)
    return Lean.NEITHER if holds is None else Lean.FOR if holds else Lean.AGAINST


def sort_ends(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Two shares, the smaller first: shares may cross by chance where their limits do not."""
    return (high, low) if low is not None and high is not None and low > high else (low, high)
