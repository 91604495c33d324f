"""A verdict a line: aligned, within the terminal, safe to print."""

from __future__ import annotations

import pytest
from report_fixture import build_report

from precedents.dossier.terminal import render_lines, render_verdicts


def test_lines_align_and_fit_80_columns() -> None:
    report = build_report(statements=28)
    for statement in report["statements"]:
        statement["says"] *= 5
    lines = [line.plain for line in render_lines(report, 80)]
    assert len(lines) == 28
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("● supported               1   In 1995 an air campaign")
    assert lines[5].startswith("¶ not a matter of record  6   It ought")


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    report = build_report()
    assert "\x1b[" in render_verdicts(report, colour=True)
    assert "\x1b[" not in render_verdicts(report, colour=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in render_verdicts(report)


def test_a_text_cannot_steer_the_terminal() -> None:
    report = {
        "statements": [{"id": "1\x1b[2J", "verdict": "supported", "says": "a\x1b]0;title\x07\nb [bold]c[/]"}]
    }
    text = render_verdicts(report, colour=False)
    assert "\x1b" not in text
    assert "\n" not in text
    assert "[bold]c[/]" in text
