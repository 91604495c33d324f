"""What moved and why, for a terminal: a table of changes, and the reasons in a line each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from precedents.cli.formats import print_rows

if TYPE_CHECKING:
    from precedents.core.change import Change

MOST_SHOWN = 40
"""Changes that a terminal shows; the other formats have all."""
_HASH = re.compile(r"[0-9a-f]{64}\Z")
LONGEST = 48
"""Characters of a cell that a terminal shows."""


def print_changes(moves: Sequence[Change], elsewhere: str = "") -> None:
    """Print what moved: verdicts first, then the rest in the order of the argument."""
    if not moves:
        click.echo("no verdict and no number moved")
        if elsewhere:
            click.echo(f"words, or rows behind findings, differ: first at {elsewhere}")
        return
    ordered = [each for each in moves if each.kind == "verdict"]
    ordered += [each for each in moves if each.kind != "verdict"]
    click.echo()
    print_rows([_shorten(each.plain) for each in ordered[:MOST_SHOWN]], "table")
    if len(ordered) > MOST_SHOWN:
        click.echo(
            f"{len(ordered) - MOST_SHOWN:,} more; `precedents diff A B --format csv` has all", err=True
        )


def print_why(why: Sequence[Change], *, edited: bool = False) -> None:
    """Print what was not the same when the two were made, a line each."""
    click.echo()
    if not why:
        click.echo(
            "why: the argument, the record, the program, its libraries and the options are the same; "
            "what differs was changed in the folder"
        )
    for each in why:
        label = f" ({each.label})" if each.label else ""
        if each.kind == "definition" and each.where == "argument file" and edited:
            label = " (argument.toml in the folder was edited)"
        click.echo(f"why: {each.kind}: {each.where}: {_say(each.before)} → {_say(each.after)}{label}")


def _say(value: Any) -> str:
    if isinstance(value, str) and _HASH.match(value):
        return value[:12]
    return "none" if value is None else shorten(str(value))


def _shorten(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in ("kind", "where", "before", "after", "unit", "label")}
    return {
        name: shorten(value) if isinstance(value, str) else "none" if value is None else value
        for name, value in shown.items()
    }


def shorten(text: str) -> str:
    """One line of a terminal's cell, without the signs by which a text of an argument could steer the terminal."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
