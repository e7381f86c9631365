"""Where a block stands: on the page, under which heading, among blocks made alike, to the title."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats, Ints, fill
from cleaner.classifier.features import BASE, POOLED, Page
from cleaner.document.tags import TAG_IDS

_FAR = 99  # blocks beyond which the next good one does not matter
_NEVER = 1 << 40
_NONE = 6.0  # logarithm of the blocks to a heading that is not there


def position(page: Page, out: Floats) -> None:
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    good = page.good[1:] > page.good[:-1]
    after, before = _next(good) - at, at - _last(good)
    total, text = max(page.good[-1], 1.0), max(page.size[-1], 1.0)
    steps = (at, n - at, np.minimum(after, _FAR), np.minimum(before, _FAR), *_within(page, at))
    logs = fill(steps, np.empty((len(steps), n), dtype=np.float32))
    np.log1p(logs, out=logs)
    fill(
        (
            at / n,
            *logs[:2],
            page.good[:-1] / total,
            page.good[1:] / total,
            page.size[:-1] / text,
            *logs[2:4],
            (before < _FAR) & (after < _FAR),
            s.depth,
            *logs[4:],
        ),
        out,
    )


def _within(page: Page, at: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Blocks from the start and to the end of the block's element, and of the element above."""
    s = page.structure
    element, holder = s.element, s.holder
    first, stop = s.first.take, s.stop.take
    return at - first(element), stop(element) - 1 - at, at - first(holder), stop(holder) - 1 - at


def _last(marked: NDArray[np.bool_]) -> Ints:
    """The last marked place up to each one, far before the first one."""
    return np.maximum.accumulate(np.where(marked, np.arange(len(marked)), -_NEVER))


def _next(marked: NDArray[np.bool_]) -> Ints:
    """The first marked place from each one on, far behind the last one."""
    return np.minimum.accumulate(np.where(marked, np.arange(len(marked)), _NEVER)[::-1])[::-1]


def headings(page: Page, out: Floats) -> None:
    """What the last heading says, how far it is, and whether it stands in the same element."""
    s = page.structure
    out[:] = 0
    found = np.flatnonzero(page.is_heading)
    if not len(found):
        return
    at = np.arange(len(s.element))
    first = int(found[0])
    end = int(found[-1])
    last, following = _last(page.is_heading)[first:], _next(page.is_heading)[1 : end + 1]
    after, holder = at[first:], s.holder[last]
    out[1, :first], out[5, :first] = _NONE, -1
    out[2, :end], out[2, end:] = np.log1p(following - at[:end]), _NONE
    out[0, first:] = 1
    out[1, first:] = np.log1p(after - last)
    out[3, first:] = page.base[BASE.index("word_score")][last]
    out[4, first:] = page.base[BASE.index("title_words")][last]
    out[5, first:] = s.tag[last] - TAG_IDS["h1"]
    out[6, first:] = (s.first[holder] <= after) & (s.stop[holder] > after)
    out[7, first:] = (page.good[1:][first:] - page.good[last]) / max(page.good[-1], 1.0)
    out[8, first:] = s.depth[first:] - s.depth[last]
    out[9, first:] = page.base[BASE.index("links")][last]


_OF_SIBLINGS = [
    BASE.index(name) for name in ("length", "links", "ends_sentence", "good", "word_score", "repeats", "digits")
]


def siblings(page: Page, out: Floats) -> None:
    """What the blocks made alike are like: the votes of the template."""
    group, n = page.sibling, len(page.sibling)
    order = np.argsort(group, kind="stable")
    members = np.bincount(group)
    columns = np.empty((1 + len(_OF_SIBLINGS), n), dtype=np.float64)
    columns[0] = page.good[1:] - page.good[:-1]
    columns[1:] = page.base.take(_OF_SIBLINGS, axis=0)
    sums = np.add.reduceat(columns.take(order, axis=1), members.cumsum() - members, axis=1)
    good = sums[0]
    table = np.empty((3 + len(_OF_SIBLINGS), len(members)), dtype=np.float32)
    table[0] = np.log1p(members)
    table[1] = good / max(page.good[-1], 1.0)
    table[2] = 0
    table[2, good.argmax()] = page.good[-1] > 0
    table[3:] = sums[1:] / members
    table.take(group, axis=1, out=out, mode="clip")  # checking the places would buffer the result


def anchor(page: Page, out: Floats) -> None:
    """Where the title stands on the page: before it is hardly any body."""
    title, words = page.base[BASE.index("title_words")], page.base[BASE.index("words")]
    at = np.arange(len(title))
    match = title * np.minimum(words / 1.6, 1) + 0.3 * page.is_heading * (title > 0.5)
    best = int(match.argmax())
    found = match[best] > 0.6
    equal = (page.words.whole == page.words.whole[best]) & found
    fill(
        (
            found,
            (at == best) & found,
            equal,
            np.copysign(np.log1p(np.abs(at - best)), at - best) if found else 0,
            np.where(at >= best, (page.good[:-1] - page.good[best]) / max(page.good[-1], 1.0), -1) if found else -1,
        ),
        out,
    )


def totals(page: Page, out: Floats) -> None:
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
    out[:] = np.array(values)[:, None]
