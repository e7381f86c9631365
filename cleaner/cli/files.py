"""Reading and writing for commands: pages, texts, logs. Every failure is an InputError or CleanerError with a cure."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.cli.inert import clean_text
from cleaner.cli.options import PageSettings
from cleaner.errors import CleanerError, InputError
from cleaner.model import Page, Source
from cleaner.readers import STDIN, BadInput, open_inputs
from cleaner.readers.lines import parse_json, read_lines
from cleaner.readers.rows import page_digest
from cleaner.readers.segments import segments
from cleaner.readers.tape import CHUNK_BYTES, Tape
from cleaner.readers.types import MAX_PAGE_BYTES
from cleaner.writers import encode, write_whole

Record = dict[str, Any]


def read_page(name: str, settings: PageSettings) -> Page:
    """The page at path `name` (`-`: standard input), with what the user says about it. Raises InputError."""
    if name != STDIN and Path(name).is_dir():
        raise InputError(f"{name}: is a folder; `cleaner run {name} --out DIR` cleans all pages in it")
    page = _as_told(name) if settings.kind and not settings.page_id else _one_of(name, settings.page_id)
    return replace(
        page,
        url=settings.url or page.url,
        kind=settings.kind or page.kind,
        crawled=settings.crawled or page.crawled,
        content_type=settings.content_type or page.content_type,
    )


def read_bytes(name: str, limit: int | None = None) -> bytes:
    """The bytes at path `name` (`-`: standard input), at most `limit`. Raises InputError."""
    with _opened(name) as stream:
        return stream.read(-1 if limit is None else limit)


def read_text(name: str) -> str:
    """A text that cleaner wrote: UTF-8, line ends as they are. Raises InputError."""
    try:
        return read_bytes(name).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: no UTF-8 at byte {error.start:,}; is this an output of cleaner?") from error


def read_records(name: str) -> Iterator[Record]:
    """The records of a log, plain or compressed. Raises InputError with the line where one is no record."""
    with _opened(name) as stream:
        number = 1
        for segment in segments(Tape(_chunks(stream))):
            for line in read_lines(segment.tape, number):
                number = line.number + 1
                if line.data is None or line.data.strip():
                    yield _record(name, line.number, line.data)
            if segment.damage is not None:
                at = segment.damage.offset
                raise InputError(f"{name}: damaged at or after byte {at:,}; take another copy of the log")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def refuse_overwriting(output: Path | None, *inputs: str | Path) -> None:
    """Raises InputError where `output` is one of the files that are read: they would be lost."""
    for name in inputs:
        with suppress(OSError):  # what is not there is told by who reads or writes it
            if output is not None and output.samefile(name):
                raise InputError(f"{output}: is read here, and writing there would destroy it; choose another name")


def write_text(text: str) -> None:
    """`text` to standard output, byte for byte; on a terminal without control characters and with a line break at the
    end."""
    if sys.stdout.isatty():
        text = clean_text(text)
        text += "" if text.endswith("\n") else "\n"
    stream = sys.stdout.buffer
    stream.write(text.encode("utf-8", "surrogatepass"))
    stream.flush()


def write_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    """A file of JSON lines, compressed where its name ends in .gz or .zst. Raises CleanerError."""
    write_file(path, b"".join(map(encode, records)))


def write_file(path: Path, content: bytes) -> None:
    """The file is whole or not there. Raises CleanerError."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise CleanerError(f"{path}: cannot write: {error.strerror or error}; choose another place") from error


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Errors of opening and reading, with their cure."""
    try:
        if name == STDIN:
            yield sys.stdin.buffer
        else:
            with open(name, "rb") as stream:
                yield stream
    except FileNotFoundError as error:
        raise InputError(f"{name}: there is no such file; check the spelling") from error
    except PermissionError as error:
        raise InputError(f"{name}: reading is not permitted; check the rights of the file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _as_told(name: str) -> Page:
    """The user says what it is, so nothing is guessed from the first bytes."""
    content = read_bytes(name, MAX_PAGE_BYTES + 1)
    return Page(content, page_digest(None, content), source=Source(name))


def _one_of(name: str, wanted: str | None) -> Page:
    """The only page of an input, or the one that is `wanted`."""
    found: Page | None = None
    for item in open_inputs([name]):
        if isinstance(item, BadInput):
            if wanted is None and found is None:
                raise InputError(item.detail)
        elif wanted in (item.id, item.url):
            return item
        elif wanted is None and found is not None:
            cure = f"choose one with --id, or use `cleaner run {name} --out DIR`"
            raise InputError(f"{name}: holds several pages; {cure}")
        else:
            found = item
    if found is None or wanted is not None:
        raise InputError(f"{name}: holds no page" + (f' with the id or URL "{wanted}"' if wanted else ""))
    return found


def _record(name: str, number: int, data: bytes | None) -> Record:
    parsed = parse_json(data) if data is not None else None
    value = parsed.value if parsed else None
    if not isinstance(value, dict):
        problem = (parsed.problem if parsed else "the line is too long") or "no JSON object"
        raise InputError(f"{name}:{number}: no log record ({problem}); is this a log that cleaner wrote?")
    return value
