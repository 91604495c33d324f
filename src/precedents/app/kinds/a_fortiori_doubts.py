"""The doubts of an a fortiori: what would have to be otherwise for the comparable cases to say the opposite?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.a_fortiori_cases import NAME, Tried, find_lean, sort_ends
from precedents.app.kinds.a_fortiori_record import fit_order, infer_otherwise
from precedents.core.argument import Part
from precedents.core.finding import Doubt
from precedents.core.stand import Stand
from precedents.doubts.declared_directions import doubt_declared_directions
from precedents.doubts.inferred_directions import doubt_inferred_directions
from precedents.doubts.leave_one_conflict_out import doubt_leave_one_conflict_out
from precedents.doubts.leave_one_dimension_out import doubt_leave_one_dimension_out
from precedents.doubts.unknown_comparisons import doubt_unknown_comparisons
from precedents.doubts.without_the_cited import doubt_without_the_cited


def try_doubts(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand], tried: Tried
) -> tuple[Doubt, ...]:
    """Which doubts does it stand?

    Parameters
    ----------
    part, ground
        The part, and where one stands.
    author
        The stand on all cases and dimensions.
    refit
        Tries the part again, changed in one thing.
    tried
        Who was compared with whom.

    Returns
    -------
    tuple of Doubt
    """
    comparable = [*tried.above.cases, *tried.below.cases]
    conflicts = sorted({tried.clusters[case] for case in comparable})
    cited = len(set(ground.cited.values()) & set(comparable))
    # Without the figure: the doubt would show the span of a share, and what decides is a limit.
    bare = replace(author, estimate=None)
    names = [each.name for each in tried.declared]
    return (
        doubt_leave_one_dimension_out(author, names, lambda name: refit(Tweak(without_feature=name))),
        doubt_leave_one_conflict_out(
            bare, conflicts, lambda name: replace(refit(Tweak(without_cluster=name)), estimate=None)
        ),
        doubt_without_the_cited(author, cited, lambda: refit(Tweak(without_cited=True))),
        _unknown(part, author, tried),
        doubt_declared_directions(*fit_order(tried, ground.rng(f"{NAME}: order"))),
        doubt_inferred_directions(*infer_otherwise(tried, ground.rng(f"{NAME}: directions"))),
    )


def _unknown(part: Part, author: Stand, tried: Tried) -> Doubt:
    """What if whatever is unknown were such as to speak most against the answer?"""
    compared = tried.fitted.cases
    high, more = _widen([(c.at_least, c.outcome) for c in compared], so=True)
    low, fewer = _widen([(c.at_most, c.outcome) for c in compared], so=False)
    widest = find_lean(part.expects, *sort_ends(low, high))
    shares = (tried.below.share, low, tried.above.share, high)
    return doubt_unknown_comparisons(author.side, widest, more + fewer, shares)


def _widen(cases: list[tuple[bool | None, bool | None]], *, so: bool) -> tuple[float | None, int]:
    """The share if all that is unknown turned out so (or not), and how many cases that adds.

    A case is added where no comparison is known to fail and its outcome is so, or unknown.
    """
    sure = [outcome for holds, outcome in cases if holds and outcome is not None]
    added = sum(
        holds is not False and outcome is not (not so) and not (holds and outcome is not None)
        for holds, outcome in cases
    )
    if not sure:
        return None, 0
    return (sum(sure) + added * so) / (len(sure) + added), added
