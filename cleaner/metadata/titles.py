"""The title: the candidate that most of the page agrees on, without the site's name at its end.

Also `same_title`, by which the stages find copies of the title in the body.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

MAX_CHARS = 500  # characters of a title that are read
MAX_H1 = 12  # h1 elements compared; pages with more use them as decoration
AGREE = 0.5  # similarity (0 to 1) from which an h1 and the page's other titles speak of the same story
TITLE_WORDS = 3  # words from which a lone h1, or the rest of one after a kicker, is a title of its own
_SEPARATOR = re.compile(r"(\s+(?:[-|–—―·•»«:/›~⋆⎮│]|::|\|\|)\s+|\s*[|｜]\s*)")
_WORDS = re.compile(r"\w+")
_DROPPED = str.maketrans("", "", "'’‘ʼ´`\u00ad\u200b\u200c\u200d\ufeff")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")  # scripts that write no spaces between words


@dataclass(frozen=True, slots=True)
class Candidates:
    """The page's titles by where they stand, and the keys (`title_key`, no spaces) of the site's own names."""

    h1: tuple[str, ...] = ()
    named: tuple[str, ...] = ()  # JSON-LD headlines, og:title and their like: best first
    document: str = ""  # <title>
    site: frozenset[str] = frozenset()


def title_key(text: str) -> str:
    """`text` as titles are compared: case folded letters and digits, words parted by one space.

    >>> title_key("“It’s Over” – a Story")
    'its over a story'
    """
    return _key(text[:MAX_CHARS])


@lru_cache(maxsize=2048)  # one page asks for each of its titles several times
def _key(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DROPPED)
    return " ".join(_WORDS.findall(text.replace("'", "").replace("`", "").casefold()))


def same_title(a: str, b: str) -> float:
    """How alike two titles are, 0 to 1: the share of words they have in common (character pairs in Thai, Chinese, …).

    >>> same_title("The River Rises", "The river rises!")
    1.0
    """
    return _similarity(title_key(a), title_key(b))


def _similarity(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    left, right = _pieces(a), _pieces(b)
    shared = sum((left & right).values())
    return 2 * shared / (left.total() + right.total())


def _pieces(key: str) -> Counter[str]:
    if _UNSPACED.search(key):
        return Counter(first + second for first, second in pairwise(key))
    return Counter(key.split())


def best_title(candidates: Candidates) -> str | None:
    """The title readers see, as far as the page's other titles support it; None where the page has none at all."""
    site = candidates.site
    titles = (*candidates.named, candidates.document)
    known = {text: _own(text, site) for text in dict.fromkeys(titles)}
    others = [own for text in titles if (own := known[text])]  # twice over counts twice
    headings = list(dict.fromkeys(map(clean_title, candidates.h1[:MAX_H1])))
    heading = _best_heading([text for text in headings if _is_title(text, site)], others)
    if heading:
        return _without_kicker(without_site(heading, site), others)
    return _best_other(others) or clean_title(candidates.document) or None


def clean_title(text: str) -> str:
    """Entities resolved (pages escape twice), spaces collapsed, cut to MAX_CHARS."""
    text = text[:MAX_CHARS]
    return " ".join((html.unescape(text) if "&" in text else text).replace("\u00ad", "").split())


def _own(text: str, site: frozenset[str]) -> str:
    """A title without the site's name; "" where nothing else is in it."""
    text = clean_title(text)
    text = without_site(text, site) if _is_title(text, site) else ""
    return text if _is_title(text, site) else ""


def _is_title(text: str, site: frozenset[str]) -> bool:
    key = title_key(text).replace(" ", "")
    return bool(key) and key not in site


def _best_heading(headings: list[str], others: list[str]) -> str | None:
    """The h1 that the other titles support most; a lone h1 stands even where they were rewritten for search engines."""
    if not headings:
        return None
    keys = dict.fromkeys(map(title_key, others))
    scores = [max((_support(title_key(text), key) for key in keys), default=0.0) for text in headings]
    score = max(scores)
    best = headings[scores.index(score)]
    if score >= AGREE or not others:
        return best
    return best if len(set(headings)) == 1 and len(_pieces(title_key(best))) >= TITLE_WORDS else None


def _without_kicker(heading: str, others: list[str]) -> str:
    """The heading without a kicker that stands in the same h1 ("Floods – The River Rises"), where the page says so."""
    key = title_key(heading)
    for text in others:
        other = title_key(text)
        if key.endswith(f" {other}") and len(_pieces(other)) >= TITLE_WORDS:
            return text
    return heading


def _support(heading: str, other: str) -> float:
    """Similarity, or full support when one is the beginning or the end of the other (kickers, shortened titles)."""
    score = _similarity(heading, other)
    if score < AGREE and min(len(heading), len(other)) > 12 and (heading in other or other in heading):
        return AGREE
    return score


def _best_other(others: list[str]) -> str | None:
    """The title most others repeat; the first of equals."""
    if not others:
        return None
    counts = Counter(map(title_key, others))
    return max(others, key=lambda text: counts[title_key(text)])  # the first of those that are equal


def without_site(text: str, site: frozenset[str]) -> str:
    """`text` without leading or trailing parts that are the site's name: "A Story | The Gazette" to "A Story"."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) == 1:
        return text
    while len(pieces) > 1 and not _is_title(pieces[-1], site):
        pieces = pieces[:-2]
    while len(pieces) > 1 and not _is_title(pieces[0], site):
        pieces = pieces[2:]
    return "".join(pieces).strip()
