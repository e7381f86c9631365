"""A file for the body of each page, named by a digest: names in a dump cannot be trusted."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Literal

import orjson

from cleaner.writers.jsonl import encode

FOLDER = "pages"
_SUFFIXES = {"text": ".txt", "markdown": ".md"}
_DIGITS = 32


class PageFiles:
    """Writes `pages/ab/abcd….txt` (or .md) below `folder`, whole or not there. Raises OSError.

    The name is the digest of id, URL and source, so a page keeps its file when the rules change.
    """

    def __init__(self, folder: Path, kind: Literal["text", "markdown"]) -> None:
        self._folder = folder
        self._kind = kind

    def add(self, lines: bytes) -> bytes:
        """Write the bodies of these lines of results; the lines with `file` in place of the body."""
        return b"".join(map(self._line, lines.splitlines()))

    def finish(self) -> None:
        """Bring all of it to the disk, at once: syncing each of many small files takes longer than cleaning them."""
        if hasattr(os, "sync"):
            os.sync()

    def _line(self, line: bytes) -> bytes:
        record = _record(line)
        body = record.pop("text")
        if self._kind == "markdown":
            body = record.pop("markdown", body)
        name = _name(record) + _SUFFIXES[self._kind]
        file = Path(FOLDER, name[:2], name)
        record["file"] = file.as_posix()
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(name + ".tmp")
        try:
            temporary.write_bytes(body.encode("utf-8", "surrogatepass"))
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        return encode(record)


def _record(line: bytes) -> dict[str, Any]:
    try:
        record: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:  # an escaped lone surrogate
        record = json.loads(line)
    return record


def _name(record: dict[str, Any]) -> str:
    source = record["source"]
    parts = (record["id"], record["url"], source["file"], source["offset"], source["record_id"])
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:_DIGITS]
