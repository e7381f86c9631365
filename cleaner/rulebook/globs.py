"""Globs for the paths of addresses: which pages of a site a rule file is for."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from cleaner.rulebook.regexes import exact


class PathGlobs:
    """Whether a path matches one of some globs."""

    def __init__(self, globs: tuple[str, ...]) -> None:
        self._globs = globs

    @cached_property
    def _pattern(self) -> Any:
        """Compiled when the first page of the site comes: a crawl sees few of the sites that there are rules for."""
        return exact(glob_pattern(self._globs))

    def match(self, path: str) -> bool:
        """True where `path` (from its first slash, without query) matches."""
        return self._pattern.search(path) is not None


def glob_pattern(globs: tuple[str, ...]) -> str:
    """One anchored pattern for path globs: `*` stays within a folder, `**` crosses, a final `/**` takes the folder too.

    >>> glob_pattern(("/news/**",))
    '^(?:/news(?:/.*)?)$'
    """
    return f"^(?:{'|'.join(map(_glob, globs))})$"


def _glob(glob: str) -> str:
    out, rest = "", glob
    while rest:
        if rest == "/**":
            return out + "(?:/.*)?"
        if rest.startswith("**/"):
            out, rest = out + "(?:.*/)?", rest[3:]
        elif rest.startswith("**"):
            out, rest = out + ".*", rest[2:]
        else:
            out, rest = out + {"*": "[^/]*", "?": "[^/]"}.get(rest[0], re.escape(rest[0])), rest[1:]
    return out
