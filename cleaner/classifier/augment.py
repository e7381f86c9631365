"""Pages made for training: a page with a second article of the same site appended, as endless pages and aggregators do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import features, words
from cleaner.classifier.examples import Example
from cleaner.document import Document
from cleaner.document.document import Elements
from cleaner.document.tags import TAG_IDS
from cleaner.document.walk import Columns

T = TypeVar("T")
N = TypeVar("N", bound=np.generic)
_WEIGHT = 0.5  # of a made page against a real one
_MOST = 0.9  # share of a page's text in its article's element above which there is nothing to cut out


@dataclass(frozen=True, slots=True)
class _Part:
    """The element that holds an article with its headline: elements [at, stop) and blocks [first, last)."""

    at: int
    stop: int
    first: int
    last: int


def appended(page: Example, other: Example) -> Example | None:
    """`page` with the article of `other` put behind its own, labelled as no body; None where one has no element of its own."""
    here, there = _article(page), _article(other)
    if here is None or there is None or page.document.columns.tag_id[here.at] != other.document.columns.tag_id[there.at]:
        return None
    document = _spliced(page.document, other.document, here, there)
    split = slice(there.first, there.last)

    def spliced(left: NDArray[N], right: NDArray[N]) -> NDArray[N]:
        return np.concatenate((left[: here.last], right[split], left[here.last :]))

    columns = features.read_page(document, features.WordModel(np.zeros(1 << words.BUCKET_BITS, np.float32)))
    return replace(
        page,
        id=f"{page.id}+",
        document=document,
        good=spliced(page.good, np.zeros_like(other.good)),
        tokens=words.block_tokens(columns.words),
        word_counts=spliced(page.word_counts, other.word_counts),
        row_weight=_WEIGHT * spliced(page.row_weight, other.row_weight),
    )


def _article(example: Example) -> _Part | None:
    """The deepest element that holds all good blocks and, where it stands close, the headline."""
    columns = example.document.columns
    good = np.flatnonzero(example.good)
    if not len(good):
        return None
    low, high = int(good[0]), int(good[-1]) + 1
    heads = [b for b in range(max(0, low - 12), low) if columns.tag_id[columns.element[b]] == TAG_IDS["h1"]]
    low = heads[-1] if heads else low
    at = columns.element[low]
    while columns.first[at] > low or columns.stop[at] < high:
        at = columns.parent[at]
    sizes = [len(text) for text in example.document.texts]
    if at == 0 or sum(sizes[columns.first[at] : columns.stop[at]]) > _MOST * sum(sizes):
        return None
    stop = at + 1
    while stop < len(columns.parent) and columns.depth[stop] > columns.depth[at]:
        stop += 1
    return _Part(at, stop, columns.first[at], columns.stop[at])


def _spliced(page: Document, other: Document, here: _Part, there: _Part) -> Document:
    a, b = page.columns, other.columns
    blocks, elements = there.last - there.first, there.stop - there.at
    shift = here.stop - there.at  # of the appended elements' numbers
    deeper = a.depth[here.at] - b.depth[there.at]

    def moved(number: int) -> int:
        return number if number < here.stop else number + elements

    def joined(left: list[int], right: list[int]) -> list[int]:
        return [*left[: here.stop], *right[there.at : there.stop], *left[here.stop :]]

    up = [a.parent[here.at] if p < there.at else p + shift for p in b.parent[there.at : there.stop]]
    columns = Columns(
        _cut(a.texts, b.texts, here, there),
        [*a.element[: here.last], *(e + shift for e in b.element[there.first : there.last]), *map(moved, a.element[here.last :])],
        _cut(a.linked, b.linked, here, there),
        _cut(a.bold, b.bold, here, there),
        [],
        joined(a.tag_id, b.tag_id),
        [*a.parent[: here.stop], *up, *map(moved, a.parent[here.stop :])],
        joined(a.depth, [d + deeper for d in b.depth]),
        [
            *a.first[: here.stop],
            *(f - there.first + here.last for f in b.first[there.at : there.stop]),
            *(f + blocks for f in a.first[here.stop :]),
        ],
        [
            *(s + blocks if s >= here.last and i < here.at else s for i, s in enumerate(a.stop[: here.stop])),
            *(s - there.first + here.last for s in b.stop[there.at : there.stop]),
            *(s + blocks for s in a.stop[here.stop :]),
        ],
        [],
    )
    ends = np.cumsum([len(text) + 1 for text in columns.texts])
    document = Document("html", "\n".join(columns.texts), columns.texts, [0, *ends[:-1].tolist()], columns, page.head)
    e, f = page.elements, other.elements
    document.__dict__["elements"] = Elements(
        *(
            [*left[: here.stop], *right[there.at : there.stop], *left[here.stop :]]
            for left, right in ((e.names, f.names), (e.class_, f.class_), (e.id, f.id), (e.bits, f.bits))
        )
    )
    return document


def _cut(a: list[T], b: list[T], here: _Part, there: _Part) -> list[T]:
    return [*a[: here.last], *b[there.first : there.last], *a[here.last :]]


def augmented(examples: list[Example]) -> list[Example]:
    """A page for each usable example that has another of its site, in order."""
    by_site: dict[str, list[Example]] = {}
    for example in examples:
        if example.usable and example.page_type == "article":
            by_site.setdefault(example.domain, []).append(example)
    made = []
    for site in sorted(by_site):
        pages = by_site[site]
        if len(pages) > 1:
            for k, page in enumerate(pages):
                if (new := appended(page, pages[(k + 1) % len(pages)])) is not None:
                    made.append(new)
    return made

