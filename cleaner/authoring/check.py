"""Which rule files a command is about, and all that can be said against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.errors import InputError, Problem
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.files import Folder, folders, load_files, shipped_folder
from cleaner.rulebook.lint import lint
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import Layer, RuleFile


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that were asked for, the book they stand in, and the problems of the files that were asked for.

    problems: of reading first, then those of `lint`; in the order of files and lines.
    """

    book: Rulebook
    files: tuple[RuleFile, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)


def choose(paths: Sequence[Path], user_rules: Path | None = None, *, checked: bool = False) -> Chosen:
    """The rule files at `paths` (files or folders); without paths the shipped ones and `user_rules`.

    checked: run lint too. Raises InputError where a path does not exist, RuleError where the taxonomy is broken.
    """
    shipped = shipped_folder()
    taxonomy = load_taxonomy(shipped / "taxonomy.yaml")
    places = folders(shipped, user_rules, True)
    known = {place.path.resolve(): place for place in places}
    extra = tuple(_place(path) for path in paths if not _shown(path, known))
    files, problems = load_files((*places, *extra), taxonomy)
    book = Rulebook(files, problems, taxonomy)
    wanted = [_shown(path, known) or _own_name(path) for path in paths]
    chosen = tuple(file for file in files if _asked_for(file.place.file, wanted))
    found = [problem for problem in problems if _asked_for(problem.file, wanted)]
    if checked:
        found += [problem for file in chosen for problem in lint(file)]
    given = _by_name(path for path in paths if path.is_file() and not _shown(path, known))
    return Chosen(book, chosen, tuple(sorted((_renamed(p, given) for p in found), key=_order)))


def _place(path: Path) -> Folder:
    if not path.exists():
        raise InputError(f"{path}: there is no such rule file or folder; check the spelling")
    return Folder(path, Layer.USER, str(path))


def _shown(path: Path, known: dict[Path, Folder]) -> str:
    """How messages name `path` where it lies in one of the folders that are loaded anyway, else ""."""
    full = path.resolve()
    for folder, place in known.items():
        if folder.is_dir() and full.is_relative_to(folder):
            return f"{place.shown}/{full.relative_to(folder).as_posix()}".removesuffix("/.")
        if folder.is_dir() and folder.is_relative_to(full) and place.layer is not Layer.USER:
            return place.shown.partition("/")[0]
    return ""


def _own_name(path: Path) -> str:
    """As `load_files` names it: a single file by its name alone."""
    return path.name if path.is_file() else str(path)


def _by_name(paths: Iterable[Path]) -> dict[str, str]:
    """Paths by the names that only one of them has."""
    names: dict[str, list[str]] = {}
    for path in paths:
        names.setdefault(path.name, []).append(str(path))
    return {name: found[0] for name, found in names.items() if len(found) == 1}


def _asked_for(file: str, wanted: list[str]) -> bool:
    return not wanted or any(file == name or file.startswith(f"{name}/") for name in wanted)


def _renamed(problem: Problem, names: dict[str, str]) -> Problem:
    """With the path as the user gave it, so that editors can follow it."""
    return replace(problem, file=names.get(problem.file, problem.file))


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.message
