"""Sections of other stories: "You may also like" and what follows it (text-stage.md, point 5)."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.rulebook.types import Phrase
from cleaner.view import Finding, View

RULE = "heuristic/section"
OPENER_TOKENS = 9  # of an opener line (text-stage.md)
OPENER_CHARACTERS = 24  # the same for scripts without spaces
ANCHOR_PAIR = 3  # items within which a headline stands twice and so anchors a card; a box that is repeated is no card
MANY_CARDS = 3  # cards without prose that make the prose after the last of them no card's story
ANCHOR_WINDOW = 12  # items after an anchor within which prose is the card's story (text-stage.md)
MIN_PROSE_BEFORE = 2  # prose lines before a section that runs to the end
EARLY_SHARE, EARLY_PROSE = 0.3, 3  # no section opens before 30 % with fewer than three prose lines before
MAX_SHARE = 0.4  # of the characters that a section may swallow without an anchor
TEASER_LINKED = 0.7  # share of link characters that makes a long line a teaser, where there is markup


@dataclass(frozen=True, slots=True)
class _Scan:
    """What the scan from an opener saw: items start+1 .. stop-1 belong to the section."""

    stop: int
    headlines: int
    anchored: bool
    articles: frozenset[int]  # items that are prose of other stories


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Openers with their sections; what was refused is reported by `candidates`."""
    found: list[Finding] = []
    item = 0
    while item < len(view):
        if hit := opener(view, item):
            scan = _scan(view, item)
            if _commit(view, item, scan):
                found.extend(_section(view, item, scan, hit))
                item = scan.stop
                continue
            if _alone(view, item, scan):
                reason = f"{hit.why.rstrip('.')}; its links are gone, so only the heading is cut"
                found.append(Finding(item, hit.label, hit.rule, reason, evidence=(f"phrase: {hit.text}",)))
        item += 1
    return found


def candidates(view: View) -> int:
    """How many openers stand in the view whose section was refused; the page is flagged `candidate_section`."""
    return sum(
        1
        for item in range(len(view))
        if opener(view, item) and not _commit(view, item, scan := _scan(view, item)) and not _alone(view, item, scan)
    )


def opener(view: View, item: int) -> Phrase | None:
    """The opener phrase of a short line without a full stop, or None."""
    tokens, unspaced = view.counts[item]
    if tokens > (OPENER_CHARACTERS if unspaced else OPENER_TOKENS) or (view.terminal[item] and view.prose[item]):
        return None
    if view.texts[item].rstrip().endswith((".", "。")):
        return None
    return next((hit for hit in view.hits[item] if hit.tier == "opener"), None)


def _scan(view: View, start: int) -> _Scan:
    last_seen: dict[str, int] = {}
    cards: list[int] = []  # items where a headline stood for the second time
    headlines, articles = 0, set()
    item = start + 1
    while item < len(view):
        if view.headline[item]:
            norm = view.norms[item]
            if item - last_seen.get(norm, -ANCHOR_PAIR - 1) <= ANCHOR_PAIR:
                cards.append(item)
            else:
                headlines += 1
            last_seen[norm] = item
        elif view.prose[item] or view.terminal[item]:
            if cards and item - cards[-1] <= ANCHOR_WINDOW:
                articles.add(item)
            elif view.linked[item] < TEASER_LINKED and (view.body_prose[item] or _unclaimed(view, item)):
                break
        item += 1
    while _goes_on(view, item, cards, articles):
        item -= 1
    return _Scan(item, headlines, bool(cards), frozenset(i for i in articles if i < item))


def _goes_on(view: View, stop: int, cards: list[int], articles: set[int]) -> bool:
    """Whether the prose just before `stop` is our own story again: no further card follows it, and it ends within the
    page or is the only prose after several cards that had none."""
    if stop - 1 not in articles:
        return False
    return stop < len(view) or (len(cards) >= MANY_CARDS and min(articles) > cards[-1])


def _unclaimed(view: View, item: int) -> bool:
    """A sentence that neither a phrase nor a missing letter marks as part of a card."""
    return not view.hits[item] and not view.separator[item]


def _commit(view: View, start: int, scan: _Scan) -> bool:
    before = view.prose_before[start]
    if start < EARLY_SHARE * len(view) and before < EARLY_PROSE:
        return False
    if scan.stop == len(view):
        if before < MIN_PROSE_BEFORE:
            return False
    elif scan.headlines < 2:
        return False
    if scan.anchored:
        return True
    swallowed = view.size_before[scan.stop] - view.size_before[start]
    return swallowed <= MAX_SHARE * view.size_before[-1]


def _alone(view: View, start: int, scan: _Scan) -> bool:
    """One headline after the opener: extractors drop the links and leave the heading; the title-like line is a
    subhead."""
    return scan.headlines == 1 and scan.stop < len(view) and view.prose_before[start] >= EARLY_PROSE


def _section(view: View, start: int, scan: _Scan, hit: Phrase) -> list[Finding]:
    held = {h.rule for item in range(start + 1, scan.stop) for h in view.hits[item]}
    holds = ("holds: " + ", ".join(sorted(held)),) if held else ()
    heading = f"{hit.why.rstrip('.')}; opens a section of {scan.stop - start - 1} lines"
    evidence = (f"phrase: {hit.text}", *holds)
    opened = (f"opened by: {view.texts[start].strip()[:80]}", f"opener rule: {hit.rule}", *holds)
    return [
        Finding(start, hit.label, hit.rule, heading, evidence=evidence),
        *(_member(view, item, scan, opened) for item in range(start + 1, scan.stop)),
    ]


def _member(view: View, item: int, scan: _Scan, opened: tuple[str, ...]) -> Finding:
    """The finding for one line of a section: by its own phrase where it has one, else by what it looks like."""
    own = next((h for h in view.hits[item] if h.tier in ("3", "2") and h.label != "timestamp"), None)
    if own is not None:
        reason = f"{own.why.rstrip('.')}; stands in a section of other stories"
        return Finding(item, own.label, own.rule, reason, own.action, own.field, opened)
    if item in scan.articles:
        reason = "Text of another story, whose headline stands twice in this section"
        return Finding(item, "related_article", RULE, reason, evidence=opened)
    label, reason = "related_link", "Stands in a section of other stories"
    if opener(view, item):
        label, reason = "related_heading", "Heading within a section of other stories"
    elif view.separator[item]:
        label = "separator"
    return Finding(item, label, RULE, reason, evidence=opened)
