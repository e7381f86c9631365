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
_TO_BUCKET = np.uint64(64 - BUCKET_BITS)
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


_TWO, _THREE = np.uint64(2), np.uint64(3)
_POWERS, _INVERSES = _series(_BASE, _KEPT), _series(_INVERSE, _KEPT)


@dataclass(frozen=True, slots=True)
class Words:
    """hashes: one per word in document order. places: of each word in the table of weights. first: index of each
    block's first word (blocks + 1 entries). whole: one hash per block over all its words, 0 for a block without."""

    hashes: Hashes
    places: Ints
    first: Ints
    whole: Hashes

    def split(self, blocks: int) -> tuple[Words, Words]:
        """The words of the first `blocks` blocks, and those of the others."""
        at = int(self.first[blocks])
        return (
            Words(self.hashes[:at], self.places[:at], self.first[: blocks + 1], self.whole[:blocks]),
            Words(self.hashes[at:], self.places[at:], self.first[blocks:] - at, self.whole[blocks:]),
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
    word = np.zeros(len(flags) + 2, dtype=bool)
    np.not_equal(flags & WORD, 0, out=word[1:-1])
    dense = (flags & DENSE) > 0
    if not dense.any():
        edges = np.flatnonzero(word[1:] != word[:-1])
        return edges[::2], edges[1::2]
    alone = np.zeros(len(word), dtype=bool)
    alone[1:-1] = dense
    begins = word[1:-1] & (~word[:-2] | alone[1:-1] | alone[:-2])
    finals = word[1:-1] & (~word[2:] | alone[1:-1] | alone[2:])
    return np.flatnonzero(begins), np.flatnonzero(finals) + 1


def hash_words(codes: Ints, flags: NDArray[np.uint8], starts: Ints) -> Words:
    """The words of all blocks. Case does not count; digits do."""
    begins, ends = _bounds(flags)
    small = tables().lower.take(codes)
    powers, inverses = _powers(len(small) + 1)
    sums = np.empty(len(small) + 1, np.uint64)
    sums[0] = 0
    small *= powers[: len(small)]
    np.cumsum(small, out=sums[1:])
    hashes = sums.take(ends)
    hashes -= sums.take(begins)
    hashes *= inverses.take(begins)
    hashes = _mix(hashes)
    first = np.empty(len(starts) + 1, dtype=np.int64)
    first[:-1] = np.searchsorted(begins, starts)
    first[-1] = len(begins)
    return Words(hashes, buckets(hashes), first, _wholes(hashes, first))


def _wholes(hashes: Hashes, first: Ints) -> Hashes:
    """The sum of each block's hashes, each times twice its place in the block plus one."""
    odd = np.arange(1, 2 * len(hashes), 2, dtype=np.uint64)
    offset = first[:-1].astype(np.uint64)
    offset *= _TWO
    return block_sums(hashes * odd, first) - block_sums(hashes, first) * offset


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
    return (hashes >> _TO_BUCKET).view(np.int64)


def _pairs(words: Words) -> Ints:
    """The place of each word with the one after it; that of the page's last word means nothing."""
    pairs = words.hashes * _THREE
    pairs[:-1] += words.hashes[1:]
    return buckets(_mix(pairs))


def _marked(words: Words) -> tuple[Ints, Ints]:
    """(places of the tokens of a block but its plain words and pairs, block of each): its first word, its last word,
    a short block as a whole."""
    sizes = words.first[1:] - words.first[:-1]
    filled = np.flatnonzero(sizes)
    short = filled[sizes.take(filled) <= _SHORT]
    firsts = words.hashes.take(words.first.take(filled))
    lasts = words.hashes.take(words.first.take(filled + 1) - 1)
    marked = np.concatenate((firsts ^ _SALTS[0], lasts ^ _SALTS[1], words.whole.take(short) ^ _SALTS[2]))
    return buckets(_mix(marked)), np.concatenate((filled, filled, short))


def block_tokens(words: Words) -> tuple[Ints, Ints]:
    """(table places, block of each): words and pairs of words near a block's ends, its first and last word, short
    blocks whole."""
    first = words.first
    sizes = first[1:] - first[:-1]
    block = np.repeat(np.arange(len(sizes)), sizes)
    left = first[1:][block] - np.arange(len(block))  # words of the block from here on
    near = np.flatnonzero((sizes[block] - left < _FIRST) | (left <= _LAST))
    pair = near[left[near] > 1]
    marked, of = _marked(words)
    return (
        np.concatenate((words.places[near], _pairs(words)[pair], marked)),
        np.concatenate((block[near], block[pair], of)),
    )


def token_sums(words: Words, weights: NDArray[np.int8]) -> tuple[NDArray[np.float64], Ints]:
    """For each block the sum of the `weights` of its `block_tokens`, and how many those are; by differences of
    cumulative sums, a fifth of the time of looking at each token."""
    low, high = words.first[:-1], words.first[1:]
    sizes = high - low
    pairs = weights.take(_pairs(words))
    pairs[high[sizes > 0] - 1] = 0  # the last word of a block has no partner
    running = np.zeros(len(pairs) + 1, dtype=np.int64)
    np.cumsum(np.add(weights.take(words.places), pairs, dtype=np.int64), out=running[1:])
    middle = np.minimum(low + _FIRST, high)
    rest = np.maximum(middle, high - _LAST)
    marked, block = _marked(words)
    sums = np.bincount(block, weights=weights.take(marked), minlength=len(low))
    sums += running.take(middle) - running.take(low) + running.take(high) - running.take(rest)
    near = np.minimum(sizes, _FIRST + _LAST)
    number: Ints = near + np.maximum(near - 1, 0) + np.bincount(block, minlength=len(low))
    return np.asarray(sums), number
