"""How a rule comes to its cases: the named steps of a class, and who falls out at each, known apart from unknown."""

from __future__ import annotations

from dataclasses import dataclass

UNIVERSE, ELIGIBLE, COMPARABLE, OUTCOME = "universe", "eligible", "comparable", "known outcome"
"""The names of the steps: the table, the rule, the condition of comparison, and what is known of what followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A case that falls out at a step.

    ``unknown`` says that the record cannot tell whether it belongs; else it is known not to.
    """

    id: str
    label: str
    reason: str
    unknown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step from the table to the cases.

    ``name`` is one of the names above, ``says`` the step in words, ``predicate`` its condition with the choices
    filled in, ``before`` and ``after`` how many cases there are on either side of it.
    """

    name: str
    says: str
    predicate: str
    before: int
    after: int
    out: tuple[Fallen, ...] = ()

    @property
    def unknown(self) -> int:
        """Of how many that fall out the record cannot tell whether they belong."""
        return sum(each.unknown for each in self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The steps of a class in order, and one step for each outcome asked of it, all of which begin at the class.

    Examples
    --------
    >>> gone = Fallen(id="war:b", label="B", reason="does not fit: year > 1990", unknown=False)
    >>> step = Step(name=ELIGIBLE, says="", predicate="year > 1990", before=2, after=1, out=(gone,))
    >>> Flow(steps=(step,)).find("war:b").predicate, Flow(steps=(step,)).find("war:a")
    ('year > 1990', None)
    """

    steps: tuple[Step, ...] = ()
    outcomes: tuple[Step, ...] = ()

    def find(self, case: str) -> Step | None:
        """The step at which a case falls out of the class; None where it stays in."""
        return next((step for step in self.steps for each in step.out if each.id == case), None)
