"""Libraries that only the compiling of a record needs."""

from __future__ import annotations

import importlib
from typing import Any

from precedents.core.errors import RecordError


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
    RecordError
        When it is not installed; says what to install.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise RecordError(
            f"reading this file needs {name}, which is not installed: `pip install precedents[build]`"
        ) from error
