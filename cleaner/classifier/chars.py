"""The characters of a page in columns: one look-up table over the whole document text, counted per block by numpy.

A regex a block costs a microsecond each; the table costs some 50 µs a page whatever the number of blocks.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def ints(values: list[int]) -> Ints:
    """A list as int64; half the time of numpy.array, three quarters of that of numpy.fromiter."""
    return np.frombuffer(array("q", values), dtype=np.int64)


_PLANE = 0x10000  # code points with a place in the table; those above share the last one
UPPER, LETTER, DIGIT, TERMINAL, COMMA, DENSE, WORD, MARK = (1 << i for i in range(8))
_TERMINALS = ".!?…。！？．｡؟۔।॥॰:;。።᠃։၊။៕"
_SENTENCE_ENDS = ".!?…。！？．｡؟۔।॥።։။៕"
_CLOSERS = "\"'»«”’“)]）」』】›"
_COMMAS = ",，、،;；"
_MARKS = "|•·©®→»›>/#@"
_DENSE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_FIELD = 21  # bits of one counter packed into 64; a block has at most 10 million characters, so none runs over
_ONE_FIELD = np.uint64((1 << _FIELD) - 1)
_SHIFTS = np.array([[0], [_FIELD], [2 * _FIELD]], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Tables:
    flags: NDArray[np.uint8]
    lower: NDArray[np.uint64]  # the character in lower case, plus one
    counts_a: NDArray[np.uint64]  # upper | letter | digit
    counts_b: NDArray[np.uint64]  # sentence end | comma | mark


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables over the basic plane; 4 ms once a process, where a loop over the characters took 30."""
    flags = np.zeros(_PLANE, dtype=np.uint8)
    lower = np.arange(_PLANE, dtype=np.uint16)
    plane = np.arange(_PLANE, dtype=np.uint32).view("U1")
    plane[-1] = ""  # the place of all characters beyond
    digit, letter = np.char.isdigit(plane), np.char.isalnum(plane)
    letter &= ~digit
    upper = letter & np.char.istitle(plane)  # the digraphs in title case too
    for marked, flag in ((digit, DIGIT), (letter, LETTER), (upper, UPPER), (digit | letter | (plane == "_"), WORD)):
        flags[marked] |= flag
    for code in np.flatnonzero(upper).tolist():
        small = chr(code).lower()
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
        pack([(flags & flag) > 0 for flag in (UPPER, LETTER, DIGIT)]),
        pack([(flags & flag) > 0 for flag in (TERMINAL, COMMA, MARK)]),
    )


def fill(rows: Sequence[object], out: Floats) -> Floats:
    """`out` with its rows set; a third of the time of numpy.stack."""
    for place, row in enumerate(rows):
        out[place] = row  # type: ignore[call-overload]
    return out


def codes_of(text: str) -> Ints:
    """Code units of `text`, one per code point; those beyond the basic plane become U+FFFF. int64, because a look-up
    by any other integer takes four times as long."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return np.frombuffer(units, dtype=np.uint16).astype(np.int64)
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(wide, _PLANE - 1).astype(np.int64)


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
    codes: Ints
    flags: NDArray[np.uint8]


def count(codes: Ints, flags: NDArray[np.uint8], starts: Ints, lengths: Floats) -> Counts:
    """Counts per block; `starts` are the offsets of the blocks in `codes`, at least one block."""
    t = tables()
    upper, letters, digits = unpacked(np.add.reduceat(t.counts_a.take(codes), starts))
    ends, commas, marks = unpacked(np.add.reduceat(t.counts_b.take(codes), starts))
    return Counts(lengths, upper, letters, digits, ends, commas, marks, codes, flags)


def pack(counters: Sequence[NDArray[np.bool_]]) -> NDArray[np.uint64]:
    """Up to three counters of the same length in one, so that one sum counts them all; `unpacked` tells them apart."""
    packed = np.zeros(len(counters[0]), dtype=np.uint64)
    for place, counter in enumerate(counters):
        packed |= counter.astype(np.uint64) << np.uint64(place * _FIELD)
    return packed


def unpacked(packed: NDArray[np.uint64]) -> Floats:
    """The three counters of `pack` after the sum, a row each."""
    return np.asarray((packed >> _SHIFTS) & _ONE_FIELD, dtype=np.float32)


@lru_cache(maxsize=1)
def closers() -> NDArray[np.bool_]:
    """Marks that may stand after the full stop."""
    table = np.zeros(_PLANE, dtype=bool)
    table[[ord(char) for char in _CLOSERS]] = True
    return table
