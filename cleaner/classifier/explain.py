"""Why a block was dropped or kept: the two or three inputs that weighed most, in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

import numpy as np

from cleaner.classifier import groups
from cleaner.classifier.chars import Floats, Ints
from cleaner.classifier.groups import FEATURES
from cleaner.classifier.model import ARTICLE, Network, one_thread, shipped
from cleaner.classifier.verdict import Verdict

_MOST = 3  # facts of one explanation
_LEAST = 0.15  # share of the strongest fact's weight below which a further fact says nothing
_BASE: dict[str, str] = {
    "length": "its length",
    "words": "its number of words",
    "links": "the share of its text under links",
    "bold": "the share of its text in bold",
    "upper": "its share of capitals",
    "digits": "its share of digits",
    "ends_sentence": "how it ends (full stop or not)",
    "ends_colon": "a colon at its end",
    "starts_upper": "how it starts (capital or not)",
    "starts_digit": "a digit at its start",
    "sentences": "its number of sentences",
    "commas": "its commas",
    "marks": "signs such as | • ©",
    "word_length": "the length of its words",
    "broken": "line breaks within",
    "good": "whether it reads as prose",
    "heading": "being a heading",
    "item": "being a list item",
    "paragraph": "being a paragraph",
    "word_score": "its wording",
    "title_words": "the words it shares with the title",
    "description_words": "the words it shares with the page's description",
    "author_words": "the words it shares with the author's name",
    "data_words": "the words it shares with the articleBody of the page's JSON-LD",
    "title_cover": "how much of the title it repeats",
    "description_cover": "how much of the page's description it repeats",
    "data_body": "an articleBody in the page's JSON-LD",
    "repeats": "whether its text stands on the page twice",
    "one_of_many": "other text in the same element",
}
_CORE = {
    "90": "the element with most of the prose",
    "60": "the inner part of the prose",
    "30": "the densest prose",
    "0": "the prose",
}
_RANGE = {"0": "its element", "1": "the element above", "2": "two elements up", "3": "three elements up"}
_GROUPS: dict[str, str] = {
    "position": "its place on the page",
    "alike": "what blocks made like it are",
    "title": "where it stands to the title",
    "page": "the page as a whole",
    "last_heading": "the heading above it",
}


def phrase(feature: str) -> str:
    """A feature's name in words.

    >>> phrase("base.links")
    'the share of its text under links'
    """
    group, _, name = feature.partition(".")
    kind, _, rest = name.partition(".")
    if group == "base":
        return _BASE[name]
    if group == "tag":
        return f"its tag <{name}>"
    if group == "category":
        where = {"own": "its class or id", "near": "the nearest named element", "above": "an element around it"}[kind]
        return f"{where} {'is' if rest.startswith('<') else 'says'} {rest}"
    if group == "neighbour":
        return f"the block {'before' if kind.startswith('-') else 'after'} it: {_bare(rest)}"
    if group == "window":
        return f"the blocks around it: {_bare(rest)}"
    if group == "range":
        return (
            f"{_RANGE[kind]}: {_bare(rest[5:]) if rest.startswith('mean_') else 'its share of text, prose and links'}"
        )
    if group == "core":
        return f"where it stands to {_CORE[kind]}"
    return _GROUPS.get(group, name.replace("_", " "))


def _bare(name: str) -> str:
    return _BASE[name].removeprefix("its ").removeprefix("the ")


def weights(network: Network, columns: Floats) -> Floats:
    """What each input adds to the logit of each block, (blocks, features): the network is linear where it stands, so
    input times slope."""
    low, high, hidden, bias = network.folded
    inputs = np.maximum(columns, low)
    np.minimum(inputs, high, out=inputs)
    with one_thread():
        alive = (hidden @ inputs + bias) > 0
        slopes = (alive.T * network.out.ravel()) @ hidden / len(network.out)
    inputs -= network.mean[:, None]
    return np.asarray(inputs.T * slopes, dtype=np.float32)


def explain(verdict: Verdict, blocks: Sequence[int]) -> list[tuple[str, ...]]:
    """For each of `blocks` the two or three facts that weighed most for what happened to it, in words."""
    if verdict.page is None or not blocks:
        return [()] * len(blocks)
    model = verdict.model or shipped()
    network = model.article if verdict.page_type == ARTICLE else model.other
    chosen = list(blocks)
    pushes = weights(network, groups.matrix(verdict.page).take(chosen, axis=1))
    pushes *= np.where(verdict.keep[chosen], np.float32(1), np.float32(-1))[:, None]
    names, order, starts = _facts()
    sums = np.add.reduceat(pushes.take(order, axis=1), starts, axis=1)
    ranked, weighed = _strongest(sums)
    told = (weighed > 0) & (weighed >= _LEAST * weighed[:, :1])
    return [tuple(names[fact] for fact in facts) for facts in map(compress, ranked.tolist(), told.tolist())]


def _strongest(sums: Floats) -> tuple[Ints, Floats]:
    """The places of the largest of each row, in order, and what stands there; one by one is faster than sorting."""
    left, rows = sums.copy(), np.arange(len(sums))
    places = np.empty((len(sums), _MOST), dtype=np.int64)
    for nth in range(_MOST):
        places[:, nth] = left.argmax(axis=1)
        left[rows, places[:, nth]] = -np.inf
    return places, np.take_along_axis(sums, places, axis=1)


@lru_cache(maxsize=1)
def _facts() -> tuple[list[str], Ints, Ints]:
    """What inputs say in words, sorted; the inputs in that order, and where in it those of each fact begin."""
    phrases = [phrase(feature) for feature in FEATURES]
    order = sorted(range(len(phrases)), key=phrases.__getitem__)
    names = sorted(set(phrases))
    starts = np.searchsorted([phrases[place] for place in order], names)
    return names, np.array(order), starts
