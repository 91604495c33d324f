"""Try an argument: every statement, at the author's position, at every alternative, under every doubt."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from precedents import __version__
from precedents.app.cited import read_cited
from precedents.app.critical_questions import ask_questions
from precedents.app.dossier import Dossier
from precedents.app.ground import Ground, Tweak
from precedents.app.kinds import KINDS, UNTRIED, forecast
from precedents.app.kinds.leaning import outside_stand
from precedents.app.kinds.normative import say_premises
from precedents.app.lock import judge_lock
from precedents.app.steelman import build_own_rules
from precedents.app.summary import write_summary
from precedents.app.universes import FULL, find_drivers, find_positions
from precedents.app.wording import say_column
from precedents.arguments.verdict import RULE, judge_forecast, judge_part, judge_statement
from precedents.core.argument import Argument, ChoiceValue, Part, Position, Statement
from precedents.core.case import ReferenceClass
from precedents.core.dossier import PartResult, Setting, StatementResult, Trial, UniverseSummary
from precedents.core.errors import NeedsSource, PrecedentsError, UsageError
from precedents.core.filled import fill_part
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean, Verdict
from precedents.core.stand import Alternative, Stand
from precedents.estimators.base_rate import fit_paired_difference
from precedents.record.overlay import join_overlays
from precedents.record.store import Record

Progress = Callable[[str, int, int], None]
"""Called with the statement at work, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class _Trier:
    """Tries parts at positions and remembers what it found."""

    ground: Ground
    most: int
    rng: np.random.Generator
    stands: dict[tuple[int, tuple[tuple[str, ChoiceValue], ...]], Stand | None] = field(default_factory=dict)

    def positions(self, names: tuple[str, ...]) -> list[dict[str, ChoiceValue]]:
        return find_positions(self.ground.argument.choices, names, self.rng, self.most)

    def stand(self, part: Part, position: Position) -> Stand | None:
        """The stand of a part at a position of its own choices; None where it could not be tried."""
        own = tuple(sorted((name, position[name]) for name in part.choices))
        key = (id(part), own)
        if key not in self.stands:
            whole = {**self.ground.argument.author_position, **dict(own)}
            author = all(value == self.ground.argument.choices[name][0] for name, value in own)
            # A universe that fails is recorded and does not stop the run; the author's own must be right.
            with contextlib.nullcontext() if author else contextlib.suppress(UsageError):
                self.stands[key] = self._try(part, whole)
            self.stands.setdefault(key, None)
        return self.stands[key]

    def _try(self, part: Part, position: Position) -> Stand:
        try:
            return KINDS[part.kind].try_part(fill_part(part, position), self.ground.at(position), Tweak())
        except NeedsSource as missing:
            return outside_stand(part.kind, str(missing))


def try_argument(
    argument: Argument,
    record: Record,
    *,
    seed: int = 1,
    universes: int = FULL,
    quick: bool = False,
    progress: Progress | None = None,
) -> Dossier:
    """What does the record say of each statement of this argument?

    Parameters
    ----------
    argument
        As `read_argument` returns it.
    record
        As `open_record` returns it; the author's own cases, where the argument names any, are laid over it.
    seed
        Of every draw; the same seed gives the same bytes.
    universes
        How many combinations of choices to try for a statement at the most.
    quick
        Only the author's position and each choice changed alone.
    progress
        Told about each statement as it begins.

    Returns
    -------
    Dossier
        With `verdicts`, `report` and `save`.

    Raises
    ------
    UsageError
        When the argument names something that the record does not hold, or its lock is none.
    """
    record = join_overlays(record, argument.cases)
    lock = judge_lock(argument, record)
    ground = Ground(record, argument, argument.author_position, seed=seed)
    trier = _Trier(ground, 1 if quick else universes, np.random.default_rng(seed))
    results: list[StatementResult] = []
    summaries: list[UniverseSummary] = []
    for count, statement in enumerate(argument.statements):
        if progress is not None:
            progress(statement.id, count, len(argument.statements))
        results.append(_try_statement(statement, trier))
        summaries.append(_summarise(statement, trier))
    results = [_with_premises(result, results) for result in results]
    classes = _classes(ground)
    cited = read_cited(ground)
    inside = {each.id: sum(case.cited for case in each.members) for each in classes}
    target = _label_target(ground)
    rules = build_own_rules(ground)
    names = {cite.case: str(cited[name]["label"]) for name, cite in argument.cites.items()}
    trial = Trial(
        argument=argument,
        record_id=record.id,
        sources=_sources(record, results, classes),
        classes=classes,
        statements=tuple(results),
        universes=tuple(summaries),
        cited=cited,
        seed=seed,
        version=__version__,
        target_label=target,
        summary=write_summary([str(each["label"]) for each in cited.values()], target, results, inside),
        rule=RULE,
        dictionary=_dictionary(record, classes),
        overlays=record.overlays,
        editions=record.chosen,
        own_rules=rules,
        questions=ask_questions(argument, results, rules, classes, names, target),
        setting=Setting(
            universes=universes, quick=quick, compiled=record.compiled, pulled=_list_pulled(record)
        ),
        lock=lock,
    )
    return Dossier(trial)


def _try_statement(statement: Statement, trier: _Trier) -> StatementResult:
    parts: list[PartResult] = []
    count = 0
    for part in statement.parts:
        try:
            result = _try_part(part, trier)
        except PrecedentsError as error:
            raise type(error)(f"statement {statement.id}, {part.kind}: {error}") from error
        findings = tuple(
            replace(finding, id=f"{statement.id}.{count + index + 1}")
            for index, finding in enumerate(result.findings)
        )
        count += len(findings)
        parts.append(replace(result, findings=findings))
    verdict, because = judge_statement([(part.verdict, part.because) for part in _counted(statement, parts)])
    return StatementResult(
        id=statement.id,
        says=statement.says,
        kinds=tuple(dict.fromkeys(part.kind for part in parts)),
        verdict=verdict,
        because=because,
        premises=statement.premises,
        omitted=_omitted(parts, trier.ground),
        parts=tuple(parts),
    )


def _counted(statement: Statement, parts: list[PartResult]) -> list[PartResult]:
    """The parts on which the statement rests: without those that its author has stand beside it."""
    counted = [
        result for part, result in zip(statement.parts, parts, strict=True) if not part.fields.get("informs")
    ]
    return counted or parts


def _try_part(part: Part, trier: _Trier) -> PartResult:
    if part.kind in UNTRIED:
        return PartResult(
            kind=part.kind,
            says=part.says,
            sort="",
            expects="",
            verdict=Verdict.NOT_OF_RECORD,
            because=say_premises((), ()),
            findings=(),
        )
    ground = trier.ground
    author = trier.stand(part, ground.position)
    assert author is not None
    alternatives = _alternatives(part, author, trier)
    grid = [(position, trier.stand(part, position)) for position in trier.positions(part.choices)]
    spoke = [
        (position, stand.side) for position, stand in grid if stand is not None and stand.outside is None
    ]
    placed = fill_part(part, ground.position)
    doubts = _doubts(placed, author, ground)
    if part.kind == forecast.NAME:
        verdict, because, choice = judge_forecast(author)
    else:
        verdict, because, choice = judge_part(part.sort, author, alternatives, spoke, doubts)
    if part.fields.get("proxy") and author.outside is None:
        because = f"by proxies alone ({part.fields['proxy']}): {because}"
    if part.fields.get("informs"):
        because = f"beside the statement, not counted for its verdict: {because}"
    findings = [_with_doubts(finding, doubts) for finding in author.findings]
    findings += [_alternative_finding(each) for each in alternatives if each.stand.findings]
    return PartResult(
        kind=part.kind,
        says=part.says or str(part.fields.get("question", "")),
        sort=part.sort,
        expects=_say_expected(placed),
        verdict=verdict,
        because=because,
        findings=tuple(findings),
        choice=choice,
        class_id=author.class_id,
    )


def _say_expected(part: Part) -> str:
    words = part.expects.in_words() if part.expects else ""
    if part.fields.get("mirrored"):
        words = f"not {words}"
    within = part.fields.get("within_days")
    return words if within is None else f"{words}, within {float(within):,.0f} days"


def _with_doubts(finding: Finding, doubts: tuple[Doubt, ...]) -> Finding:
    return replace(finding, doubts=doubts) if finding.decides else finding


def _alternative_finding(alternative: Alternative) -> Finding:
    """The deciding finding under one changed choice, for information."""
    first = alternative.stand.findings[0]
    p = "" if alternative.p is None else f"; paired clustered difference p = {alternative.p:.3f}"
    return replace(
        first,
        label=f"with {alternative.choice} = {alternative.value}: {first.label}",
        method=first.method + p,
        decides=False,
        rows=first.rows,
    )


def _alternatives(part: Part, author: Stand, trier: _Trier) -> list[Alternative]:
    found: list[Alternative] = []
    choices = trier.ground.argument.choices
    for name in part.choices:
        for value in choices[name][1:]:
            stand = trier.stand(part, {**trier.ground.argument.author_position, name: value})
            if stand is not None:
                p = _paired(author, stand)
                found.append(Alternative(choice=name, value=str(value), stand=stand, p=p))
    return found


def _paired(author: Stand, other: Stand) -> float | None:
    if not author.observations or not other.observations:
        return None
    a, b = author.observations, other.observations
    return fit_paired_difference(
        [each.outcome for each in a],
        [each.cluster for each in a],
        [each.outcome for each in b],
        [each.cluster for each in b],
    )[1]


def _doubts(part: Part, author: Stand, ground: Ground) -> tuple[Doubt, ...]:
    kind = KINDS[part.kind]
    try:
        return kind.doubt_part(part, ground, author, lambda tweak: kind.try_part(part, ground, tweak))
    except UsageError as error:
        return (Doubt(id="doubts", outcome=DoubtOutcome.COULD_NOT_RUN, says=str(error)),)


def _with_premises(result: StatementResult, all_results: list[StatementResult]) -> StatementResult:
    """Say of a judgement of value what became of its premises."""
    if not any(part.verdict is Verdict.NOT_OF_RECORD for part in result.parts):
        return result
    verdicts = [(each.id, each.verdict.value.replace("-", " ")) for each in all_results]
    because = say_premises(result.premises, verdicts)
    parts = tuple(
        replace(part, because=because) if part.verdict is Verdict.NOT_OF_RECORD else part
        for part in result.parts
    )
    if result.verdict is Verdict.NOT_OF_RECORD:
        return replace(result, parts=parts, because=because)
    return replace(
        result, parts=parts, because=f"of its empirical part: {result.because}; the rest is {because}"
    )


def _omitted(parts: list[PartResult], ground: Ground) -> tuple[str, ...]:
    names = dict.fromkeys(part.class_id for part in parts if part.class_id)
    return tuple(dict.fromkeys(case.id for name in names for case in ground.reference_class(name).omitted))


def _classes(ground: Ground) -> tuple[ReferenceClass, ...]:
    found: list[ReferenceClass] = []
    for name in ground.argument.classes:
        # A class of a table that was not pulled has no cases to list; its statements say what they need.
        with contextlib.suppress(NeedsSource):
            found.append(ground.reference_class(name))
    return tuple(found)


def _summarise(statement: Statement, trier: _Trier) -> UniverseSummary:
    tried = [part for part in statement.parts if part.kind not in UNTRIED]
    names = tuple(dict.fromkeys(name for part in tried for name in part.choices))
    positions = trier.positions(names)
    supporting: list[bool] = []
    kept: list[Mapping[str, Any]] = []
    failed = 0
    for position in positions:
        stands = [trier.stand(part, position) for part in tried]
        if any(stand is None for stand in stands):
            failed += 1
            continue
        spoke = [stand.side for stand in stands if stand is not None and stand.outside is None]
        if spoke:
            kept.append(position)
            supporting.append(all(side is Lean.FOR for side in spoke))
    # The author's own position is the first, and may be silent where others speak.
    spoke_first = bool(kept) and kept[0] is positions[0]
    author = "silent" if not spoke_first else "supporting" if supporting[0] else "not supporting"
    return UniverseSummary(
        id=statement.id,
        universes=len(positions) if tried else 0,
        failed=failed,
        share_supporting=sum(supporting) / len(supporting) if supporting else None,
        author_position=author,
        drivers=find_drivers(kept, supporting) if kept and names else (),
    )


def _sources(
    record: Record, results: list[StatementResult], classes: tuple[ReferenceClass, ...]
) -> tuple[Any, ...]:
    used = {source for each in classes for source in each.sources}
    # A file of own cases is named even where no finding rests on it: it is part of what was asked.
    used |= {overlay.source.id for overlay in record.overlays}
    used |= {
        s for result in results for part in result.parts for finding in part.findings for s in finding.sources
    }
    return tuple(record.sources[name] for name in sorted(used) if name in record.sources)


def _list_pulled(record: Record) -> tuple[str, ...]:
    """The sources of the tables that were made of what was pulled."""
    made = [spec for name, spec in record.tables.items() if name in record.rows]
    return tuple(sorted({source for spec in made for source in spec.pulled}))


def _label_target(ground: Ground) -> str:
    if not ground.argument.target:
        return ""
    entity, year = ground.argument.target.rsplit(":", 1)
    return f"{ground.record.entities.label(entity)} {year}"


PLAIN = frozenset({"id", "label", "entity", "start", "end", "start_year", "end_year", "cluster", "sources"})
"""Columns that every table of cases has, and that need no definition over a list of cases."""


def _dictionary(record: Record, classes: tuple[ReferenceClass, ...]) -> dict[str, tuple[str, str]]:
    """What each column that the dossier shows of cases says, and its unit; of two tables the first class's."""
    found: dict[str, tuple[str, str]] = {}
    for table in dict.fromkeys([*(each.table for each in classes), "interventions"]):
        carried = {name for each in classes for case in each.cases[:1] for name in case.outcomes}
        for column in record.spec(table).known:
            if column.name not in PLAIN and (column.name in carried or column in record.spec(table).columns):
                found.setdefault(column.name, (say_column(column.says), column.unit))
    return found
