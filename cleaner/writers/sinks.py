"""A final file that takes lines of JSON and keeps them in its own format: JSONL, or a Parquet table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cleaner.writers.atomic import AtomicFile
from cleaner.writers.jsonl import encode
from cleaner.writers.run_files import FileFacts

Record = Mapping[str, object]


class Sink(Protocol):
    """Whole or not there, as an AtomicFile; equal lines give equal bytes. Raises OSError."""

    def head(self, record: Record) -> None:
        """What the file as a whole is about, before the first lines."""

    def add(self, lines: bytes) -> None:
        """Whole lines of JSON."""

    def commit(self) -> FileFacts: ...
    def discard(self) -> None: ...


def open_sink(path: Path, kind: str) -> Sink:
    """A new file for lines of `kind` (see `KINDS`). Raises OSError, and MissingExtra for Parquet without pyarrow."""
    if path.suffix == ".parquet":
        from cleaner.writers.parquet import ParquetSink

        return ParquetSink(path, kind)
    return LinesSink(path)


def check_names(*names: str) -> None:
    """That files of these names can be written at all. Raises MissingExtra."""
    if any(Path(name).suffix == ".parquet" for name in names):
        from cleaner.writers.parquet import library

        library()


class LinesSink:
    """Lines as they are, in one compressed piece where the name asks for that."""

    def __init__(self, path: Path) -> None:
        self._file = AtomicFile(path, packing="all cores")
        self._lines = 0

    def head(self, record: Record) -> None:
        self.add(encode(record))

    def add(self, lines: bytes) -> None:
        self._file.write(lines)
        self._lines += lines.count(b"\n")

    def commit(self) -> FileFacts:
        self._file.commit()
        return FileFacts(self._file.path.name, self._lines, self._file.size, self._file.sha256)

    def discard(self) -> None:
        self._file.discard()
