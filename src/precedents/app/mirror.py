"""The mirror of an argument: every expectation turned into its opposite."""

from __future__ import annotations

from dataclasses import replace

from precedents.core.argument import Argument, Part

SAID = " (mirrored)"
"""What the title of a mirrored argument ends in."""


def mirror_argument(argument: Argument) -> Argument:
    """What would the opposite argument expect?

    Trying it must swap supported and contradicted and leave every other verdict as it is: the test of
    even-handedness that anyone can run.

    Parameters
    ----------
    argument
        As `read_argument` returns it.

    Returns
    -------
    Argument
        The same with every ``expects`` mirrored; its title says so. Mirroring twice gives the same again.
    """
    statements = tuple(
        replace(
            statement,
            parts=tuple(_mirror_part(part) for part in statement.parts),
        )
        for statement in argument.statements
    )
    title = argument.title.removesuffix(SAID) if argument.mirrored else f"{argument.title}{SAID}"
    return replace(argument, title=title, statements=statements, mirrored=not argument.mirrored)


def _mirror_part(part: Part) -> Part:
    if part.expects is None:
        return part
    if part.fields.get("within_days") is not None:
        # An order within so many days has no word for its opposite: the fields say that the opposite is meant.
        return replace(part, fields={**part.fields, "mirrored": not part.fields.get("mirrored", False)})
    return replace(part, expects=part.expects.mirrored)
