"""What the tests share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from precedents.record.catalogue import read_spec
from precedents.record.pull_sources import pull_sources
from precedents.record.store import Record, open_record

collect_ignore_glob = ["*/make.py"]
"""Scripts that made stored references: they need what the tests do not."""

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


@pytest.fixture(scope="session")
def pulled_home(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pulled sources that holds what panels are made of."""
    home = tmp_path_factory.mktemp("home")
    specs = [read_spec(name) for name in ("isard", "peacesciencer-1.2.9")]
    for outcome in pull_sources(specs, home, origin=str(shared_data)):
        assert outcome.state == "pulled", outcome.errors
    return home


@pytest.fixture(scope="session")
def peacesciencer() -> Path:
    """Tables that peacesciencer 1.2.9 made (R 4.2.2), with the script that made them."""
    folder = SHARED / "reference" / "peacesciencer"
    if not folder.is_dir():
        pytest.skip("the tables made by peacesciencer are not beside this checkout")
    return folder
