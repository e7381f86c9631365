"""From the parts of a run to its final files: each in one piece, whole or not there, the manifest last."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard

from cleaner.batch.copies import Copies, CopyCounts
from cleaner.batch.options import RunOptions
from cleaner.batch.parts import Part, Parts
from cleaner.errors import CleanerError
from cleaner.writers import KINDS, FileFacts, PageFiles, encode, open_sink, output_errors, part_name, write_whole

MANIFEST = "manifest.json"
_READ_BYTES = 131_072  # a megabyte of lines: it stays in the processor's cache until it is compressed again


@dataclass(frozen=True, slots=True)
class Joined:
    """The files, and the counts that dropping or marking copies changes."""

    files: tuple[FileFacts, ...]
    copies: CopyCounts


def join(parts: Parts, out_dir: Path, options: RunOptions, head: Mapping[str, object]) -> Joined:
    """Write results, log and dead letters of all parts, the log with `head` before its lines.

    Raises CleanerError where the disk does not take them or a part is no longer what it was.
    """
    names = options.names
    with output_errors(out_dir), contextlib.ExitStack() as stack:
        sinks = []
        for kind, name in zip(KINDS, (names.results, names.log, names.dead), strict=True):
            sinks.append(open_sink(out_dir / name, kind))
            stack.callback(sinks[-1].discard)
        results, log, dead = sinks
        log.head(head)
        aside = stack.enter_context(_Aside())
        logged = aside.start(log.add, _all_lines(parts, 1))
        pages = PageFiles(out_dir, options.pages) if options.pages else None
        copies = stack.enter_context(Copies(parts.folder, options.dedup)) if options.dedup != "off" else None
        for lines in _all_lines(parts, 0):
            results.add(_results(lines, copies, pages))
        for lines in _all_lines(parts, 2):
            dead.add(lines)
        for line in copies.dead_letters() if copies else ():
            dead.add(line)
        logged.result()
        facts = tuple(sink.commit() for sink in sinks)
        if pages:
            pages.finish()
    return Joined(facts, copies.counts if copies else CopyCounts())


class _Aside:
    """Puts the lines of one file where they go while others are put elsewhere: the log takes as long as all else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="cleaner-join")
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._threads.shutdown()

    def start(self, put: Callable[[bytes], None], lines: Iterator[bytes]) -> Future[None]:
        return self._threads.submit(self._put_all, put, lines)

    def _put_all(self, put: Callable[[bytes], None], all_lines: Iterator[bytes]) -> None:
        for lines in all_lines:
            if self._ended:  # by Ctrl-C or an error
                return
            put(lines)


def _results(lines: bytes, copies: Copies | None, pages: PageFiles | None) -> bytes:
    lines = copies.judge(lines) if copies else lines
    return pages.add(lines) if pages else lines


def write_manifest(out_dir: Path, manifest: Mapping[str, object], files: tuple[FileFacts, ...]) -> None:
    """Where the manifest stands, the run it describes is whole."""
    outputs = {file.name: {"lines": file.lines, "bytes": file.size, "sha256": file.sha256} for file in files}
    with output_errors(out_dir):
        write_whole(out_dir / MANIFEST, encode({**manifest, "outputs": outputs}))


def _all_lines(parts: Parts, number: int) -> Iterator[bytes]:
    for part in parts.done:
        yield from _lines(parts, part, number)


def _lines(parts: Parts, part: Part, number: int) -> Iterator[bytes]:
    """The lines of one file of a part, whole lines at a time."""
    path = parts.folder / part.names[number]
    digest = hashlib.sha256()
    rest = b""
    with open(path, "rb") as stream:
        decoder = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)
        while packed := stream.read(_READ_BYTES):
            digest.update(packed)
            try:
                data = rest + decoder.decompress(packed)
            except zstandard.ZstdError:
                break  # its digest cannot be right either
            end = data.rfind(b"\n") + 1
            rest = data[end:]
            if end:
                yield data[:end]
    if digest.hexdigest() != part.digests[number] or rest:
        seal = parts.folder / part_name(part.number, "done")
        raise CleanerError(f"{path}: was changed or damaged; remove {seal} and run the same command again")
