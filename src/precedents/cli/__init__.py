"""The command line: one command a module, no logic of its own."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from precedents import __version__
from precedents.core.errors import PrecedentsError, RecordError

COMMANDS = {
    "try": ("precedents.cli.try_", "Try every statement of an argument and write its dossier."),
    "check": ("precedents.cli.check", "Read and check an argument file alone: every fault at once."),
    "new": ("precedents.cli.new", "Write a commented template of an argument file."),
    "cases": ("precedents.cli.cases", "List a reference class in full: who is in, who is out, and why."),
    "case": ("precedents.cli.case", "Show one case: its facts, each source's coding, and where they differ."),
    "like": ("precedents.cli.like", "List the cases most like a case, or like a state in a year."),
    "panel": (
        "precedents.cli.panel",
        "Make a panel: state-years, dyad-years, leader-years and what is known of them.",
    ),
    "columns": ("precedents.cli.columns", "Search the dictionary of the record."),
    "record": ("precedents.cli.record", "Say what record is in use; compile one; compare two."),
    "replay": (
        "precedents.cli.replay",
        "Try a dossier again from its folder: identical, or what differs and why.",
    ),
    "diff": ("precedents.cli.diff", "Show what moved between two dossiers, and why."),
    "compare": ("precedents.cli.compare", "Lay two arguments side by side on the same record."),
    "lock": ("precedents.cli.lock", "Freeze the definitions of an argument before outcomes are seen."),
    "sources": ("precedents.cli.sources", "The catalogue of sources: list, show, pull, verify, cite."),
}
"""Every command, the module that holds it, and what it does; loaded when it is called."""


class _Commands(click.Group):
    """A group whose commands are loaded when called, so that `--help` and the small commands are fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return getattr(importlib.import_module(COMMANDS[cmd_name][0]), "command")  # type: ignore[no-any-return]  # noqa: B009

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from precedents.core.errors import did_you_mean

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"there is no command “{args[0]}”.{near}", ctx)
        return super().resolve_command(ctx, args)


EXAMPLE = """\b
Example:
  precedents new mine.toml
  precedents check mine.toml
  precedents try mine.toml -o out
"""


@click.command(cls=_Commands, epilog=EXAMPLE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="precedents")
def cli() -> None:
    """Test an argument from historical precedent against the whole record."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit 2 for what is called or written wrongly, 3 for a record that cannot be read."""
    # A command lives for seconds: collecting its garbage costs a tenth of them and frees nothing that matters.
    gc.disable()
    try:
        result: Any = cli.main(list(arguments) if arguments is not None else None, standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except RecordError as error:
        click.echo(f"record: {error}", err=True)
        code = 3
    except PrecedentsError as error:
        click.echo(str(error), err=True)
        code = 2
    except BrokenPipeError:
        code = 0
    sys.exit(code)
