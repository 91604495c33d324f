"""The house keeps what it promises: inventory, lists, commands, documentation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import precedents as pr
from precedents.app.kinds import KINDS, UNTRIED
from precedents.app.write_docs import PAGES, write_docs
from precedents.arguments.expects import KINDS_EXPECT
from precedents.arguments.wire import KINDS as WIRES
from precedents.arguments.wire import read_kind_words
from precedents.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "precedents"


def modules() -> set[str]:
    return {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
    }


def inventory() -> set[str]:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    return set(re.findall(r"^\| `([^`]+\.py)` \|", text, re.MULTILINE))


def test_the_inventory_is_the_code() -> None:
    assert inventory() == modules()


def test_every_kind_is_read_tried_and_documented() -> None:
    read = {read_kind_words(model)[0] for model in WIRES}
    assert read == set(KINDS) | UNTRIED == set(KINDS_EXPECT)
    page = (ROOT / "docs" / "kinds.md").read_text()
    assert {f"## {kind}" for kind in read} <= set(page.splitlines())


def test_every_kind_knows_the_mirror_of_each_of_its_words() -> None:
    from precedents.core.expectation import WORDS

    for kind, expects in KINDS_EXPECT.items():
        for word in expects.words:
            assert WORDS[word][0] in expects.words, (kind, word)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_an_example(command: str) -> None:
    assert f"`precedents {command}`" in (ROOT / "README.md").read_text()
    import click

    context = click.Context(cli, info_name="precedents")
    found = cli.get_command(context, command)
    assert found is not None
    text = found.get_help(click.Context(found, info_name=command))
    assert "Example" in text, command


def test_every_public_name_is_documented() -> None:
    for name in pr.__all__:
        if name != "__version__":
            assert (getattr(pr, name).__doc__ or "").strip(), name


def test_the_generated_pages_are_current(tmp_path: Path) -> None:
    write_docs(tmp_path)
    for name in PAGES:
        assert (ROOT / "docs" / name).read_text() == (tmp_path / name).read_text(), (
            f"run `make docs` ({name})"
        )


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils.py", "helpers.py", "common.py", "base.py", "manager.py"}
    assert not {path for path in modules() if Path(path).name in empty}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()
    for each in asked:
        assert re.split(r"[<>=]", each)[0] in reasons, each


def test_constraints_pin_names_and_versions_alone() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line


def test_the_examples_of_the_documentation_pass_the_check() -> None:
    text = (ROOT / "docs" / "argument-file.md").read_text()
    example = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    assert pr.read_argument(example).statements
