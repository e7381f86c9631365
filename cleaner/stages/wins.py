"""Keep votes for blocks that the classifier is known to drop from articles: standfirsts, and code between paragraphs.

Both stand apart in the markup and look like furniture to it. A vote beats the heuristics, and no rule of the book.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cleaner.classifier import Verdict
from cleaner.document import BITS, TAG_IDS, Document
from cleaner.model import Metadata
from cleaner.textnorm import normalise
from cleaner.view import count_tokens, is_terminal

LEAD_RULE, CODE_RULE = "heuristic/standfirst", "heuristic/code"
# In English a standfirst is a subtitle, and of those that the classifier drops two in three were none of the body;
# in German, French, Spanish and Polish it is the first paragraph: 9 of 9 on ../shared/benchmark were body.
SUBTITLED = ("en", "und")
LEAD_TOKENS = (5, 70)
REACH = 6  # blocks below the headline or above the first paragraph
FIRST_PROSE = 25  # tokens of the paragraph before which a standfirst stands
LEAST_LEAD = 0.1  # probability below which a block that is named like one is a caption or a badge
LEAST_CODE = 0.1  # probability from which `pre` right after the last kept block is part of the article
MOST_LINKED = 0.2
SAID = 60  # characters by which a block is found in the page's description
_OTHERS = sum(BITS[name] for name in ("author", "date", "caption", "media", "ad", "newsletter", "share", "comment"))
_HEADINGS = {TAG_IDS[tag] for tag in ("h1", "h2", "h3")}
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")


def leads(
    document: Document, verdict: Verdict | None, kept: Collection[int], facts: Metadata, language: str
) -> list[int]:
    """The dropped standfirst of an article that is not in English: at most one block."""
    if verdict is None or language in SUBTITLED or not kept:
        return []
    first = next((block for block in sorted(kept) if _is_paragraph(document, block)), 0)
    headline = _headline(document, first, facts.title or "")
    said = normalise(document.head.meta("og:description", "description") or "")
    for block in range(headline + 1, first) if headline >= 0 else ():
        near = block <= headline + REACH or block >= first - REACH
        if near and block not in kept and _is_lead(document, block, float(verdict.probability[block]), said):
            return [block]
    return []


def code(document: Document, verdict: Verdict | None, kept: Collection[int]) -> list[int]:
    """The dropped `pre` blocks amid the kept blocks, but for line numbers, and those right below the last one.

    Out of fold, 65 to 77 of 115 such blocks amid articles stood in the known body, and 19 of 32 amid documentation,
    however sure the network was that they are none; many of these bodies leave all code out.
    """
    if verdict is None or not kept or TAG_IDS["pre"] not in document.columns.tag_id:
        return []
    found: list[int] = []
    first, last = min(kept), max(kept)
    for block in range(first + 1, len(document)):
        if block in kept or document.tag(block) != "pre":
            continue
        below = block - 1 in kept or (found and found[-1] == block - 1)
        if block < last:
            is_code = _LETTER.search(document.texts[block]) is not None
        else:
            is_code = bool(below) and float(verdict.probability[block]) >= LEAST_CODE
        if is_code:
            found.append(block)
    return found


def _is_paragraph(document: Document, block: int) -> bool:
    text = document.texts[block]
    if document.columns.tag_id[document.columns.element[block]] in _HEADINGS or not is_terminal(text):
        return False
    tokens, unspaced = count_tokens(text)
    return tokens >= FIRST_PROSE * (3 if unspaced else 1)


def _headline(document: Document, before: int, title: str) -> int:
    """The last block before `before` that is an `h1` or equals the title; -1 without one."""
    wanted = normalise(title)
    for block in range(before - 1, -1, -1):
        if document.tag(block) == "h1" or (wanted and normalise(document.texts[block]) == wanted):
            return block
    return -1


def _is_lead(document: Document, block: int, probability: float, said: str) -> bool:
    text, columns = document.texts[block], document.columns
    tokens, unspaced = count_tokens(text)
    if not LEAD_TOKENS[0] <= tokens // (3 if unspaced else 1) <= LEAD_TOKENS[1]:
        return False
    element = columns.element[block]
    bits = document.elements.bits[element] | document.elements.bits[columns.parent[element]]
    if bits & _OTHERS or columns.linked[block] > MOST_LINKED * len(text):
        return False
    line = normalise(text)
    named = bool(bits & BITS["dek"]) and probability >= LEAST_LEAD
    return named or bool(said and line and (line[:SAID] in said or said[:SAID] in line))
