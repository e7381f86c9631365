"""Where a fix sets in: the place of a problem in its text, and the edit that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.errors import Problem
from cleaner.rulebook.events import BREAK, Parsed, Path
from cleaner.rulebook.extents import Extent


@dataclass(frozen=True, slots=True)
class Edit:
    """Code points [start, end) of a text and what takes their place."""

    start: int
    end: int
    text: str


class Place:
    """A problem in the text it was found in."""

    """A problem's place in the text it was found in, with the value that stands there, where it could be parsed."""

    def __init__(self, text: str, problem: Problem, parsed: Parsed | None, where: dict[Path, Extent]) -> None:
        self.text, self.problem, self._parsed, self._extents = text, problem, parsed, where
        self.at = _offset(text, problem.line, problem.column)

    @property
    def path(self) -> Path | None:
        """Of the innermost value that begins here."""
        here = (self.problem.line, self.problem.column)
        found = [path for path, place in self._parsed.values.items() if place == here] if self._parsed else []
        return max(found, key=len, default=None)

    @property
    def value(self) -> object:
        """The value that begins here; None where the text could not be parsed."""
        node: object = self._parsed.tree if self._parsed else None
        for part in self.path or ():
            node = node[part] if isinstance(node, dict | list) else None  # type: ignore[index]
        return node

    @property
    def extent(self) -> Extent | None:
        """Its extent."""
        return self._extents.get(self.path) if self.path is not None else None

    @property
    def in_block(self) -> bool:
        """The value is known to stand in no list or mapping in brackets."""
        path = self.path
        return path is not None and not any(self._extents[path[:n]].flow for n in range(len(path)))

    @property
    def line_end(self) -> int:
        """Where the line ends, without its line break."""
        found = BREAK.search(self.text, self.at)
        return found.start() if found else len(self.text)


def _offset(text: str, line: int, column: int) -> int:
    begins = [0, *(found.end() for found in BREAK.finditer(text))]
    return begins[line - 1] + column - 1
