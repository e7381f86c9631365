"""Phrases of the packs, by tier (text-stage.md, point 3).

3: anywhere. 2: in head or tail, or next to a removed line. 1: in head or tail *and* next to a removed line. meta: in
head or tail, times also below the standfirst; the line moves to metadata. Openers are the business of `sections`,
pointers of `pointers`.
"""

from __future__ import annotations

from dataclasses import replace

from cleaner.rulebook.types import Phrase
from cleaner.view import HEAD_LINES, Finding, View, from_phrase

_BADGES = ("reading_time", "timestamp")


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings for phrase lines, given the items that earlier stages took (they only count as neighbours)."""
    found: dict[int, Finding] = {}
    for item, hits in enumerate(view.hits):
        if (hit := _strongest(hits, "3")) and _may_go_anywhere(view, item, hit):
            found[item] = from_phrase(item, hit, "where it stands")
    grew = True
    while grew:  # a line that goes makes its neighbours' weaker phrases count
        grew = False
        for item, hits in enumerate(view.hits):
            if item in found or item in taken or not hits:
                continue
            if finding := _by_zone(view, item, hits, found.keys() | taken):
                beside = {found[i].rule for i in (item - 1, item + 1) if i in found}
                found[item] = replace(
                    finding, evidence=(*finding.evidence, *(f"beside: {rule}" for rule in sorted(beside)))
                )
                grew = True
    return list(found.values())


def _may_go_anywhere(view: View, item: int, hit: Phrase) -> bool:
    """Whole lines and patterns are exact; how a sentence begins says little about it, unless it stands after the
    text. What a program prints may be in any words."""
    if view.document.tag(view.blocks[item]) == "pre":
        return False
    return hit.match != "prefix" or not view.prose[item] or view.in_tail(item)


def _by_zone(view: View, item: int, hits: tuple[Phrase, ...], gone: set[int]) -> Finding | None:
    head, tail = view.in_head(item), view.in_tail(item)
    beside = item - 1 in gone or item + 1 in gone
    if (hit := _strongest(hits, "meta")) and (head or tail):
        return from_phrase(item, hit, "before the text" if head else "after the text")
    if hit and _is_badge(view, item, hit):
        return from_phrase(item, hit, "below the standfirst")
    if (hit := _strongest(hits, "2")) and (head or tail or (beside and not view.prose[item])):
        return from_phrase(
            item, hit, "before the text" if head else "after the text" if tail else "next to a removed line"
        )
    if (hit := _strongest(hits, "1")) and (head or tail) and beside:
        return from_phrase(item, hit, "outside the text, next to a removed line")
    return None


def _is_badge(view: View, item: int, hit: Phrase) -> bool:
    """Whether the line is the time or the reading time of an article, below its standfirst: the only such line of the
    page, so that entries of a live ticker or a chronology stay. A text may have lost the others elsewhere."""
    if view.document.kind != "html" or hit.label not in _BADGES or item >= HEAD_LINES or view.prose_before[item] > 1:
        return False
    same = sum(any(other.label == hit.label for other in hits) for hits in view.hits)
    return same == 1 and not view.heading[item]


def _strongest(hits: tuple[Phrase, ...], tier: str) -> Phrase | None:
    return next((hit for hit in hits if hit.tier == tier and hit.label != "inline_related"), None)
