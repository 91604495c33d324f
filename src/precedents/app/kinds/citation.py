"""Where the cited cases lie in their class, as findings: by episode, by conflict, as odds, as an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import isinf

from precedents.core.argument import Argument
from precedents.core.finding import Finding, Lean
from precedents.precedent.representativeness import Representativeness, fit_representativeness

ALPHA = 0.05


def describe_citation(
    argument: Argument,
    outcomes: Mapping[str, bool],
    clusters: Mapping[str, str],
    members: Collection[str],
    *,
    kind: str,
    sources: tuple[str, ...],
) -> tuple[Finding, ...]:
    """Are the cited cases like the class, for those cited as successes and for all?

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
        None of them decides anything. Only cases cited as successes count as cited successes; the test
        is shown with all cited as well where those differ.
    """
    cites = argument.cites.values()
    successes = [cite.case for cite in cites if cite.as_what == "success" and cite.case in outcomes]
    everyone = [cite.case for cite in cites if cite.case in outcomes]
    unknown = [cite.case for cite in cites if cite.case in members and cite.case not in outcomes]
    groups = {"the cited successes": successes}
    if set(everyone) != set(successes):
        groups["all cited cases"] = everyone
    return tuple(
        finding
        for name, cases in groups.items()
        if cases
        for finding in _findings(
            name, fit_representativeness(outcomes, clusters, cases), len(unknown), kind, sources
        )
    )


def _findings(
    name: str, r: Representativeness, unknown: int, kind: str, sources: tuple[str, ...]
) -> list[Finding]:
    silent = r.p_smallest > ALPHA
    by_conflict = "" if r.p_conflict is None else f", by conflict {r.p_conflict:.3f}"
    says = f"p = {r.p_episode:.3f} if drawn case by case{by_conflict}"
    if unknown and name == "all cited cases":
        says += f"; {unknown} more cited, of unknown outcome"
    if silent:
        says += f"; so few citations cannot attain p < .05 (smallest {r.p_smallest:.3f}): the test is silent"
    elif max(r.p_episode, r.p_conflict or 0) < ALPHA:
        says += "; unrepresentative of the class"
    blank = Finding(
        id="", kind=kind, label="", value=None, unit="", method="", leans=Lean.NEITHER, sources=sources, n=r.n
    )
    found = [
        replace(
            blank,
            label=f"{name}: {r.cited_successes} of {r.cited} turned out so, against {r.successes} of {r.n} in "
            f"the class; {says}",
            value=r.p_episode,
            unit="probability",
            method="exact hypergeometric tail (by episode); by conflict: conflicts drawn first, then one episode "
            "within each. A small p shows that the cited are unlike the class, not why",
            rows=({"p_by_episode": r.p_episode, "p_by_conflict": r.p_conflict, "p_smallest": r.p_smallest},),
        ),
        replace(
            blank,
            label=f"selection odds of {name}: {'beyond any bound' if isinf(r.odds) else f'{r.odds:.3g}'} (at "
            f"least {r.odds_low:.3g} with 95 % confidence); how much likelier a success must be to be cited",
            value=None if isinf(r.odds) else r.odds,
            low=r.odds_low,
            unit="odds",
            method="conditional maximum likelihood under Fisher’s noncentral hypergeometric; exact one-sided bound",
        ),
    ]
    if silent:
        return found[:1]
    if r.favour is not None:
        found.append(
            replace(
                blank,
                label=f"{name} against the most favourable choice possible: {r.favour:.2f} "
                "(1: no other choice could look better; 0: like the class)",
                value=r.favour,
                unit="index",
                method="(mean of the cited − mean of the class) / (best mean of as many cases − mean of the class)",
            )
        )
    return found
