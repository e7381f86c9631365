"""Doubtful islands far below the article: comments, teasers and notices that alone look like its last paragraphs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats, Ints
from cleaner.classifier.features import Page
from cleaner.classifier.model import ARTICLE
from cleaner.classifier.structure import BIT_NAMES
from cleaner.classifier.verdict import Verdict, page_words

# Out of fold on ../shared/benchmark none of what goes was body: 12 pages in 1,174 win by it and none loses. A gap of 5
# to 8 blocks, or a probability of .75 to .85, makes no difference; without asking for furniture seven pages lost,
# whose products and pictures stand between paragraphs.
GAP = 6  # dropped blocks with words above an island
SURELY = 0.1  # their mean probability at most
FURNISHED = 0.1  # share of them that stands in furniture at least; a long table with a button or two holds less
DOUBTFUL = 0.8  # mean probability of the island's words below which it goes
MOST = 0.5  # share of the kept words from which an island is a part of the story
# What ends an article; only blocks that are surely none of it count. Not "social": posts are embedded in stories.
_FURNITURE = sum(
    1 << BIT_NAMES.index(name)
    for name in "comment share newsletter account form footer nav sidebar <form> <footer> <nav>".split()
)


def without_islands(verdict: Verdict) -> NDArray[np.bool_]:
    """The blocks that `verdict` keeps; of an article, without the doubtful islands below its largest stretch, from the
    end up to the first one that is sure."""
    keep, page = verdict.keep, verdict.page
    if page is None or verdict.page_type != ARTICLE:
        return keep
    words = page_words(page)
    kept = np.flatnonzero(keep & (words > 0))
    starts = _stretches(kept, page, verdict.probability)
    if len(starts) < 2:
        return keep
    sizes = np.add.reduceat(words[kept], starts, dtype=np.float64)
    sure = np.add.reduceat((words * verdict.probability)[kept], starts, dtype=np.float64) / sizes
    goes = (sure < DOUBTFUL) & (sizes < MOST * sizes.sum())
    goes[: int(sizes.argmax()) + 1] = False
    stays = int(np.flatnonzero(~goes)[-1])
    if stays + 1 == len(starts):
        return keep
    out = keep.copy()
    out[kept[starts[stays + 1]] :] = False
    return out


def _stretches(kept: Ints, page: Page, probability: Floats) -> Ints:
    """Where in `kept` a stretch begins: no gap parts the blocks of one. Blocks without words do not count."""
    spoken = page_words(page) > 0
    furniture = (((page.structure.own | page.structure.near) & _FURNITURE) != 0) & (probability < SURELY) & spoken
    rows = np.cumsum(np.stack((spoken, probability * spoken, furniture)), axis=1, dtype=np.float64)
    number, said, marked = rows[:, kept[1:]] - rows[:, kept[:-1]]
    number -= 1  # the kept block below the gap is no part of it
    said -= probability[kept[1:]]
    marked -= furniture[kept[1:]]
    apart = (number >= GAP) & (said < SURELY * number) & (marked >= FURNISHED * number)
    return np.flatnonzero(np.concatenate((np.ones(min(len(kept), 1), dtype=bool), apart)))
