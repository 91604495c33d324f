"""What stands beside an a fortiori: who stands on either side, what is unknown, what would have to be different."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from precedents.app.dimensions import Declared
from precedents.app.ground import Ground
from precedents.app.kinds.a_fortiori_cases import NAME, Comparable, Tried
from precedents.app.kinds.a_fortiori_record import describe_record
from precedents.app.wording import say_column, say_value
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Finding, Lean
from precedents.precedent.a_fortiori import Comparison, Difference, Tally, read_dimensions
from precedents.precedent.outcome_interval import fit_outcome_interval

NAMED = 4


def describe_beside(part: Part, ground: Ground, tried: Tried) -> tuple[Finding, ...]:
    """What else is there to see, none of which decides?

    Parameters
    ----------
    part, ground
        The part, and where one stands.
    tried
        Who was compared with whom.

    Returns
    -------
    tuple of Finding
        The declared directions with who says so; either side; what is unknown; the cited cases; the nearest
        cases and what would have to be different; the interval of a number; and what the class says as a whole.
    """
    blank = Finding(
        id="", kind=NAME, label="", value=None, unit="cases", method="", leans=Lean.NEITHER, sources=tried.sources
    )  # fmt: skip
    return (
        _declared(tried, blank),
        _side(tried, tried.above, tried.fitted.at_least, blank, above=True),
        _side(tried, tried.below, tried.fitted.at_most, blank, above=False),
        *_cited(ground, tried, blank),
        *(_nearest(tried, blank, so=so) for so in (True, False)),
        *_interval(part, ground, tried, blank),
        *describe_record(ground, tried),
    )


def _declared(tried: Tried, blank: Finding) -> Finding:
    words = [f"{each.says}: {_here(each, tried)}, in favour when {each.direction}" for each in tried.declared]
    return replace(
        blank,
        label=f"declared of {tried.named}: {'; '.join(words)}",
        value=len(tried.declared),
        unit="dimensions",
        method="directions are declared with who says so, never read off the outcomes",
        rows=tuple(
            {
                "dimension": each.name,
                "in_favour": each.direction,
                "here": tried.lineup.target[each.name],
                "year": tried.lineup.years[each.name],
                "because": each.dimension.source,
            }
            for each in tried.declared
        ),
    )


def _here(each: Declared, tried: Tried) -> str:
    year = tried.lineup.years[each.name]
    of = f" in {year}" if year is not None else " as the argument has it" if each.here is not None else ""
    return f"{_say(tried.lineup.target[each.name], each)}{of}"


def _say(value: float | bool | None, each: Declared) -> str:
    return say_value(bool(value) if each.factor and value is not None else value)


def _side(tried: Tried, side: Comparable, tally: Tally, blank: Finding, *, above: bool) -> Finding:
    """One side: those who stand against success, or against failure, and what missing values leave open."""
    words = "at least as favourable on every dimension" if above else "no more favourable on any dimension"
    against = [case for case in side.cases if tried.outcomes[case] is not above]
    named = ", ".join(tried.labels[case] for case in against[:NAMED])
    more = f" and {len(against) - NAMED} more" if len(against) > NAMED else ""
    stands = f"; it was {'not so' if above else 'so'} in {named}{more}" if against else ""
    unknown = tally.possible_n - tally.n
    could = (
        f"; with those of which a value is unknown, up to {tally.possible_n} cases and {tally.possible_successes} so"
        if unknown
        else ""
    )
    if tally.outcome_unknown:
        could += f"; {tally.outcome_unknown} more of unknown outcome"
    label = f"{words}: {side.successes} of {side.n}" if side.n else f"{words}: no case"
    return replace(
        blank,
        label=f"{label}{stands}{could}",
        value=side.share,
        low=None if above or side.exact is None else side.exact,
        high=side.exact if above else None,
        unit="share of comparable cases",
        n=side.n,
        method=f"Clopper and Pearson’s {'upper' if above else 'lower'} limit, as if the cases, of {side.clusters} conflicts, were "
        "independent: if the directions are right, the chance of the target is at "
        f"{'most' if above else 'least'} that. What is unknown is never filled in",
        rows=tuple(
            {"case": case, "label": tried.labels[case], "turned_out_so": tried.outcomes[case]} for case in side.cases
        ),
    )  # fmt: skip


def _cited(ground: Ground, tried: Tried, blank: Finding) -> tuple[Finding, ...]:
    """Where each cited case stands."""
    cited = set(ground.cited.values())
    found = [each for each in tried.fitted.cases if each.case in cited]
    if not found:
        return ()
    words = "; ".join(f"{tried.labels[each.case]} {_standing(each, tried)}" for each in found)
    return (
        replace(
            blank,
            label=f"the cited cases beside {tried.named}: {words}",
            value=sum(each.at_least is True or each.at_most is True for each in found),
            n=len(found),
            method="a cited success speaks for the target only where it had no more in its favour",
            rows=tuple(row for each in found for row in _differences(each, tried, (*each.less, *each.more))),
        ),
    )


def _standing(each: Comparison, tried: Tried) -> str:
    if each.at_least and each.at_most:
        return "had just as much in its favour"
    if each.at_least:
        return "had no less in its favour"
    if each.at_most:
        return "had no more in its favour"
    parts = [
        f"{word} in its favour on {', '.join(_says(d.dimension, tried) for d in differences)}"
        for word, differences in (("more", each.more), ("less", each.less))
        if differences
    ]
    unknown = [_says(name, tried) for name in each.unknown]
    return " and ".join([*parts, *([f"cannot be compared on {', '.join(unknown)}"] if unknown else [])])


def _says(name: str, tried: Tried) -> str:
    return next(f"“{each.short}”" for each in tried.declared if each.name == name)


def _nearest(tried: Tried, blank: Finding, *, so: bool) -> Finding:
    """The cases that fewest changes of the target would make comparable, so as to speak for it or against it."""
    near = [each for each in tried.fitted.nearest(so) if each.differences and not each.unknown]
    fewest = min((len(each.differences) for each in near), default=0)
    first = [each for each in near if len(each.differences) == fewest]
    words = f"where it was {'so' if so else 'not so'}"
    speaks = "for" if so else "against"
    changes = "; ".join(
        f"{tried.labels[each.case]}, with {_change(each.differences, tried)}" for each in first[:NAMED]
    )
    more = f" and {len(first) - NAMED} more" if len(first) > NAMED else ""
    return replace(
        blank,
        label=f"nearest to speaking {speaks} {tried.named}, {words}: {changes}{more}"
        if first
        else f"no case {words} would come to speak {speaks} {tried.named} by a change that the record knows",
        value=len(first),
        unit="cases",
        method="the fewest dimensions to change, and the smallest change of each, after which the case had "
        f"{'no more' if so else 'no less'} in its favour than the target",
        rows=tuple(row for each in first for row in _differences(each, tried, each.differences)),
    )


def _change(differences: tuple[Difference, ...], tried: Tried) -> str:
    by_name = {each.name: each for each in tried.declared}
    return " and ".join(
        f"{_say(d.case, by_name[d.dimension])} instead of {_say(d.target, by_name[d.dimension])} here on "
        f"“{by_name[d.dimension].short}”"
        for d in differences
    )


def _differences(
    each: Comparison, tried: Tried, differences: tuple[Difference, ...]
) -> list[dict[str, str | float | bool | None]]:
    head = {"case": each.case, "label": tried.labels[each.case], "turned_out_so": each.outcome}
    return [
        {**head, "dimension": d.dimension, "here": d.target, "there": d.case, "gap": d.case - d.target}
        for d in differences
    ] or [{**head, "dimension": None, "here": None, "there": None, "gap": None}]


def _interval(part: Part, ground: Ground, tried: Tried, blank: Finding) -> tuple[Finding, ...]:
    """Between which outcomes must the target's lie, where the outcome is a number?"""
    name = part.fields.get("measure")
    if not name:
        return ()
    rule = ground.argument.classes[str(part.fields["class"])]
    column = ground.find_column(rule.of, str(name))
    if column.kind not in {"number", "integer"}:
        raise UsageError(f"{name} of {rule.of} is no number, so it leaves no interval")
    sign = -1.0 if part.fields.get("better") == "low" else 1.0
    held = ground.record.table(rule.of).filter(pl.col(str(name)).is_not_null()).select("id", str(name))
    values = {case: float(value) for case, value in held.iter_rows() if case in tried.outcomes}
    dimensions = [each.dimension for each in tried.declared]
    rows = [tried.lineup.target, *(tried.lineup.cases[case] for case in values)]
    table = read_dimensions(rows, dimensions)
    found = fit_outcome_interval(table[1:], [sign * value for value in values.values()], table[0].tolist())
    ids = list(values)
    ends = [None if end is None else sign * end for end in (found.low, found.high)]
    froms = [[tried.labels[ids[i]] for i in where] for where in (found.low_from, found.high_from)]
    if sign < 0:
        ends, froms = ends[::-1], froms[::-1]
    said = [
        f"at {word} {say_value(end, column.unit)} ({', '.join(names[:NAMED])})"
        for word, end, names in (("least", ends[0], froms[0]), ("most", ends[1], froms[1]))
        if end is not None
    ]
    words = " and ".join(said) or "nothing: no case is comparable on every dimension"
    clash = "" if found.consistent else "; the directions and the record cannot both be right"
    return (
        replace(
            blank,
            label=f"{say_column(column.says)}: the directions leave {words}{clash}",
            value=" and ".join(said) or None,
            low=ends[0],
            high=ends[1],
            unit=column.unit,
            n=len(values),
            method="those with no less in their favour do no worse: the ends come from single cases, so read them beside the "
            f"conflicts of the class; in favour is a {'smaller' if sign < 0 else 'larger'} number",
        ),
    )
