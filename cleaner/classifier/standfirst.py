"""The standfirst of an article: body for newsrooms, a teaser for everybody else.

The network, trained on pages of both, drops them; inputs that say "news" did not teach it. Out of fold, of the blocks
chosen on pages that call themselves news 25 of 27 on press-dev and news-dev were body, and none of 7 on wcxb-dev, whose
annotators left them out; on other pages all 6 on press-dev and 1 of 3 on wcxb-dev. Not chosen are short headings of the
third level and below, the subtitles of newsletter platforms: 5 of 13 were body.
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
_LEAST_WORDS = 3  # of one that is both named like a standfirst and the page's description
_SHORT = 25  # words of one on a page that is no news: longer ones are summaries for search engines, 9 of 10 no body
_LEAST = 0.1  # probability below which it is something else
_LINKED = 0.1  # share of characters under links
_COVER, _SHARE = 0.8, 0.6  # of the title's words in a copy of it, and of its words in the title
_SAID = 60  # characters by which a block is found in the page's description
_LONG = 20  # words from which such a heading is a standfirst all the same
_SUBTITLES = frozenset(TAG_IDS[tag] for tag in ("h3", "h4", "h5", "h6"))
_OTHERS = ("author", "date", "caption", "media", "ad", "newsletter", "share", "comment", "related", "hidden")


def with_standfirst(page: Page, verdict: Verdict, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`keep` with the standfirst, where a page has one that was dropped."""
    if not keep.any():
        return keep
    head = page.document.head
    news = any(_NEWS in script for script in head.jsonld)
    first = int(np.argmax(keep & (page.base[BASE.index("good")] > 0)))
    for title in _headlines(page, first):
        for block in range(title + 1, min(first, title + 1 + _REACH)):
            if not keep[block] and verdict.probability[block] >= _LEAST and _is_standfirst(page, block, news):
                out = keep.copy()
                out[block] = True
                return out
    return keep


def _headlines(page: Page, before: int) -> list[int]:
    """The blocks before `before` that are the headline or a copy of it, last one first: share buttons repeat it below
    the standfirst."""
    cover, share = page.base[BASE.index("title_cover")], page.base[BASE.index("title_words")]
    found = ((cover >= _COVER) & (share >= _SHARE)) | (page.structure.tag == TAG_IDS["h1"])
    places: list[int] = np.flatnonzero(found[:before])[::-1].tolist()
    return places


def _is_standfirst(page: Page, block: int, news: bool) -> bool:
    words = int(page.words.first[block + 1] - page.words.first[block])
    if not _LEAST_WORDS <= words <= (_WORDS[1] if news else _SHORT):
        return False
    bits = int(page.structure.own[block] | page.structure.near[block])
    named = bool(bits & _bits(("dek",)))
    if not (named or news) or bits & _bits(_OTHERS) or page.base[BASE.index("links")][block] > _LINKED:
        return False
    if words < _LONG and int(page.structure.tag[block]) in _SUBTITLES:
        return False
    if news and words >= _WORDS[0] and named:
        return True
    return (named or words >= _WORDS[0]) and _is_described(page.document.texts[block], page.document.head)


def _is_described(text: str, head: Head) -> bool:
    said = normalise(head.meta("og:description", "description") or "")
    line = normalise(text)[:_SAID]
    return bool(line) and bool(said) and (line in said or said[:_SAID] in normalise(text))


@lru_cache(maxsize=8)
def _bits(names: tuple[str, ...]) -> int:
    return sum(1 << BIT_NAMES.index(name) for name in names)
