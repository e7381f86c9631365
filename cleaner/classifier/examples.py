"""Labelled pages for training: JSONL (plain or zstd) with `id, url, html, text, page_type`, segmented and labelled."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import features, words
from cleaner.classifier.chars import Floats
from cleaner.classifier.fitting import Tokens
from cleaner.classifier.gold import read_records
from cleaner.classifier.labels import align, tokens
from cleaner.classifier.model import ARTICLE
from cleaner.document import Document, Refused, segment
from cleaner.model import Page

FOLDS = 5
_MOST_WORDS = 200  # words of a block beyond which it weighs no more
_POWER = 0.7  # of the words: between each block alike and each word alike
_WORD_POWER = 0.5  # further down for the word model, whose lines are short
_SECOND_LEVEL = re.compile(r"^(?:co|com|org|net|gov|gob|gouv|ac|edu|or|ne|go)$")


@dataclass(frozen=True)
class Example:
    """One labelled page. good, counted: bool per block. usable: fit to learn from. weight: of the page."""

    id: str
    source: str  # the file's name up to the first dot
    page_type: str
    domain: str
    fold: int
    document: Document
    gold: str
    good: NDArray[np.bool_]
    usable: bool
    tokens: Tokens
    row_weight: Floats


def registrable(url: str) -> str:
    """The registrable domain of a URL, near enough to keep a site's pages in one fold.

    >>> registrable("https://www.news.example.co.uk/a")
    'example.co.uk'
    """
    labels = (urlsplit(url if "//" in url else f"//{url}").hostname or url).split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and _SECOND_LEVEL.match(labels[-2]) else 2
    return ".".join(labels[-keep:])


def read_examples(path: Path, weight: float = 1.0) -> Iterator[Example]:
    """The labelled pages of one file, in order; records without gold or without a block are left out."""
    source = path.name.split(".")[0]
    for record in read_records(path):
        fields = {name: str(record.get(name) or "") for name in ("id", "url", "html", "text", "page_type")}
        if not fields["html"] or not fields["text"]:
            continue
        document = segment(Page(content=fields["html"], id=fields["id"], url=fields["url"] or None, kind="html"))
        if isinstance(document, Refused) or not len(document):
            continue
        yield _example(document, fields, (source, weight))


def fold_of(document: Document, url: str, identity: str) -> tuple[str, int]:
    """(domain, fold) of a page; one without an address of its own goes by what its head says, else by its id."""
    head = document.head
    url = url or head.meta("og:url") or next((href for rel, href in head.links if rel == "canonical"), "")
    domain = registrable(url) if url else identity
    return domain, zlib.crc32(domain.encode()) % FOLDS


def _example(document: Document, record: dict[str, str], known: tuple[str, float]) -> Example:
    source, weight = known
    gold = record["text"]
    columns = document.columns
    labels = align(document.texts, gold, [columns.parent[element] for element in columns.element])
    domain, fold = fold_of(document, record["url"], record["id"])
    counts = np.array([len(tokens(text)) for text in document.texts], dtype=np.float32)
    page = features.read_page(document, features.WordModel(np.zeros(1 << words.BUCKET_BITS, np.int8)))
    _ = document.elements  # fetched before the nodes go: they hold the tree, and thousands of trees do not fit
    columns.node.clear()
    columns.first_node.clear()
    object.__setattr__(document, "tree", None)
    return Example(
        record["id"],
        source,
        record["page_type"] or ARTICLE,
        domain,
        fold,
        document,
        gold,
        labels.good,
        labels.usable,
        words.block_tokens(page.words),
        (weight * np.minimum(np.maximum(counts, 1), _MOST_WORDS) ** _POWER * labels.counted).astype(np.float32),
    )


def word_weight(example: Example) -> Floats:
    """Row weights for the word model."""
    return example.row_weight**_WORD_POWER
