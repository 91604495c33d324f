"""Reports of countries that do not exist, and one folder for the drawing library."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_fixture import build_report

from precedents.dossier.render import render_html


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def _report() -> dict[str, Any]:
    return build_report()


@pytest.fixture
def report(_report: dict[str, Any]) -> dict[str, Any]:
    """A report of seven statements, one of each verdict; each test has its own."""
    return copy.deepcopy(_report)


@pytest.fixture
def render(cache: Path) -> Callable[[dict[str, Any]], str]:
    return lambda report: render_html(report, cache=cache)
