"""Every shipped example is read, tried and mirrored on the embedded record; together they argue on several sides."""

from __future__ import annotations

from pathlib import Path

import pytest

import precedents as pr
from precedents.app.mirror import mirror_argument
from precedents.record.store import Record

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
SWAP = {"supported": "contradicted", "contradicted": "supported"}


def test_there_are_examples_on_several_sides() -> None:
    assert {"balkan-precedent", "against-intervention", "peacekeeping"} <= {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_tried_and_its_mirror_swaps(path: Path, record: Record) -> None:
    argument = pr.read_argument(path, record)
    plain = pr.try_argument(argument, record).verdicts()
    mirrored = pr.try_argument(mirror_argument(argument), record).verdicts()
    assert plain["because"].str.len_chars().min() > 0  # type: ignore[operator]
    expected = [SWAP.get(verdict, verdict) for verdict in plain["verdict"]]
    assert mirrored["verdict"].to_list() == expected
