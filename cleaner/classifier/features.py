"""Features of all blocks at once: rows of one float32 matrix, named. No Python runs per block.

Rows are features and columns are blocks, so that a row is contiguous; every sum over a subtree or a window is a
difference of
cumulative sums (main-content.md, second round).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count as count_up

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import words as wordhash
from cleaner.classifier.chars import (
    DIGIT,
    TERMINAL,
    UPPER,
    Counts,
    Floats,
    Ints,
    closers,
    codes_of,
    count,
    fill,
    ints,
    tables,
)
from cleaner.classifier.described import head_texts, overlaps
from cleaner.classifier.structure import BIT_NAMES, Structure, read_structure
from cleaner.document import Document
from cleaner.document.tags import TAG_IDS

_H1, _H6 = TAG_IDS["h1"], TAG_IDS["h6"]  # Lexbor numbers the headings in order
_GOOD_LENGTH = 80  # characters of good text (main-content.md); dense scripts say as much in 32
_DENSE_FACTOR = 2.5
_GOOD_LINKS = 0.4
_CORES = (0.9, 0.6, 0.3)
_FIXED = np.float32(1 << 24)  # steps a unit in sums of rows: what float32 holds of numbers below one
BASE = (
    "length words links bold upper digits ends_sentence ends_colon starts_upper starts_digit sentences commas marks"
    " word_length broken good heading item paragraph word_score title_words description_words author_words data_words"
    " title_cover description_cover data_body repeats one_of_many"
).split()
POOLED = "length links upper digits ends_sentence good heading item paragraph word_score repeats".split()
_POOLED_ROWS = [BASE.index(name) for name in POOLED]


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Page:
    """What the groups share. base: (len(BASE), blocks); sums: the cumulative sums of its rows `POOLED`, one column
    more."""

    document: Document
    counts: Counts
    structure: Structure
    words: wordhash.Words
    base: Floats
    sums: NDArray[np.float64]
    good: NDArray[np.float64]  # cumulative characters of good text, blocks + 1
    size: NDArray[np.float64]  # cumulative characters, blocks + 1
    linked: NDArray[np.float64]  # cumulative characters under links, blocks + 1
    is_heading: NDArray[np.bool_]
    sibling: Ints  # signature of each block: blocks made alike


@dataclass(frozen=True, slots=True)
class WordModel:
    """weights of hashed words: int8 of 2**BUCKET_BITS, in units of `scale` logits; bias of the score, in logits."""

    weights: NDArray[np.int8]
    scale: float = 1.0
    bias: float = 0.0


def _cumulative(values: Floats) -> NDArray[np.float64]:
    """Cumulative sums of the rows, a 0 first; in integers, which are summed in an eighth of the time of floats."""
    out = np.zeros((len(values), values.shape[1] + 1), dtype=np.int64)
    np.cumsum((values * _FIXED).astype(np.int64), axis=1, out=out[:, 1:])
    return out * (1 / _FIXED)


def word_scores(words: wordhash.Words, model: WordModel) -> Floats:
    """What a block's own words say, in logits; 0 for a block without words."""
    sums, number = wordhash.token_sums(words, model.weights)
    scores = sums * model.scale / np.sqrt(np.maximum(number, 1))
    return np.asarray(scores + model.bias * (number > 0), dtype=np.float32)


def _ends(counts: Counts, starts: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Whether each block ends in a full stop (a closing mark may follow), in a colon; starts with a capital, a
    digit."""
    stops = starts + counts.length.astype(np.int64) - 1
    last = counts.codes.take(stops)
    before = np.maximum(stops - 1, starts)
    closed = closers().take(last)
    final = np.where(closed, before, stops)
    terminal = (counts.flags.take(final) & TERMINAL) > 0
    opening = counts.flags.take(starts)
    return (
        terminal.astype(np.float32),
        ((last == ord(":")) | (last == 0xFF1A)).astype(np.float32),
        ((opening & UPPER) > 0).astype(np.float32),
        ((opening & DIGIT) > 0).astype(np.float32),
    )


def _repeats(words: wordhash.Words) -> Floats:
    """1 where the same words stood in an earlier block, 0.5 where they come again later."""
    order = np.argsort(words.whole, kind="stable")
    ranked = words.whole.take(order)
    same = ranked[1:] == ranked[:-1]
    out = np.zeros(len(order), dtype=np.float32)
    out[order[:-1][same]] = 0.5
    out[order[1:][same]] = 1.0
    out[words.whole == 0] = 0
    return out


def _signatures(document: Document) -> Ints:
    """A number per block: equal for blocks whose element and parent have the same tag and classes."""
    if document.kind != "html":
        return np.zeros(len(document), dtype=np.int64)
    known: defaultdict[tuple[int, str, str], int] = defaultdict(count_up().__next__)
    names, parent = document.elements.names, document.columns.parent
    tags, elements = document.columns.tag_id, document.columns.element
    above = map(names.__getitem__, map(parent.__getitem__, elements))
    made = zip(map(tags.__getitem__, elements), map(names.__getitem__, elements), above, strict=True)
    return np.fromiter(map(known.__getitem__, made), dtype=np.int64, count=len(elements))


def read_page(document: Document, model: WordModel, title: str | None = None) -> Page:
    """The shared columns of a document with at least one block."""
    n = len(document)
    described = head_texts(document, title)
    starts = ints(document.starts)
    size = len(document.text)
    codes = codes_of("\n".join((document.text, *described, "")))
    flags = tables().flags.take(codes)
    lengths = np.fromiter(map(len, document.texts), dtype=np.float32, count=n)
    counts = count(codes[:size], flags[:size], starts, lengths)
    ends_at = np.cumsum([size + 1, *(len(text) + 1 for text in described[:-1])])
    words, known = wordhash.hash_words(codes, flags, np.concatenate((starts, ends_at))).split(n)
    structure = read_structure(document)
    linked = np.fromiter(document.columns.linked, dtype=np.float32, count=n)
    heading = (structure.tag >= _H1) & (structure.tag <= _H6)
    number = (words.first[1:] - words.first[:-1]).astype(np.float32)
    long = np.maximum(lengths, _DENSE_FACTOR * number) >= _GOOD_LENGTH
    good = long & (linked < _GOOD_LINKS * lengths) & (counts.ends > 0)
    base = fill(
        (
            *_text_rows(document, counts, number, linked),
            good,
            heading,
            (structure.above >> BIT_NAMES.index("<li>")) & 1,
            structure.tag == TAG_IDS["p"],
            word_scores(words, model),
            *overlaps(words, known),
            _repeats(words),
            np.bincount(structure.element).take(structure.element) > 1,
        ),
        np.empty((len(BASE), n), dtype=np.float32),
    )
    sums = _cumulative(np.concatenate((base.take(_POOLED_ROWS, axis=0), (lengths * good, lengths, linked))))
    good_sums, sizes, links = sums[-3:]
    sibling = _signatures(document)
    return Page(document, counts, structure, words, base, sums[:-3], good_sums, sizes, links, heading, sibling)


def _text_rows(document: Document, counts: Counts, number: Floats, linked: Floats) -> tuple[object, ...]:
    """The rows of BASE that look at a block's characters alone. number: words of each block."""
    lengths = counts.length
    root = np.sqrt(1 + number)
    return (
        np.log1p(lengths),
        np.log1p(number),
        linked / lengths,
        np.fromiter(document.columns.bold, dtype=np.float32, count=len(lengths)) / lengths,
        counts.upper / np.maximum(counts.letters, 1),
        counts.digits / lengths,
        *_ends(counts, ints(document.starts)),
        counts.ends / root,
        counts.commas / root,
        counts.marks / lengths,
        np.minimum(lengths / np.maximum(number, 1), 20),
        ["\n" in text for text in document.texts] if document.text.count("\n") >= len(lengths) else 0,
    )
