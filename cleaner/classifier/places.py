"""Where a block stands: on the page, under which heading, among blocks made alike, to the title."""

from __future__ import annotations

import numpy as np

from cleaner.classifier.chars import Floats, fill
from cleaner.classifier.features import BASE, POOLED, Page
from cleaner.document.tags import TAG_IDS


def position(page: Page) -> Floats:
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    good = np.flatnonzero(np.diff(page.good) > 0)
    total, text = max(page.good[-1], 1.0), max(page.size[-1], 1.0)
    if len(good):
        place = np.searchsorted(good, at)
        after = np.where(place < len(good), good[np.minimum(place, len(good) - 1)] - at, 99)
        earlier = np.searchsorted(good, at, side="right") - 1
        before = np.where(earlier >= 0, at - good[np.maximum(earlier, 0)], 99)
    else:
        after = before = np.full(n, 99)
    return fill(
        (
            at / n,
            np.log1p(at),
            np.log1p(n - at),
            page.good[:-1] / total,
            page.good[1:] / total,
            page.size[:-1] / text,
            np.log1p(np.minimum(after, 99)),
            np.log1p(np.minimum(before, 99)),
            (before < 99) & (after < 99),
            s.depth,
            np.log1p(at - s.first[s.element]),
            np.log1p(s.stop[s.element] - 1 - at),
            np.log1p(at - s.first[s.parent[s.element]]),
            np.log1p(s.stop[s.parent[s.element]] - 1 - at),
        ),
        n,
    )


def headings(page: Page) -> Floats:
    """What the last heading says, how far it is, and whether it stands in the same element."""
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    found = np.flatnonzero(page.is_heading)
    if not len(found):
        return np.zeros((10, n), dtype=np.float32)
    place = np.searchsorted(found, at, side="right") - 1
    last = found[np.maximum(place, 0)]
    any_ = place >= 0
    following = found[np.minimum(place + 1, len(found) - 1)]
    score, title = page.base[BASE.index("word_score")], page.base[BASE.index("title_words")]
    last_parent = s.parent[s.element[last]]
    inside = (s.first[last_parent] <= at) & (s.stop[last_parent] > at)
    return fill(
        (
            any_,
            np.where(any_, np.log1p(np.maximum(at - last, 0)), 6),
            np.where(place + 1 < len(found), np.log1p(np.maximum(following - at, 0)), 6),
            np.where(any_, score[last], 0),
            np.where(any_, title[last], 0),
            np.where(any_, s.tag[last] - TAG_IDS["h1"], -1),
            any_ & inside,
            np.where(any_, (page.good[at + 1] - page.good[last]) / max(page.good[-1], 1.0), 0),
            np.where(any_, s.depth - s.depth[last], 0),
            np.where(any_, page.base[BASE.index("links")][last], 0),
        ),
        n,
    )


def siblings(page: Page) -> Floats:
    """What the blocks made alike are like: the votes of the template."""
    group = page.sibling
    members = np.bincount(group)
    good = np.bincount(group, weights=np.diff(page.good))
    rows = [
        np.log1p(members)[group],
        (good / max(page.good[-1], 1.0))[group],
        (good.argmax() == group) if page.good[-1] > 0 else np.zeros(len(group)),
    ]
    for name in ("length", "links", "ends_sentence", "good", "word_score", "repeats", "digits"):
        rows.append((np.bincount(group, weights=page.base[BASE.index(name)]) / members)[group])
    return fill(rows, len(page.structure.element))


def anchor(page: Page) -> Floats:
    """Where the title stands on the page: before it is hardly any body."""
    title, words = page.base[BASE.index("title_words")], page.base[BASE.index("words")]
    n = len(title)
    at = np.arange(n)
    match = title * np.minimum(words / 1.6, 1) + 0.3 * page.is_heading * (title > 0.5)
    best = int(match.argmax())
    found = match[best] > 0.6
    equal = (page.words.whole == page.words.whole[best]) & found
    return fill(
        (
            np.full(n, found),
            (at == best) & found,
            equal,
            np.where(found, np.sign(at - best) * np.log1p(np.abs(at - best)), 0),
            np.where(found & (at >= best), (page.good[:-1] - page.good[best]) / max(page.good[-1], 1.0), -1),
        ),
        n,
    )


def totals(page: Page) -> Floats:
    """The page as a whole, the same for each block."""
    n = page.base.shape[1]
    text = max(page.size[-1], 1.0)
    share = page.sums[:, -1] / n
    values = [
        np.log1p(n),
        np.log1p(page.size[-1]),
        np.log1p(page.good[-1]),
        page.good[-1] / text,
        page.linked[-1] / text,
        *(
            share[POOLED.index(name)]
            for name in ("heading", "item", "paragraph", "ends_sentence", "good", "repeats", "word_score")
        ),
    ]
    return np.repeat(np.array(values, dtype=np.float32)[:, None], n, axis=1)
