"""The drawing library is kept between runs, and a damaged copy is never used."""

from __future__ import annotations

from pathlib import Path

import pytest
import vl_convert

from precedents.dossier.bundle import read_bundle, read_cache_folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts how often the library is made anew."""
    calls: list[str] = []

    def javascript_bundle(snippet: str | None = None, vl_version: str | None = None) -> str:
        calls.append(str(vl_version))
        return "let a = '</script>';\n"

    monkeypatch.setattr(vl_convert, "javascript_bundle", javascript_bundle)
    return calls


def test_it_is_made_once_and_kept(tmp_path: Path, made: list[str]) -> None:
    first = read_bundle(tmp_path / "deep" / "cache")
    second = read_bundle(tmp_path / "deep" / "cache")
    assert first == second
    assert len(made) == 1
    assert first.script == "let a = '<\\/script>';\n"
    assert "Vega-Lite" in first.versions
    assert [path.suffix for path in (tmp_path / "deep" / "cache").iterdir()] == [".js"]


@pytest.mark.parametrize("damage", [b"", b"// sha256 0\nalert(1)", b"\xff\xfe", b"alert(1)"])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, made: list[str], damage: bytes) -> None:
    whole = read_bundle(tmp_path)
    kept = next(tmp_path.iterdir())
    kept.write_bytes(damage)
    assert read_bundle(tmp_path) == whole
    assert len(made) == 2
    assert read_bundle(tmp_path) == whole
    assert len(made) == 2


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path: Path, made: list[str]) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert read_bundle(tmp_path / "file").script
    assert len(made) == 1


def test_the_users_cache_folder_is_the_last_resort() -> None:
    assert read_cache_folder({}) == Path.home() / ".cache" / "precedents"
