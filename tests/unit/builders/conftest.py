"""The record's tables as the publishers' files make them, built once for all tests here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from precedents.record.build import build_tables
from precedents.record.readers import SourceReader


@pytest.fixture(scope="session")
def read(shared_data: Path) -> SourceReader:
    """The publishers' files."""
    return SourceReader(shared_data)


@pytest.fixture(scope="session")
def tables(shared_data: Path) -> Mapping[str, pl.DataFrame]:
    """Every table, checked against its dictionary."""
    return dict(build_tables(shared_data, until="case_facts"))
