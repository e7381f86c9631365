"""The rule file in the editor: its text, what is wrong with it, and how it gets back to disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cleaner.authoring.check import inspect
from cleaner.authoring.drafts import FileDraft
from cleaner.authoring.rulefile import new_file
from cleaner.errors import CleanerError, InputError, Problem
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.events import MAX_BYTES
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.types import Layer, RuleFile
from cleaner.writers import write_whole

MAX_TEXT = 2 * MAX_BYTES  # bytes of a request that carries the file


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A rule file as it was last read or written. text: with \\n line ends, as editors have it. exists: False for one
    that the first save makes. digest: of its bytes, to see whether another program wrote it since."""

    path: Path
    layer: Layer
    text: str
    exists: bool
    digest: str
    crlf: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A text compiled and linted. file: None where it cannot be read; then `problems` says why."""

    file: RuleFile | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the text from being saved."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read_file(path: Path, hosts: tuple[str, ...] = ()) -> OnDisk:
    """The rule file at `path`, or a new one for `hosts` where there is none. Raises InputError."""
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name one rule file in it, such as {path}/example.yml")
    layer = _layer_of(path)
    if not path.exists():
        return OnDisk(path, layer, scaffold(path, hosts), False, "")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check its rights") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{path}: has {len(content):,} bytes; a rule file has at most {MAX_BYTES:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: no UTF-8 at byte {error.start:,}; save it as UTF-8") from error
    return OnDisk(path, layer, text.replace("\r\n", "\n"), True, digest_of(content), "\r\n" in text)


def scaffold(path: Path, hosts: tuple[str, ...]) -> str:
    """The text of a new rule file, whose id is made from the file's name."""
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in path.stem.lower()).strip("-")
    text = new_file(FileDraft(name or "my-rules", hosts, schema=""))
    return text if hosts else f"{text}match:\n  always: true  # the pages have no address; else name hosts here\n"


def check(text: str, disk: OnDisk, book: Rulebook) -> Checked:
    """Everything that can be said against `text` as the file `disk` beside those of `book`."""
    content, shown = text.encode("utf-8", "surrogatepass"), disk.path.name
    return Checked(*inspect(content, disk.layer, book, shown))


def write_file(disk: OnDisk, text: str) -> OnDisk:
    """Write `text` in place of the file, whole or not at all. Raises CleanerError."""
    content = (text.replace("\n", "\r\n") if disk.crlf else text).encode("utf-8")
    try:
        disk.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(disk.path, content)
    except OSError as error:
        raise CleanerError(f"{disk.path}: cannot write: {error.strerror or error}; choose another place") from error
    return OnDisk(disk.path, disk.layer, text, True, digest_of(content), disk.crlf)


def changed_outside(disk: OnDisk) -> bool:
    """Whether another program wrote, made or removed the file since it was read."""
    try:
        return digest_of(disk.path.read_bytes()) != disk.digest
    except FileNotFoundError:
        return disk.exists
    except OSError:
        return True


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _layer_of(path: Path) -> Layer:
    """The user's own, except for the files that come with cleaner, which stay what they are while they are edited."""
    full, shipped = path.resolve(), shipped_folder().resolve()
    if full.is_relative_to(shipped / "packs"):
        return Layer.PACK
    return Layer.EXACT_HOST if full.is_relative_to(shipped / "sites") else Layer.USER
