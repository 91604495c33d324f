"""Definitions frozen before outcomes are seen: what a lock holds, and what it says was changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

import precedents as pr
from precedents.app.definitions import list_definitions
from precedents.app.lock import build_lock, judge_lock, write_lock
from precedents.app.mirror import mirror_argument
from precedents.record.store import Record

TEXT = """
title = "Locked"
target = "IRN:2024"
[cites.kosovo]
case = "intervention:kosovo-1999"
[choices]
since = [1946, 1990]
[class.humanitarian]
of = "interventions"
where = "humanitarian and start_year >= :since"
[[statement]]
id = "1"
says = "Most end."
kind = "base-rate"
class = "humanitarian"
outcome = "violence_ended"
expects = "most"
[[statement]]
id = "2"
says = "It is alike."
kind = "analogy"
class = "humanitarian"
features = ["region", "democracy"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def lock(file: Path, record: Record) -> Path:
    return write_lock(pr.read_argument(file, record), record)


def judge(file: Path, record: Record) -> list[str]:
    return [each.where for each in judge_lock(pr.read_argument(file, record), record).changed]


def test_each_definition_has_its_hash(file: Path, record: Record) -> None:
    """The hashes are worked out again here, from the values alone."""
    path = lock(file, record)
    assert path.name == "mine.toml.lock"
    frozen = json.loads(path.read_bytes())
    assert frozen["argument"]["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert frozen["record"]["id"] == record.id
    held = {name: each["is"] for name, each in frozen["definitions"].items()}
    assert held["choices.since"] == [1946, 1990]
    assert held["class.humanitarian"]["where"] == "humanitarian and start_year >= :since"
    assert held["statement 1: kind"] == "base-rate"
    assert held["statement 1: expects"] == "most"
    assert held["statement 2: features"] == ["region", "democracy"]
    for each in frozen["definitions"].values():
        text = json.dumps(each["is"], ensure_ascii=False, sort_keys=True)
        assert each["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert not {"supported", "contradicted"} & set(path.read_text().split('"'))


def test_locking_looks_at_no_outcome(file: Path, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was tried")

    monkeypatch.setattr("precedents.app.ground.build_class", refuse)
    monkeypatch.setattr("precedents.app.rules.Rules.judged", refuse)
    assert lock(file, record).is_file()


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("since = [1946, 1990]", "since = [1990, 1946]", ["choices.since"]),
        (
            "humanitarian and start",
            "humanitarian and nato and start",
            ["class.humanitarian"],
        ),
        ('expects = "most"', 'expects = "few"', ["statement 1: expects"]),
        ('["region", "democracy"]', '["region"]', ["statement 2: features"]),
        ('outcome = "violence_ended"', 'outcome = "deaths_fell"', ["statement 1: outcome"]),
        ('says = "Most end."', 'says = "Most end, somehow."', ["statement 1: says"]),
        ('target = "IRN:2024"\n', "", ["target"]),
        ("# no comment", "", []),
        ('title = "Locked"', '# a remark\ntitle = "Locked"', ["file"]),
        (
            "[choices]",
            '[cites.libya]\ncase = "intervention:libya-2011"\n[choices]',
            ["cites.libya"],
        ),
    ],
)
def test_what_changed_since_is_named_and_nothing_else(
    file: Path, record: Record, old: str, new: str, changed: list[str]
) -> None:
    lock(file, record)
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    assert judge(file, record) == changed


def test_another_record_and_editions_are_told(file: Path, record: Record) -> None:
    lock(file, record)
    assert judge(file, replace(record, id="0" * 64)) == ["record"]
    assert judge(file, record.with_edition("ucdp-acd-22.1")) == ["editions"]


def test_without_a_lock_the_run_is_not_locked(file: Path, record: Record) -> None:
    state = judge_lock(pr.read_argument(file, record), record)
    assert (state.locked, state.sha256, state.changed) == (False, "", ())


def test_a_lock_is_never_written_over(file: Path, record: Record) -> None:
    before = lock(file, record).read_bytes()
    assert lock(file, record).read_bytes() == before
    file.write_text(TEXT.replace("[1946, 1990]", "[1990]"), encoding="utf-8")
    with pytest.raises(pr.UsageError, match=r"is there already.*choices\.since"):
        lock(file, record)
    assert Path(f"{file}.lock").read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: text.replace("1946", "1950"), r"was edited after it was written \(choices.since"),
        (lambda text: text[:40], "is no lock"),
        (lambda text: "[]", "is no lock"),
        (lambda text: text.replace("precedents/lock/1", "precedents/lock/9"), "this program reads"),
    ],
)
def test_a_damaged_lock_is_refused(file: Path, record: Record, damage: object, says: str) -> None:
    path = lock(file, record)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    argument = pr.read_argument(file, record)
    with pytest.raises(pr.UsageError, match=says):
        pr.try_argument(argument, record, quick=True)


def test_a_mirrored_run_is_compared_as_its_file_has_it(file: Path, record: Record) -> None:
    lock(file, record)
    argument = pr.read_argument(file, record)
    assert mirror_argument(mirror_argument(argument)).title == argument.title
    assert list_definitions(mirror_argument(mirror_argument(argument))) == list_definitions(argument)
    assert judge_lock(mirror_argument(argument), record).changed == ()


def test_the_same_lock_comes_out_again(file: Path, record: Record) -> None:
    argument = pr.read_argument(file, record)
    assert build_lock(argument, record) == build_lock(pr.read_argument(file, record), record)
