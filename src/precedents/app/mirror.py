"""The mirror of an argument: every expectation turned into its opposite."""

from __future__ import annotations

from dataclasses import replace

from precedents.core.argument import Argument


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
            parts=tuple(
                part if part.expects is None else replace(part, expects=part.expects.mirrored)
                for part in statement.parts
            ),
        )
        for statement in argument.statements
    )
    return replace(argument, title=f"{argument.title} (mirrored)", statements=statements)
