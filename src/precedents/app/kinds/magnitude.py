"""Magnitude: is A larger than B, and by how much? With the sources' bounds, per day and per head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.leaning import find_side, outside_stand
from precedents.app.measured import Measured, read_measure
from precedents.app.wording import say_ratio, say_value
from precedents.core.argument import Given, Part
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.reference import read_reference
from precedents.core.stand import Stand
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.error_of_measurement import doubt_error_of_measurement
from precedents.doubts.unequal_spans import doubt_unequal_spans

NAME = "magnitude"
PER = ("total", "day", "head")


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Is A larger than B, and by how much?

    Parameters
    ----------
    part
        A part of kind ``magnitude``: ``a``, ``b`` and ``per`` (total, day or head).
    ground
        Where one stands.
    tweak
        ``bound`` low takes A's low against B's high, high the reverse.

    Returns
    -------
    Stand
        ``estimate`` is the ratio A / B.
    """
    per = str(part.fields.get("per") or "total")
    if per not in PER:
        raise UsageError(f"“per” is {', '.join(PER)}, not “{per}”.{did_you_mean(per, PER)}")
    a, b = (read_quantity(ground, part.fields[name]) for name in ("a", "b"))
    for quantity in (a, b):
        if quantity.outside is not None:
            more = f"; {quantity.nearest}" if quantity.nearest else ""
            return outside_stand(
                NAME, quantity.outside + more, label=quantity.label, sources=quantity.sources
            )
    bounds = {"low": ("low", "high"), "high": ("high", "low")}.get(tweak.bound, ("best", "best"))
    rate_a, rate_b = _rate(a, per, bounds[0]), _rate(b, per, bounds[1])
    if rate_a is None or rate_b is None:
        missing = a if rate_a is None else b
        lacking = {"day": "duration", "head": "population"}.get(per, "figure")
        why = f"{missing.label}: no {'figure' if missing.number is None else lacking} known"
        return outside_stand(NAME, why, sources=missing.sources)
    if rate_b == 0:
        return outside_stand(NAME, f"{b.label} is zero, so there is no ratio", sources=b.sources)
    ratio = rate_a / rate_b
    side = find_side(part.expects, ratio)
    unit = {"day": " a day", "head": " per million inhabitants"}.get(per, "")
    label = (
        f"{a.label} {_shown(rate_a, a.unit + unit)}, {b.label} {_shown(rate_b, b.unit + unit)}: "
        f"{say_ratio(ratio)}"
    )
    low, high = _ratio_bounds(a, b, per)
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=ratio,
        low=low,
        high=high,
        unit="ratio A / B",
        n=2,
        method=f"ratio of the sources’ best figures, per {per}; low and high from their bounds; expected: "
        f"{part.expects.in_words()}",
        leans=side,
        sources=tuple(dict.fromkeys(a.sources + b.sources)),
        rows=_sides(a, b),
        decides=True,
    )
    # A figure that is a rate already is not divided again.
    rates = "a day" in a.unit or "a day" in b.unit
    others = tuple(_inform(a, b, other) for other in PER if other != per and not rates)
    return Stand(
        lean=side,
        side=side,
        estimate=ratio,
        findings=(finding, *(each for each in others if each is not None)),
    )


def read_quantity(ground: Ground, field: Any) -> Measured:
    """The quantity that a reference or an inline look-up names."""
    if isinstance(field, Mapping):
        return read_measure(ground, field)
    reference = read_reference(str(field))
    if reference.kind == "given":
        given = ground.argument.givens[reference.column]
        best = given.best if given.best is not None else given.low if given.high is None else _middle(given)
        return Measured(
            label=given.says or reference.column.replace("_", " "),
            value=best,
            low=given.low,
            high=given.high,
            days=given.days,
            population=given.population,
            unit=given.unit,
            sources=(),
            rows=(
                {
                    "given": reference.column,
                    "low": given.low,
                    "best": given.best,
                    "high": given.high,
                    "days": given.days,
                    "source": given.source,
                },
            ),
        )
    case = ground.case_id(reference.name)
    table, row = ground.record.case(case)
    spec = ground.record.spec(table)
    name = reference.column or "best"
    column = ground.find_column(table, name)
    names = {each.name for each in spec.columns}
    stem = name.removesuffix("_best")
    low, high = ("low", "high") if name == "best" else (f"{stem}_low", f"{stem}_high")
    has = low in names and high in names
    value = row[name]
    if value is None and has and row[low] is not None and row[high] is not None:
        value = (row[low] + row[high]) / 2
    elif value is None and has:
        value = row[low] if row[low] is not None else row[high]
    label = f"{row['label']}" if name == "best" else f"{row['label']}, {name.replace('_', ' ')}"
    outside = f"{label}: the source has no value" if value is None else None
    return Measured(
        label=label,
        value=value,
        unit=str(row.get("unit") or column.unit),
        sources=column.sources,
        low=row[low] if has else None,
        high=row[high] if has else None,
        days=_case_days(row),
        population=row.get("population"),
        outside=outside,
        rows=({"id": case, "label": row["label"], name: value, "source": row.get("source_text")},),
    )


def _middle(given: Given) -> float | None:
    if given.low is None or given.high is None:
        return given.high if given.low is None else given.low
    return float(given.low + given.high) / 2


def _case_days(row: Mapping[str, Any]) -> float | None:
    if row.get("days") is not None:
        return float(row["days"])
    start, end = row.get("start"), row.get("end")
    return float((end - start).days + 1) if start is not None and end is not None else None


def _rate(quantity: Measured, per: str, bound: str) -> float | None:
    value = {"low": quantity.low, "high": quantity.high}.get(bound)
    value = quantity.number if value is None else value
    if value is None or per == "total":
        return value
    divisor = quantity.days if per == "day" else quantity.population
    if not divisor:
        return None
    return value / divisor if per == "day" else 1e6 * value / divisor


def _ratio_bounds(a: Measured, b: Measured, per: str) -> tuple[float | None, float | None]:
    if all(bound is None for bound in (a.low, a.high, b.low, b.high)):
        return None, None
    low_a, high_b = _rate(a, per, "low"), _rate(b, per, "high")
    high_a, low_b = _rate(a, per, "high"), _rate(b, per, "low")
    low = low_a / high_b if low_a is not None and high_b else None
    high = high_a / low_b if high_a is not None and low_b else None
    return low, high


def _inform(a: Measured, b: Measured, per: str) -> Finding | None:
    """The same comparison by another measure, for information."""
    rate_a, rate_b = _rate(a, per, "best"), _rate(b, per, "best")
    if rate_a is None or not rate_b:
        return None
    low, high = _ratio_bounds(a, b, per)
    words = {"day": "per day", "head": "per million inhabitants", "total": "in total"}[per]
    return Finding(
        id="",
        kind=NAME,
        label=f"{words}: {_shown(rate_a)} against {_shown(rate_b)}, {say_ratio(rate_a / rate_b)}",
        value=rate_a / rate_b,
        low=low,
        high=high,
        unit="ratio A / B",
        n=2,
        method=f"ratio, {words}",
        leans=Lean.NEITHER,
        sources=tuple(dict.fromkeys(a.sources + b.sources)),
    )


def _sides(a: Measured, b: Measured) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "side": side,
            "quantity": each.label,
            "best": each.number,
            "low": each.low,
            "high": each.high,
            "days": each.days,
            "population": each.population,
        }
        for side, each in (("A", a), ("B", b))
    )


def _shown(rate: float, unit: str = "") -> str:
    return say_value(round(rate) if rate >= 100 else float(f"{rate:.3g}"), unit)


def doubt_part(
    part: Part,
    ground: Ground,
    author: Stand,
    refit: Callable[[Tweak], Stand],
) -> tuple[Doubt, ...]:
    """The doubts of a magnitude: the sources' low and high estimates, and an error as large as revisions have been."""
    if author.outside is not None:
        return ()
    finding = author.findings[0]
    low = refit(Tweak(bound="low")) if finding.low is not None else None
    high = refit(Tweak(bound="high")) if finding.high is not None else None
    doubts = [doubt_bounds(author, low, high)]
    a, b = (read_quantity(ground, part.fields[name]) for name in ("a", "b"))
    rate_a, rate_b = _rate(a, "day", "best"), _rate(b, "day", "best")
    if str(part.fields.get("per") or "total") == "total" and "a day" not in a.unit + b.unit:
        per_day = find_side(part.expects, rate_a / rate_b) if rate_a is not None and rate_b else Lean.NEITHER
        doubts.append(doubt_unequal_spans(author.side, per_day, (a.days, b.days)))
    threshold = part.expects.threshold
    if threshold is not None and author.estimate is not None:
        doubts.append(doubt_error_of_measurement(author.estimate, threshold))
    return tuple(doubts)
