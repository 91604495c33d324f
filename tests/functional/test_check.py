"""`precedents check` and `precedents new`, on the embedded record: every fault at once, at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from precedents.app.read_argument import build_template, read_argument
from precedents.cli import main
from precedents.core.errors import ArgumentError, UsageError
from precedents.record.store import Record

FAULTS = Path(__file__).with_name("faults")
ELSEWHERE = {
    # Faults on a line that cannot carry a remark.
    "names.toml": [(23, "no group is called natto. Did you mean nato?")],
}


def read_expected(file: Path) -> list[tuple[int, str]]:
    """The line and a piece of every fault that the file announces of itself."""
    found = list(ELSEWHERE.get(file.name, []))
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        remark = re.search(r"#! (.*)$", line)
        if remark and not line.startswith("#"):
            found += [(number, piece.strip()) for piece in remark[1].split(" | ")]
    return sorted(found)


@pytest.mark.parametrize("name", ["ten.toml", "names.toml", "forms.toml", "syntax.toml"])
def test_every_fault_is_found_at_its_place_and_no_other(name: str, record: Record) -> None:
    with pytest.raises(ArgumentError) as caught:
        read_argument(FAULTS / name, record)
    faults = list(caught.value.faults)
    for line, piece in read_expected(FAULTS / name):
        match = next((fault for fault in faults if fault.line == line and piece in fault.what), None)
        assert match is not None, f"line {line}: {piece}\n" + "\n".join(map(str, faults))
        faults.remove(match)
    assert not faults, "\n".join(map(str, faults))


def test_the_sketch_of_the_contract_has_no_fault(record: Record) -> None:
    argument = read_argument(FAULTS / "none.toml", record)
    assert [statement.id for statement in argument.statements] == ["8", "2", "19"]


def test_a_place_that_is_no_cite_stands_for_its_interventions(record: Record) -> None:
    argument = read_argument(FAULTS / "none.toml", record)
    aftermath, fact = argument.statements[0].parts[1], argument.statements[1].parts[0]
    # Its end is the end of the last, its start the start of the first.
    assert aftermath.fields["after"] == "intervention:bosnia-1995.end"
    assert fact.fields["until"] == "intervention:bosnia-1993.start"


def test_check_says_ok_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", str(FAULTS / "none.toml")])
    out, err = capsys.readouterr()
    assert (left.value.code, out, err) == (0, "ok: 3 statements, 4 parts, 2 choices\n", "")


def test_check_prints_one_fault_a_line_as_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    file = FAULTS / "ten.toml"
    with pytest.raises(SystemExit) as left:
        main(["check", str(file)])
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert len(out.splitlines()) == 10
    assert all(re.match(rf"{re.escape(str(file))}:\d+:\d+: \S", line) for line in out.splitlines())
    assert err == "10 faults\n"


def test_check_of_no_file_offers_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", str(FAULTS / "tenn.toml")])
    assert left.value.code == 2
    assert "Did you mean ten.toml" in capsys.readouterr().err


def test_the_template_passes_the_check_and_is_never_written_over(tmp_path: Path, record: Record) -> None:
    file = build_template(tmp_path / "mine.toml")
    argument = read_argument(file, record)
    assert argument.id == "mine"
    kinds = {part.kind for statement in argument.statements for part in statement.parts}
    assert kinds == {
        "fact",
        "sequence",
        "magnitude",
        "aftermath",
        "base-rate",
        "a-fortiori",
        "analogy",
        "normative",
    }
    before = file.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        build_template(file)
    assert file.read_bytes() == before


def test_every_shipped_example_passes_the_check(record: Record) -> None:
    examples = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
    assert examples
    for example in examples:
        assert read_argument(example, record).id == example.stem
        assert read_argument(example.stem, record).sha256 == read_argument(example, record).sha256
