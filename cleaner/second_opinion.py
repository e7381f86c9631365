"""trafilatura's opinion on where the body is, aligned to our blocks. The only door to trafilatura."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.document import Document

_WORD = re.compile(r"\w+")
SHINGLE = 4  # words; the unit of the public shingle metric
ENOUGH = 0.6  # share of a block's shingles that must stand in trafilatura's text
SHORT = 4  # words below which a block must equal one of its lines


def ask(document: Document) -> list[bool] | None:
    """For each block whether trafilatura keeps its text; None where it gives nothing or fails.

    The page is parsed again with huge_tree, since libxml2 stops at depth 256 in silence otherwise and all that lies
    deeper is lost (hazards.md). trafilatura swallows errors of memory and time itself.
    """
    from lxml import etree, html
    from trafilatura import extract  # 0.3 s to import, and most runs never ask

    try:
        tree = html.document_fromstring(
            document.source().encode("utf-8", "replace"), parser=html.HTMLParser(huge_tree=True, encoding="utf-8")
        )
    except (etree.ParserError, ValueError):
        return None
    text = extract(tree, include_comments=False, include_tables=True)
    return align(document, text) if text else None


def align(document: Document, text: str) -> list[bool]:
    """Which blocks of `document` hold the words of `text`, in one contiguous region."""
    lines = {" ".join(_WORD.findall(line.lower())) for line in text.split("\n")}
    words = _WORD.findall(text.lower())
    shingles = Counter(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    keep = [False] * len(document)
    long: list[int] = []
    for block, content in enumerate(document.texts):
        own = _WORD.findall(content.lower())
        if len(own) < SHORT:
            keep[block] = bool(own) and " ".join(own) in lines
            continue
        grams = [tuple(own[i : i + SHINGLE]) for i in range(len(own) - SHINGLE + 1)]
        hit = [gram for gram in grams if shingles[gram] > 0]
        if len(hit) >= ENOUGH * len(grams):
            keep[block] = True
            long.append(block)
            shingles.subtract(hit)
    if long:  # short lines count only among the long ones: a menu may hold the same word
        keep = [kept and long[0] - 2 <= block <= long[-1] + 2 for block, kept in enumerate(keep)]
    return keep
