"""What the page's head says of it, and how much of that stands in each block."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import words as wordhash
from cleaner.classifier.chars import Floats, pack, unpacked
from cleaner.document import Document, article_bodies

_BODY_LENGTH = 30_000  # characters of articleBody that are looked at
_DESCRIBED: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("title", ("og:title", "twitter:title"), 400),
    ("description", ("og:description", "description", "twitter:description"), 600),
    ("author", ("author", "article:author", "parsely-author", "sailthru.author"), 200),
)


def head_texts(document: Document, title: str | None) -> list[str]:
    """Title, description and author as the head gives them, and the articleBody of JSON-LD where there is one."""
    head = document.head
    metas: dict[str, str] = {}
    for name, content in head.metas:
        metas.setdefault(name, content)
    texts = [next((metas[key] for key in keys if metas.get(key)), "")[:most] for _, keys, most in _DESCRIBED]
    texts[0] = title or texts[0] or (head.h1[0] if head.h1 else "") or head.title[:400]
    texts[2] = " ".join((texts[2], *(text for _, text in head.bylines[:3])))[:300]
    return [*texts, next(article_bodies(head.jsonld, _BODY_LENGTH), "")]


def overlaps(page_words: wordhash.Words, known: wordhash.Words) -> list[Floats]:
    """For each text of the head: share of each block's words that stand in it; for title and description also how
    much of it."""
    table = np.zeros(1 << wordhash.BUCKET_BITS, dtype=np.uint8)
    first = known.first.tolist()
    sizes = [stop - start for start, stop in pairwise(first)]
    for place, start in enumerate(first[:-1]):
        table[known.places[start : first[place + 1]]] |= 1 << place
    marks = table.take(page_words.places)
    number = np.maximum(page_words.first[1:] - page_words.first[:-1], 1).astype(np.float32)
    hits = unpacked(wordhash.block_sums(_marks_in_three().take(marks), page_words.first))
    data = np.zeros(len(number), dtype=np.float32)
    if sizes[3]:
        data += wordhash.block_sums((marks >> 3).astype(np.float32), page_words.first) / number
    cover = [np.minimum(hits[place] / max(sizes[place], 1), 1.5) for place in range(2)]
    return [*(hits / number), data, *cover, np.full(len(number), float(sizes[3] > 0), dtype=np.float32)]


@lru_cache(maxsize=1)
def _marks_in_three() -> NDArray[np.uint64]:
    """The first three bits of a byte as packed counters."""
    marks = np.arange(1 << len(_DESCRIBED) + 1)
    return pack([(marks >> place) & 1 > 0 for place in range(len(_DESCRIBED))])
