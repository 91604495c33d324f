"""A fortiori: of the cases with at least as much in their favour as the target, how many turned out so?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from precedents.app.dimensions import Declared
from precedents.app.ground import MOST_ROWS, Ground, Tweak
from precedents.app.kinds.a_fortiori_beside import describe_beside
from precedents.app.kinds.a_fortiori_cases import NAME, Tried, find_lean, read_tried, sort_ends
from precedents.app.kinds.a_fortiori_doubts import try_doubts
from precedents.app.kinds.leaning import outside_stand
from precedents.core.argument import Part
from precedents.core.finding import Doubt, Finding, Lean, Row
from precedents.core.stand import Stand
from precedents.doubts.vintage import doubt_vintage
from precedents.estimators.base_rate import FEWEST_CLUSTERS

__all__ = ["NAME", "doubt_part", "try_part"]

NONE = "no case is comparable on every dimension"
"""What is said where nothing can be compared: the record is silent, which is no word against."""


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Of the cases with at least as much in their favour as the target, how many turned out so?

    If the directions are right, the target's chance is at most that of each case with no less in its favour
    and at least that of each case with no more. So the first set an upper limit and the others a lower one.

    Parameters
    ----------
    part
        A part of kind ``a-fortiori``: ``class``, ``outcome``, ``dimensions``, ``target`` (else the argument's),
        ``cluster``, ``measure`` and ``better`` for the interval of an outcome that is a number.
    ground
        Where one stands.
    tweak
        ``without_feature`` leaves one dimension out, ``without_cluster`` one conflict, ``without_cited`` the
        cited cases.

    Returns
    -------
    Stand
        It leans when every chance between the two limits lies on one side of what is expected.
    """
    tried = read_tried(part, ground, tweak)
    lacking = [each for each in tried.declared if tried.lineup.target[each.name] is None]
    if len(lacking) == len(tried.declared):
        why = f"the record holds none of the declared dimensions for {tried.named}"
        return outside_stand(NAME, why, sources=tried.sources)
    if all(outcome is None for outcome in tried.outcomes.values()):
        why = f"no case of the class has a known outcome “{part.fields['outcome']}”"
        return outside_stand(NAME, why, sources=tried.sources)
    low, high = tried.below.limit, tried.above.limit
    lean = find_lean(part.expects, low, high)
    side = find_lean(part.expects, *sort_ends(tried.below.share, tried.above.share))
    primary = _primary(part, tried, lean, shown=tweak == Tweak())
    # What stands beside is shown for the author's own position alone, so it is worked out there alone.
    author = tweak == Tweak() and ground.position == ground.argument.author_position
    beside = describe_beside(part, ground, tried) if author else ()
    return Stand(
        lean=lean,
        side=side if lean is Lean.NEITHER else lean,
        estimate=primary.value if isinstance(primary.value, float) else None,
        findings=(primary, *beside),
        class_id=str(part.fields["class"]),
        note="" if lean is not Lean.NEITHER else _say_open(tried, lacking, primary.label),
    )


def _primary(part: Part, tried: Tried, lean: Lean, *, shown: bool) -> Finding:
    above, below = tried.above, tried.below
    # The figure is of the side that set the answer: of those at least as favourable, unless only the others can.
    settled = lean is not Lean.NEITHER and find_lean(part.expects, None, above.limit) is Lean.NEITHER
    of_below = not above.n or settled or (above.limit is None and below.limit is not None)
    figure = below if of_below and below.n else above
    names = ", ".join(f"{each.says} (in favour: {each.direction})" for each in tried.declared)
    return Finding(
        id="",
        kind=NAME,
        label=f"{tried.says}: {_say_sides(tried)}",
        value=figure.share if figure.n else 0,
        low=below.limit if figure.n else None,
        high=above.limit if figure.n else None,
        unit="share of comparable cases" if figure.n else "cases",
        n=figure.n,
        method="cases compared on every declared dimension: "
        f"{names}. The limits are the more cautious of Clopper and Pearson’s and the one clustered by conflict (95 % "
        f"together; none with fewer than {FEWEST_CLUSTERS} conflicts), and hold if the directions are right and nothing else "
        f"matters; expected of {tried.named}’s chance: {part.expects.in_words()}",
        leans=lean,
        sources=tried.sources,
        rows=_rows(tried) if shown else (),
        decides=True,
    )


def _say_sides(tried: Tried) -> str:
    above, below = tried.above, tried.below
    if not above.n and not below.n:
        return NONE
    said = []
    for side, words, most in (
        (above, f"at least as favourable as {tried.named} on every dimension", True),
        (below, "no more favourable on any", False),
    ):
        if not side.n:
            said.append(f"no case is {words}")
            continue
        end = ""
        if side.limit is not None:
            end = f" (if the directions are right, the chance here is at {'most' if most else 'least'} {side.limit:.0%})"
        said.append(f"in {side.successes} of {side.n} {'case' if side.n == 1 else 'cases'} {words}{end}")
    return "; ".join(said)


def _say_open(tried: Tried, lacking: Sequence[Declared], label: str) -> str:
    above, below = tried.above, tried.below
    if lacking:
        names = ", ".join(f"“{each.short}”" for each in lacking)
        return f"{NONE}: the record does not say {names} of {tried.named}; `here` can say it of a plan"
    if not above.n and not below.n:
        return f"{NONE} to {tried.named}"
    if above.limit is not None and below.limit is not None and below.limit > above.limit:
        return f"{label}; the declared directions and the record cannot both be right"
    if above.limit is None and below.limit is None:
        return f"{label}; the comparable cases are of fewer than {FEWEST_CLUSTERS} conflicts, too few for a limit"
    return f"{label}; the limits leave it open"


def _rows(tried: Tried) -> tuple[Row, ...]:
    rows: list[dict[str, Any]] = []
    for each in tried.fitted.cases:
        sides = {"at least": each.at_least, "no more": each.at_most}
        rows.append({
            "case": each.case,
            "label": tried.labels[each.case],
            "turned_out_so": each.outcome,
            "at_least_as_favourable": sides["at least"],
            "no_more_favourable": sides["no more"],
            **{name: value for name, value in tried.lineup.cases[each.case].items() if _kept(name, tried)},
        })  # fmt: skip
    order = {True: 0, None: 1, False: 2}
    rows.sort(key=lambda row: (order[row["at_least_as_favourable"]], order[row["no_more_favourable"]]))
    return tuple(rows[:MOST_ROWS])


def _kept(name: str, tried: Tried) -> bool:
    return any(each.name == name for each in tried.declared)


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts: one dimension, conflict or the cited left out; the unknown; the directions; another edition."""
    if author.outside is not None:
        return ()
    return (
        *try_doubts(part, ground, author, refit, read_tried(part, ground, Tweak())),
        doubt_vintage(
            author,
            ground.record.editions(ground.argument.classes[str(part.fields["class"])].of)[1:],
            lambda edition: try_part(part, ground.on(edition), Tweak()),
        ),
    )
