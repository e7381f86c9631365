"""Features of all blocks at once: rows of one float32 matrix, named. No Python runs per block.

Rows are features and columns are blocks, so that a row is contiguous; every sum over a subtree or a window is a
difference of
cumulative sums (main-content.md, second round).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
from cleaner.classifier.structure import BIT_NAMES, Structure, read_structure
from cleaner.document import Document
from cleaner.document.tags import TAG_IDS

OWN_TAGS = (
    "p h1 h2 h3 h4 h5 h6 li td th div figcaption blockquote pre dd dt button label summary section article address"
    " caption body main aside header footer nav form details ul"
).split()
_HEADINGS = np.array(sorted(TAG_IDS[f"h{i}"] for i in range(1, 7)))
_GOOD_LENGTH = 80  # characters of good text (main-content.md); dense scripts say as much in 32
_DENSE_FACTOR = 2.5
_GOOD_LINKS = 0.4
_CORES = (0.9, 0.6, 0.3)
_WINDOW = 3
_BODY_KEY = '"articleBody"'
_BODY = re.compile(r'"articleBody"\s*:\s*"((?:[^"\\]|\\.)*)', re.S)
_BODY_LENGTH = 30_000  # characters of articleBody that are looked at
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)

BASE = (
    "length words links bold upper digits ends_sentence ends_colon starts_upper starts_digit sentences commas marks"
    " word_length broken good heading item paragraph word_score title_words description_words author_words data_words"
    " title_cover description_cover data_body repeats one_of_many"
).split()
_SHIFTED = tuple(
    BASE.index(name)
    for name in (
        "length links bold digits ends_sentence good heading item paragraph word_score title_words repeats marks"
    ).split()
)
_POOLED = tuple(
    BASE.index(name)
    for name in "length links upper digits ends_sentence good heading item paragraph word_score repeats".split()
)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Page:
    """What the groups share. base: (len(BASE), blocks); sums: its cumulative sums, one column more."""

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
    """weights of hashed words: float32 of 2**BUCKET_BITS; bias of the score."""

    weights: Floats
    bias: float = 0.0


def _cumulative(values: NDArray[np.float32]) -> NDArray[np.float64]:
    out = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, dtype=np.float64, out=out[..., 1:])
    return out


def word_scores(words: wordhash.Words, model: WordModel) -> Floats:
    """What a block's own words say, in logits; 0 for a block without words."""
    places, block = wordhash.block_tokens(words)
    blocks = len(words.first) - 1
    sums = np.bincount(block, weights=model.weights[places], minlength=blocks)
    tokens = np.bincount(block, minlength=blocks)
    return (sums / np.sqrt(np.maximum(tokens, 1)) + model.bias * (tokens > 0)).astype(np.float32)


def _ends(counts: Counts, starts: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Whether each block ends in a full stop (a closing mark may follow), in a colon; starts with a capital, a
    digit."""
    stops = starts + counts.length.astype(np.int64) - 1
    last = counts.codes[stops]
    before = np.maximum(stops - 1, starts)
    closed = closers()[last]
    final = np.where(closed, before, stops)
    terminal = (counts.flags[final] & TERMINAL) > 0
    return (
        terminal.astype(np.float32),
        ((last == ord(":")) | (last == 0xFF1A)).astype(np.float32),
        ((counts.flags[starts] & UPPER) > 0).astype(np.float32),
        ((counts.flags[starts] & DIGIT) > 0).astype(np.float32),
    )


_DESCRIBED: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("title", ("og:title", "twitter:title"), 400),
    ("description", ("og:description", "description", "twitter:description"), 600),
    ("author", ("author", "article:author", "parsely-author", "sailthru.author"), 200),
)


def _described(document: Document, title: str | None) -> list[str]:
    """Title, description and author as the head gives them, and the articleBody of JSON-LD where there is one."""
    head = document.head
    metas: dict[str, str] = {}
    for name, content in head.metas:
        metas.setdefault(name, content)
    texts = [next((metas[key] for key in keys if metas.get(key)), "")[:most] for _, keys, most in _DESCRIBED]
    texts[0] = title or texts[0] or (head.h1[0] if head.h1 else "") or head.title[:400]
    texts[2] = " ".join((texts[2], *(text for _, text in head.bylines[:3])))[:300]
    return [*texts, _data_body(head.jsonld)]


def _data_body(scripts: tuple[str, ...]) -> str:
    for script in scripts:
        if _BODY_KEY in script and (found := _BODY.search(script)):
            text = found.group(1)[:_BODY_LENGTH]
            return _ESCAPE.sub(_unescape, text) if "\\" in text else text
    return ""


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if len(code) == 5 else " " if code in "nrtbf" else code


def _overlaps(page_words: wordhash.Words, known: wordhash.Words) -> list[Floats]:
    """For each text of the head: share of each block's words that stand in it; for title and description also how
    much of it."""
    table = np.zeros(1 << wordhash.BUCKET_BITS, dtype=np.uint8)
    places = wordhash.buckets(known.hashes)
    sizes = np.diff(known.first)
    for place in range(len(sizes)):
        table[places[known.first[place] : known.first[place + 1]]] |= 1 << place
    marks = table[wordhash.buckets(page_words.hashes)]
    number = np.maximum(np.diff(page_words.first), 1).astype(np.float32)
    hits = [
        wordhash.block_sums(((marks >> place) & 1).astype(np.float32), page_words.first)
        if sizes[place]
        else np.zeros(len(number), dtype=np.float32)
        for place in range(len(sizes))
    ]
    cover = [np.minimum(hits[place] / max(int(sizes[place]), 1), 1.5) for place in range(2)]
    present = np.full(len(number), float(sizes[3] > 0), dtype=np.float32)
    return [*(h / number for h in hits), *cover, present]


def _repeats(words: wordhash.Words) -> Floats:
    """1 where the same words stood in an earlier block, 0.5 where they come again later."""
    order = np.argsort(words.whole, kind="stable")
    ranked = words.whole[order]
    same = ranked[1:] == ranked[:-1]
    out = np.zeros(len(order), dtype=np.float32)
    out[order[:-1][same]] = 0.5
    out[order[1:][same]] = 1.0
    out[words.whole == 0] = 0
    return out


def _signatures(document: Document, s: Structure) -> Ints:
    """A number per block: equal for blocks whose element and parent have the same tag and classes."""
    if document.kind != "html":
        return np.zeros(len(document), dtype=np.int64)
    known: dict[tuple[int, str, str], int] = {}
    names, parent = document.elements.names, document.columns.parent
    tags = document.columns.tag_id
    number = known.setdefault
    return ints([number((tags[e], names[e], names[parent[e]]), len(known)) for e in document.columns.element])


def read_page(document: Document, model: WordModel, title: str | None = None) -> Page:
    """The shared columns of a document with at least one block."""
    n = len(document)
    described = _described(document, title)
    starts = ints(document.starts)
    size = len(document.text)
    codes = codes_of("\n".join((document.text, *described, "")))
    flags = tables().flags[codes]
    lengths = np.fromiter(map(len, document.texts), dtype=np.float32, count=n)
    counts = count(codes[:size], flags[:size], starts, lengths)
    ends_at = np.cumsum([size + 1, *(len(text) + 1 for text in described[:-1])])
    words, known = wordhash.hash_words(codes, flags, np.concatenate((starts, ends_at))).split(n)
    structure = read_structure(document)
    linked = np.fromiter(document.columns.linked, dtype=np.float32, count=n)
    heading = (structure.tag[:, None] == _HEADINGS).any(axis=1) if document.kind == "html" else np.zeros(n, dtype=bool)
    number = np.diff(words.first).astype(np.float32)
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
            *_overlaps(words, known),
            _repeats(words),
            np.bincount(structure.element, minlength=len(structure.parent))[structure.element] > 1,
        ),
        n,
    )
    sums = (_cumulative(base), _cumulative(lengths * good), _cumulative(lengths), _cumulative(linked))
    return Page(document, counts, structure, words, base, *sums, heading, _signatures(document, structure))


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
        ["\n" in text for text in document.texts],
    )
