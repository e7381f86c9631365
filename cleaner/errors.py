"""Every error a user can meet. Each message names the place, the problem and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class CleanerError(Exception):
    """Base of all errors that cleaner raises on purpose; its text is fit to be shown to a user."""


class InputError(CleanerError):
    """An input that cannot be read: missing, forbidden, of unknown type, or damaged beyond use."""


class ReplayError(CleanerError):
    """A log that does not fit the text it is replayed on, or that lacks the removed text to restore."""


class MissingExtra(CleanerError):
    """An optional dependency is not installed; the text says which command installs it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a rule file. `line` and `column` count from 1, as editors do.

    An `error` sets the file aside; with a `warning` it still runs.
    """

    file: str
    line: int
    column: int
    message: str
    code: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        code = f" [{self.code}]" if self.code else ""
        kind = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.message}{code}"


class RuleError(CleanerError):
    """One rule file with all its problems, each as `file:line:column: what is wrong; what to do`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
