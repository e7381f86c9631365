"""Rule files on disk: which there are, and all of them compiled. A bad file is set aside by name, the others stand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from cleaner.errors import InputError, Problem, RuleError
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.events import MAX_BYTES
from cleaner.rulebook.references import Loaded, check_references
from cleaner.rulebook.taxonomy import Taxonomy
from cleaner.rulebook.types import Layer, Place, RuleFile

_ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of rule files and the layer they have before a host is known."""

    path: Path
    layer: Layer
    shown: str  # what stands before the relative path in messages


def shipped_folder() -> Path:
    """The rules that come with cleaner: in the installed package, or beside it in a checkout. Raises InputError."""
    installed = Path(str(resources("cleaner").joinpath("rules")))
    checkout = Path(__file__).resolve().parents[2] / "rules"
    for folder in (installed, checkout):
        if (folder / "taxonomy.yaml").is_file():
            return folder
    raise InputError(f"{installed}: the rules that come with cleaner are missing; reinstall article-cleaner")


def folders(shipped: Path, user_rules: Path | None, site_rules: bool) -> tuple[Folder, ...]:
    """Where rule files are looked for. Raises InputError where the user's folder is missing."""
    found = [Folder(shipped / "packs", Layer.PACK, "rules/packs")]
    if site_rules:
        found.append(Folder(shipped / "sites", Layer.EXACT_HOST, "rules/sites"))
    if user_rules is not None:
        if not user_rules.exists():
            raise InputError(f"{user_rules}: there is no such rule folder; create it, or leave the option out")
        found.append(Folder(user_rules, Layer.USER, user_rules.resolve().name))
    return tuple(found)


def load_files(places: tuple[Folder, ...], taxonomy: Taxonomy) -> tuple[tuple[RuleFile, ...], tuple[Problem, ...]]:
    """All readable rule files in order of their ids, and the problems of the others and between files."""
    with _no_collection():
        return _load_files(places, taxonomy)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nothing that loading makes is garbage: to look for it takes a sixth of the time for a thousand files."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _load_files(places: tuple[Folder, ...], taxonomy: Taxonomy) -> tuple[tuple[RuleFile, ...], tuple[Problem, ...]]:
    loaded: dict[str, Loaded] = {}
    set_aside: set[str] = set()
    problems: list[Problem] = []
    for folder in places:
        for path, shown in rule_paths((folder,)):
            try:
                content = read_rules(path, shown)
                file = compile_file(content, shown, folder.layer, taxonomy)
                if file.id in loaded:
                    raise RuleError((same_id(file, loaded[file.id].file),))
                loaded[file.id] = Loaded(file, content)
            except RuleError as error:
                problems += error.problems
                inside = path.name if path == folder.path else shown.removeprefix(f"{folder.shown}/")
                set_aside.add(inside.rpartition(".")[0])
    good, between = check_references(loaded, frozenset(set_aside))
    return good, (*problems, *between)


def rule_paths(places: tuple[Folder, ...]) -> Iterator[tuple[Path, str]]:
    """Each rule file of the folders, with its name in messages; sorted within a folder, hidden ones passed over.

    A link that leads nowhere is one: who reads it says so.
    """
    for folder in places:
        if folder.path.is_file():
            yield folder.path, folder.shown
            continue
        for path in sorted(folder.path.rglob("*")):
            inside = path.relative_to(folder.path)
            hidden = any(part.startswith(".") for part in inside.parts)
            if not hidden and path.suffix.lower() in _ENDINGS and (path.is_file() or not path.exists()):
                yield path, f"{folder.shown}/{inside.as_posix()}"


def read_rules(path: Path, shown: str) -> bytes:
    """The file's bytes, one more than allowed at most, so that a huge file costs nothing. Raises RuleError."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror}): check the path and its rights"
        raise RuleError((problem(Place(shown, 1, 1), Code.FILE_READ, message),)) from error


def same_id(file: RuleFile, first: RuleFile) -> Problem:
    """Two files of one id: the second is set aside."""
    message = f'the id "{file.id}" belongs to {first.place.file} already: choose another'
    return problem(file.place, Code.SAME_FILE_ID, message)
