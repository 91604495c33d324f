"""Which part of a file was fetched already, and may the rest be asked for alone?"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server said of the version that is being fetched: by this the rest is known to belong to it.

    ``size`` is in bytes, None where the server did not say.
    """

    address: str
    etag: str = ""
    modified: str = ""
    size: int | None = None

    @property
    def condition(self) -> str:
        """What to send as ``If-Range``: a strong tag, else the date; empty where the server gave neither."""
        # RFC 9110, 13.1.5: a weak tag does not promise the same bytes
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    def agree(self, other: Validators) -> bool:
        """Whether another answer may be about the same version."""
        return all(
            not mine or not theirs or mine == theirs
            for mine, theirs in (
                (self.etag, other.etag),
                (self.modified, other.modified),
                (self.size, other.size),
            )
        )


def _name_words(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def read_partial(part: Path, address: str) -> tuple[int, Validators | None]:
    """How many bytes lie there from this address, and of which version?

    Parameters
    ----------
    part
        The partial file.
    address
        Where the rest would come from; what came from elsewhere does not count.

    Returns
    -------
    tuple of int and Validators or None
        Bytes and version; 0 and None where nothing can be resumed.
    """
    try:
        said = Validators(**json.loads(_name_words(part).read_bytes()))
        have = part.stat().st_size
    except (OSError, ValueError, TypeError):
        return 0, None
    resumable = said.condition or said.size is not None
    return (have, said) if have and resumable and said.address == address else (0, None)


def start_partial(part: Path, validators: Validators) -> None:
    """Begin a partial file anew; the version is written down before the first byte of it.

    Parameters
    ----------
    part
        The partial file; what was there is dropped.
    validators
        The version.
    """
    # in this order, whoever is killed in between never leaves old bytes under a new version
    drop_partial(part)
    part.parent.mkdir(parents=True, exist_ok=True)
    words = _name_words(part)
    draft = words.with_name(f"{words.name}.new")
    draft.write_text(json.dumps(asdict(validators)), encoding="utf-8")
    os.replace(draft, words)


def drop_partial(part: Path) -> None:
    """Forget what was fetched.

    Parameters
    ----------
    part
        The partial file; it need not exist.
    """
    part.unlink(missing_ok=True)
    _name_words(part).unlink(missing_ok=True)
