"""Which rule files a command is about, and all that can be said against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from cleaner.authoring.lint import between, examine
from cleaner.authoring.lint.examine import allowed
from cleaner.errors import InputError, Problem, RuleError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.codes import Code
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.files import Folder, folders, load_files, read_rules, rule_paths, same_id, shipped_folder
from cleaner.rulebook.references import Loaded, check_references
from cleaner.rulebook.taxonomy import Taxonomy, load_taxonomy
from cleaner.rulebook.types import Layer, RuleFile

# What only loading can say, since it takes the other files; all else a file says of itself.
BETWEEN = frozenset({Code.FILE_READ, Code.SAME_FILE_ID, Code.UNKNOWN_USE, Code.LOST_USE, Code.UNKNOWN_RULE})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that were asked for, the book they stand in, and the problems of the files that were asked for.

    problems: in the order of files and lines. paths: the rule files on disk, sound or not, each with the name that
    the places of its rules have.
    """

    book: Rulebook
    files: tuple[RuleFile, ...]
    problems: tuple[Problem, ...]
    paths: tuple[tuple[Path, str], ...] = ()

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)


def choose(paths: Sequence[Path], user_rules: Path | None = None, *, checked: bool = False) -> Chosen:
    """The rule files at `paths` (files or folders); without paths the shipped ones and `user_rules`.

    checked: run lint too. Raises InputError where a path does not exist or holds no rule file, RuleError where the
    taxonomy is broken.
    """
    shipped = shipped_folder()
    taxonomy = load_taxonomy(shipped / "taxonomy.yaml")
    places = folders(shipped, user_rules, True)
    known = {place.path.resolve(): place for place in places}
    extra = tuple(_place(path) for path in paths if not _shown(path, known))
    files, problems = load_files((*places, *extra), taxonomy)
    book = Rulebook(files, problems, taxonomy)
    wanted = [_shown(path, known) or str(path) for path in paths]
    chosen = tuple(file for file in files if _asked_for(file.place.file, wanted))
    found = [problem for problem in problems if _asked_for(problem.file, wanted)]
    held = tuple(one for one in rule_paths((*places, *extra)) if _asked_for(one[1], wanted))
    if paths and not held:
        raise InputError(f"{', '.join(map(str, paths))}: there is no rule file in it; rule files end in .yml or .yaml")
    if checked:
        found = [problem for problem in found if problem.code in BETWEEN]
        found += [problem for path, shown in held for problem in _examined(path, shown, taxonomy)]
        found += _allowed(between(chosen, book, date.today()), {shown: path for path, shown in held})
    return Chosen(book, chosen, tuple(sorted(found, key=_order)), held)


def inspect(content: bytes, layer: Layer, book: Rulebook, shown: str) -> tuple[RuleFile | None, tuple[Problem, ...]]:
    """One file's bytes as they would stand in `book`, in place of a file with the same name: compiled, and everything
    that can be said against it. None where an error keeps it from running."""
    found = list(examine(content, shown, book.taxonomy))
    others = [file for file in book.files if file.place.file != shown]
    try:
        file = compile_file(content, shown, layer, book.taxonomy)
    except RuleError:
        return None, tuple(found)
    if (taken := next((other for other in others if other.id == file.id), None)) is not None:
        return None, tuple(sorted((*found, same_id(file, taken)), key=_order))
    loaded = {other.id: Loaded(other, b"") for other in others} | {file.id: Loaded(file, content)}
    _, problems = check_references(loaded, frozenset())
    beside = between((file,), Rulebook((*others, file), (), book.taxonomy), date.today())
    found += [one for one in allowed((*problems, *beside), content.decode("utf-8", "replace")) if one.file == shown]
    unusable = any(one.code == Code.UNKNOWN_USE for one in found)
    return None if unusable else file, tuple(sorted(found, key=_order))


def _examined(path: Path, shown: str, taxonomy: Taxonomy) -> Iterable[Problem]:
    try:
        return examine(read_rules(path, shown), shown, taxonomy)
    except RuleError:  # it cannot be read, which stands among the problems of loading
        return ()


def _allowed(found: Iterable[Problem], paths: dict[str, Path]) -> Iterator[Problem]:
    """Without the warnings that a comment in their file allows."""
    for shown, group in groupby(found, key=lambda problem: problem.file):
        text = read_rules(paths[shown], shown).decode("utf-8-sig", "replace") if shown in paths else ""
        yield from allowed(group, text)


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


def _asked_for(file: str, wanted: list[str]) -> bool:
    return not wanted or any(file == name or file.startswith(f"{name}/") for name in wanted)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.message
