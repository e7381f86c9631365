"""The files behind what a user names: files themselves, folders, standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import BinaryIO

from cleaner import remote
from cleaner.model import Source
from cleaner.readers.types import Anchor, BadInput

STDIN = "-"
STDIN_NAME = "<stdin>"
_CURES = {
    "missing": "no such file or folder; check the spelling",
    "no_permission": "reading is not permitted; check the rights of the file",
    "read_error": "reading failed; is the disk or share in order?",
    "not_a_file": "neither a file nor a folder",
}


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read. named: the user gave this very file, so that it ought to be readable; in a folder other files
    may lie about. problem: what stands in its place when there is nothing to read. begin, until: of a WARC file, when
    only the records are meant that begin there and before that byte.
    """

    path: str
    named: bool
    problem: BadInput | None = None
    begin: Anchor | None = None
    until: int | None = None

    @property
    def name(self) -> str:
        """As it stands in what is written."""
        return STDIN_NAME if self.path == STDIN else shown(self.path)


def shown(path: str) -> str:
    """`path` as UTF-8 can hold it: JSON must, and names of files may be any bytes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def ignore_error(error: OSError) -> None:
    """The default for folders that cannot be listed."""


def list_files(folder: str, on_error: Callable[[OSError], None] = ignore_error) -> Iterator[str]:
    """All files under `folder`, sorted by path; hidden files and folders are left out, linked folders not entered.

    A folder that cannot be listed goes to `on_error`. It may be a remote one (`s3://bucket/folder`).
    """
    if remote.is_url(folder):
        try:
            yield from remote.find(folder)
        except OSError as error:
            on_error(error)
        return
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        on_error(error)
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from list_files(entry.path, on_error)
        elif not _is_linked_folder(entry):
            yield entry.path


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    """False for a link that leads to itself, too: opening it as a file says what is wrong with it."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def files_of(paths: Sequence[str]) -> Iterator[InputFile]:
    """The files of all inputs, in the order given, folders sorted; the same at every call."""
    for path in paths:
        try:
            folder = is_folder(path)
        except OSError as error:
            yield InputFile(path, True, unreadable(InputFile(path, named=True), error))
            continue
        if folder:
            yield from _files_of_folder(path)
        else:
            yield InputFile(path, named=True)


def is_folder(path: str) -> bool:
    """Whether the input `path` is a folder, here or behind a URL. Raises OSError, and MissingExtra for URLs."""
    if remote.is_url(path):
        return remote.is_folder(path)
    return path != STDIN and os.path.isdir(path)


def is_there(path: str) -> bool:
    """Whether there is a file at `path`, here or behind a URL."""
    return remote.exists(path) if remote.is_url(path) else os.path.isfile(path)


def place_in(folder: str, name: str) -> str:
    """The path of `name` below `folder`, here or behind a URL."""
    return remote.join(folder, name) if remote.is_url(folder) else os.path.normpath(os.path.join(folder, name))


def open_file(file: InputFile) -> AbstractContextManager[BinaryIO]:
    """Open `file` for reading. Raises OSError; NotADirectoryError stands for what is neither a file nor a pipe."""
    if file.path == STDIN:
        return nullcontext(sys.stdin.buffer)
    if remote.is_url(file.path):
        return remote.open_url(file.path)
    try:
        mode = os.stat(file.path).st_mode
        # Opening a named pipe waits for its writer: only for one that was asked for.
        if not (stat.S_ISREG(mode) or (file.named and (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)))):
            raise NotADirectoryError(file.path)
        return open(file.path, "rb", buffering=0)
    except ValueError as error:  # a name with a zero byte
        raise OSError(str(error)) from error


def unreadable(file: InputFile, error: OSError) -> BadInput:
    """What takes the place of a file that cannot be opened or read on."""
    reason = "missing" if isinstance(error, FileNotFoundError) else "read_error"
    if isinstance(error, NotADirectoryError):
        reason = "not_a_file"
    elif isinstance(error, PermissionError):
        reason = "no_permission"
    told = f" ({error.strerror or error})" if reason == "read_error" else ""
    skipped = reason == "not_a_file" and not file.named
    return BadInput(
        Source(file.name), "skipped" if skipped else "failed", reason, f"{file.name}: {_CURES[reason]}{told}"
    )


def _files_of_folder(folder: str) -> Iterator[InputFile]:
    errors: list[OSError] = []
    empty = True
    for path in list_files(folder, errors.append):
        empty = False
        yield InputFile(path, named=False)
    for error in errors:
        place = InputFile(os.fsdecode(error.filename or folder), named=True)
        yield InputFile(place.path, True, unreadable(place, error))
    if empty and not errors:
        problem = BadInput(Source(folder), "failed", "empty_folder", f"{folder}: there are no files in this folder")
        yield InputFile(folder, True, problem)
