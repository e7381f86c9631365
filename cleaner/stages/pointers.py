"""Inline pointers: "See also: <another story>" between paragraphs (text-stage.md, point 4)."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.rulebook.types import Phrase
from cleaner.textnorm import normalise
from cleaner.view import Finding, View

MOST_TOKENS = 32  # of a pointer; longer lines are sentences (taxonomy.yaml, inline_related)
LINKED = 0.5  # share of link characters that counts as a separator, where there is markup
_SEPARATED = re.compile(r"^\s*(?:[:|»→>›]|[-–—]\s)|^(?:\u00a0| {2,}|\s\u00a0|\n)")
_STOP = re.compile(r"[.。।۔]['\"”’»)]*\s*$")


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Pointer lines: a pointer phrase, a separator (or a link, or the same phrase twice), then something title-like."""
    pointers = {
        item: hit for item, hits in enumerate(view.hits) if (hit := _pointer(hits)) and _title_like(view, item, hit)
    }
    uses = Counter(hit.text for hit in pointers.values())
    found = []
    for item, hit in pointers.items():
        rest = _rest(view.texts[item], hit)
        if not rest.strip(" :»→>›|"):
            cause = "nothing but the pointer is on the line"
        elif _SEPARATED.search(rest) or hit.text.rstrip().endswith((":", "：", "|", "»", "→")):
            cause = "a separator stands after the pointer"
        elif view.linked[item] >= LINKED:
            cause = "the line is a link"
        elif uses[hit.text] >= 2:
            cause = f"the same pointer stands {uses[hit.text]} times"
        else:
            continue
        reason = f"Pointer to another story: {cause}, and what follows reads as a title"
        found.append(Finding(item, hit.label, hit.rule, reason, hit.action, hit.field, (f"phrase: {hit.text}",)))
    return found


def _pointer(hits: tuple[Phrase, ...]) -> Phrase | None:
    return next((hit for hit in hits if hit.label == "inline_related"), None)


def _title_like(view: View, item: int, hit: Phrase) -> bool:
    tokens, unspaced = view.counts[item]
    if tokens > MOST_TOKENS * (3 if unspaced else 1):
        return False
    return hit.match == "line" or not _STOP.search(view.texts[item][-12:])


def _rest(text: str, hit: Phrase) -> str:
    """What stands after the pointer phrase in the line as written."""
    if hit.match != "prefix":
        return ""
    wanted = hit.text.rstrip()
    for end in range(len(wanted), min(len(text), len(wanted) + 12) + 1):
        if normalise(text[:end]) == wanted:
            return text[end:]
    return text
