"""The options ``--cases`` and ``--edition``, and the lines that say what own cases change and whether a lock held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from precedents.core.change import LockState
    from precedents.record.store import Record

cases_option = click.option(
    "--cases",
    "cases",
    multiple=True,
    metavar="FILE",
    help="Your own cases, CSV or TOML, laid over the record; may be repeated.",
)

edition_option = click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="ID",
    help="Read the tables that have it from this edition, such as ucdp-acd-22.1; may be repeated.",
)


def say_overlays(record: Record) -> None:
    """Say on standard error, in a line for each file of own cases, what it changes."""
    for overlay in record.overlays:
        click.echo(
            f"own cases: {overlay.words}; `precedents record overlay {overlay.file}` lists them", err=True
        )


def say_lock(lock: LockState) -> None:
    """Say on standard error, in a line, what changed since the definitions were frozen; nothing where they were not."""
    if lock.locked:
        changed = ", ".join(each.where for each in lock.changed)
        click.echo(f"locked: {f'changed since: {changed}' if changed else 'nothing changed since'}", err=True)
