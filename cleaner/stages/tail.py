"""Tail peel: from the end while lines have any phrase or are separators (text-stage.md, point 6)."""

from __future__ import annotations

from dataclasses import replace

from cleaner.rulebook.types import Phrase
from cleaner.view import Finding, View, from_phrase

RULE = "heuristic/tail-separator"
_ORDER = {"3": 0, "meta": 1, "2": 2, "1": 3, "opener": 4}


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Lines at the end that a phrase claims, with the separators between them, in their order; the peel stops at the
    first other line."""
    found: list[Finding] = []
    below: tuple[str, ...] = ()  # rules that took the lines below, without which the peel had not come here
    for item in range(len(view) - 1, -1, -1):
        if item in taken:
            continue
        if view.separator[item]:
            reason = "A line without letters or digits at the end of the text"
            finding = Finding(item, "separator", RULE, reason, sure=True)
        elif hit := tail_hit(view, item):
            finding = from_phrase(item, hit, "at the end of the text")
        else:
            break
        found.append(replace(finding, evidence=(*finding.evidence, "below: " + ", ".join(below))) if below else finding)
        below = (*below, finding.rule) if finding.rule not in below else below
    found.reverse()
    if len(found) == len(view):  # nothing but tail is no tail
        return [finding for finding in found if finding.sure]
    return found


def tail_hit(view: View, item: int) -> Phrase | None:
    """The strongest phrase that may take this line from the end. How a sentence begins is not enough, unless the
    phrase is sure anywhere."""
    sentence = view.prose[item]
    usable = [
        hit
        for hit in view.hits[item]
        if hit.label != "inline_related"
        and not (sentence and (hit.tier in ("1", "opener") or (hit.match == "prefix" and hit.tier != "3")))
    ]
    return min(usable, key=lambda hit: _ORDER[hit.tier], default=None)
