"""`classify`: which blocks of a document are its article, how sure that is, and what kind of page it is."""

from __future__ import annotations

import weakref
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import groups
from cleaner.classifier.chars import Floats
from cleaner.classifier.choice import choose
from cleaner.classifier.features import BASE, Page, read_page
from cleaner.classifier.model import ARTICLE, Model, Network, Said, shipped
from cleaner.classifier.pagetype import UNTOLD, is_caseless, says_article, summary
from cleaner.document import Document

_SAYS_ARTICLE = 0.9  # expected F1 from which a page that calls itself an article is believed: half of the articles
MOST_BLOCKS = 20_000  # twice the nodes of the 99.9th percentile of real pages; the matrix then holds 30 MB
_PROSE = 0.7  # probability of prose where nothing more is asked
_SURE = 0.975  # share of articles among those, 474 of 486 pages


@dataclass(frozen=True)
class Verdict:
    """probability: float32 per block. keep: bool per block. confidence: 0 to 1, the calibrated expected word F1 of
    the kept blocks. page_type: one of the model's types, with its probability. page: the columns it was read from, for
    `explain` and `label_dropped`, and model: who said it; no part of the value."""

    probability: NDArray[np.float32]
    keep: NDArray[np.bool_]
    confidence: float
    page_type: str
    page_type_confidence: float
    page: Page | None = field(default=None, compare=False, repr=False)
    model: Model | None = field(default=None, compare=False, repr=False)


def classify(document: Document, title: str | None = None, model: Model | None = None) -> Verdict:
    """The verdict of `model`, or of the shipped one: the network for articles speaks first; where the page is no
    article, that for other pages. title: what the metadata holds for the headline, if it is known already."""
    model = model or shipped()
    if not len(document):
        return Verdict(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=bool), 0.0, model.types[0], 0.0)
    page = read_page(document, model.words, title)
    if len(document) > MOST_BLOCKS:
        return _by_hand(model, page)
    rows = groups.matrix(page)
    words = page_words(page)
    said = model.article.run(rows)
    keep, expected = choose(said.probability, words)
    if expected >= _SAYS_ARTICLE and says_article(document.head):
        kind, sure = ARTICLE, _SURE
    else:
        kind, sure = page_type(model, summary(page, keep, expected), is_caseless(page))
    if kind != ARTICLE:
        said = model.other.run(rows)
        keep, expected = choose(said.probability, words)
    _last.append((weakref.ref(page, lambda _: _last.clear()), said))
    return Verdict(said.probability, keep, model.confidence(expected), kind, sure, page, model)


def said_of(verdict: Verdict) -> tuple[Network, Said] | None:
    """The network that spoke, and what it said; None where none did. That of the page classified last is remembered
    while the page lives, since whoever explains a verdict mostly does so at once."""
    page = verdict.page
    if page is None or page.base.shape[1] > MOST_BLOCKS:
        return None
    model = verdict.model or shipped()
    network = model.article if verdict.page_type == ARTICLE else model.other
    for held, said in tuple(_last):  # other threads may put theirs there meanwhile
        if held() is page:
            return network, said
    return network, network.run(groups.matrix(page))


_last: deque[tuple[weakref.ref[Page], Said]] = deque(maxlen=1)


def _by_hand(model: Model, page: Page) -> Verdict:
    """The verdict on a page too long for the networks: prose is kept."""
    prose = page.base[BASE.index("good")] > 0
    probability = np.where(prose, _PROSE, 1 - _PROSE).astype(np.float32)
    return Verdict(probability, prose, model.confidence(0.0), ARTICLE, 0.0, page, model)


def page_words(page: Page) -> Floats:
    """Words of each block; a character counts as a word in scripts without spaces."""
    first = page.words.first
    return (first[1:] - first[:-1]).astype(np.float32)


def page_type(model: Model, row: Floats, caseless: bool = False) -> tuple[str, float]:
    """(most likely type, its probability) for a row of `pagetype.summary`. caseless: the script has no capitals, and
    what counts on them is taken for the mean."""
    inputs = np.append(np.clip((row - model.type_mean) / model.type_scale, -4, 4), 1.0)
    if caseless:
        inputs[UNTOLD] = 0
    logits = model.type_weights @ inputs
    shares = np.exp(logits - logits.max())
    best = int(logits.argmax())
    return model.types[best], float(shares[best] / shares.sum())
