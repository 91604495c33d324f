"""The reading of argument files: what they say, where their faults stand, and that nothing breaks the reader."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precedents.arguments.frame import Known
from precedents.arguments.positions import find_in_text, read_positions
from precedents.arguments.reader import read_argument
from precedents.arguments.schema import FILE, build_schema, render_schema
from precedents.arguments.syntax import MOST_BYTES, read_syntax
from precedents.arguments.template import render_template
from precedents.core.argument import Argument
from precedents.core.errors import ArgumentError, UsageError, did_you_mean
from precedents.core.expectation import read_expectation
from precedents.core.reference import read_reference
from precedents.core.source import Column, Coverage, Table

SKETCH = Path(__file__).parents[1] / "functional" / "faults" / "none.toml"


def make_table(name: str, kind: str, case_kind: str = "", **columns: str) -> Table:
    covered = Coverage(first_year=1946, last_year=2024)
    return Table(
        name=name, says=name, kind=kind, unit="row", key=("id",), case_kind=case_kind,
        columns=tuple(
            Column(table=name, name=column, says="", unit="", kind=kind, sources=(), coverage=covered)
            for column, kind in columns.items()
        ),
    )  # fmt: skip


TABLES = {
    table.name: table
    for table in (
        make_table(
            "interventions", "cases", "intervention", id="text", start="date", end="date", start_year="integer",
            humanitarian="flag", violence_ended="flag", authorised_unsc="flag", interveners="list",
            aimed_at="text", deaths_change_pct="number",
        ),
        make_table(
            "conflicts", "cases", "war", id="text", start="date", end="date", locations="list", entity="text",
            deaths_best="number",
        ),
        make_table("agreements", "events", "agreement", id="text", date="date"),
        make_table("magnitudes", "lookup", "magnitude", id="text", low="number", best="number", high="number"),
        make_table("disputes", "events", "", year="integer", initiator="text", hostility="integer"),
    )
}  # fmt: skip
CASES = [
    "intervention:kosovo-1999", "intervention:bosnia-1993", "intervention:bosnia-1995", "agreement:dayton-1995",
    "magnitude:srebrenica-1995",
]  # fmt: skip


def knows(*names: str) -> Any:
    return lambda name: None if name in names else did_you_mean(name, names)


KNOWN = Known(
    case=knows(*CASES),
    entity=knows("YUG", "IRN", "BIH"),
    group=knows("nato"),
    places=lambda place: tuple(case for case in CASES if case.startswith(f"intervention:{place}-")),
    measures={"dispute_hostility": ("disputes", "hostility")},
)
HEAD = 'title = "T"\n[cites.kosovo]\ncase = "intervention:kosovo-1999"\n'


def read(text: str) -> Argument:
    return read_argument(text, tables=TABLES, known=KNOWN)


def faults(text: str, tables: Mapping[str, Table] | None = TABLES) -> list[str]:
    with pytest.raises(ArgumentError) as caught:
        read_argument(text, tables=tables, known=KNOWN if tables is not None else None)
    return [str(fault).removeprefix("argument:") for fault in caught.value.faults]


def part(fields: str, above: str = "") -> str:
    return f'{HEAD}{above}[[statement]]\nid = "1"\nparts = [\n  {{ {fields} }},\n]\n'


def test_what_the_sketch_says() -> None:
    argument = read_argument(SKETCH, tables=TABLES, known=KNOWN)
    assert argument.id == "none"
    assert argument.sha256 == hashlib.sha256(SKETCH.read_bytes()).hexdigest()
    assert argument.path == str(SKETCH)
    assert argument.target == "IRN:2026"
    assert argument.source == {"author": "…"}
    assert argument.cites["kosovo"].as_what == "success"
    assert argument.author_position == {"deaths": 1000, "since": 1946}
    assert argument.givens["babi_yar"].low == 33771
    sequence, aftermath = argument.statements[0].parts
    assert sequence.expects == read_expectation("before")
    assert dict(aftermath.fields) == {
        "after": "intervention:bosnia-1995.end", "event": "conflict", "where": "location = 'BIH'", "deaths": ":deaths",
    }  # fmt: skip
    assert (aftermath.choices, aftermath.sort) == (("deaths",), "record")
    fact = argument.statements[1].parts[0]
    assert fact.fields["between"] == ["YUG", "group:nato"]
    assert fact.expects == read_expectation({"at_most": 3})
    assert argument.statements[2].parts[0].expects == read_expectation("any")


def test_choices_are_those_of_a_part_its_class_and_its_definitions() -> None:
    above = (
        '[choices]\na = [1, 2]\nb = [1990]\nc = [5]\nd = ["violence_ended", "humanitarian and start_year > :a"]\n'
        'unused = [1]\n[class.x]\nof = "interventions"\nwhere = "start_year >= :b"\n'
    )
    base_rate = read(part('kind = "base rate", class = "x", outcome = "deaths_change_pct > :c"', above))
    assert base_rate.statements[0].parts[0].kind == "base-rate"
    assert base_rate.statements[0].parts[0].choices == ("b", "c")
    assert base_rate.statements[0].parts[0].sort == "tendency"
    chosen = read(part('kind = "base_rate", class = "x", outcome = ":d", expects = { at_least = ":a" }', above
                       .replace("a = [1, 2]", "a = [1, 0.5]")))  # fmt: skip
    assert chosen.statements[0].parts[0].choices == ("a", "b", "d")
    quantity = '{ of = "disputes", measure = "hostility", where = "year > :b", since = ":b" }'
    magnitude = read(part(f'kind = "magnitude", a = {quantity}, b = "magnitude:srebrenica-1995"', above))
    assert magnitude.statements[0].parts[0].choices == ("b",)
    assert magnitude.statements[0].parts[0].fields["a"]["where"] == "year > :b"


def test_a_statement_of_one_kind_is_one_part() -> None:
    argument = read(
        f'{HEAD}[[statement]]\nid = "a"\nsays = "S"\nkind = "fact"\ncase = "kosovo"\ncolumn = "start"\n'
        'expects = 1999\npremises = ["b"]\n[[statement]]\nid = "b"\nkind = "normative"\npremises = []\n'
    )
    statement = argument.statements[0]
    assert (statement.says, statement.premises, len(statement.parts)) == ("S", ("b",), 1)
    assert dict(statement.parts[0].fields) == {"case": "kosovo", "column": "start"}
    assert argument.statements[1].parts[0].expects is None


def test_dates_may_be_written_with_and_without_quotes() -> None:
    for written in ("1999-03-24", '"1999-03-24"'):
        text = part(f'kind = "sequence", first = {written}, then = "kosovo.end"')
        argument = read(f"source = {{ date = {written} }}\n{text}")
        assert argument.statements[0].parts[0].fields["first"] == "1999-03-24"
        assert argument.source["date"] == "1999-03-24"


def test_the_page_is_kept_as_it_is() -> None:
    page = '[page]\neditor = "E"\nlocked = 2026-01-31\ncorrections = ["one"]\n'
    argument = read(part('kind = "normative"', page))
    assert argument.page == {"editor": "E", "locked": "2026-01-31", "corrections": ["one"]}


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ('kind = "fact", case = "kosovo", column = "aimed_at", expects = ¦5', "needs text between quotes here"),
        ('kind = "fact", case = "kosovo", column = "start", expects = ¦true', "needs a date or a year"),
        ('kind = "fact", of = "disputes", measure = "hostility", expects = ¦"high"', "needs numbers here"),
        ('kind = "fact", of = "disputes", measure = ¦"hostilty", expects = 1', "Did you mean hostility?"),
        ('kind = "fact", of = "disputes", where = "¦yaer > 5"', "Did you mean year?"),
        ('kind = "fact", measure = "dispute_hostility", where = "¦yer > 5", expects = 1', "Did you mean year?"),
        ('¦kind = "fact", needs = "x", where = "year > 5"', "has a `where` but no table"),
        ('¦kind = "fact"', "says nothing to look up"),
        ('kind = "fact", case = ¦"bosnia", column = "start", expects = 1', "bosnia may be intervention:bosnia-1993"),
        ('¦kind = "sequence", first = "kosovo.start"', "then is missing: add an event"),
        ('kind = "sequence", first = "kosovo.end", then = ¦"magnitude:srebrenica-1995"', "is a magnitude"),
        ('kind = "sequence", first = "kosovo.¦violence_ended", then = "kosovo.end"', "is no date"),
        ('kind = "magnitude", a = ¦"agreement:dayton-1995", b = "kosovo.deaths_change_pct"', "say which column"),
        ('kind = "aftermath", after = "kosovo.end", event = ¦"dispute"', "Did you mean disputes?"),
        ('kind = "fact", of = "interventions", where = "humanitarian = ¦\\"x\\""', "without quotes"),
        ('kind = "aftermath", after = "kosovo.end", where = "\\u0065ntity = ¦é"', "é cannot stand here"),
    ],
)  # fmt: skip
def test_one_fault_at_its_place(marked: str, said: str) -> None:
    text = part(marked)
    found = faults(text.replace("¦", ""))
    assert len(found) == 1
    assert said in found[0]
    if "¦" in marked:
        line, column = next(
            (n, each.index("¦") + 1) for n, each in enumerate(text.split("\n"), 1) if "¦" in each
        )
        # What concerns a part as a whole stands at its opening brace.
        column -= 2 * marked.startswith("¦")
        assert found[0].startswith(f"{line}:{column}: ")


def test_faults_within_texts_of_several_lines_stand_on_their_line() -> None:
    above = '[class.x]\nof = "interventions"\nwhere = """\n  humanitarian \\\n    and strat > 1"""\n'
    assert faults(part('kind = "normative"', above)) == [
        "8:9: no column is called strat. Did you mean start? (in where, over interventions)"
    ]
    literal = above.replace('"""', "'''").replace(" \\", "").replace("strat", "'é' = aimd_at and strat")
    assert faults(part('kind = "normative"', literal))[0].startswith("8:15: no column is called aimd_at")


def test_without_a_record_only_the_file_itself_is_checked() -> None:
    text = part('kind = "fact", of = "nowhere", where = "x > :level", expects = 3', "[choices]\nlevl = [1]\n")
    assert faults(text, None) == ["9:49: no choice is called level. Did you mean levl?"]
    assert read_argument(text.replace("levl", "level")).statements[0].parts[0].choices == ("level",)


def test_a_fault_that_a_torn_line_may_cause_is_not_told() -> None:
    text = f'{HEAD}[class.x]\nof = interventions\n[[statement]]\nid = "1"\nkind = "normative"\n'
    assert [fault.split(":")[0] for fault in faults(text)] == ["5"]


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (b"\xff\xfe", (1, 1), "not UTF-8"),
        (b"x" * (MOST_BYTES + 1), (1, 1), "are allowed"),
        (b"x = " + b"[" * 3000, (1, 1), "nest deeper"),
        (b"x = " + b"[" * 40 + b"]" * 40, (1, 37), "nest deeper"),
        (b"a." * 100 + b"b = 1", (1, 1), "nest deeper"),
        (b'title = "x', (1, 11), "not closed"),
        (b"title = 'x", (1, 9), "not closed"),
        (b'says = 1\ntitle = """x\n', (2, 9), "not closed"),
        (b"a = 1\na = 2\n", (2, 1), "given before"),
        (b"[a]\nx = 1\n[a]\n", (3, 3), "declared before"),
        (b"a = [1,\n2\n", (2, 2), "not closed"),
        (b"= 1\n", (1, 1), "no key and value"),
    ],
)
def test_what_is_not_toml_is_told_at_its_place(data: bytes, place: tuple[int, int], said: str) -> None:
    line, column, what = read_syntax(data).faults[0]
    assert said in what
    assert (line, column) == place


def test_a_byte_order_mark_and_windows_lines_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(b"\xef\xbb\xbf" + part('kind = "normativ"').replace("\n", "\r\n").encode())
    with pytest.raises(ArgumentError) as caught:
        read_argument(file)
    fault = caught.value.faults[0]
    assert (fault.file, fault.line, fault.column) == (str(file), 7, 12)


def test_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("")
    with pytest.raises(UsageError, match=r"In that folder there are mine\.toml"):
        read_argument(tmp_path / "mnie.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_argument(tmp_path)


def test_where_keys_and_values_stand() -> None:
    text = 'a.b = 1\n"é" = [10, { c = "x" }]\n[t."u v"]\nd = 2\n[[l]]\n[[l]]\ne = """\nxy"""\n[l.m]\nf = 1\n'
    positions = read_positions(text.encode())
    assert positions.find(("a", "b")) == (1, 7)
    assert positions.find(("a", "b"), on_key=True) == (1, 1)
    assert positions.find(("é", 1, "c")) == (2, 18)
    assert positions.find(("t", "u v", "d")) == (4, 5)
    assert positions.find(("t", "u v"), on_key=True) == (3, 2)
    assert positions.find(("l", 1, "e"), offset=1) == (8, 2)
    assert positions.find(("l", 1, "m", "f")) == (10, 5)
    # What is not there is shown at the table that it should stand in.
    assert positions.find(("l", 0, "nothing", "here")) == (5, 3)
    assert positions.find(("nothing",)) == (1, 1)


@given(st.text(st.sampled_from("ab'\"\\\té\n\u2028😀"), max_size=12))
def test_every_character_of_a_text_is_found_where_it_is_written(text: str) -> None:
    raw = json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028")
    assert tomllib.loads(f"x = {raw}")["x"] == text
    for offset in range(len(text)):
        rest = raw[find_in_text(raw, offset) :]
        assert tomllib.loads(f'x = "{rest}')["x"] == text[offset:]


def test_references() -> None:
    told = {
        "kosovo.start": ("cite", "kosovo", "start"),
        "intervention:libya-2011.end": ("case", "intervention:libya-2011", "end"),
        "agreement:dayton-1995": ("case", "agreement:dayton-1995", ""),
        "given.babi_yar": ("given", "given", "babi_yar"),
        "magnitude:srebrenica-1995": ("magnitude", "magnitude:srebrenica-1995", ""),
        "1999-03-24": ("date", "", ""),
    }
    for text, expected in told.items():
        reference = read_reference(text)
        assert (reference.kind, reference.name, reference.column) == expected
        assert (reference.date is not None) == (reference.kind == "date")
    for text in ("", "kosovo", "a.b.c", "1999-13-01", "1999", "Intervention:x", "a b.c", "x:y.Z", "x:"):
        with pytest.raises(UsageError):
            read_reference(text)


def test_the_schema_is_current_and_knows_the_sketch_and_the_template() -> None:
    assert FILE.read_text(encoding="utf-8") == render_schema()
    jsonschema.Draft202012Validator.check_schema(build_schema())
    validator = jsonschema.Draft202012Validator(build_schema())
    for text in (SKETCH.read_text(encoding="utf-8"), render_template("x.toml")):
        validator.validate(tomllib.loads(text))
    for wrong in (
        {"title": "T"}, {"title": "T", "statement": []}, {"title": "T", "statement": [{"id": "1"}], "x": 1},
        {"title": "T", "statement": [{"id": "1", "kind": "pathwy"}]},
        {"title": "T", "statement": [{"id": "1", "kind": "sequence", "first": "a.b"}]},
        {"title": "T", "statement": [{"id": "1", "kind": "normative", "x": 1}]},
        {"title": "T", "choices": {"a": []}, "statement": [{"id": "1", "kind": "normative"}]},
    ):  # fmt: skip
        assert not validator.is_valid(wrong), wrong


TEXT = SKETCH.read_text(encoding="utf-8")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), st.text("[]{}\"'=.,\n#: ax1\\é\0", max_size=4)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_whatever_is_done_to_a_file_it_is_read_or_its_faults_are_told(
    edits: list[tuple[int, int, str]],
) -> None:
    text = TEXT
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    try:
        read(text + "\n")
    except ArgumentError as error:
        lines = (text + "\n").splitlines() or [""]
        for fault in error.faults:
            told = 1 <= fault.line <= len(lines) + 1 and fault.column >= 1 and bool(fault.what)
            assert told, fault
