"""A verdict a line, for a terminal of 80 columns and more."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from precedents.dossier.words import read_verdict

NARROWEST = 40
STYLES = {
    "supported": "bold green",
    "contradicted": "bold red",
    "depends": "bold magenta",
    "undecided": "yellow",
}
"""By verdict; the others stay plain. The sign and the word say it, the colour only repeats it."""


def render_lines(report: Mapping[str, Any], width: int = 80) -> list[Text]:
    """One line a statement: sign, word, id, the statement cut to what is left.

    Parameters
    ----------
    report
        The report.
    width
        Columns of the terminal.

    Returns
    -------
    list of Text
        Aligned; none wider than ``width``.

    Examples
    --------
    >>> says = "Such interventions end the killing, wherever they have been tried."
    >>> report = {"statements": [{"id": "2", "verdict": "contradicted", "says": says}]}
    >>> print(render_lines(report, 60)[0])
    ○ contradicted  2  Such interventions end the killing, wher…
    """
    statements: Sequence[Mapping[str, Any]] = report.get("statements", ())
    words = [read_verdict(str(each["verdict"])) for each in statements]
    ids = [_clean(str(each["id"])) for each in statements]
    word_width = max((cell_len(word.word) for word in words), default=0)
    id_width = min(max((cell_len(each) for each in ids), default=0), 12)
    left = max(width, NARROWEST) - word_width - id_width - 6
    lines = []
    for word, each, statement in zip(words, ids, statements, strict=True):
        line = Text(no_wrap=True)
        style = STYLES.get(word.id, "")
        line.append(f"{word.sign} {set_cell_size(word.word, word_width)}", style=style)
        line.append(f"  {set_cell_size(each, id_width)}  ")
        line.append(_shorten(_clean(str(statement["says"])), left))
        lines.append(line)
    return lines


def render_verdicts(
    report: Mapping[str, Any], *, width: int | None = None, colour: bool | None = None
) -> str:
    """The verdicts as text for standard output, a line each.

    Parameters
    ----------
    report
        The report.
    width
        Columns; by default those of the terminal, and 80 where there is none.
    colour
        Whether to colour; by default as the terminal can, and never with ``NO_COLOR``.

    Returns
    -------
    str
        Lines without a line break at the end.

    Examples
    --------
    >>> render_verdicts({"statements": [{"id": "1", "verdict": "supported", "says": "So."}]}, colour=False)
    '● supported  1  So.'
    """
    here = Console()
    if colour is None:
        colour = here.is_terminal and not os.environ.get("NO_COLOR")
    wide = width or (here.width if here.is_terminal else 80)
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(wide, NARROWEST),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
    )
    for line in render_lines(report, wide):
        console.print(line, soft_wrap=True)
    return out.getvalue().rstrip("\n")


def _clean(text: str) -> str:
    """One line, without the control characters by which a text could steer a terminal."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _shorten(text: str, width: int) -> str:
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
