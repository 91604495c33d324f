"""The verb ``pull``: the files of sources into the user's folder, from their publishers, a mirror, or a folder.

Several files at once; what was there already and is intact is left alone, and no connection is opened for it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from precedents.core.errors import PrecedentsError, RecordError, UsageError
from precedents.record.answers import NotThere, restrict_address
from precedents.record.catalogue import SourceFile, SourceSpec
from precedents.record.fetch import Network, Patience
from precedents.record.pull_folder import name_archive, read_folder
from precedents.record.pull_job import MOST_BYTES, Done, Job, Progress, Puller, ignore

AT_ONCE = 4
"""Files pulled at once unless the user says otherwise: polite to publishers, and enough for a disk."""

_SLICE = 0.2  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one source: ``pulled``, ``there`` already, ``absent`` (not to be had here), or ``failed``.

    ``paths`` are the files that lie intact now, ``fresh`` those of them that were pulled just now, ``accepted`` the
    hashes recorded on the way, by file.
    """

    spec: SourceSpec
    state: str
    paths: tuple[Path, ...]
    fresh: tuple[Path, ...]
    accepted: tuple[tuple[str, str], ...]
    errors: tuple[PrecedentsError, ...]


def list_jobs(spec: SourceSpec) -> list[Job]:
    """What can be pulled at once: single files, and together those that come out of one archive.

    Parameters
    ----------
    spec
        The source.

    Returns
    -------
    list of Job
        In the order of its files.
    """
    groups: dict[str, list[SourceFile]] = {}
    for file in spec.files:
        groups.setdefault(file.address if file.member and file.address else file.name, []).append(file)
    return [Job(spec=spec, files=tuple(files), archive=name_archive(files[0])) for files in groups.values()]


def pull_sources(
    specs: Sequence[SourceSpec],
    home: Path,
    *,
    origin: str | None = None,
    accept_hash: bool = False,
    at_once: int = AT_ONCE,
    progress: Progress = ignore,
    patience: Patience | None = None,
    limit: int = MOST_BYTES,
) -> Generator[Outcome, None, None]:
    """What becomes of each source, when its files are pulled?

    Parameters
    ----------
    specs
        The sources.
    home
        The folder of pulled sources.
    origin
        None for the publishers' own addresses; an address of a mirror, which holds the files under
        ``<source>/<file>`` or ``<file>``; or a folder that holds them at any depth, as they are or zipped.
    accept_hash
        Whether a file without a promised hash is taken as it is today, and its hash required from then on.
    at_once
        How many files at once.
    progress
        Is told which file is how far; from several threads.
    patience
        How often and how long to wait for servers.
    limit
        The most bytes of a file whose size the catalogue does not know.

    Yields
    ------
    Outcome
        In the order of ``specs``, each as soon as it is known.

    Raises
    ------
    UsageError
        When a source has no files, or the origin is neither a folder nor an address of a mirror.
    RecordError
        When there is no such folder.
    """
    for spec in specs:
        if not spec.files:
            raise UsageError(f"{spec.source.id} has no files to pull: its rows are part of the program")
    mirror = ""
    folder: Path | None = None
    if origin is not None and "://" in origin:
        restrict_address(origin)
        mirror = origin.rstrip("/")
    elif origin is not None:
        folder = Path(origin)
    network = Network(patience, at_once=at_once)
    puller = Puller(
        home=home, mirror=mirror, accept_hash=accept_hash, network=network, progress=progress, limit=limit
    )
    tree = read_folder(folder, specs) if folder is not None else None
    pool = ThreadPoolExecutor(max(1, at_once))
    try:
        waiting: list[tuple[SourceSpec, list[Future[Done]]]] = []
        for spec in specs:
            if tree is not None:
                waiting.append((spec, [pool.submit(puller.pull_found, spec, tree)]))
            else:
                waiting.append((spec, [pool.submit(puller.pull_job, job) for job in list_jobs(spec)]))
        for spec, futures in waiting:
            # in slices: where a wait has no end, not every system lets the user's Ctrl-C through
            while wait(futures, timeout=_SLICE).not_done:
                pass
            yield _judge(
                spec, [future.result() for future in futures], from_folder=tree is not None, mirror=mirror
            )
    finally:
        # also when the user stops it: what runs ends soon, and leaves what it has to be resumed
        network.stop()
        pool.shutdown(wait=True, cancel_futures=True)
        network.close()


def _judge(spec: SourceSpec, done: list[Done], *, from_folder: bool, mirror: str) -> Outcome:
    errors = tuple(error for each in done for error in each.errors)
    fresh = tuple(path for each in done for path in each.fresh)
    absent = from_folder or all(
        isinstance(error, UsageError) or (mirror and isinstance(error, NotThere)) for error in errors
    )
    state = ("absent" if absent else "failed") if errors else "pulled" if fresh else "there"
    return Outcome(
        spec=spec,
        state=state,
        paths=tuple(path for each in done for path in each.paths),
        fresh=fresh,
        accepted=tuple(pair for each in done for pair in each.accepted),
        errors=errors,
    )


def raise_errors(outcomes: Sequence[Outcome]) -> None:
    """Is there anything to complain of, at the end?

    Parameters
    ----------
    outcomes
        Of the sources that the user named.

    Raises
    ------
    UsageError
        When all that is wrong is how it was called.
    RecordError
        When something else is.
    """
    errors = [error for outcome in outcomes for error in outcome.errors]
    if not errors:
        return
    said = "\n".join(dict.fromkeys(str(error) for error in errors))
    if all(isinstance(error, UsageError) for error in errors):
        raise UsageError(said)
    raise RecordError(said)
