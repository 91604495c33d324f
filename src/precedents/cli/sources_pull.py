"""`precedents sources pull`: the files of data sets, into the user's own folder."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from precedents.cli.pull_progress import show_bytes
from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import HAND, SourceSpec, read_catalogue, read_spec
from precedents.record.pull import read_home

if TYPE_CHECKING:
    from precedents.record.pull_sources import Outcome

TERMS_SAY = {
    "open": "open: may be shipped with attribution",
    "cite": "cite: free for research with citation; the record holds facts on cases, dates and codes alone",
    "ask": "ask: pulled by users only; nothing of it is in the record",
}
"""What each word for terms of use means."""


def _example(*lines: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


@click.command(
    epilog=_example(
        "precedents sources pull ucdp-brd-25.1",
        "precedents sources pull archigos-4.1 --from downloads",
        "precedents sources pull --all --from https://mirror.example.org/precedents",
    )
)
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every source that can be had there.")
@click.option(
    "--from",
    "origin",
    metavar="FOLDER|URL",
    help="Folder that holds the publishers' files, at any depth, or the address of a mirror; "
    "the publishers themselves when left out.",
)
@click.option(
    "--accept-hash",
    is_flag=True,
    help="Take files whose hash nobody has promised as they are today, and hold them to it from then on.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=4, show_default=True, help="Files pulled at once."
)
def pull(
    source_ids: tuple[str, ...], everything: bool, origin: str | None, accept_hash: bool, jobs: int
) -> None:
    """Take the files of data sets into your own folder (PRECEDENTS_HOME), each verified by its hash.

    What is there already and intact is left alone, offline. What was broken off is resumed. A file that is not
    the promised one gets no name: it is set aside, and the command ends with 3.
    """
    # loads the network library, which no other command needs
    from precedents.record.pull_sources import pull_sources, raise_errors

    if everything == bool(source_ids):
        raise UsageError("name the sources to pull, or say --all; `precedents sources list` shows them")
    specs = _list_pullable() if everything else [read_spec(each) for each in dict.fromkeys(source_ids)]
    home = read_home()
    outcomes: list[Outcome] = []
    with show_bytes() as progress:
        pulling = pull_sources(
            specs, home, origin=origin, accept_hash=accept_hash, at_once=jobs, progress=progress
        )
        try:
            with closing(pulling):
                for outcome in pulling:
                    outcomes.append(outcome)
                    _say(outcome, one_by_one=not everything)
        except KeyboardInterrupt:
            click.echo("stopped; say it again, and it goes on where it was", err=True)
            raise
    if everything:
        _sum_up(outcomes, origin)
        raise_errors([outcome for outcome in outcomes if outcome.state == "failed"])
    else:
        raise_errors(outcomes)


def _list_pullable() -> list[SourceSpec]:
    return [spec for source_id, spec in read_catalogue().items() if source_id != HAND]


def _say(outcome: Outcome, *, one_by_one: bool) -> None:
    spec = outcome.spec
    if outcome.fresh and spec.source.terms != "open":
        click.echo(f"{spec.source.id}: {TERMS_SAY[spec.source.terms]}; cite {spec.attribution}", err=True)
    for name, sha256 in outcome.accepted:
        click.echo(f"{spec.source.id}: accepted {name} with sha256 {sha256}", err=True)
    if outcome.state == "there":
        click.echo(f"{spec.source.id}: already there", err=True)
    if not one_by_one and outcome.state == "absent":
        said = dict.fromkeys(str(error) for error in outcome.errors)
        click.echo(f"left out {next(iter(said))}", err=True)
    for path in outcome.paths:
        click.echo(str(path))


def _sum_up(outcomes: list[Outcome], origin: str | None) -> None:
    counts = {state: [each.spec.source.id for each in outcomes if each.state == state] for state in _STATES}
    if not counts["pulled"] and not counts["there"] and not counts["failed"]:
        where = origin or "the publishers"
        raise RecordError(
            f"{where}: none of the sources lies there whole; `precedents sources show ID` names the files"
        )
    said = f"pulled {len(counts['pulled'])} of {len(outcomes)} sources"
    if counts["there"]:
        said += f"; already there: {len(counts['there'])}"
    for state, words in (("absent", "not found whole"), ("failed", "failed")):
        said += f"; {words}: {', '.join(counts[state])}" if counts[state] else ""
    click.echo(said, err=True)


_STATES = ("pulled", "there", "absent", "failed")
