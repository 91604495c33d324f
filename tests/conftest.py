"""What the tests share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from precedents.record.store import Record, open_record

NO_HOME = Path(tempfile.gettempdir()) / "precedents-nothing-was-pulled"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure() -> None:
    """What whoever runs the tests has pulled is no part of the record that they test."""
    os.environ["PRECEDENTS_HOME"] = str(NO_HOME)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The publishers' files, where a copy of them lies beside the project."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the publishers' files are not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def record() -> Record:
    """The embedded record."""
    return open_record()
