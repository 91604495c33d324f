"""One case as `precedents case` shows it: facts, codings side by side, and where they differ."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from precedents.app.show_case import show_case
from precedents.cli.case import command
from precedents.core.errors import UsageError
from precedents.record.store import Record

KOSOVO = "intervention:kosovo-1999"


def test_kosovo_has_both_codings_and_their_disagreement(record: Record) -> None:
    shown = show_case(record, KOSOVO)
    assert (shown.label, shown.table) == ("Kosovo 1999", "interventions")
    assert [row["source"] for row in shown.codings] == ["prif-hmi-0.3", "ucdp-acd-25.1"]
    found = {row["column"]: row for row in shown.agreement}
    # UCDP ends the war on 21 November, PRIF the intervention on 10 June: 164 days, counted on a calendar
    assert (found["end"]["agree"], found["end"]["days_apart"]) == (False, 164)
    assert (found["start"]["agree"], found["side"]["agree"]) == (True, True)
    assert found["end"]["says"] == ["prif-hmi: 1999-06-10", "ucdp-acd: 1999-11-21"]
    assert "air" not in found  # UCDP does not say
    table = shown.coding_table()
    assert [row["end"] for row in table] == ["≠1999-06-10", "≠1999-11-21"]
    assert [row["start"] for row in table] == ["1999-03-24", "1999"]
    assert "imi-1946-2005" in shown.lacks


def test_opposite_sides_are_marked(record: Record) -> None:
    shown = show_case(record, "intervention:sierra-leone-1997")
    assert {row["side"] for row in shown.coding_table()} == {"≠government", "≠against"}
    side = next(row for row in shown.agreement if row["column"] == "side")
    assert (side["agree"], side["soft"]) == (False, False)
    assert shown.also == ["intervention:sierra-leone-1991"]


def test_a_neutral_source_differs_softly(record: Record) -> None:
    shown = show_case(record, "intervention:lebanon-1982")
    side = next(row for row in shown.agreement_table() if row["column"] == "side")
    assert side[""] == "≠"
    assert side["sources say"].endswith("(neutral, or not)")


def test_a_case_of_another_table_has_its_facts_alone(record: Record) -> None:
    shown = show_case(record, "war:kosovo-1998")
    assert (shown.table, shown.codings, shown.agreement, shown.lacks) == ("conflicts", [], [], "")
    assert shown.facts["entity"]


def test_no_such_case(record: Record) -> None:
    with pytest.raises(UsageError, match="Did you mean intervention:kosovo-1999"):
        show_case(record, "intervention:kosovo-1998")


def test_the_command_fits_a_terminal_and_says_the_same_as_json() -> None:
    done = CliRunner().invoke(command, [KOSOVO], catch_exceptions=False)
    assert done.exit_code == 0
    assert "Codings (2)" in done.stdout
    assert "≠1999-11-21" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    plain = json.loads(
        CliRunner().invoke(command, [KOSOVO, "--format", "json"], catch_exceptions=False).stdout
    )
    assert plain["id"] == KOSOVO
    assert [row["source_row"] for row in plain["codings"]] == ["Yugoslavia (Kosovo) 1999", "412-b-1999"]
    assert plain["facts"]["violence_ended"] is True
