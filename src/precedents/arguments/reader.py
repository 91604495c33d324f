"""What does an argument file say? Read whole, with every fault at once, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from precedents.arguments.build import build_argument
from precedents.arguments.check import check_argument
from precedents.arguments.frame import Known
from precedents.arguments.syntax import read_syntax
from precedents.arguments.wire_values import Files
from precedents.core.argument import Argument
from precedents.core.errors import ArgumentError, Fault, UsageError
from precedents.core.source import Table

__all__ = ["Known", "find_lock", "read_argument", "read_cases"]

TEXT_ID = "argument"
"""The id of an argument that is read from a text instead of a file."""
LOCKED = ".lock"
"""What the name of the file that froze an argument's definitions ends in, after the name of the argument file."""


def read_argument(
    path_or_text: Path | str,
    *,
    tables: Mapping[str, Table] | None = None,
    known: Known | None = None,
) -> Argument:
    r"""What does an argument file say?

    Parameters
    ----------
    path_or_text
        The file's path; or its text, which has more than one line.
    tables
        The record's dictionary, against which tables and columns are checked; without it they are not.
    known
        What else the record knows by name.

    Returns
    -------
    Argument
        Its ``id`` is the file's name without its ending, its ``sha256`` that of the file's bytes; its ``lock`` is
        read from beside the file.

    Raises
    ------
    ArgumentError
        When the file has faults; every one, each with its line and column, in ``faults``.
    UsageError
        When there is no such file.

    Examples
    --------
    >>> text = 'title = "Wars end"\n[[statement]]\nid = "1"\nkind = "normative"\n'
    >>> read_argument(text).statements[0].parts[0].kind
    'normative'
    >>> read_argument(text.replace("normative", "normativ"))
    Traceback (most recent call last):
        ...
    precedents.core.errors.ArgumentError: argument:4:8: no kind is called normativ. Did you mean normative?...
    """
    is_text = isinstance(path_or_text, str) and "\n" in path_or_text
    data = str(path_or_text).encode() if is_text else _read_file(Path(path_or_text))
    shown = TEXT_ID if is_text else str(path_or_text)
    syntax = read_syntax(data)
    faults = [Fault(file=shown, line=line, column=column, what=what) for line, column, what in syntax.faults]
    pieces = None
    if syntax.raw is not None:
        pieces, remarks = check_argument(syntax.raw, tables=tables, known=known or Known())
        for remark in remarks:
            if remark.by_absence and not syntax.is_whole:
                continue
            line, column = syntax.positions.find(remark.path, on_key=remark.on_key, offset=remark.offset)
            faults.append(Fault(file=shown, line=line, column=column, what=remark.what))
    if faults or pieces is None:
        raise ArgumentError(list(dict.fromkeys(faults)))
    return build_argument(
        pieces,
        id=TEXT_ID if is_text else Path(path_or_text).stem,
        data=data,
        path="" if is_text else str(path_or_text),
        lock=b"" if is_text else _read_lock(Path(path_or_text)),
    )


def read_cases(path_or_text: Path | str) -> tuple[Path, ...]:
    r"""Which files of the author's own cases does an argument file name?

    Asked before the argument is read: its statements may speak of cases that only those files hold.

    Parameters
    ----------
    path_or_text
        As for :func:`read_argument`.

    Returns
    -------
    tuple of Path
        Beside the argument file, or in the working folder for a text; none where the file has faults, which
        :func:`read_argument` then says.

    Raises
    ------
    UsageError
        When there is no such argument file.

    Examples
    --------
    >>> [file.name for file in read_cases('title = "x"\ncases = ["mine.csv"]\n')]
    ['mine.csv']
    """
    is_text = isinstance(path_or_text, str) and "\n" in path_or_text
    data = str(path_or_text).encode() if is_text else _read_file(Path(path_or_text))
    raw = (read_syntax(data).raw or {}).get("cases")
    try:
        named = TypeAdapter(Files).validate_python(raw if raw is not None else [])
    except ValidationError:
        return ()
    return tuple((Path() if is_text else Path(path_or_text).parent) / name for name in named)


def find_lock(path: Path | str) -> Path:
    """Which file freezes the definitions of an argument file: the one beside it that bears its name and ``.lock``?

    Examples
    --------
    >>> find_lock("mine.toml").name
    'mine.toml.lock'
    """
    return Path(f"{path}{LOCKED}")


def _read_lock(path: Path) -> bytes:
    lock = find_lock(path)
    return _read_file(lock) if lock.is_file() else b""


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        near = sorted(file.name for file in path.parent.glob("*.toml"))[:5] if path.parent.is_dir() else []
        hint = (
            f" In that folder there are {', '.join(near)}." if near else " `precedents new FILE` writes one."
        )
        raise UsageError(f"there is no file {path}.{hint}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
