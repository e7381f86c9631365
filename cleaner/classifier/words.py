"""The words of a page as hashes, all at once: a polynomial hash over the character codes, cut at the word bounds.

zlib and Python's own hash would need a call a word (1 ms a page); the cumulative sum needs none, and it is the same
on every
machine and for every hash seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import DENSE, WORD, Ints, tables

Hashes = NDArray[np.uint64]
N = TypeVar("N", bound=np.generic)

BUCKET_BITS = 16
_BASE = 0x9E3779B97F4A7C15  # odd: has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALTS = tuple(
    np.uint64(salt) for salt in (0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0xC13FA9A902A6328F, 0x91E10DA5C79E7B1D)
)
_FIRST, _LAST = (
    18,
    7,
)  # words from a block's start and end that are looked at; the middle of a paragraph says nothing new
_SHORT = 5  # words of a block that is also one token as a whole ("Read more", "Share this article")
_KEPT = 1 << 16


def _series(factor: int, length: int) -> Hashes:
    ones = np.full(length, factor, dtype=np.uint64)
    ones[:1] = 1
    return np.cumprod(ones, dtype=np.uint64)


_POWERS, _INVERSES = _series(_BASE, _KEPT), _series(_INVERSE, _KEPT)


@dataclass(frozen=True, slots=True)
class Words:
    """hashes: one per word in document order. first: index of each block's first word (blocks + 1 entries).
    whole: one hash per block over all its words, 0 for a block without."""

    hashes: Hashes
    first: Ints
    whole: Hashes
    place: Ints  # of each word in its block
    block: Ints  # of each word

    def split(self, blocks: int) -> tuple[Words, Words]:
        """The words of the first `blocks` blocks, and those of the others."""
        at = int(self.first[blocks])
        return (
            Words(self.hashes[:at], self.first[: blocks + 1], self.whole[:blocks], self.place[:at], self.block[:at]),
            Words(
                self.hashes[at:],
                self.first[blocks:] - at,
                self.whole[blocks:],
                self.place[at:],
                self.block[at:] - blocks,
            ),
        )


def _powers(length: int) -> tuple[Hashes, Hashes]:
    if length <= _KEPT:
        return _POWERS, _INVERSES
    return _series(_BASE, length), _series(_INVERSE, length)


def _mix(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(29))) * _MIX
    return values ^ (values >> np.uint64(32))


def _bounds(flags: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Where words begin and end; in scripts written without spaces every character is a word."""
    word = (flags & WORD) > 0
    dense = (flags & DENSE) > 0
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    finals = word.copy()
    finals[:-1] &= ~word[1:]
    if dense.any():
        begins |= dense
        begins[1:] |= word[1:] & dense[:-1]
        finals |= dense
        finals[:-1] |= word[:-1] & dense[1:]
    return np.flatnonzero(begins), np.flatnonzero(finals) + 1


def hash_words(codes: NDArray[np.uint16], flags: NDArray[np.uint8], starts: Ints) -> Words:
    """The words of all blocks. Case does not count; digits do."""
    begins, ends = _bounds(flags)
    small = tables().lower[codes]
    powers, inverses = _powers(len(small) + 1)
    sums = np.empty(len(small) + 1, np.uint64)
    sums[0] = 0
    small *= powers[: len(small)]
    np.cumsum(small, out=sums[1:])
    hashes = sums[ends]
    hashes -= sums[begins]
    hashes *= inverses[begins]
    hashes = _mix(hashes)
    first = np.append(np.searchsorted(begins, starts), len(begins))
    block = np.repeat(np.arange(len(starts)), np.diff(first))
    place = np.arange(len(hashes)) - first[block]
    whole = block_sums(hashes * (place.astype(np.uint64) * np.uint64(2) + np.uint64(1)), first)
    return Words(hashes, first, whole, place, block)


def block_sums(values: NDArray[N], first: Ints) -> NDArray[N]:
    """Sums of `values` (last axis: words) per block, 0 for blocks without a word."""
    bounds = first[:-1]
    padded = np.empty(
        len(values) + 1, dtype=values.dtype
    )  # so that blocks without a word at the end have a place to point at
    padded[:-1] = values
    padded[-1:] = 0
    sums = np.add.reduceat(padded, bounds)
    sums[bounds == first[1:]] = 0
    return sums


def buckets(hashes: Hashes) -> Ints:
    """Places of hashes in a table of 2**BUCKET_BITS."""
    return (hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)


def block_tokens(words: Words) -> tuple[Ints, Ints]:
    """(table places, block of each): words and pairs of words near a block's ends, its first and last word, short
    blocks whole."""
    first, hashes = words.first, words.hashes
    sizes = np.diff(first)
    block, place = words.block, words.place
    near = np.flatnonzero((place < _FIRST) | (sizes[block] - place <= _LAST))
    pair = near[(place[near] + 1) < sizes[block[near]]]
    filled = np.flatnonzero(sizes)
    short = np.flatnonzero((sizes > 0) & (sizes <= _SHORT))
    heads, tails = first[:-1][filled], first[1:][filled] - 1
    tokens = np.concatenate(
        (
            hashes[near],
            _mix(
                hashes[pair] * np.uint64(3) + hashes[np.minimum(pair + 1, len(hashes) - 1)] if len(pair) else hashes[:0]
            ),
            _mix(hashes[heads] ^ _SALTS[0]),
            _mix(hashes[tails] ^ _SALTS[1]),
            _mix(words.whole[short] ^ _SALTS[2]),
        )
    )
    return buckets(tokens), np.concatenate((block[near], block[pair], filled, filled, short))
