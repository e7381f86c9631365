"""Folds by domain: every figure is of pages whose site the model never saw, word scores included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import groups
from cleaner.classifier.chars import Floats
from cleaner.classifier.choice import choose
from cleaner.classifier.examples import FOLDS, Example, word_weight
from cleaner.classifier.features import Page, WordModel, read_page
from cleaner.classifier.fitting import Settings, fit_network, fit_types, fit_words
from cleaner.classifier.model import ARTICLE, CLIP, Network
from cleaner.classifier.pagetype import summary
from cleaner.classifier.verdict import page_words

Say = Callable[[str], None]
_OTHERS_FOR_ARTICLES = 0.0  # weight of other pages in the network for articles: any cost .002 to .003 on press and news
_ARTICLES_FOR_OTHERS = 0.3  # weight of articles in the network for other pages
_OTHERS_FOR_WORDS = 0.3


@dataclass(frozen=True)
class OutOfFold:
    """What models that never saw its site say of each example; `types`: the page type found.

    networks: for each fold the networks for articles and for other pages that never saw it.
    """

    probability: list[Floats]
    keep: list[NDArray[np.bool_]]
    expected: Floats
    summaries: Floats
    types: list[str]
    networks: list[tuple[Network, Network]]


def _is_article(example: Example) -> bool:
    return example.page_type == ARTICLE


def fit_word_model(examples: list[Example], without: tuple[int, ...] = ()) -> WordModel:
    """The word model of all usable examples outside the folds `without`."""
    some = [e for e in examples if e.usable and e.fold not in without]
    weights = [word_weight(e) * (1 if _is_article(e) else _OTHERS_FOR_WORDS) for e in some]
    return fit_words([e.tokens for e in some], [e.good for e in some], weights)


class Learner:
    """Trains on folds. Holds the word models of all pairs of folds, so that no row is scored by words that saw its
    label."""

    def __init__(self, examples: list[Example], settings: Settings, say: Say) -> None:
        self.examples, self.settings, self.say = examples, settings, say
        pairs = [(a, b) for a in range(FOLDS) for b in range(a, FOLDS)]
        self.words = {pair: fit_word_model(examples, pair) for pair in pairs}
        say(f"word models: {len(pairs)}")

    def page(self, example: Example, fold: int | None) -> Page:
        """The page as its features are seen when `fold` is held out; None holds out the example's own fold only."""
        other = example.fold if fold is None else fold
        words = self.words[min(example.fold, other), max(example.fold, other)]
        return read_page(example.document, words)

    def rows(self, fold: int | None) -> list[Floats]:
        """Feature matrices of all examples, word scores out of fold."""
        return [groups.matrix(self.page(e, fold)) for e in self.examples]

    def networks(self, rows: list[Floats], without: tuple[int, ...]) -> tuple[Network, Network]:
        """The networks for articles and for other pages, trained on the usable examples outside `without`."""
        return (
            self._network(rows, without, (1.0, _OTHERS_FOR_ARTICLES)),
            self._network(rows, without, (_ARTICLES_FOR_OTHERS, 1.0)),
        )

    def _network(self, rows: list[Floats], without: tuple[int, ...], shares: tuple[float, float]) -> Network:
        some = [
            (r, e, share)
            for r, e in zip(rows, self.examples, strict=True)
            if e.usable and e.fold not in without and (share := shares[0] if _is_article(e) else shares[1]) > 0
        ]
        if not some:  # no page of the kind: the other network stands for both
            return self._network(rows, without, (1.0, 1.0))
        counted = [e.row_weight > 0 for _, e, _ in some]
        x = np.concatenate([r.T[c] for (r, _, _), c in zip(some, counted, strict=True)])
        good = np.concatenate([e.good[c] for (_, e, _), c in zip(some, counted, strict=True)]).astype(np.float32)
        weight = np.concatenate([e.row_weight[c] * share for (_, e, share), c in zip(some, counted, strict=True)])
        return fit_network(x, good, weight.astype(np.float32), self.settings)

    def out_of_fold(self) -> OutOfFold:
        """Cross-validates the whole: words, networks, page types."""
        count, networks = len(self.examples), []
        said: list[tuple[Floats, Floats]] = [(np.zeros(0, np.float32), np.zeros(0, np.float32))] * count
        for fold in range(FOLDS):
            rows = self.rows(fold)
            article, other = self.networks(rows, (fold,))
            networks.append((article, other))
            for i, e in enumerate(self.examples):
                if e.fold == fold:
                    said[i] = article.run(rows[i]).probability, other.run(rows[i]).probability
            self.say(f"fold {fold + 1} of {FOLDS}")
        summaries = np.stack([self._summary(e, p) for e, (p, _) in zip(self.examples, said, strict=True)])
        types = self._types(summaries)
        probability = [pair[0] if kind == ARTICLE else pair[1] for pair, kind in zip(said, types, strict=True)]
        chosen = [choose(p, page_words(self.page(e, None))) for e, p in zip(self.examples, probability, strict=True)]
        expected = np.array([value for _, value in chosen], dtype=np.float32)
        return OutOfFold(probability, [keep for keep, _ in chosen], expected, summaries, types, networks)

    def _summary(self, example: Example, probability: Floats) -> Floats:
        page = self.page(example, None)
        keep, expected = choose(probability, page_words(page))
        return summary(page, keep, expected)

    def _types(self, summaries: Floats) -> list[str]:
        known = [e.page_type for e in self.examples]
        found = [""] * len(known)
        folds = np.array([e.fold for e in self.examples])
        for fold in range(FOLDS):
            some = np.flatnonzero(folds != fold)
            mean, scale, weights, names = fit_types(summaries[some], [known[i] for i in some])
            for i in np.flatnonzero(folds == fold):
                inputs = np.append(np.clip((summaries[i] - mean) / scale, -CLIP, CLIP), 1.0)
                found[i] = names[int((weights @ inputs).argmax())]
        return found

    def words_of_all(self) -> WordModel:
        """The word model of all usable examples."""
        return fit_word_model(self.examples)
