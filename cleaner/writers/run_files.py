"""The files of one part of a run: results, log and dead letters, all of them whole or none, and a seal that says so."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard

from cleaner.errors import CleanerError
from cleaner.writers.atomic import AtomicFile
from cleaner.writers.jsonl import encode, encode_all

Record = Mapping[str, object]
KINDS = ("results", "log", "dead")
# zstd's level for what is read once and deleted: 52 µs a real page and 15 KB, 87 and 10 for level 1.
_FAST = -5


@dataclass(frozen=True, slots=True)
class Names:
    """File names within the folder of the run; `.gz` or `.zst` compresses, `.parquet` makes a table."""

    results: str = "results.jsonl"
    log: str = "log.jsonl"
    dead: str = "dead.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one page gives: JSON lines for each of the files, b"" for none."""

    results: bytes = b""
    log: bytes = b""
    dead: bytes = b""

    @classmethod
    def of(cls, results: Sequence[Record] = (), log: Sequence[Record] = (), dead: Sequence[Record] = ()) -> Self:
        """Raises TypeError where a record cannot be JSON."""
        return cls(encode_all(results), encode_all(log), encode_all(dead))


@dataclass(frozen=True, slots=True)
class PackedEntry:
    """An entry as the files of a part hold it: the lines of each as one zstd frame, b"" for none.

    Frames of single pages take more room than one for all (at level 1 a fifth), until the parts are joined; who puts
    them into the files has nothing left to do.
    """

    results: bytes = b""
    log: bytes = b""
    dead: bytes = b""

    @classmethod
    def of(cls, entry: Entry) -> Self:
        pack = _packer(threading.get_ident()).compress
        results, log, dead = entry.results, entry.log, entry.dead
        return cls(results and pack(results), log and pack(log), dead and pack(dead))


@lru_cache(maxsize=64)
def _packer(thread: int) -> zstandard.ZstdCompressor:
    """One for each thread, since no two may use the same; to make one takes a third of what packing a page does."""
    return zstandard.ZstdCompressor(level=_FAST)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was written: lines, bytes on disk and their sha256."""

    name: str
    lines: int
    size: int
    sha256: str


class PartFiles:
    """Takes entries; `commit` puts the files in place, leaving the block without it drops them.

    attempt: stands in the names of the files where several may write the same part at the same time, as engines let
    them; the seal is one for all, and says whose files count. Raises CleanerError, with the place and the cure, where
    the disk does not take them.
    """

    def __init__(self, folder: Path, number: int, attempt: str = "") -> None:
        self.folder = folder
        self.number = number
        self._attempt = attempt
        self.items = 0
        self._files: list[AtomicFile] = []
        with output_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for kind in KINDS:
                self._files.append(AtomicFile(folder / part_name(number, kind, attempt), packing="none"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def add(self, entry: PackedEntry) -> None:
        with output_errors(self.folder):
            for file, frame in zip(self._files, (entry.results, entry.log, entry.dead), strict=True):
                if frame:
                    file.write(frame)

    def commit(self, seal: Record) -> None:
        """Put the files in place, the seal last: where it stands, the part is whole."""
        with output_errors(self.folder):
            for file in self._files:
                file.commit()
            files = [{"name": file.path.name, "bytes": file.size, "sha256": file.sha256} for file in self._files]
            seal_path = self.folder / part_name(self.number, "done")
            write_whole(seal_path, encode({**seal, "files": files}), self._attempt)

    def discard(self) -> None:
        for file in self._files:
            with contextlib.suppress(OSError):  # what was buffered may not fit on the disk either
                file.discard()


def part_name(number: int, kind: str, attempt: str = "") -> str:
    """The file name of a part: a kind of lines, or `done` for its seal.

    >>> part_name(7, "log"), part_name(7, "done")
    ('part-00007.log.jsonl.zst', 'part-00007.done.json')
    """
    return f"part-{number:05}{attempt}.{kind}.json" + ("" if kind == "done" else "l.zst")


def write_whole(path: Path, content: bytes, attempt: str = "") -> None:
    """A file that is there whole or not at all. attempt: see AtomicFile. Raises OSError."""
    file = AtomicFile(path, attempt)
    try:
        file.write(content)
        file.commit()
    finally:
        file.discard()


@contextlib.contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Errors of the disk as a CleanerError with the place and the cure."""
    try:
        yield
    except OSError as error:
        told = error.strerror or str(error)
        raise CleanerError(
            f"{error.filename or folder}: cannot write: {told}; free space or choose another output folder, "
            "then run the same command again: what is done is kept"
        ) from error
