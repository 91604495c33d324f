"""What is the strongest case for an argument, and against it, under its own rule; and what may honestly be said?"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from precedents.app.ground import Ground
from precedents.app.omitted import Asked, find_asked, pick_omitted, say_why
from precedents.core.finding import Lean
from precedents.core.own_rule import CaseSet, HonestForm, OwnRule, RuledCase
from precedents.estimators.base_rate import Share, fit_share
from precedents.precedent.representativeness import fit_representativeness
from precedents.precedent.similarity import NEAREST

HUNDREDTHS = 100
"""A bound is given in whole per cent, rounded so that it claims less than the interval, never more."""


def build_own_rules(ground: Ground) -> tuple[OwnRule, ...]:
    """What does the argument's own rule pick, on either side, for each question that it asks of it?

    As many cases are chosen for the argument and against it as it cites, the nearest to the target with that
    outcome, cited or not: the strongest that either side could cite under the rule. Expecting the opposite swaps
    the two sides and leaves the rest as it is.

    Parameters
    ----------
    ground
        The record and the argument, at the author's position.

    Returns
    -------
    tuple of OwnRule
        The question with most cited cases first; none where no cited case is in a class that is asked about.
    """
    return tuple(_build(asked) for asked in find_asked(ground))


def _build(asked: Asked) -> OwnRule:
    known = asked.known
    share = fit_share([bool(each.outcome) for each in known], [asked.clusters[each.case] for each in known])
    cited = [each for each in asked.cases if each.cited]
    k = sum(each.outcome is not None for each in cited)
    sets = {
        "cited": _describe_set(cited, asked),
        "for": _describe_set([each for each in known if each.favours is Lean.FOR][:k], asked),
        "against": _describe_set([each for each in known if each.favours is Lean.AGAINST][:k], asked),
    }
    near = _count_near(asked)
    up, down = _state(share, asked, up=True), _state(share, asked, up=False)
    return OwnRule(
        statement=asked.statement,
        part=asked.part,
        class_id=str(asked.filled.fields["class"]),
        rule_says=asked.rule_says,
        outcome=str(asked.filled.fields["outcome"]),
        outcome_says=asked.outcome_says,
        expects=asked.filled.expects.in_words(),
        n=share.n,
        unknown=len(asked.cases) - share.n,
        successes=share.successes,
        for_n=sum(each.favours is Lean.FOR for each in known),
        low=share.low,
        high=share.high,
        ranked_by=asked.ranked_by,
        near_for=None if near is None else near[0],
        near_against=None if near is None else near[1],
        near_unknown=None if near is None else near[2],
        helpful=pick_omitted(asked, Lean.FOR),
        damaging=pick_omitted(asked, Lean.AGAINST),
        sets=sets,
        honest={"for": up, "against": down} if asked.up else {"for": down, "against": up},
    )


def _describe_set(cases: Sequence[RuledCase], asked: Asked) -> CaseSet:
    """A set of cases, and how often so many drawn from the class would be as much for, or against, the argument."""
    told = tuple(say_why(each, asked) for each in cases)
    ids = [each.case for each in told if each.outcome is not None]
    favourable = sum(each.favours is Lean.FOR for each in told)
    if not ids:
        return CaseSet(cases=told, known=0, favourable=0)
    sides = {each.case: each.favours is Lean.FOR for each in asked.known}
    pro = fit_representativeness(sides, asked.clusters, ids)
    con = fit_representativeness({case: not side for case, side in sides.items()}, asked.clusters, ids)
    ranked = asked.measured.fitted.ranked if asked.measured else 0
    places = [each.rank / ranked for each in told if each.rank is not None and ranked]
    return CaseSet(
        cases=told,
        known=len(ids),
        favourable=favourable,
        p_for=pro.p_episode,
        p_against=con.p_episode,
        p_for_by_conflict=pro.p_conflict,
        p_against_by_conflict=con.p_conflict,
        p_smallest=pro.p_smallest,
        place=sum(places) / len(places) if places else None,
    )


def _count_near(asked: Asked) -> tuple[int, int, int] | None:
    """How many of the nearest quarter turned out as expected, did not, or are unknown; None without likeness."""
    if asked.measured is None:
        return None
    edge = NEAREST * asked.measured.fitted.ranked
    near = [each.favours for each in asked.cases if each.rank is not None and each.rank <= edge]
    return near.count(Lean.FOR), near.count(Lean.AGAINST), near.count(Lean.NEITHER)


def _state(share: Share, asked: Asked, *, up: bool) -> HonestForm:
    """The strongest form that says that it turns out so often (up), or so seldom."""
    edge = share.low if up else share.high
    bound = None if edge is None else (floor if up else ceil)(round(edge * HUNDREDTHS, 9)) / HUNDREDTHS
    # With all of them, or none, the count alone says more than any interval can.
    whole = share.successes == (share.n if up else 0)
    some = share.successes > 0 if up else share.successes < share.n
    if bound is not None and (bound > 0 if up else bound < 1):
        expects: str | dict[str, float] | None = {"at_least" if up else "at_most": bound}
        words = f"in at {'least' if up else 'most'} {bound:.0%} of such cases, on average"
    elif whole:
        expects, words = ("all" if up else "none"), f"in {'all' if up else 'none'} of the cases known"
    elif some:
        expects, words = (
            ("any" if up else "not-all"),
            f"in {'at least one' if up else 'not all'} of the cases known",
        )
    else:
        expects, words = None, "nothing: no case of the class bears it"
    unknown = len(asked.cases) - share.n
    more = f", {unknown} more unknown" if unknown else ""
    return HonestForm(
        says=f"Of “{asked.rule_says}”: {asked.outcome_says}, {words}; counted, in {share.successes} of {share.n}{more}",
        expects=expects,
    )
