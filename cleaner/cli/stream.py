"""`cleaner clean --jsonl`: rows from standard input, each answered by a row as soon as it can be: a step in a pipe."""

from __future__ import annotations

import io
import queue
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click

from cleaner import provenance
from cleaner.api import Cleaner
from cleaner.batch import WorkerLimits
from cleaner.batch.outcomes import Outcome
from cleaner.batch.summary import EXIT_OK, EXIT_SOME_FAILED
from cleaner.cli.files import write_text
from cleaner.cli.options import PageSettings, cores
from cleaner.errors import InputError
from cleaner.model import Page, Source
from cleaner.readers import STDIN, BadInput, FieldMap
from cleaner.readers.lines import Line, parse_json, read_lines
from cleaner.readers.rows import content_field, page_of_row
from cleaner.readers.tape import CHUNK_BYTES, Tape
from cleaner.readers.types import MAX_LINE_BYTES
from cleaner.rows import CleanPages, Settings, record_of_outcome
from cleaner.writers import encode

# What is read ahead of the row that is being cleaned: enough for all workers, bounded for memory.
_AHEAD_ROWS_A_WORKER = 16
_AHEAD_BYTES = 64_000_000
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh")
_STDIN_NAME = "stdin"

Given = tuple[Page | BadInput, "Mapping[str, object]"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user asks of the filter. log: a file for it; row_log: it stands in each row as `removals`."""

    page: PageSettings
    fields: FieldMap
    limits: WorkerLimits
    log: Path | None = None
    row_log: bool = False
    keep_content: bool = False
    markdown: bool = False
    workers: int | None = None
    sandbox: bool = True

    def settings(self, cleaner: Cleaner) -> Settings:
        recipe = self.page.rules.recipe(cleaner)
        limits, sandbox = self.limits, self.sandbox and self.workers != 0
        return Settings(recipe, self.fields, markdown=self.markdown, sandbox=sandbox, limits=limits)


def clean_stream(name: str, wanted: Filter) -> int:
    """Rows of the file `name` (`-`: standard input) to standard output; the exit code. Raises InputError."""
    cleaner = wanted.page.rules.cleaner()
    workers = cores(wanted.workers) or 1
    pages = CleanPages(wanted.settings(cleaner), workers=workers)
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        stack.callback(pages.close)
        stream = _opened(name)
        if name != STDIN:
            stack.enter_context(stream)
        log = _log(wanted, cleaner, stack)
        shown = _STDIN_NAME if name == STDIN else name
        for waiting in _Ahead(stream, _AHEAD_ROWS_A_WORKER * workers):
            given = (_read(line, shown, wanted) for line in waiting)
            for row, outcome in pages.outcomes(given):
                if log is not None:
                    log.write(outcome.entry.log)
                    log.flush()  # before its row: who has the row finds its log
                write_text(encode(_answer(row, outcome, wanted, pages.settings)).decode("utf-8"))
                counts[outcome.status] += 1
    if counts["failed"]:
        click.echo(f"{shown}: {counts['failed']:,} of {counts.total():,} rows failed: see their reason", err=True)
    return EXIT_SOME_FAILED if counts["failed"] else EXIT_OK


def _read(line: Line, name: str, wanted: Filter) -> Given:
    source, data = Source(name, line.number), line.data
    if data is None:
        detail = f"{name}:{line.number}: a line of over {MAX_LINE_BYTES:,} bytes; is this one object a line?"
        return BadInput(source, "failed", "line_too_long", detail), {}
    if line.number == 1 and data.startswith(_COMPRESSED):
        cure = "unpack it on the way: zstdcat, zcat or bzcat FILE | cleaner clean --jsonl"
        raise InputError(f"{name}: is compressed; {cure}")
    parsed = parse_json(data)
    if parsed.problem:
        return BadInput(source, "failed", "bad_json", f"{name}:{line.number}: no JSON: {parsed.problem}"), {}
    page = page_of_row(parsed.value, source, wanted.fields)
    if isinstance(page, Page):
        told = wanted.page
        page = replace(
            page,
            kind=told.kind or page.kind,
            crawled=told.crawled or page.crawled,
            content_type=told.content_type or page.content_type,
        )
    return page, parsed.value if isinstance(parsed.value, dict) else {}


def _answer(row: Mapping[str, object], outcome: Outcome, wanted: Filter, settings: Settings) -> dict[str, object]:
    """The record of the page, then what else its row held, as `input_…` where its name is taken."""
    record: dict[str, object] = record_of_outcome(outcome, settings.columns)
    if not wanted.row_log:
        del record["removals"]
    page_field = "" if wanted.keep_content else content_field(row, wanted.fields)
    others = {name: value for name, value in row.items() if name != page_field}
    for name, value in others.items():
        if name not in record:
            record[name] = value
        elif record[name] != value:
            record[f"input_{name}"] = value
    return record


def _opened(name: str) -> io.FileIO:
    """Without a buffer: it would wait to be full."""
    try:
        return io.FileIO(sys.stdin.fileno() if name == STDIN else name, closefd=name != STDIN)
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror or error}; check the path and its rights") from error


def _log(wanted: Filter, cleaner: Cleaner, stack: ExitStack) -> BinaryIO | None:
    if wanted.log is None:
        return None
    if wanted.log.suffix in (".gz", ".zst", ".parquet"):
        raise InputError(f"{wanted.log}: with --jsonl the log is written line by line; name a file that ends in .jsonl")
    log = stack.enter_context(wanted.log.open("wb"))
    log.write(encode(provenance.header(wanted.page.rules.lineage(cleaner))))
    return log


class _Ahead:
    """The lines of a stream, always those that are there: one that a person types goes at once, a flood goes in tens.

    A thread reads, since only cleaning may be waited for where lines are there, and only lines where none are.
    """

    def __init__(self, stream: io.FileIO, rows: int) -> None:
        self._stream = stream
        self._rows = rows
        self._queue: queue.Queue[Line | Exception | None] = queue.Queue(rows)
        self._bytes = threading.Semaphore(_AHEAD_BYTES // CHUNK_BYTES)

    def __iter__(self) -> Iterator[list[Line]]:
        threading.Thread(target=self._fill, daemon=True).start()
        ended = False
        while not ended:
            found = [self._queue.get()]
            while len(found) < self._rows and not self._queue.empty():
                found.append(self._queue.get())
            lines: list[Line] = []
            for item in found:
                if isinstance(item, Exception):
                    raise InputError(f"standard input: cannot be read: {item}") from item
                if item is None:
                    ended = True
                else:
                    self._bytes.release(_weight(item))
                    lines.append(item)
            yield lines

    def _fill(self) -> None:
        try:
            for line in read_lines(Tape(self._chunks())):
                if line.data is None or line.data.strip():
                    for _ in range(_weight(line)):
                        self._bytes.acquire()
                    self._queue.put(line)
            self._queue.put(None)
        except Exception as error:
            self._queue.put(error)

    def _chunks(self) -> Iterator[bytes]:
        while chunk := self._stream.read(CHUNK_BYTES):
            yield chunk


def _weight(line: Line) -> int:
    """In chunks; that of the longest line there can be is below what may wait."""
    return min(1 + len(line.data or b"") // CHUNK_BYTES, _AHEAD_BYTES // CHUNK_BYTES)
