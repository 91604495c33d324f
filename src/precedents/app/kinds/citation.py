"""Where the cited cases lie in their class, as findings: by episode, by conflict, as odds, as an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import isinf

from precedents.core.argument import Argument
from precedents.core.finding import Finding, Lean, Row
from precedents.precedent.representativeness import Representativeness, fit_representativeness

ALPHA = 0.05
MEANING = (
    "A small p says that the cited are unrepresentative of the class. It does not say why: they may have been "
    "picked for their outcome, or be the best known, or the nearest at hand"
)
"""Said once a block, with the first p."""


def describe_citation(
    argument: Argument,
    outcomes: Mapping[str, bool],
    clusters: Mapping[str, str],
    members: Collection[str],
    *,
    kind: str,
    sources: tuple[str, ...],
) -> tuple[Finding, ...]:
    """Are the cited cases like the class, for those cited as successes, as failures, and for all?

    Parameters
    ----------
    argument
        For who is cited, and as what.
    outcomes, clusters
        The known outcome, and the conflict, of each case of the class.
    members
        Every case of the class, known outcome or not.
    kind, sources
        Of the findings.

    Returns
    -------
    tuple of Finding
        None of them decides anything. Only cases cited as successes count as cited successes; cited failures are
        tried on how many did not turn out so; and all cited where those differ from both.
    """
    everyone = list_cited(argument, outcomes)
    unknown = [case for case in list_cited(argument, members) if case not in outcomes]
    cited = {
        word: [c.case for c in argument.cites.values() if c.as_what == word and c.case in outcomes]
        for word in ("success", "failure")
    }
    groups = {"the cited successes": cited["success"], "the cited failures": cited["failure"]}
    if all(set(everyone) != set(cases) for cases in groups.values()):
        groups["all cited cases"] = everyone
    turned = {case: not outcome for case, outcome in outcomes.items()}
    told: list[Finding] = []
    for name, cases in groups.items():
        if cases:
            failed = name == "the cited failures"
            fitted = fit_representativeness(turned if failed else outcomes, clusters, cases)
            missing = len(unknown) if name == "all cited cases" else 0
            words = ("did not turn out so", "a failure") if failed else ("turned out so", "a success")
            found = _findings(name, fitted, missing, kind, sources, words)
            # What a p means is said once.
            told += found if told else [replace(found[0], label=f"{found[0].label}. {MEANING}"), *found[1:]]
    return tuple(told)


def list_cited(argument: Argument, members: Collection[str]) -> list[str]:
    """The cited cases that are in the class, each once, in the order of the file."""
    inside = set(members)
    return list(dict.fromkeys(cite.case for cite in argument.cites.values() if cite.case in inside))


def inform(
    kind: str,
    sources: tuple[str, ...],
    label: str,
    value: float | None,
    unit: str,
    method: str,
    *,
    n: int | None = None,
    low: float | None = None,
    high: float | None = None,
    rows: tuple[Row, ...] = (),
) -> Finding:
    """A finding that informs and leans neither way."""
    return Finding(
        id="",
        kind=kind,
        label=label,
        value=value,
        low=low,
        high=high,
        unit=unit,
        method=method,
        leans=Lean.NEITHER,
        sources=sources,
        n=n,
        rows=rows,
    )


def say_p(p: float) -> str:
    """A probability to three places, never zero.

    Examples
    --------
    >>> say_p(0.0268), say_p(0.0001)
    ('= 0.027', '< 0.001')
    """
    return f"= {p:.3f}" if p >= 0.0005 else "< 0.001"


def _findings(
    name: str,
    r: Representativeness,
    unknown: int,
    kind: str,
    sources: tuple[str, ...],
    words: tuple[str, str],
) -> list[Finding]:
    ps = [p for p in (r.p_episode, r.p_conflict) if p is not None]
    least = [p for p in (r.p_smallest, r.p_conflict_smallest) if p is not None]
    silent = max(least) > ALPHA
    says = f"p {say_p(r.p_episode)} if drawn case by case (smallest attainable {r.p_smallest:.2g}), "
    if r.p_conflict is None or r.p_conflict_smallest is None:
        says += "none by conflict, since two of them belong to one"
    else:
        says += f"p {say_p(r.p_conflict)} by conflict (smallest {r.p_conflict_smallest:.2g})"
    if unknown:
        says += f"; {unknown} more cited, of unknown outcome"
    if silent:
        says += "; so few citations cannot attain p < 0.05: the test is silent"
    elif max(ps) < ALPHA:
        says += "; unrepresentative of the class"
    found = [
        inform(
            kind,
            sources,
            f"{name}: {r.cited_successes} of {r.cited} {words[0]}, against {r.successes} of {r.n} in "
            f"the class; {says}",
            r.p_episode,
            "probability",
            "exact hypergeometric tail (by episode); by conflict: conflicts drawn first, then one episode "
            "within each, counted. A small p shows that the cited are unlike the class, not why",
            n=r.n,
            rows=(
                {
                    "p_by_episode": r.p_episode,
                    "p_smallest": r.p_smallest,
                    "p_by_conflict": r.p_conflict,
                    "p_by_conflict_smallest": r.p_conflict_smallest,
                },
            ),
        )
    ]
    if r.p_smallest > ALPHA:
        return found
    found.append(
        inform(
            kind,
            sources,
            f"selection odds of {name}: {'beyond any bound' if isinf(r.odds) else f'{r.odds:.3g}'} (at "
            f"least {r.odds_low:.3g} with 95 % confidence); how much likelier {words[1]} must be to be cited",
            None if isinf(r.odds) else r.odds,
            "odds",
            "conditional maximum likelihood under Fisher’s noncentral hypergeometric; exact one-sided bound",
            n=r.n,
            low=r.odds_low,
        )
    )
    if r.favour is not None:
        found.append(
            inform(
                kind,
                sources,
                f"{name} against the most favourable choice possible: {r.favour:.2f} "
                "(1: no other choice could look better; 0: like the class)",
                r.favour,
                "index",
                "(mean of the cited − mean of the class) / (best mean of as many cases − mean of the class)",
                n=r.n,
            )
        )
    return found
