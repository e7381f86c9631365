"""Pages of a JSONL dump: one object a line; a bad line costs itself only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Source
from cleaner.readers.fields import FieldMap
from cleaner.readers.lines import Line, parse_json, read_lines
from cleaner.readers.rows import page_of_row
from cleaner.readers.segments import Segment
from cleaner.readers.types import MAX_LINE_BYTES, Anchor, BadInput, Item, Note

# Feeds are often written as one JSON array with an object a line: its brackets and commas are passed over.
_ARRAY_BRACKETS = (b"", b"[", b"]", b",")
_TRAILING_COMMA = re.compile(rb"\}\s*,\s*\Z")


class JsonlReader:
    """Reads the segments of one file; lines are numbered through all of them, beginning with `first_number`."""

    def __init__(self, file: str, first_number: int = 1, fields: FieldMap | None = None) -> None:
        self._file = file
        self._number = first_number
        self._fields = fields or FieldMap()

    def read(self, segment: Segment) -> Iterator[Item]:
        for line in read_lines(segment.tape, self._number):
            self._number = line.number + 1
            source = Source(self._file, line.number)
            if not segment.compressed:
                yield Anchor(line.offset, line.number)
            if line.data is None:
                detail = (
                    f"{self._file}:{line.number}: a line of over {MAX_LINE_BYTES:,} bytes; is this one object a line?"
                )
                yield BadInput(source, "failed", "line_too_long", detail)
            elif line.data.strip() not in _ARRAY_BRACKETS:
                yield from self._items(line, line.data, source, segment)

    def _items(self, line: Line, data: bytes, source: Source, segment: Segment) -> Iterator[Item]:
        if _TRAILING_COMMA.search(data[-16:]):
            data = data.rstrip().removesuffix(b",")
        parsed = parse_json(data)
        if parsed.problem:
            if line.whole or segment.damage is None:  # else the damage is reported, and explains the torn line
                torn = "" if line.whole else "; the last line has no end: is the file complete?"
                detail = f"{self._file}:{line.number}: no JSON: {parsed.problem}{torn}"
                yield BadInput(source, "failed", "bad_json", detail)
            return
        if parsed.replaced:
            yield Note(source, "invalid_utf8", f"{self._file}:{line.number}: bytes that are no UTF-8 became U+FFFD")
        for value in parsed.value if isinstance(parsed.value, list) else (parsed.value,):
            yield page_of_row(value, source, self._fields)
