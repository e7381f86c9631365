"""`classify`: which blocks of a document are its article, how sure that is, and what kind of page it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import groups
from cleaner.classifier.chars import Floats
from cleaner.classifier.choice import choose
from cleaner.classifier.features import Page, read_page
from cleaner.classifier.model import ARTICLE, Model, shipped
from cleaner.classifier.pagetype import summary
from cleaner.document import Document


@dataclass(frozen=True)
class Verdict:
    """probability: float32 per block. keep: bool per block. confidence: 0 to 1, the calibrated expected word F1 of the kept
    blocks. page_type: one of the model's types, with its probability. page: the columns it was read from, for `explain` and
    `label_dropped`; no part of the value."""

    probability: NDArray[np.float32]
    keep: NDArray[np.bool_]
    confidence: float
    page_type: str
    page_type_confidence: float
    page: Page | None = field(default=None, compare=False, repr=False)


def classify(document: Document, title: str | None = None) -> Verdict:
    """The verdict of the shipped model; `title`: what the metadata holds for the headline, if it is known already."""
    return classify_with(shipped(), document, title)


def classify_with(model: Model, document: Document, title: str | None = None) -> Verdict:
    """The verdict of `model`: the network for articles speaks first; where the page is no article, that for other pages."""
    if not len(document):
        return Verdict(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=bool), 0.0, model.types[0], 0.0)
    page = read_page(document, model.words, title)
    rows = groups.matrix(page)
    words = page_words(page)
    probability = model.article.run(rows)
    keep, expected = choose(probability, words)
    kind, sure = page_type(model, summary(page, rows[groups.TAG_ROWS], keep, expected))
    if kind != ARTICLE:
        probability = model.other.run(rows)
        keep, expected = choose(probability, words)
    return Verdict(probability, keep, model.confidence(expected), kind, sure, page)


def page_words(page: Page) -> Floats:
    """Words of each block; a character counts as a word in scripts without spaces."""
    return np.diff(page.words.first).astype(np.float32)


def page_type(model: Model, row: Floats) -> tuple[str, float]:
    """(most likely type, its probability) for a row of `pagetype.summary`."""
    inputs = np.append(np.clip((row - model.type_mean) / model.type_scale, -4, 4), 1.0)
    logits = model.type_weights @ inputs
    shares = np.exp(logits - logits.max())
    best = int(logits.argmax())
    return model.types[best], float(shares[best] / shares.sum())
