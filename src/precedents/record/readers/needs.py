"""Libraries that only the compiling of a record needs."""

from __future__ import annotations

import importlib
from typing import Any

from precedents.core.errors import RecordError


class LacksLibrary(RecordError):
    """A library that reads a publisher's format is not installed.

    Parameters
    ----------
    library
        Its name.
    """

    remedy = "`pip install 'precedents[build]'`"

    def __init__(self, library: str) -> None:
        super().__init__(f"reading this file needs {library}, which is not installed: {self.remedy}")
        self.library = library


def read_library(name: str) -> Any:
    """The library of this name, loaded when a publisher's file is read and never before.

    Parameters
    ----------
    name
        The module to import.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    LacksLibrary
        When it is not installed; says what to install.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise LacksLibrary(name) from error
