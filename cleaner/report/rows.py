"""The rows of a run's files, one after the other, however they are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.errors import InputError
from cleaner.readers.lines import parse_json, read_lines
from cleaner.readers.segments import segments
from cleaner.readers.tape import CHUNK_BYTES, Tape
from cleaner.writers.parquet import library

Row = dict[str, Any]
_BATCH_ROWS = 500


def rows(path: Path, columns: Collection[str]) -> Iterator[Row]:
    """The objects in a JSONL file (plain, .gz or .zst) or Parquet table, of which `columns` are wanted at least.

    Raises InputError with the place where the file is missing or damaged, MissingExtra for Parquet without pyarrow.
    """
    try:
        yield from _table(path, columns) if path.suffix == ".parquet" else _lines(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: is missing; is this the folder of a finished run?") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _lines(path: Path) -> Iterator[Row]:
    with open(path, "rb") as stream:
        number = 1
        for segment in segments(Tape(_chunks(stream))):
            for line in read_lines(segment.tape, number):
                number = line.number + 1
                value = parse_json(line.data).value if line.data else None
                if not isinstance(value, dict):
                    raise InputError(f"{path}:{line.number}: no line that cleaner wrote; run with --restart")
                yield value
            if segment.damage is not None:
                raise InputError(f"{path}: damaged at or after byte {segment.damage.offset:,}; run with --restart")


def _table(path: Path, columns: Collection[str]) -> Iterator[Row]:
    _, pq = library()
    try:
        file = pq.ParquetFile(path)
        held = [name for name in file.schema_arrow.names if name in columns]
        for batch in file.iter_batches(_BATCH_ROWS, columns=held, use_threads=False):
            yield from batch.to_pylist()
    except ValueError as error:  # ArrowInvalid is one
        raise InputError(f"{path}: damaged: {' '.join(str(error).split())[:200]}; run with --restart") from error


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk
