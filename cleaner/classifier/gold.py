"""Files of labelled pages: JSONL, plain or zstd."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import zstandard

from cleaner.errors import InputError


def read_records(path: Path) -> Iterator[dict[str, object]]:
    """The records of one file, plain or zstd; InputError names the line that is no JSON object."""
    try:
        if path.suffix == ".zst":
            stream: io.TextIOBase = io.TextIOWrapper(zstandard.open(path, "rb"), "utf-8")
        else:
            stream = path.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a JSONL file with html and text") from error
    with stream:
        try:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _record(line, f"{path}:{number}")
        except (UnicodeDecodeError, zstandard.ZstdError) as error:
            raise InputError(f"{path}: cannot be read ({error}); give a JSONL file in UTF-8, plain or .zst") from error


def _record(line: str, place: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not a JSON record ({error}); one JSON object a line is needed") from error
    if not isinstance(record, dict):
        raise InputError(f"{place}: not a JSON object; each line needs one, with html and text")
    return record
