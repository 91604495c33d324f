"""The examples of the pages on methods run as they stand, and warn of nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("*.md"))
OURS = {"survival", "regression", "difference-in-differences", "few-treated", "hidden-bias"}


def test_every_page_is_there() -> None:
    assert {page.stem for page in PAGES} >= OURS


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem in OURS], ids=lambda page: page.stem)
def test_the_examples_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, str(page), "exec"), {})
    assert capsys.readouterr().out.strip()
