"""Lines of a stream and the JSON objects on them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from cleaner.readers.tape import Tape
from cleaner.readers.types import MAX_LINE_BYTES

_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """`pieces` together are the line without its break; None when longer than the limit. `whole`: False for a last line
    without break.
    """

    number: int  # from 1
    offset: int  # of its first byte on the tape
    pieces: tuple[bytes, ...] | None  # none of them empty
    whole: bool = True

    @property
    def data(self) -> bytes | None:
        return None if self.pieces is None else b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON value, or why there is none (`problem`). `replaced`: what is no UTF-8 became U+FFFD."""

    value: object = None
    problem: str = ""
    replaced: bool = False


def read_lines(tape: Tape, first_number: int = 1, limit: int = MAX_LINE_BYTES) -> Iterator[Line]:
    """The lines of `tape`, blank ones too, in bounded memory. Breaks are LF or CRLF."""
    number, start, held = first_number, tape.position, 0
    carry: list[bytes] = []
    while chunk := tape.read():
        tape.mark(tape.position)
        begin = 0
        # With `split` and a list of all lines a line of 10 KB took 4.9 µs, not 2.6, and one of 345 KB 52, not 41.
        while (end := chunk.find(b"\n", begin)) >= 0:
            held += end - begin
            if begin < end:
                carry.append(chunk[begin:end])
            yield Line(number, start, None if held > limit else _without_return(carry))
            number, start, begin = number + 1, start + held + 1, end + 1
            carry, held = [], 0
        held += len(chunk) - begin
        if held > limit:
            carry = []
        elif begin < len(chunk):
            carry.append(chunk[begin:])
    if held:
        yield Line(number, start, None if held > limit else tuple(carry), whole=False)


def _without_return(pieces: list[bytes]) -> tuple[bytes, ...]:
    """Without the CR of a CRLF."""
    if pieces and pieces[-1].endswith(b"\r"):
        last = pieces.pop()[:-1]
        pieces += [last] if last else []
    return tuple(pieces)


def parse_json(data: bytes) -> Parsed:
    """One line by orjson; what only Python's json takes (NaN, lone surrogates, raw control characters) is taken too,
    lone surrogates as U+FFFD.

    >>> parse_json(b'{"a": NaN}').value, parse_json(b'{"a"').problem != ""
    ({'a': nan}, True)
    """
    data = data.removeprefix(_BOM)
    try:
        return Parsed(orjson.loads(data))
    except orjson.JSONDecodeError:
        return _parse_leniently(data)


def _parse_leniently(data: bytes) -> Parsed:
    text = data.decode("utf-8", "replace")
    replaced = "\ufffd" in text and b"\xef\xbf\xbd" not in data
    try:
        value: object = json.loads(text, strict=False)
        plain = json.dumps(value, ensure_ascii=False)
        if _SURROGATE.search(plain):  # one such page would make the results unreadable as a whole for most readers
            value, replaced = json.loads(_SURROGATE.sub("\ufffd", plain)), True
    except (ValueError, RecursionError) as error:
        return Parsed(problem=str(error) if isinstance(error, ValueError) else "nested too deeply")
    return Parsed(value, replaced=replaced)
