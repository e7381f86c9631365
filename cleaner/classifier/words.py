"""The words of a page as hashes, all at once: a polynomial hash over the character codes, cut at the word bounds.

zlib and Python's own hash would need a call a word (1 ms a page); the cumulative sum needs none, and it is the same on every
machine and for every hash seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import DENSE, WORD, Counts, Ints, codes_of, tables

Hashes = NDArray[np.uint64]

BUCKET_BITS = 16
_BASE = 0x9E3779B97F4A7C15  # odd: has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALTS = tuple(np.uint64(salt) for salt in (0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0xC13FA9A902A6328F, 0x91E10DA5C79E7B1D))
_FIRST, _LAST = 18, 7  # words from a block's start and end that are looked at; the middle of a paragraph says nothing new
_SHORT = 5  # words of a block that is also one token as a whole ("Read more", "Share this article")
_KEPT = 1 << 16
_POWERS = np.cumprod(np.concatenate((np.ones(1, np.uint64), np.full(_KEPT - 1, _BASE, np.uint64))))
_INVERSES = np.cumprod(np.concatenate((np.ones(1, np.uint64), np.full(_KEPT - 1, _INVERSE, np.uint64))))


@dataclass(frozen=True, slots=True)
class Words:
    """hashes: one per word in document order. first: index of each block's first word (blocks + 1 entries).
    whole: one hash per block over all its words, 0 for a block without."""

    hashes: Hashes
    first: Ints
    whole: Hashes


def _powers(length: int) -> tuple[Hashes, Hashes]:
    if length <= _KEPT:
        return _POWERS, _INVERSES
    ones = np.ones(1, np.uint64)
    return (
        np.cumprod(np.concatenate((ones, np.full(length - 1, _BASE, np.uint64)))),
        np.cumprod(np.concatenate((ones, np.full(length - 1, _INVERSE, np.uint64)))),
    )


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


def hash_words(counts: Counts, starts: Ints) -> Words:
    """The words of all blocks. Case does not count; digits do."""
    begins, ends = _bounds(counts.flags)
    small = tables().lower[counts.codes].astype(np.uint64) + np.uint64(1)
    powers, inverses = _powers(len(small) + 1)
    sums = np.empty(len(small) + 1, np.uint64)
    sums[0] = 0
    np.cumsum(small * powers[: len(small)], out=sums[1:])
    hashes = _mix((sums[ends] - sums[begins]) * inverses[begins])
    first = np.append(np.searchsorted(begins, starts), len(begins))
    place = np.arange(len(hashes)) - np.repeat(first[:-1], np.diff(first))
    whole = block_sums(hashes * (place.astype(np.uint64) * np.uint64(2) + np.uint64(1)), first)
    return Words(hashes, first, whole)


def block_sums(values: NDArray[np.generic], first: Ints) -> NDArray[np.generic]:
    """Sums of `values` (last axis: words) per block, 0 for blocks without a word."""
    bounds, empty = first[:-1], first[:-1] == first[1:]
    if not len(values):
        return np.zeros(len(bounds), dtype=values.dtype)
    sums = np.add.reduceat(values, np.minimum(bounds, len(values) - 1))
    sums[empty] = 0
    return sums


def hash_texts(texts: list[str]) -> Words:
    """The words of some strings, as a page with a block for each."""
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    codes = codes_of("\n".join(texts) + "\n")
    nothing = np.zeros(0, dtype=np.float32)
    flags = tables().flags[codes]
    return hash_words(Counts(nothing, nothing, nothing, nothing, nothing, nothing, nothing, codes, flags), starts)


def buckets(hashes: Hashes) -> Ints:
    """Places of hashes in a table of 2**BUCKET_BITS."""
    return (hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)


def block_tokens(words: Words) -> tuple[Ints, Ints]:
    """(table places, block of each): words and pairs of words near a block's ends, its first and last word, short blocks whole."""
    first, hashes = words.first, words.hashes
    sizes = np.diff(first)
    block = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(hashes)) - first[:-1][block]
    near = np.flatnonzero((place < _FIRST) | (sizes[block] - place <= _LAST))
    pair = near[(place[near] + 1) < sizes[block[near]]]
    filled = np.flatnonzero(sizes)
    short = np.flatnonzero((sizes > 0) & (sizes <= _SHORT))
    heads, tails = first[:-1][filled], first[1:][filled] - 1
    tokens = np.concatenate(
        (
            hashes[near],
            _mix(hashes[pair] * np.uint64(3) + hashes[np.minimum(pair + 1, len(hashes) - 1)] if len(pair) else hashes[:0]),
            _mix(hashes[heads] ^ _SALTS[0]),
            _mix(hashes[tails] ^ _SALTS[1]),
            _mix(words.whole[short] ^ _SALTS[2]),
        )
    )
    return buckets(tokens), np.concatenate((block[near], block[pair], filled, filled, short))
