"""Every doubt has one case where it must break, one where it holds, and one where it is silent."""

from __future__ import annotations

import datetime as dt

from precedents.core.finding import DoubtOutcome, Lean
from precedents.core.stand import Stand
from precedents.doubts.another_source import doubt_another_source
from precedents.doubts.bounds import doubt_bounds
from precedents.doubts.coverage import doubt_coverage
from precedents.doubts.date_precision import doubt_date_precision
from precedents.doubts.leave_one_conflict_out import doubt_leave_one_conflict_out
from precedents.doubts.thresholds_of_deaths import doubt_thresholds_of_deaths
from precedents.doubts.unknown_outcomes import doubt_unknown_outcomes
from precedents.doubts.vintage import doubt_vintage
from precedents.doubts.without_the_cited import doubt_without_the_cited

HELD, BROKE, SILENT = DoubtOutcome.HELD, DoubtOutcome.BROKE, DoubtOutcome.SILENT


def stand(side: Lean, outside: str | None = None) -> Stand:
    return Stand(lean=side, side=side, estimate=0.4, findings=(), outside=outside)


FOR, AGAINST, OUTSIDE = stand(Lean.FOR), stand(Lean.AGAINST), stand(Lean.NEITHER, "not covered")


def test_vintage() -> None:
    assert doubt_vintage(FOR, ["22.1"], lambda _: AGAINST).outcome is BROKE
    assert doubt_vintage(FOR, ["22.1"], lambda _: FOR).outcome is HELD
    assert doubt_vintage(FOR, ["22.1"], lambda _: OUTSIDE).outcome is SILENT
    assert doubt_vintage(FOR, [], lambda _: FOR).outcome is SILENT


def test_leave_one_conflict_out() -> None:
    stands = {"a": FOR, "b": AGAINST, "c": FOR}
    broken = doubt_leave_one_conflict_out(FOR, list(stands), stands.__getitem__)
    assert broken.outcome is BROKE
    assert "without b" in broken.says
    assert doubt_leave_one_conflict_out(FOR, ["a", "c", "d"], lambda _: FOR).outcome is HELD
    assert doubt_leave_one_conflict_out(FOR, ["a", "c"], lambda _: FOR).outcome is SILENT


def test_thresholds_of_deaths_break_by_definition() -> None:
    broken = doubt_thresholds_of_deaths(FOR, 1000, lambda level: AGAINST if level == 25 else FOR)
    assert broken.outcome is BROKE
    assert broken.by_definition
    assert "25" in broken.says
    tried: list[float] = []
    held = doubt_thresholds_of_deaths(FOR, 1000, lambda level: tried.append(level) or FOR)  # type: ignore[func-returns-value]
    assert held.outcome is HELD
    assert tried == [25, 100]
    assert doubt_thresholds_of_deaths(FOR, 1000, lambda _: OUTSIDE).outcome is SILENT


def test_date_precision() -> None:
    april, june = (dt.date(1992, 4, 1), dt.date(1992, 4, 30)), (dt.date(1992, 6, 1), dt.date(1992, 6, 1))
    year = (dt.date(1992, 1, 1), dt.date(1992, 12, 31))
    assert doubt_date_precision(april, june, first_is_before=True).outcome is HELD
    assert doubt_date_precision(june, april, first_is_before=False).outcome is HELD
    assert doubt_date_precision(april, year, first_is_before=True).outcome is BROKE


def test_bounds() -> None:
    assert doubt_bounds(FOR, FOR, AGAINST).outcome is BROKE
    assert doubt_bounds(FOR, FOR, FOR).outcome is HELD
    assert doubt_bounds(FOR, None, None).outcome is SILENT


def test_another_source() -> None:
    assert doubt_another_source(FOR, [("a", FOR), ("b", AGAINST)]).outcome is BROKE
    assert doubt_another_source(FOR, [("a", FOR)]).outcome is HELD
    assert doubt_another_source(FOR, [("a", OUTSIDE)]).outcome is SILENT


def test_unknown_outcomes() -> None:
    both = {False: Lean.AGAINST, True: Lean.FOR}
    assert doubt_unknown_outcomes(13, 25, 16, 0.5, Lean.FOR, both).outcome is BROKE
    same = {False: Lean.AGAINST, True: Lean.AGAINST}
    assert doubt_unknown_outcomes(3, 25, 2, 0.5, Lean.AGAINST, same).outcome is HELD


def test_without_the_cited() -> None:
    assert doubt_without_the_cited(FOR, 3, lambda: AGAINST).outcome is BROKE
    assert doubt_without_the_cited(FOR, 3, lambda: FOR).outcome is HELD
    assert doubt_without_the_cited(FOR, 0, lambda: AGAINST).outcome is SILENT


def test_coverage_is_silent_beyond_the_source() -> None:
    assert doubt_coverage((1990, 2020), (1989, 2024), "all").outcome is HELD
    assert doubt_coverage((1985, 2020), (1989, 2024), "all").outcome is SILENT
    assert doubt_coverage((None, 2026), (1989, 2024), "all").outcome is SILENT
    assert doubt_coverage((None, None), (1989, 2024), "all").outcome is HELD
