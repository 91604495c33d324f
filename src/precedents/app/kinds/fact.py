"""Fact: did it happen, was the number so? A look-up, with the sources' bounds and every source that speaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from precedents.app.ground import Ground, Tweak, last_day
from precedents.app.kinds.leaning import find_side, outside_stand
from precedents.app.measured import Measured, read_measure
from precedents.app.wording import name_rows, say_column, say_value
from precedents.core.argument import Part
from precedents.core.expectation import Expectation
from precedents.core.finding import Doubt, Finding, Lean, Scalar
from precedents.core.stand import Stand
from precedents.doubts.another_source import doubt_another_source
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.coverage import doubt_coverage
from precedents.doubts.vintage import doubt_vintage

NAME = "fact"
Refit = Callable[[Tweak], Stand]


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did it happen, was the number so?

    Parameters
    ----------
    part
        A part of kind ``fact``.
    ground
        Where one stands.
    tweak
        What a doubt changes: ``bound``, ``from_source``.

    Returns
    -------
    Stand
        A complete look-up: it leans by its side.
    """
    if part.fields.get("needs") and not any(part.fields.get(name) for name in ("measure", "of", "case")):
        return _search(str(part.fields["needs"]), ground)
    if part.fields.get("case"):
        return _look_up(part, ground, tweak)
    measured = read_measure(ground, part.fields, tweak)
    if measured.outside is not None:
        needs = f"; what would be needed: {part.fields['needs']}" if part.fields.get("needs") else ""
        why = (
            f"{measured.outside}; {measured.nearest}{needs}" if measured.nearest else measured.outside + needs
        )
        return outside_stand(NAME, why, label=measured.label, sources=measured.sources)
    return _stand(part, measured, measured.value)


def _stand(part: Part, measured: Measured, value: Scalar) -> Stand:
    expects: Expectation = part.expects
    counted = 0 if value is None and measured.n == 0 else value
    tolerance = float(part.fields.get("tolerance") or 0)
    side = find_side(expects, counted, tolerance=tolerance)
    note = ""
    if measured.partial and not _firm(measured, expects, counted):
        # What is not covered or not known could turn it.
        side = Lean.NEITHER
        note = f"{measured.label}: {say_value(value, measured.unit)} where the record can tell, but {_gap(measured)}"
    found = "none recorded" if value is None and measured.n == 0 else say_value(value, measured.unit)
    bounds = ""
    if (
        measured.low is not None
        and measured.high is not None
        and (measured.low, measured.high) != (value, value)
    ):
        bounds = f" ({say_value(measured.low)} to {say_value(measured.high)})"
    # A highest or lowest figure has one witness; only counted rows can have more than are shown.
    many = measured.n if len(measured.witnesses) > 1 else None
    who = f" — {name_rows(measured.witnesses, of=many)}" if measured.witnesses else ""
    finding = Finding(
        id="",
        kind=NAME,
        label=f"{measured.label}: {found}{bounds}{who}",
        value=value,
        low=measured.low,
        high=measured.high,
        unit=measured.unit,
        n=measured.n,
        method=f"look-up; expected: {expects.in_words()}",
        leans=side,
        sources=measured.sources,
        rows=measured.rows,
        decides=True,
    )
    return Stand(lean=side, side=side, estimate=measured.number, findings=(finding,), note=note)


def _firm(measured: Measured, expects: Expectation, value: Scalar) -> bool:
    """Whether nothing that is missing could turn the answer: what is missing can at most add to a count."""
    if not measured.lower_bound:
        return False
    return expects.holds(value) is not None and expects.holds(value) == expects.holds(math.inf)


def _gap(measured: Measured) -> str:
    if measured.unknown:
        return f"of {measured.unknown} more rows it does not know whether they fit"
    first, last = measured.covered
    return f"it speaks for {first} to {last} only"


def _look_up(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    name = str(part.fields["column"])
    case = ground.case_id(str(part.fields["case"]))
    table, row = ground.record.case(case)
    column = ground.find_column(table, name)
    value, source = row[name], ", ".join(column.sources)
    if tweak.from_source:
        value = dict(other_values(ground, case, name))[tweak.from_source]
        source = tweak.from_source
    label = f"{row['label']}: {say_column(column.says)}"
    if value is None:
        why = f"{label}: the source has no value"
        return outside_stand(NAME, why, label=label, sources=column.sources)
    side = find_side(part.expects, value, tolerance=float(part.fields.get("tolerance") or 0))
    shown = {"id": case, "label": row["label"], name: ", ".join(value) if isinstance(value, list) else value}
    finding = Finding(
        id="",
        kind=NAME,
        label=f"{label} — {say_value(shown[name], column.unit)}",
        value=shown[name],
        unit=column.unit,
        n=1,
        method=f"look-up in {source}; expected: {part.expects.in_words()}",
        leans=side,
        sources=column.sources,
        rows=(shown,),
        decides=True,
    )
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return Stand(lean=side, side=side, estimate=number, findings=(finding,))


def other_values(ground: Ground, case: str, column: str) -> list[tuple[str, Any]]:
    """What other sources of the record say of the same column of the same case, with their names.

    Rows compiled by hand (``case_facts``) and the other codings of an intervention (``intervention_codings``) count;
    a date is compared only where it is known to the day.
    """
    table, row = ground.record.case(case)
    spec = ground.find_column(table, column)
    found: list[tuple[str, Any]] = []
    facts = ground.record.table("case_facts")
    for fact in facts.iter_rows(named=True):
        if fact["case"] == case and fact["what"] == column:
            text = fact["value"] if spec.kind != "date" else fact["date"]
            value = _read(text, spec.kind)
            if value is not None:
                found.append((str(fact["source_text"]), value))
    found.extend(_from_episodes(ground, row, column))
    if table == "interventions" and spec.kind != "date":
        codings = ground.record.table("intervention_codings").filter(
            (pl.col("case") == case) & (pl.col("fits") != "first")
        )
        found.extend(
            (str(there["label"]), there[column])
            for there in codings.iter_rows(named=True)
            if there.get(column) is not None
        )
    return found


def _from_episodes(ground: Ground, row: Mapping[str, Any], column: str) -> list[tuple[str, Any]]:
    """Whether the violence ended within a year, from the dates of the conflict's own episodes."""
    if column != "violence_ended" or not row.get("conflicts") or row["start"] is None:
        return []
    limit = row["start"].replace(year=row["start"].year + 1) if row["start"].day != 29 else None
    episodes = ground.record.table("conflicts").filter(
        pl.col("conflict_id").is_in(row["conflicts"]) & (pl.col("start") <= row["start"])
    )
    running = episodes.filter(pl.col("end").is_null() | (pl.col("end") >= row["start"]))
    if limit is None or running.is_empty():
        return []
    ended = bool((running["end"].fill_null(last_day(9998)) <= limit).all())
    return [("the episodes of the same conflict in the UCDP/PRIO list", ended)]


def _read(text: Any, kind: str) -> Any:
    if text is None or kind in ("text", "date", "list"):
        return text
    if kind == "flag":
        return {"true": True, "yes": True, "false": False, "no": False}.get(str(text).casefold())
    return float(text)


def _search(needs: str, ground: Ground) -> Stand:
    """Look in the dictionary for what a statement would need; say what was searched and what came nearest."""
    found = ground.record.find_columns(needs)
    tables = ground.record.tables
    count = sum(len(table.columns) for table in tables.values())
    near = ", ".join(dict.fromkeys(f"{column.table}.{column.name}" for column in found[:3]))
    nearest = f"; the nearest are {near}, which do not hold it" if near else "; none comes near"
    why = (
        f"nothing in the record speaks for this: its {count} columns in {len(tables)} tables were searched{nearest}; "
        f"what would be needed: {needs}"
    )
    return outside_stand(NAME, why, label=f"needed: {needs}")


def doubt_part(part: Part, ground: Ground, author: Stand, refit: Refit) -> tuple[Doubt, ...]:
    """The doubts of a fact: another source, the sources' bounds, another edition."""
    if author.outside is not None:
        return ()
    if part.fields.get("case"):
        others = other_values(ground, ground.case_id(str(part.fields["case"])), str(part.fields["column"]))
        stands = [(name, refit(Tweak(from_source=name))) for name, _ in others]
        return (doubt_another_source(author, stands),)
    doubts: list[Doubt] = []
    finding = author.findings[0]
    if finding.low is not None or finding.high is not None:
        doubts.append(doubt_bounds(author, refit(Tweak(bound="low")), refit(Tweak(bound="high"))))
    doubts.append(_second_measure(part, ground, author))
    table = str(part.fields.get("of") or _table(ground, part))
    editions = ground.record.editions(table)[1:]
    doubts.append(
        doubt_vintage(author, editions, lambda edition: try_part(part, ground.on(edition), Tweak()))
    )
    measured = read_measure(ground, part.fields)
    doubts.append(
        doubt_coverage(measured.asked, measured.covered, f"every row of {table} that fits was read")
    )
    return tuple(doubts)


def _table(ground: Ground, part: Part) -> str:
    return ground.record.measures[str(part.fields["measure"])].table


def _second_measure(part: Part, ground: Ground, author: Stand) -> Doubt:
    """The same scope by another measure of the same thing, where the dictionary names one."""
    name = part.fields.get("measure")
    measure = ground.record.measures.get(str(name)) if not part.fields.get("of") else None
    others: list[tuple[str, Stand]] = []
    for other in measure.alike if measure else ():
        fields = {**part.fields, "measure": other}
        measured = read_measure(ground, fields)
        if measured.outside is None:
            others.append((ground.record.measures[other].says, _stand(part, measured, measured.value)))
    return doubt_another_source(author, others)
