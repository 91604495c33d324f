"""Every source of the catalogue: a made-up file for each, the publishers' files where they lie beside us, its form."""

from __future__ import annotations

import ast
import re
import zipfile
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

import precedents
from made_up_sources import make_rows, spoil, write_made_up
from precedents.core.errors import RecordError
from precedents.record.broken_promises import Broken, check_promises
from precedents.record.catalogue import HAND, SourceFile, SourceSpec, read_catalogue
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.readers.source_reader import read_file
from precedents.record.verify import verify_source

CATALOGUE = read_catalogue()
FILES = [(source_id, file.name) for source_id, spec in CATALOGUE.items() for file in spec.files]

LARGE = ("peacesciencer-1.2.9", "ucdp-external-support-18.1")
"""Sources whose files take a while to read."""


def pick(source_id: str, name: str) -> tuple[SourceSpec, SourceFile]:
    spec = CATALOGUE[source_id]
    return spec, next(file for file in spec.files if file.name == name)


def check(spec: SourceSpec, file: SourceFile, frame: pl.DataFrame) -> list[Broken]:
    return check_promises(
        frame,
        key=file.key,
        year=file.year,
        years=(spec.source.first_year, spec.source.last_year),
        columns=spec.list_columns(file),
        null=file.null,
    )


# made-up files ---------------------------------------------------------------------------------------------------


def test_every_source_has_files_to_make_up_or_is_compiled_by_hand() -> None:
    assert [source_id for source_id, spec in CATALOGUE.items() if not spec.files] == [HAND]
    assert read_by_hand("groups").height > 0


@pytest.mark.parametrize(("source_id", "name"), FILES)
def test_a_made_up_file_is_read_and_keeps_every_promise(tmp_path: Path, source_id: str, name: str) -> None:
    spec, file = pick(source_id, name)
    rows = make_rows(spec, file)
    path, sheet = write_made_up(tmp_path, spec, file, rows)
    frame = read_file(spec, file, path, sheet)
    assert len(frame) == 20
    assert set(rows) <= set(frame.columns)
    assert check(spec, file, frame) == []
    for column in spec.list_columns(file):
        if column.kind in ("integer", "number", "flag") and frame[column.name].dtype != pl.String:
            assert frame[column.name].drop_nulls().to_list() == [
                cell for cell in rows[column.name] if cell is not None
            ]


@pytest.mark.parametrize(("source_id", "name"), FILES)
def test_a_made_up_file_that_is_spoilt_in_one_place_breaks_that_promise(
    tmp_path: Path, source_id: str, name: str
) -> None:
    spec, file = pick(source_id, name)
    for kind, rows in spoil(spec, file):
        path, sheet = write_made_up(tmp_path, spec, file, rows)
        broken = check(spec, file, read_file(spec, file, path, sheet, strict=False))
        assert kind in {each.kind for each in broken}, (kind, broken)
        if kind == "column" and sheet is None:
            with pytest.raises(RecordError, match="which the catalogue promises"):
                read_file(spec, file, path)


# the publishers' files -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def beside(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pulled sources that leads to the publishers' files beside us."""
    home = tmp_path_factory.mktemp("home")
    there = {path.name: path for path in shared_data.rglob("*") if path.is_file()}
    for source_id, name in FILES:
        folder = home / "sources" / source_id
        folder.mkdir(parents=True, exist_ok=True)
        if name in there:
            (folder / name).symlink_to(there[name])
        elif f"{name}.zip" in there:
            with zipfile.ZipFile(there[f"{name}.zip"]) as archive:
                archive.extract(name, folder)
    return home


@pytest.mark.parametrize(
    "source_id",
    [
        pytest.param(source_id, marks=[pytest.mark.long] if source_id in LARGE else [])
        for source_id, spec in CATALOGUE.items()
        if spec.files
    ],
)
def test_the_publishers_files_keep_what_the_catalogue_promises(beside: Path, source_id: str) -> None:
    verified = verify_source(CATALOGUE[source_id], beside)
    if verified.state == "not pulled":
        pytest.skip("not beside this checkout")
    assert verified.state == "intact"
    assert {file.pulled.name: file.broken for file in verified.files if file.broken} == {}
    assert all(file.promises for file in verified.files)
    sizes = {file.name: file.size for file in CATALOGUE[source_id].files}
    assert {file.pulled.name: file.pulled.path.stat().st_size for file in verified.files} == sizes


# its form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source_id", CATALOGUE)
def test_every_file_says_where_it_comes_from_or_why_only_a_person_can_get_it(source_id: str) -> None:
    text = (resources.files("precedents.record") / "sources" / f"{source_id}.toml").read_text(
        encoding="utf-8"
    )
    blocks = text.split("[[files]]")[1:]
    for file, block in zip(CATALOGUE[source_id].files, blocks, strict=True):
        assert file.address.startswith("https://") or (not file.address and "\n# " in block), file.name


@pytest.mark.parametrize("source_id", [source_id for source_id, spec in CATALOGUE.items() if spec.files])
def test_every_file_has_documented_columns(source_id: str) -> None:
    spec = CATALOGUE[source_id]
    assert len({file.name for file in spec.files}) == len(spec.files)
    for file in spec.files:
        columns = spec.list_columns(file)
        names = [column.name for column in columns]
        assert len(names) == len(set(names)) > 0, file.name
        assert {*file.key, *filter(None, [file.year])} <= set(names), file.name
        for column in columns:
            assert re.fullmatch(r"[^\n|]{3,200}[^.\s]", column.says), column
            assert column.unit or column.kind != "number", column


def _list_literals(tree: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.long
def test_every_column_of_the_publishers_that_the_program_names_is_documented(beside: Path) -> None:
    """What a module that reads a source names, and a file of that source has, the catalogue has too."""
    root = Path(precedents.__file__).parent
    missing: set[tuple[str, str, str]] = set()
    heads: dict[str, set[str]] = {}
    for module in root.rglob("*.py"):
        words = _list_literals(ast.parse(module.read_text(encoding="utf-8")))
        stems = {word.partition(":")[0] for word in words}
        for source_id in words & set(CATALOGUE):
            spec = CATALOGUE[source_id]
            for file in spec.files:
                path = beside / "sources" / source_id / file.name
                if not path.exists() or (len(spec.files) > 1 and file.name.rpartition(".")[0] not in stems):
                    continue
                if file.name not in heads:
                    heads[file.name] = _read_head(spec, file, path)
                named = words & heads[file.name]
                documented = {column.name for column in spec.list_columns(file)}
                missing |= {(module.name, file.name, name) for name in named - documented}
    assert missing == set()


def _read_head(spec: SourceSpec, file: SourceFile, path: Path) -> set[str]:
    if path.suffix in (".xlsx", ".xls"):
        import fastexcel

        book = fastexcel.read_excel(str(path))
        return {
            column.name
            for sheet in book.sheet_names
            for column in book.load_sheet(sheet, n_rows=0).available_columns()
        }
    return set(read_file(spec, file, path, strict=False).columns)
