"""One step of a pull: a file, or the files that come out of one archive, until each has its name or its error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from precedents.core.errors import PrecedentsError, RecordError, UsageError
from precedents.record.accepted import accept, read_accepted
from precedents.record.admit import admit, explain_disk, set_aside
from precedents.record.answers import NotThere, Stopped
from precedents.record.catalogue import SourceFile, SourceSpec
from precedents.record.fetch import Network
from precedents.record.partial import drop_partial
from precedents.record.pull import Pulled, read_state
from precedents.record.pull_folder import Tree, copy, find_files, lies_in
from precedents.record.readers.locate import read_sha256
from precedents.record.unpack import unpack

MOST_BYTES = 2 << 30
"""The most bytes of a file or an archive whose size the catalogue does not know: 2 GiB, beyond all data sets of the field."""

Progress = Callable[[str, int, int | None], None]
"""Is told a file, how many bytes of it there are, and of how many where that is known."""


def ignore(_: str, __: int, ___: int | None) -> None:
    """No one wants to know how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Files of one source that are pulled together; ``archive`` is the name of the archive that holds them, or empty."""

    spec: SourceSpec
    files: tuple[SourceFile, ...]
    archive: str = ""


@dataclass(slots=True, kw_only=True)
class Done:
    """What a job yields, gathered file by file."""

    paths: list[Path] = field(default_factory=list)
    fresh: list[Path] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    errors: list[PrecedentsError] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Puller:
    """What all jobs of one pull share."""

    home: Path
    mirror: str
    accept_hash: bool
    network: Network
    progress: Progress = ignore
    limit: int = MOST_BYTES

    def pull_job(self, job: Job) -> Done:
        """What becomes of the files of a job, from their publisher or a mirror?"""
        done = Done()
        spec, source_id = job.spec, job.spec.source.id
        try:
            with explain_disk(source_id):
                wanted = self._list_wanted(spec, job.files, done)
                if not wanted:
                    return done
                with self._lock(source_id, job.archive or wanted[0].name):
                    # another process may have pulled them while this one waited
                    still = Done()
                    wanted = self._list_wanted(spec, wanted, still)
                    done.paths += still.paths
                    self._pull_wanted(job, wanted, done)
        except PrecedentsError as error:
            done.errors.append(error)
        return done

    def pull_found(self, spec: SourceSpec, tree: Tree) -> Done:
        """What becomes of the files of a source, from a folder? All are taken, or none."""
        done = Done()
        source_id = spec.source.id
        drafts = self._partial(source_id)
        try:
            with explain_disk(source_id):
                wanted = self._list_wanted(spec, spec.files, done, tree)
                if not wanted or done.errors:
                    return done
                promises = [(file, self._read_state(spec, file).promised) for file in wanted]
                with self._lock(source_id, "folder"):
                    found = find_files(spec, promises, tree, drafts, limit=self.limit)
                    for each in found:
                        draft = copy(each, drafts)
                        self._admit(spec, each.file, draft, str(each.archive or each.path), done)
        except PrecedentsError as error:
            done.errors.append(error)
        return done

    def _read_state(self, spec: SourceSpec, file: SourceFile) -> Pulled:
        return read_state(self.home, spec, file, read_accepted(self.home))

    def _list_wanted(
        self, spec: SourceSpec, files: tuple[SourceFile, ...], done: Done, tree: Tree | None = None
    ) -> tuple[SourceFile, ...]:
        """The files that are not there yet; those that nobody has promised are refused, unless the user accepts them.

        In a folder that does not hold such a file there is nothing to accept: that it is absent is said later.
        """
        wanted = []
        for file in files:
            state = self._read_state(spec, file)
            if state.state == "intact":
                done.paths.append(state.path)
            elif not state.promised and not self.accept_hash and (tree is None or lies_in(file, tree)):
                done.errors.append(
                    UsageError(
                        f"{spec.source.id}: nobody has promised a hash of {file.name} yet. With --accept-hash it is "
                        "taken as it comes, and held to its hash from then on"
                    )
                )
            else:
                wanted.append(file)
        return tuple(wanted)

    def _pull_wanted(self, job: Job, wanted: tuple[SourceFile, ...], done: Done) -> None:
        inside = [file for file in wanted if file.member and not self.mirror]
        for file in wanted:
            if file in inside:
                continue
            try:
                self._pull_file(job.spec, file, done)
            except NotThere as error:
                if file.member and job.archive:
                    inside.append(file)  # the mirror may hold the archive alone
                else:
                    done.errors.append(error)
            except Stopped:
                raise
            except PrecedentsError as error:
                done.errors.append(error)
        if inside:
            self._pull_archive(job, inside, done)

    def _list_addresses(self, spec: SourceSpec, name: str, address: str) -> list[str]:
        if self.mirror:
            return [f"{self.mirror}/{quote(spec.source.id)}/{quote(name)}", f"{self.mirror}/{quote(name)}"]
        if not address:
            raise UsageError(
                f"{spec.source.id}: {name} cannot be fetched by a program. Get it by hand from "
                f"{spec.source.url or spec.source.publisher}, put it into a folder, and say "
                f"`precedents sources pull {spec.source.id} --from FOLDER`"
            )
        return [address]

    def _fetch(self, spec: SourceSpec, name: str, address: str, limit: int) -> tuple[Path, str, bool]:
        """The bytes of a file or archive, where they came from, and whether some of them were there before."""
        part = self._partial(spec.source.id) / f"{name}.part"
        for each in self._list_addresses(spec, name, address):
            try:
                kept = self.network.fetch(each, part, limit=limit, tell=partial(self.progress, name))
            except NotThere:
                if not self.mirror:
                    raise
            else:
                return part, each, kept
        raise NotThere(
            f"{spec.source.id}: {self.mirror} has no {name}, neither in {spec.source.id}/ nor by itself"
        )

    def _pull_file(self, spec: SourceSpec, file: SourceFile, done: Done) -> None:
        limit = file.size or self.limit
        part, address, kept = self._fetch(spec, file.name, file.address, limit)
        if kept and read_sha256(part) != self._read_state(spec, file).promised:
            # the parts may not belong together: only a download in one piece says that the file changed
            drop_partial(part)
            part, address, _ = self._fetch(spec, file.name, file.address, limit)
        try:
            self._admit(spec, file, part, address, done)
        finally:
            if not part.exists():  # it has its name, or was set aside
                drop_partial(part)

    def _pull_archive(self, job: Job, files: list[SourceFile], done: Done) -> None:
        spec = job.spec
        promised = next((file.archive_sha256 for file in files if file.archive_sha256), "")
        for again in (True, False):
            part, address, kept = self._fetch(spec, job.archive, files[0].address, self.limit)
            actual = read_sha256(part) if promised else ""
            drafts, faults = self._unpack(spec, part, files) if actual == promised else ({}, [])
            if not (again and kept) or (
                actual == promised and not faults and self._are_promised(spec, drafts)
            ):
                break
            drop_partial(part)  # as for a file: what was put together of parts is no proof
        if actual != promised:
            raise set_aside(
                part, self.home, spec.source.id, job.archive, promised=promised, actual=actual, origin=address
            )
        done.errors += faults
        for file, draft in drafts.items():
            try:
                self._admit(spec, file, draft, f"{address}, member {file.member}", done)
            except RecordError as error:
                done.errors.append(error)
        drop_partial(part)

    def _unpack(
        self, spec: SourceSpec, archive: Path, files: list[SourceFile]
    ) -> tuple[dict[SourceFile, Path], list[RecordError]]:
        drafts: dict[SourceFile, Path] = {}
        faults: list[RecordError] = []
        for file in files:
            draft = self._partial(spec.source.id) / f"{file.name}.unpacked"
            try:
                unpack(archive, file.member, draft, limit=file.size or self.limit)
                drafts[file] = draft
            except RecordError as error:
                draft.unlink(missing_ok=True)
                faults.append(RecordError(f"{spec.source.id}: {error}"))
        return drafts, faults

    def _are_promised(self, spec: SourceSpec, drafts: Mapping[SourceFile, Path]) -> bool:
        promises = [(self._read_state(spec, file).promised, draft) for file, draft in drafts.items()]
        return all(promised in ("", read_sha256(draft)) for promised, draft in promises)

    def _admit(self, spec: SourceSpec, file: SourceFile, draft: Path, origin: str, done: Done) -> None:
        """Give a draft its name, or set it aside; a hash that the user accepts is written down first."""
        source_id = spec.source.id
        state = self._read_state(spec, file)
        promised = state.promised
        if not promised:
            promised = read_sha256(draft)
            accept(self.home, source_id, file.name, promised)
            done.accepted.append((file.name, promised))
        actual = admit(draft, state.path, promised)
        if actual != promised:
            raise set_aside(
                draft, self.home, source_id, file.name, promised=promised, actual=actual, origin=origin
            )
        done.paths.append(state.path)
        done.fresh.append(state.path)

    def _partial(self, source_id: str) -> Path:
        return self.home / "partial" / source_id

    @contextmanager
    def _lock(self, source_id: str, name: str) -> Iterator[None]:
        """Keep other processes, and other threads, from the same file until this one has it."""
        folder = self._partial(source_id)
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", is_singleton=False)
        try:
            lock.acquire(cancel_check=lambda: self.network.stopped)
        except Timeout as error:
            raise Stopped(f"{source_id}: stopped") from error
        try:
            yield
        finally:
            lock.release()
