"""The form of pages that are made from the program itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `make docs` from the program itself; edit the source, not this page. -->\n"


def render_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of a page, as its lines, with an empty line at the end."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(_escape, row))} |" for row in rows]
    return [*lines, ""]


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")
