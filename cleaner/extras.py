"""Libraries that are installed only where they are wanted."""

from __future__ import annotations

import importlib
from types import ModuleType

from cleaner.errors import MissingExtra


def import_extra(module: str, extra: str) -> ModuleType:
    """The module, imported now. Raises MissingExtra with the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        told = f'{package} cannot be used here ({error}): pip install "article-cleaner[{extra}]"'
        raise MissingExtra(told) from error
