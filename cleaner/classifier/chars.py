"""The characters of a page in columns: one look-up table over the whole document text, counted per block by numpy.

A regex a block costs a microsecond each; the table costs some 50 µs a page whatever the number of blocks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def ints(values: list[int]) -> Ints:
    """A list as int64; half the time of numpy.array."""
    return np.fromiter(values, dtype=np.int64, count=len(values))


_PLANE = 0x10000  # code points with a place in the table; those above share the last one
UPPER, LETTER, DIGIT, TERMINAL, COMMA, DENSE, WORD, MARK = (1 << i for i in range(8))
_TERMINALS = ".!?…。！？．｡؟۔।॥॰:;。።᠃։၊။៕"
_SENTENCE_ENDS = ".!?…。！？．｡؟۔।॥።։။៕"
_CLOSERS = "\"'»«”’“)]）」』】›"
_COMMAS = ",，、،;；"
_MARKS = "|•·©®→»›>/#@"
_DENSE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_FIELD = 21  # bits of one counter packed into 64; a block has at most 10 million characters, so none runs over


@dataclass(frozen=True, slots=True)
class Tables:
    flags: NDArray[np.uint8]
    lower: NDArray[np.uint64]  # the character in lower case, plus one
    counts_a: NDArray[np.uint64]  # upper | letter | digit
    counts_b: NDArray[np.uint64]  # sentence end | comma | mark


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables over the basic plane; 30 ms once a process."""
    flags = np.zeros(_PLANE, dtype=np.uint8)
    lower = np.arange(_PLANE, dtype=np.uint16)
    for code in range(_PLANE - 1):
        char = chr(code)
        if char.isalnum() or char == "_":
            flags[code] |= WORD
            if char.isdigit():
                flags[code] |= DIGIT
            elif char != "_":
                flags[code] |= LETTER
                if char.isupper() or unicodedata.category(char) == "Lt":
                    flags[code] |= UPPER
                    small = char.lower()
                    if len(small) == 1:
                        lower[code] = min(ord(small), _PLANE - 1)
    for start, stop in _DENSE:
        span = flags[start : stop + 1]
        span[(span & WORD) > 0] |= DENSE
    for chars, flag in ((_SENTENCE_ENDS, TERMINAL), (_COMMAS, COMMA), (_MARKS, MARK)):
        for char in chars:
            flags[ord(char)] |= flag
    return Tables(
        flags,
        lower.astype(np.uint64) + np.uint64(1),
        _packed(flags, UPPER, LETTER, DIGIT),
        _packed(flags, TERMINAL, COMMA, MARK),
    )


def _packed(flags: NDArray[np.uint8], *wanted: int) -> NDArray[np.uint64]:
    packed = np.zeros(_PLANE, dtype=np.uint64)
    for place, flag in enumerate(wanted):
        packed |= ((flags & flag) > 0).astype(np.uint64) << np.uint64(place * _FIELD)
    return packed


def fill(rows: Sequence[object], blocks: int) -> Floats:
    """Rows as one float32 matrix; a third of the time of numpy.stack."""
    out = np.empty((len(rows), blocks), dtype=np.float32)
    for place, row in enumerate(rows):
        out[place] = row  # type: ignore[call-overload]
    return out


def codes_of(text: str) -> NDArray[np.uint16]:
    """Code units of `text`, one per code point; those beyond the basic plane become U+FFFF."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.uint16)
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(wide, _PLANE - 1).astype(np.uint16)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts per block, float32 columns, and the flags of each character for those who look at ends."""

    length: Floats
    upper: Floats
    letters: Floats
    digits: Floats
    ends: Floats  # sentence ends within
    commas: Floats
    marks: Floats
    codes: NDArray[np.uint16]
    flags: NDArray[np.uint8]


def count(codes: NDArray[np.uint16], flags: NDArray[np.uint8], starts: Ints, lengths: Floats) -> Counts:
    """Counts per block; `starts` are the offsets of the blocks in `codes`, at least one block."""
    t = tables()
    a = np.add.reduceat(t.counts_a[codes], starts)
    b = np.add.reduceat(t.counts_b[codes], starts)
    mask, one, two = np.uint64((1 << _FIELD) - 1), np.uint64(_FIELD), np.uint64(2 * _FIELD)
    upper, letters, digits, ends, commas, marks = (
        (x >> shift & mask).astype(np.float32) for x in (a, b) for shift in (np.uint64(0), one, two)
    )
    return Counts(lengths, upper, letters, digits, ends, commas, marks, codes, flags)


@lru_cache(maxsize=1)
def closers() -> NDArray[np.bool_]:
    """Marks that may stand after the full stop."""
    table = np.zeros(_PLANE, dtype=bool)
    table[[ord(char) for char in _CLOSERS]] = True
    return table
