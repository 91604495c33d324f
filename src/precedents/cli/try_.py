"""`precedents try`: from an argument file to a dossier."""

from __future__ import annotations

from pathlib import Path

import click

from precedents.cli.own_cases import cases_option, edition_option, say_lock, say_overlays

EXAMPLE = """\b
Example:
  precedents try examples/balkan-precedent.toml -o out
  precedents try mine.toml --cases my-cases.csv --edition ucdp-acd-22.1
"""


@click.command("try", epilog=EXAMPLE)
@click.argument("argument", type=str)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder for the dossier (default: out/NAME).",
)
@cases_option
@edition_option
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of every draw.")
@click.option(
    "--universes",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    help="Combinations of choices to try for a statement, at the most.",
)
@click.option("--quick", is_flag=True, help="Only the author's position and each choice changed alone.")
@click.option(
    "--mirror",
    is_flag=True,
    help="Turn every expectation into its opposite: supported and contradicted must swap.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report instead of writing a dossier.")
def command(
    argument: str,
    folder: Path | None,
    cases: tuple[str, ...],
    editions: tuple[str, ...],
    record_path: Path | None,
    seed: int,
    universes: int,
    quick: bool,
    mirror: bool,
    as_json: bool,
) -> None:
    """Try every statement of ARGUMENT (a TOML file, or the name of a shipped example).

    Prints a verdict a statement; writes dossier.html, report.json, exchange files, and with manifest.json all that
    `precedents replay` needs. Where `precedents lock` froze the definitions it is said whether they changed since.
    The exit code is 0 whatever the verdicts are, 2 for a file or option that is wrong, 3 for a record that
    cannot be read.
    """
    from precedents.app.read_argument import join_cases, read_argument
    from precedents.app.try_argument import try_argument
    from precedents.cli.progress import show_progress
    from precedents.record.editions import choose_editions
    from precedents.record.store import open_record

    # Own cases first: what they add or correct is told against the current editions.
    record = join_cases(open_record(record_path, overlay=cases), argument)
    record = choose_editions(record, editions)
    read = read_argument(argument, record)
    say_overlays(record)
    if mirror:
        from precedents.app.mirror import mirror_argument

        read = mirror_argument(read)
    with show_progress() as progress:
        dossier = try_argument(read, record, seed=seed, universes=universes, quick=quick, progress=progress)
        if as_json:
            from precedents.dossier.report import render_json

            click.echo(render_json(dossier.report), nl=False)
            return
        page = dossier.save(folder or Path("out") / read.id)
    say_lock(dossier.trial.lock)
    from precedents.dossier.terminal import render_verdicts

    click.echo(render_verdicts(dossier.report))
    click.echo(str(page))
