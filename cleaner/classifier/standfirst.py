"""The standfirst of a news article: body for newsrooms, a teaser for everybody else.

Out of fold, of the blocks chosen here 22 of 26 on press-dev and news-dev were body, and none of 10 on wcxb-dev, whose
annotators left them out; the network, trained on all three, drops them. Inputs that say "news" did not teach it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.features import BASE, Page
from cleaner.classifier.structure import BIT_NAMES
from cleaner.classifier.verdict import Verdict
from cleaner.document.tags import TAG_IDS
from cleaner.model import Head
from cleaner.textnorm import normalise

_NEWS = "NewsArticle"  # schema.org/NewsArticle and its kinds, such as ReportageNewsArticle
_REACH = 5  # blocks after the headline
_WORDS = (5, 60)
_LEAST = 0.1  # probability below which it is something else
_LINKED = 0.1  # share of characters under links
_COVER, _SHARE = 0.8, 0.6  # of the title's words in a copy of it, and of its words in the title
_SAID = 60  # characters by which a block is found in the page's description
_OTHERS = ("author", "date", "caption", "media", "ad", "newsletter", "share", "comment", "related")


def with_standfirst(page: Page, verdict: Verdict, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`keep` with the standfirst, where a news page has one that was dropped."""
    head = page.document.head
    if not keep.any() or not any(_NEWS in script for script in head.jsonld):
        return keep
    first = int(np.argmax(keep & (page.base[BASE.index("good")] > 0)))
    title = _headline(page, first)
    for block in range(title + 1, min(first, title + 1 + _REACH)) if title >= 0 else ():
        if not keep[block] and verdict.probability[block] >= _LEAST and _is_standfirst(page, block, head):
            out = keep.copy()
            out[block] = True
            return out
    return keep


def _headline(page: Page, before: int) -> int:
    """The last block before `before` that is the headline; -1 without one."""
    cover, share = page.base[BASE.index("title_cover")], page.base[BASE.index("title_words")]
    found = ((cover >= _COVER) & (share >= _SHARE)) | (page.structure.tag == TAG_IDS["h1"])
    places = np.flatnonzero(found[:before])
    return int(places[-1]) if len(places) else -1


def _is_standfirst(page: Page, block: int, head: Head) -> bool:
    words = int(page.words.first[block + 1] - page.words.first[block])
    if not _WORDS[0] <= words <= _WORDS[1] or page.base[BASE.index("links")][block] > _LINKED:
        return False
    bits = int(page.structure.own[block] | page.structure.near[block])
    if bits & _bits(_OTHERS):
        return False
    return bool(bits & _bits(("dek",))) or _is_described(page.document.texts[block], head)


def _is_described(text: str, head: Head) -> bool:
    said = normalise(head.meta("og:description", "description") or "")
    line = normalise(text)[:_SAID]
    return bool(line) and bool(said) and (line in said or said[:_SAID] in normalise(text))


@lru_cache(maxsize=8)
def _bits(names: tuple[str, ...]) -> int:
    return sum(1 << BIT_NAMES.index(name) for name in names)
