"""Why a block was dropped or kept: the two or three inputs that weighed most, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from cleaner.classifier.chars import Floats, Ints
from cleaner.classifier.groups import FEATURES
from cleaner.classifier.model import Network, Said, one_thread
from cleaner.classifier.verdict import Verdict, said_of

_LEAST = 0.15  # share of the strongest fact's weight below which a further fact says nothing
_Ranked = tuple[int, float]  # a fact's place among the names, and what it weighed
_TOWARDS = np.array([[-1], [1]], dtype=np.float32)  # what a push is worth for a block that was dropped, and kept
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


def weights(network: Network, said: Said, blocks: Ints) -> Floats:
    """What each input adds to the logit of each of `blocks`, (blocks, features): a network is linear where it stands,
    so input times slope."""
    inputs = said.inputs.take(blocks, axis=1)
    inputs -= network.mean[:, None]
    alive = said.alive.take(blocks, axis=1) * network.outward
    with one_thread():
        slopes = alive.T @ network.folded[2]
    slopes *= inputs.T
    return slopes


def explain(verdict: Verdict, blocks: Sequence[int]) -> list[tuple[str, ...]]:
    """For each of `blocks` the two or three facts that weighed most for what happened to it, in words; none where no
    network spoke."""
    spoken = said_of(verdict) if blocks else None
    if spoken is None:
        return [()] * len(blocks)
    chosen = np.asarray(blocks)
    pushes = weights(*spoken, chosen)
    pushes *= _TOWARDS.take(verdict.keep.take(chosen), axis=0)
    names, order, starts = _facts()
    sums = np.add.reduceat(pushes.take(order, axis=1), starts, axis=1)
    return [_told(names, *row) for row in _strongest(sums)]


def _told(names: list[str], first: _Ranked, second: _Ranked, third: _Ranked) -> tuple[str, ...]:
    """The names of those that count; written out, since each removal asks for them."""
    least = _LEAST * first[1]
    if third[1] >= least and third[1] > 0:
        return names[first[0]], names[second[0]], names[third[0]]
    if second[1] >= least and second[1] > 0:
        return names[first[0]], names[second[0]]
    return (names[first[0]],) if first[1] > 0 else ()


def _strongest(sums: Floats) -> Iterator[tuple[_Ranked, _Ranked, _Ranked]]:
    """The three largest of each row, in order; they are taken out of `sums`. One by one is faster than sorting."""
    flat, first = sums.ravel(), np.arange(0, sums.size, sums.shape[1])

    def next_ones() -> Iterator[_Ranked]:
        places = sums.argmax(axis=1)
        at = places + first
        weights = flat.take(at)
        flat[at] = -np.inf
        return zip(places.tolist(), weights.tolist(), strict=True)

    return zip(next_ones(), next_ones(), next_ones(), strict=True)


@lru_cache(maxsize=1)
def _facts() -> tuple[list[str], Ints, Ints]:
    """What inputs say in words, sorted; the inputs in that order, and where in it those of each fact begin."""
    phrases = [phrase(feature) for feature in FEATURES]
    order = sorted(range(len(phrases)), key=phrases.__getitem__)
    names = sorted(set(phrases))
    starts = np.searchsorted([phrases[place] for place in order], names)
    return names, np.array(order), starts
