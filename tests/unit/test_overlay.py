"""A user's own cases over the record: what is read, what is refused, what changes, and what does not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from precedents.core.errors import ArgumentError, NeedsSource, UsageError
from precedents.core.overlay import WHATS, Change
from precedents.record.editions import choose_editions, list_editions
from precedents.record.overlay import join_overlays
from precedents.record.overlay_cells import CellError, read_date
from precedents.record.overlay_tables import find_table
from precedents.record.store import Record, open_record

HEAD = "id,label,entity,start,end,humanitarian,violence_ended,intervener_entities,source_text\n"
NEW = 'intervention:ruritania-2010,Ruritania 2010,Georgia,2010-03,2011,yes,no,Russia; group:nato,"Doe 2015, p. 4"\n'
CORRECTED = "intervention:kosovo-1999,,,,,,no,,Roe 2003\n"


def write(folder: Path, text: str, name: str = "mine.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def lay(record: Record, folder: Path, text: str, name: str = "mine.csv") -> Record:
    return join_overlays(record, write(folder, text, name))


def changes(record: Record, what: str) -> list[Change]:
    return [change for change in record.overlays[-1].changes if change.what == what]


def faults(record: Record, folder: Path, text: str, name: str = "mine.csv") -> list[tuple[int, int, str]]:
    with pytest.raises(ArgumentError) as caught:
        lay(record, folder, text, name)
    return [(fault.line, fault.column, fault.what) for fault in caught.value.faults]


def test_a_new_case_is_read_as_the_record_writes_cases(record: Record, tmp_path: Path) -> None:
    laid = lay(record, tmp_path, HEAD + NEW)
    table, row = laid.case("intervention:ruritania-2010")
    assert table == "interventions"
    assert (row["entity"], row["target"]) == ("GEO", "GEO")
    assert (row["start"], row["start_precision"]) == (dt.date(2010, 3, 1), "month")
    assert (row["end"], row["end_precision"]) == (dt.date(2011, 12, 31), "year")
    assert (row["start_year"], row["end_year"]) == (2010, 2011)
    assert (row["humanitarian"], row["violence_ended"], row["authorised_unsc"]) == (True, False, None)
    assert row["intervener_entities"] == ["RUS", "group:nato"]
    assert row["sources"] == ["overlay-mine"]
    assert [change.case for change in changes(laid, "new")] == ["intervention:ruritania-2010"]
    assert laid.rows["interventions"] == record.rows["interventions"] + 1
    frame = laid.table("interventions")
    assert frame.schema == record.table("interventions").schema
    assert frame["id"].is_sorted()


def test_a_territory_is_counted_under_its_state_of_the_time(record: Record, tmp_path: Path) -> None:
    head = "id,label,entity,start,source_text\n"
    before = lay(record, tmp_path, head + "intervention:pristina-1998,P,Kosovo,1998-05-01,Roe\n", "a.csv")
    after = lay(record, tmp_path, head + "intervention:pristina-2015,P,Kosovo,2015-05-01,Roe\n", "b.csv")
    assert before.case("intervention:pristina-1998")[1]["entity"] == "YUG"
    assert before.case("intervention:pristina-1998")[1]["target"] == "XKX"
    assert after.case("intervention:pristina-2015")[1]["entity"] == "XKX"


def test_the_shipped_record_stays_as_it_is(record: Record, tmp_path: Path) -> None:
    frame, sources = record.table("interventions").clone(), set(record.sources)
    laid = lay(record, tmp_path, HEAD + NEW + CORRECTED)
    assert laid.case("intervention:kosovo-1999")[1]["violence_ended"] is False
    assert record.table("interventions").equals(frame)
    assert set(record.sources) == sources
    assert record.overlays == ()
    assert (
        record.column("interventions", "humanitarian").sources
        == open_record().column("interventions", "humanitarian").sources
    )
    with pytest.raises(UsageError):
        record.case("intervention:ruritania-2010")
    # every cell that the file does not fill, and every other table, is the record's
    rest = pl.col("id") != "intervention:ruritania-2010"
    same = [name for name in frame.columns if name not in ("violence_ended", "sources")]
    assert laid.table("interventions").filter(rest).select(same).equals(frame.select(same))
    assert laid.table("conflicts").equals(record.table("conflicts"))


def test_a_correction_says_what_both_say_and_who(record: Record, tmp_path: Path) -> None:
    laid = lay(record, tmp_path, HEAD + CORRECTED)
    assert changes(laid, "corrects") == [
        Change(
            table="interventions",
            case="intervention:kosovo-1999",
            what="corrects",
            column="violence_ended",
            record_says="yes",
            you_say="no",
            source_text="Roe 2003",
        )
    ]
    assert laid.case("intervention:kosovo-1999")[1]["sources"] == [
        *("prif-hmi-0.3", "ucdp-acd-25.1", "overlay-mine")
    ]
    again = lay(record, tmp_path, HEAD + CORRECTED.replace(",no,", ",yes,"), "agrees.csv")
    assert [change.what for change in again.overlays[0].changes] == ["agrees"]


def test_a_corrected_date_corrects_what_follows_from_it(record: Record, tmp_path: Path) -> None:
    laid = lay(record, tmp_path, "id,end,source_text\nintervention:kosovo-1999,2000-02,Roe\n")
    found = {change.column: (change.record_says, change.you_say) for change in changes(laid, "corrects")}
    assert found == {
        "end": ("1999-06-10", "2000-02"),
        "end_precision": ("day", "month"),
        "end_year": ("1999", "2000"),
    }


def test_a_possible_duplicate_is_pointed_out_and_not_counted_as_independent(
    record: Record, tmp_path: Path
) -> None:
    head = "id,label,entity,start,end,source_text\n"
    row = "intervention:pristina-1999,Pristina,Kosovo,1999-06,1999-07,Roe\n"
    laid = lay(record, tmp_path, head + row)
    found = {each.record_says.split(": ")[0] for each in changes(laid, "looks like")}
    assert found == {"intervention:kosovo-1999"}
    cluster = record.case("intervention:kosovo-1999")[1]["cluster"]
    assert laid.case("intervention:pristina-1999")[1]["cluster"] == cluster
    elsewhere = lay(record, tmp_path, head + row.replace("1999-06,1999-07", "1960,1961"), "b.csv")
    assert changes(elsewhere, "looks like") == []


def test_years_and_words_that_the_record_does_not_have_are_pointed_out(
    record: Record, tmp_path: Path
) -> None:
    laid = lay(
        record,
        tmp_path,
        "id,label,entity,start,violence_ended,consent,source_text\n"
        "intervention:ruritania-2020,R,Georgia,2020,yes,ful,Doe\n",
    )
    beyond = {change.column: change.record_says for change in changes(laid, "beyond")}
    assert beyond["violence_ended"] == "covers 1946 to 2016"
    assert [change.record_says for change in changes(laid, "new word")] == [
        "full, none, partly. Did you mean full?"
    ]
    assert laid.coverage("interventions", "violence_ended") == record.coverage(
        "interventions", "violence_ended"
    )


def test_the_id_covers_the_bytes_of_the_file_and_their_order(record: Record, tmp_path: Path) -> None:
    a, b = write(tmp_path, HEAD + NEW, "a.csv"), write(tmp_path, HEAD + CORRECTED, "b.csv")
    c = write(tmp_path, HEAD + NEW.replace("p. 4", "p. 5"), "c.csv")
    ids = [
        record.id,
        *(open_record(overlay=files).id for files in (a, b, c, [a, b], [b, a])),
    ]
    assert len(set(ids)) == len(ids)
    assert all(len(each) == 64 and int(each, 16) >= 0 for each in ids)
    assert open_record(overlay=[a, a]).id == open_record(overlay=str(a)).id
    source = open_record(overlay=a).sources["overlay-a"]
    assert source.sha256 == hashlib.sha256(a.read_bytes()).hexdigest()
    assert source.terms == "ask"


def test_two_files_of_one_name_are_refused(record: Record, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    laid = lay(record, tmp_path, HEAD + NEW)
    with pytest.raises(UsageError, match="give one of them another name"):
        lay(laid, tmp_path / "more", HEAD + CORRECTED)


def test_only_filled_columns_name_the_overlay_as_a_source(record: Record, tmp_path: Path) -> None:
    laid = lay(record, tmp_path, HEAD + CORRECTED)
    named = [column.name for column in laid.spec("interventions").columns if "overlay-mine" in column.sources]
    assert named == ["sources", "violence_ended"]


def test_an_overlay_lies_over_every_edition(record: Record, tmp_path: Path) -> None:
    head = "id,label,entity,start,end,deaths_best,source_text\n"
    rows = (
        "war:ruritania-2010,R,Georgia,2010,2011,7,Doe\nwar:kosovo-1998,,,,,5,Doe\nwar:haiti-2024,,,,,9,Doe\n"
    )
    laid = lay(record, tmp_path, head + rows)
    older = laid.with_edition("ucdp-acd-22.1")
    for each in (laid, older):
        assert each.case("war:ruritania-2010")[1]["deaths_best"] == 7
        assert each.case("war:kosovo-1998")[1]["deaths_best"] == 5
        assert "overlay-mine" in each.column("conflicts", "deaths_best").sources
    assert laid.case("war:haiti-2024")[1]["deaths_best"] == 9
    with pytest.raises(UsageError):
        older.case("war:haiti-2024")  # the older edition ends before it
    assert (
        older.table("conflicts").height == record.with_edition("ucdp-acd-22.1").table("conflicts").height + 1
    )


def test_toml_says_the_same_as_csv(record: Record, tmp_path: Path) -> None:
    text = """
[[case]]
id = "intervention:ruritania-2010"
label = "Ruritania 2010"
entity = "Georgia"
start = "2010-03"
end = 2011
humanitarian = true
violence_ended = false
intervener_entities = ["Russia", "group:nato"]
source_text = "Doe 2015, p. 4"
"""
    csv, toml = lay(record, tmp_path, HEAD + NEW), lay(record, tmp_path, text, "mine.toml")
    assert toml.table("interventions").equals(csv.table("interventions"))
    assert toml.id != csv.id
    wrong = text.replace("humanitarian =", "  humanitairan =").replace("2010-03", "2010-13")
    assert [(line, column) for line, column, _ in faults(record, tmp_path, wrong, "bad.toml")] == [
        (6, 1),
        (8, 3),
    ]
    assert faults(record, tmp_path, text + "x = [1", "open.toml")[0][2].startswith("is not TOML")
    assert "Did you mean case?" in faults(record, tmp_path, "[[cases]]\nid = 'a'\n", "cases.toml")[0][2]


def test_every_fault_is_said_at_once_at_its_place(record: Record, tmp_path: Path) -> None:
    found = faults(
        record,
        tmp_path,
        "id,lable,entity,start,end,humanitarian,table,source_text\n"
        "intervention:a-2021,A,Nowhereland,2021-13,2020,maybe,,\n"
        "was:kosovo-1999,,,,,,,Roe\n"
        "war:kosovo-1998,,,,,yes,,Roe\n"
        "intervention:a-2021,,,,,,interventoins,Roe\n"
        ",,,,,,conflict_years,Roe\n"
        "intervention:B 2021,,,,,,,Roe\n"
        "removal:x-1990,,,,,,,Roe\n",
    )
    said = {(line, column): what for line, column, what in found}
    assert "Did you mean table, label" in said[1, 2]
    assert "no source_text" in said[2, 8]
    assert "Did you mean Netherlands" in said[2, 3]
    assert "needs a year, a month or a day" in said[2, 4]
    assert "needs yes or no, not “maybe”" in said[2, 6]
    assert "Did you mean war?" in said[3, 1]
    assert "conflicts has no such column" in said[4, 6]
    assert "stands in line 2 already" in said[5, 1]
    assert "Did you mean interventions?" in said[5, 7]
    assert "no id" in said[6, 1]
    assert "no table of cases" in said[6, 7]
    assert "write it as intervention:place-2021" in said[7, 1]
    assert "sources pull archigos-4.1" in said[8, 1]
    assert all(line <= 8 for line, _ in said)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("id;label;start\n", "semicolons between the columns"),
        ('id,label\n"intervention:a', "is not CSV"),
        ("id,label,label\n", "is column 2 already"),
        ("id,label\nintervention:a-2021,A,B\n", "column without a name"),
        ("id,source_text\n", "holds no case"),
        (HEAD + NEW.replace("2011", "2009"), "lies before the start"),
        (HEAD + NEW.replace(",no,", ",no; yes,"), "needs yes or no"),
        (HEAD + NEW.replace("group:nato", "group:natto"), "Did you mean nato"),
        (HEAD + NEW.replace("Ruritania 2010", ""), "has no label"),
        ("id,start_year,start,source_text\nintervention:kosovo-1999,1998,1999,R\n", "the date is 1999"),
        ("id,start_year,source_text\nintervention:kosovo-1999,1998,R\n", "write start in its place"),
        (
            "id,start_precision,start,source_text\nintervention:kosovo-1999,day,1999,R\n",
            "written to the year",
        ),
        ("id,start_precision,source_text\nintervention:kosovo-1999,dya,R\n", "Did you mean day"),
        ("id,sources,source_text\nintervention:kosovo-1999,x,R\n", "the program fills it"),
        ('id,deaths_best,source_text\nwar:kosovo-1998,"2,639",R\n', "needs a whole number"),
        ("id,deaths_best,source_text\nwar:kosovo-1998,99999999999999999999,R\n", "too large"),
        ("id,deaths_change_pct,source_text\nintervention:kosovo-1999,nan,R\n", "needs a number"),
        (
            "id,also_overlaps,source_text\nintervention:kosovo-1999,intervention:kosovo-1998,R\n",
            "Did you mean",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(record: Record, tmp_path: Path, text: str, says: str) -> None:
    assert any(says in what for _, _, what in faults(record, tmp_path, text)), faults(record, tmp_path, text)


def test_no_file_another_ending_and_other_bytes_are_said(record: Record, tmp_path: Path) -> None:
    write(tmp_path, HEAD + NEW)
    with pytest.raises(UsageError, match=r"Did you mean mine\.csv"):
        join_overlays(record, tmp_path / "mien.csv")
    with pytest.raises(UsageError, match=r"a \.csv or a \.toml file"):
        join_overlays(record, tmp_path / "mine.xlsx")
    (tmp_path / "latin.csv").write_bytes((HEAD + NEW.replace("Doe", "Döe")).encode("latin-1"))
    with pytest.raises(ArgumentError, match=r"latin\.csv:2:1: is not UTF-8"):
        join_overlays(record, tmp_path / "latin.csv")
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + (HEAD + NEW).replace("\n", "\r\n").encode())
    assert join_overlays(record, tmp_path / "bom.csv").case("intervention:ruritania-2010")


@pytest.mark.parametrize("text", ["99", "1999-3", "24/03/1999", "1999-02-30", "0000", "1999-00", "soon", ""])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(CellError, match="as in 1999, 1999-03 or 1999-03-24"):
        read_date(text)


def test_editions_are_chosen_listed_and_offered(record: Record) -> None:
    assert list_editions(record.tables)["ucdp-acd-22.1"] == ("conflict_years", "conflicts")
    older = choose_editions(record, ["ucdp-acd-22.1"])
    assert (record.chosen, older.chosen) == ((), ("ucdp-acd-22.1",))
    assert older.editions("conflicts") == ("ucdp-acd-22.1", "ucdp-acd-25.1")
    assert older.with_edition("ucdp-acd-25.1").chosen == ("ucdp-acd-25.1",)
    with pytest.raises(UsageError, match="both editions of conflict"):
        choose_editions(record, ["ucdp-acd-22.1", "ucdp-acd-25.1"])
    with pytest.raises(UsageError, match=r"there are .*Did you mean ucdp-acd-22\.1"):
        choose_editions(record, ["ucdp-acd-22"])


def test_every_kind_of_change_has_its_words() -> None:
    schema = Path(__file__).parents[2] / "src/precedents/dossier/report.schema.json"
    overlay = json.loads(schema.read_text())["properties"]["record"]["properties"]["overlay"]
    assert overlay["items"]["properties"]["changes"]["items"]["properties"]["what"]["enum"] == list(WHATS)


def test_of_two_tables_of_one_kind_the_filled_one_answers(record: Record) -> None:
    """A table of the same kind of case that was not pulled hides neither ids nor near misses."""
    spec = record.tables["interventions"]
    more = replace(spec, name="more", pulled=("imi-1946-2005",))
    missing = NeedsSource("needs imi-1946-2005", source="imi-1946-2005", table="more")
    both = replace(
        record,
        tables={"more": more, **record.tables},
        _filled={**record._filled, "more": missing},
        _cases={},
    )
    assert both.case("intervention:kosovo-1999")[0] == "interventions"
    with pytest.raises(UsageError, match="Did you mean") as caught:
        both.case("intervention:kosovo-1998")
    assert not isinstance(caught.value, NeedsSource)
    assert find_table(both, "intervention:ruritania-2010", "") == (spec, [])
    with pytest.raises(NeedsSource):
        both.case("removal:nobody-1990")
