"""Type-checked by mypy in `make lint`: the public surface as a user writes it."""

from pathlib import Path

import polars as pl

import precedents as pr

record: pr.Record = pr.open_record()
argument = pr.read_argument("balkan-precedent", record)
dossier: pr.Dossier = pr.try_argument(argument, record, seed=1)
verdicts: pl.DataFrame = dossier.verdicts()
page: Path = dossier.save("out")

chosen = pr.reference_class(record, "interventions", where="humanitarian and start_year >= 1990")
labels: list[str] = [case.label for case in chosen.members]

try:
    pr.read_argument("mine.toml")
except pr.ArgumentError as error:
    places: list[int] = [fault.line for fault in error.faults]

again: pr.Replay = pr.replay("out")
identical: bool = again.identical
moved: pr.ReportDiff = pr.diff("older", dossier)
wheres: list[str] = [each.where for each in moved.pick("verdict", "number")]
side_by_side: pr.Comparison = pr.compare(argument, "against-intervention", record, quick=True)
compared: Path = side_by_side.save("side-by-side")
