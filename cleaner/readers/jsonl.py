"""Pages of a JSONL dump: one object a line; a bad line costs itself only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.model import Page, Source
from cleaner.readers.fields import FieldMap
from cleaner.readers.lines import Line, Parsed, parse_json, read_lines
from cleaner.readers.raw import Item, RawPage, raw_of
from cleaner.readers.rows import page_of_row
from cleaner.readers.segments import Segment
from cleaner.readers.types import MAX_LINE_BYTES, Anchor, BadInput, Note

# Feeds are often written as one JSON array with an object a line: its brackets and commas are passed over.
_ARRAY_BRACKETS = (b"", b"[", b"]", b",")
_TRAILING_COMMA = re.compile(rb"\}\s*,\s*\Z")
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")


@dataclass(frozen=True, slots=True)
class JsonLine:
    """The form of a line that holds one object, or nothing that can be read."""

    fields: FieldMap

    def __reduce__(self) -> tuple[object, ...]:
        return JsonLine, (self.fields,)

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        parsed = _parsed(data)
        if parsed.problem:
            yield _bad_json(parsed.problem, source)
            return
        if parsed.replaced:
            yield _replaced(source)
        yield page_of_row(parsed.value, source, self.fields)


class JsonlReader:
    """Reads the segments of one file; lines are numbered through all of them, beginning with `first_number`."""

    def __init__(self, file: str, first_number: int = 1, fields: FieldMap | None = None) -> None:
        self._file = file
        self._number = first_number
        self._form = JsonLine(fields or FieldMap())

    def read(self, segment: Segment) -> Iterator[Item]:
        for line in read_lines(segment.tape, self._number):
            self._number = line.number + 1
            source = Source(self._file, line.number)
            if not segment.compressed:
                yield Anchor(line.offset, line.number)
            if line.pieces is None:
                detail = (
                    f"{self._file}:{line.number}: a line of over {MAX_LINE_BYTES:,} bytes; is this one object a line?"
                )
                yield BadInput(source, "failed", "line_too_long", detail)
            elif line.whole and line.pieces and _OBJECT.match(line.pieces[0]):
                yield RawPage(source, self._form, line.pieces)
            else:
                yield from self._others(line, source, segment)

    def _others(self, line: Line, source: Source, segment: Segment) -> Iterator[Item]:
        """What may be no page, or several: a line without its end, an array, brackets around all lines."""
        data = line.data or b""
        if data.strip() in _ARRAY_BRACKETS:
            return
        parsed = _parsed(data)
        if not parsed.problem:
            notes = (_replaced(source),) if parsed.replaced else ()
            for value in parsed.value if isinstance(parsed.value, list) else (parsed.value,):
                yield raw_of(page_of_row(value, source, self._form.fields), notes)
                notes = ()
        elif line.whole or segment.damage is None:  # else the damage is reported, and explains the torn line
            torn = "" if line.whole else "; the last line has no end: is the file complete?"
            yield _bad_json(parsed.problem + torn, source)


def _parsed(data: bytes) -> Parsed:
    if not data.endswith(b"}") and _TRAILING_COMMA.search(data[-16:]):
        data = data.rstrip().removesuffix(b",")
    return parse_json(data)


def _replaced(source: Source) -> Note:
    return Note(source, "invalid_utf8", f"{source.file}:{source.offset}: what is no UTF-8 became U+FFFD")


def _bad_json(problem: str, source: Source) -> BadInput:
    return BadInput(source, "failed", "bad_json", f"{source.file}:{source.offset}: no JSON: {problem}")
