"""The mirror of an argument: every expectation turned into its opposite."""

from __future__ import annotations

from dataclasses import replace

from precedents.core.argument import Argument, Part


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
        The same with every ``expects`` mirrored; its title says so.
    """
    statements = tuple(
        replace(
            statement,
            parts=tuple(_mirror_part(part) for part in statement.parts),
        )
        for statement in argument.statements
    )
    return replace(argument, title=f"{argument.title} (mirrored)", statements=statements)


def _mirror_part(part: Part) -> Part:
    if part.expects is None:
        return part
    if part.fields.get("within_days") is not None:
        # An order within so many days has no word for its opposite: the fields say that the opposite is meant.
        return replace(part, fields={**part.fields, "mirrored": not part.fields.get("mirrored", False)})
    return replace(part, expects=part.expects.mirrored)
