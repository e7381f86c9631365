"""From gold text to labels: which blocks of a page are its article.

Gold tokens are aligned to the page's tokens in order, each at most once, so a caption or a pull quote that repeats a
sentence
of the body is not taken for the body: the best chain of matching runs is the one that is longest and jumps least.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_GRAM = 3  # tokens of a seed match; two tokens ("of the") match everywhere
_PLACES = 60  # gold places of one gram that are followed; more is a refrain or a table
_RUNS = 5_000  # runs in one chain search (quadratic, in numpy); the shortest beyond it are left out
_JUMP = 0.15  # tokens that skipping one doubling of the page distance costs: prefers the copy next to its neighbours
_WHOLE = 0.6  # tokens that matching a block from end to end is worth
_GAP_GOLD = 80  # tokens between two runs that are compared one by one
_GAP_PAGE = 400
_GOOD = 0.5  # share of a block's tokens that must be matched
_COVERED = 0.8  # share of the gold that must be found on the page, or the gold is no label
_PROSE = 80  # characters of a block that counts as prose after the end of a truncated gold
_TRUNCATED = 0.3  # prose after the last good block in the same parent, as a share of the good text

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Labels:
    """good: bool per block. counted: blocks with a word (others have no say). covered: share of gold tokens found.
    usable: False where the gold is truncated, doubled or absent from the page: score it, do not learn from it."""

    good: Bools
    counted: Bools
    covered: float
    usable: bool


@dataclass(frozen=True, slots=True)
class _Runs:
    page: NDArray[np.int64]
    gold: NDArray[np.int64]
    length: NDArray[np.int64]


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case, as the public metrics count them."""
    return _WORD.findall(text.lower())


def align(texts: list[str], gold: str, parents: list[int] | None = None) -> Labels:
    """Labels of the blocks `texts` against `gold`. `parents`: for each block the element that holds its own element,
    for finding
    truncated gold."""
    blocks = [tokens(text) for text in texts]
    counted = np.array([bool(words) for words in blocks], dtype=bool)
    target = tokens(gold)
    page = [word for words in blocks for word in words]
    sizes = np.array([len(words) for words in blocks], dtype=np.int64)
    matched = np.zeros(len(page), dtype=bool)
    if page and target:
        lines = {tuple(words) for line in gold.splitlines() if (words := tokens(line))}
        chain = _best_chain(_seed_runs(blocks, target, lines), sizes)
        _mark(chain, page, target, matched)
    ends = np.cumsum(sizes)
    sums = np.concatenate(([0], np.cumsum(matched)))
    hits = sums[ends] - sums[ends - sizes] if len(sizes) else np.zeros(0, dtype=np.int64)
    good = counted & (hits >= np.maximum(sizes, 1) * _GOOD)
    covered = float(hits[good].sum()) / len(target) if target else 0.0
    doubled = (
        bool(target) and len(target) >= 40 and target[: len(target) // 2] == target[len(target) - len(target) // 2 :]
    )
    usable = covered >= _COVERED and not doubled and not _truncated(texts, good, parents)
    return Labels(good, counted, covered, usable)


def _truncated(texts: list[str], good: Bools, parents: list[int] | None) -> bool:
    """Whether much prose follows the last good block in the element that holds most of the good text."""
    if parents is None or not good.any():
        return False
    sizes: dict[int, int] = defaultdict(int)
    for i in np.flatnonzero(good):
        sizes[parents[i]] += len(texts[i])
    last = int(np.flatnonzero(good)[-1])
    grand = parents[last]
    after = sum(
        len(t) for t, p in zip(texts[last + 1 :], parents[last + 1 :], strict=True) if p == grand and len(t) >= _PROSE
    )
    return after > _TRUNCATED * sum(len(texts[i]) for i in np.flatnonzero(good))


def _seed_runs(blocks: list[list[str]], gold: list[str], lines: set[tuple[str, ...]]) -> _Runs:
    """Maximal runs of equal tokens, none across a block's end; a block that is a whole gold line may be one token
    short."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for size in range(1, _GRAM + 1):
        for j in range(len(gold) - size + 1):
            index[tuple(gold[j : j + size])].append(j)
    found: list[tuple[int, int, int]] = []
    offset = 0
    for words in blocks:
        if len(words) >= _GRAM:
            found.extend((offset + i, j, length) for i, j, length in _block_runs(words, gold, index))
        elif words and tuple(words) in lines:
            found.extend((offset, j, len(words)) for j in index.get(tuple(words), ())[:_PLACES])
        offset += len(words)
    if len(found) > _RUNS:
        found = sorted(found, key=lambda run: -run[2])[:_RUNS]
    found.sort()
    columns = np.array(found, dtype=np.int64).reshape(-1, 3)
    return _Runs(columns[:, 0], columns[:, 1], columns[:, 2])


def _block_runs(
    words: list[str], gold: list[str], index: dict[tuple[str, ...], list[int]]
) -> list[tuple[int, int, int]]:
    reached: dict[int, int] = {}  # diagonal -> first token of the block beyond its last run
    found: list[tuple[int, int, int]] = []
    for i in range(len(words) - _GRAM + 1):
        for j in index.get(tuple(words[i : i + _GRAM]), ())[:_PLACES]:
            if reached.get(j - i, 0) > i:
                continue
            length = _GRAM
            while i + length < len(words) and j + length < len(gold) and words[i + length] == gold[j + length]:
                length += 1
            reached[j - i] = i + length
            found.append((i, j, length))
    return found


def _best_chain(runs: _Runs, sizes: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """The runs of the best chain in order, trimmed so that none overlaps the one before it."""
    count = len(runs.page)
    if not count:
        return []
    ends = np.cumsum(sizes)
    block = np.searchsorted(ends, runs.page, side="right")
    whole = runs.length == sizes[block]
    weight = runs.length + _WHOLE * whole
    best = np.zeros(count)
    back = np.full(count, -1, dtype=np.int64)
    page_end, gold_end = runs.page + runs.length, runs.gold + runs.length
    for k in range(count):
        best[k] = weight[k]
        if k == 0:
            continue
        i, j = runs.page[k], runs.gold[k]
        overlap = np.maximum(np.maximum(page_end[:k] - i, gold_end[:k] - j), 0)
        fits = (runs.page[:k] < i) & (runs.gold[:k] < j) & (overlap < runs.length[k])
        jump = _JUMP * np.log2(1 + np.maximum(block[k] - block[:k] - 1, 0))
        value = np.where(fits, best[:k] - overlap - jump, -1.0)
        top = int(value.argmax())
        if value[top] > 0:
            best[k] += value[top]
            back[k] = top
    chain: list[tuple[int, int, int]] = []
    k = int(best.argmax())
    while k >= 0:
        i, j, length = int(runs.page[k]), int(runs.gold[k]), int(runs.length[k])
        p = int(back[k])
        trim = max(int(page_end[p]) - i, int(gold_end[p]) - j, 0) if p >= 0 else 0
        chain.append((i + trim, j + trim, length - trim))
        k = p
    return chain[::-1]


def _mark(chain: list[tuple[int, int, int]], page: list[str], gold: list[str], matched: Bools) -> None:
    """Marks the tokens of the chain, and those between two runs where the gold between them is short."""
    i = j = 0
    for start, place, length in [*chain, (len(page), len(gold), 0)]:
        matched[start : start + length] = True
        if 0 < place - j <= _GAP_GOLD and i < start:
            stop = min(start, i + _GAP_PAGE)
            for a, _, size in SequenceMatcher(None, page[i:stop], gold[j:place], autojunk=False).get_matching_blocks():
                matched[i + a : i + a + size] = True
        i, j = start + length, place + length
