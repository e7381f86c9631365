"""Sections of other stories: "You may also like" and what follows it (text-stage.md, point 5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

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
REACH = ANCHOR_PAIR + ANCHOR_WINDOW  # items below an opener that may be something else to it than to one further up
MAX_SHARE = 0.4  # of the characters that a section may swallow without an anchor
TEASER_LINKED = 0.7  # share of link characters that makes a long line a teaser, where there is markup


@dataclass(frozen=True, slots=True)
class _Scan:
    """What the scan from an opener saw: items start+1 .. stop-1 belong to the section."""

    stop: int
    headlines: int
    anchored: bool


class _Walk:
    """Items sorted by what they are to an opener above the first of them; each list ascends.

    cards: where a headline stood for the second time. articles: prose of other stories. ends: what ends a section.
    """

    def __init__(self, view: View, items: range) -> None:
        self.cards: list[int] = []
        self.headlines: list[int] = []
        self.articles: list[int] = []
        self.ends: list[int] = []
        last_seen: dict[str, int] = {}
        for item in items:
            if view.headline[item]:
                norm = view.norms[item]
                is_card = item - last_seen.get(norm, -ANCHOR_PAIR - 1) <= ANCHOR_PAIR
                (self.cards if is_card else self.headlines).append(item)
                last_seen[norm] = item
            elif view.prose[item] or view.terminal[item]:
                if self.cards and item - self.cards[-1] <= ANCHOR_WINDOW:
                    self.articles.append(item)
                elif view.linked[item] < TEASER_LINKED and (view.body_prose[item] or _unclaimed(view, item)):
                    self.ends.append(item)


@dataclass(frozen=True, slots=True)
class _Below:
    """The items below an opener: what lies further off than REACH is the same for all openers, so that thousands of
    them do not cost a walk to the end each."""

    near: _Walk
    whole: _Walk
    far: int  # the first item that is read from `whole`

    def end(self, size: int) -> int:
        """The first item that ends the section; `size` where none does."""
        if self.near.ends:
            return self.near.ends[0]
        at = bisect_left(self.whole.ends, self.far)
        return self.whole.ends[at] if at < len(self.whole.ends) else size

    def count(self, kind: Callable[[_Walk], list[int]], stop: int) -> int:
        far = kind(self.whole)
        return bisect_left(kind(self.near), stop) + max(0, bisect_left(far, stop) - bisect_left(far, self.far))

    def first(self, kind: Callable[[_Walk], list[int]]) -> int:
        """The first of them, where there is one."""
        near, far = kind(self.near), kind(self.whole)
        return near[0] if near else far[bisect_left(far, self.far)]

    def last(self, kind: Callable[[_Walk], list[int]], stop: int) -> int:
        """The last of them before `stop`, -1 where there is none."""
        for items, first in ((kind(self.whole), self.far), (kind(self.near), 0)):
            at = bisect_left(items, stop) - 1
            if at >= 0 and items[at] >= first:
                return items[at]
        return -1


_CARDS: Callable[[_Walk], list[int]] = attrgetter("cards")
_HEADLINES: Callable[[_Walk], list[int]] = attrgetter("headlines")
_ARTICLES: Callable[[_Walk], list[int]] = attrgetter("articles")


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Openers with their sections; what was refused is reported by `candidates`."""
    found: list[Finding] = []
    after = 0
    for item, hit, scan in _scanned(view):
        if item < after:
            continue
        if _commit(view, item, scan):
            found.extend(_section(view, item, scan, hit))
            after = scan.stop
        elif _alone(view, item, scan):
            reason = f"{hit.why.rstrip('.')}; its links are gone, so only the heading is cut"
            found.append(Finding(item, hit.label, hit.rule, reason, evidence=(f"phrase: {hit.text}",)))
    return found


def candidates(view: View) -> int:
    """How many openers stand in the view whose section was refused; the page is flagged `candidate_section`."""
    return sum(not _commit(view, item, scan) and not _alone(view, item, scan) for item, _, scan in _scanned(view))


def _scanned(view: View) -> list[tuple[int, Phrase, _Scan]]:
    """The openers with what their scan saw."""
    openers = [(item, hit) for item in range(len(view)) if (hit := opener(view, item))]
    whole = _Walk(view, range(len(view) if openers else 0))
    return [(item, hit, _scan(view, whole, item)) for item, hit in openers]


def opener(view: View, item: int) -> Phrase | None:
    """The opener phrase of a short line without a full stop, or None."""
    tokens, unspaced = view.counts[item]
    if tokens > (OPENER_CHARACTERS if unspaced else OPENER_TOKENS) or (view.terminal[item] and view.prose[item]):
        return None
    if view.texts[item].rstrip().endswith((".", "。")):
        return None
    return next((hit for hit in view.hits[item] if hit.tier == "opener"), None)


def _scan(view: View, whole: _Walk, start: int) -> _Scan:
    far = min(start + 1 + REACH, len(view))
    below = _Below(_Walk(view, range(start + 1, far)), whole, far)
    end = stop = below.end(len(view))
    while _goes_on(view, stop, below, end):
        stop -= 1
    return _Scan(stop, below.count(_HEADLINES, end), below.count(_CARDS, end) > 0)


def _goes_on(view: View, stop: int, below: _Below, end: int) -> bool:
    """Whether the prose just before `stop` is our own story again: no further card follows it, and it ends within the
    page or is the only prose after several cards that had none."""
    if below.last(_ARTICLES, stop) != stop - 1:
        return False
    only = below.count(_CARDS, end) >= MANY_CARDS and below.first(_ARTICLES) > below.last(_CARDS, end)
    return stop < len(view) or only


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
    articles = frozenset(_Walk(view, range(start + 1, scan.stop)).articles)
    return [
        Finding(start, hit.label, hit.rule, heading, evidence=evidence),
        *(_member(view, item, articles, opened) for item in range(start + 1, scan.stop)),
    ]


def _member(view: View, item: int, articles: frozenset[int], opened: tuple[str, ...]) -> Finding:
    """The finding for one line of a section: by its own phrase where it has one, else by what it looks like."""
    own = next((h for h in view.hits[item] if h.tier in ("3", "2") and h.label != "timestamp"), None)
    if own is not None:
        reason = f"{own.why.rstrip('.')}; stands in a section of other stories"
        return Finding(item, own.label, own.rule, reason, own.action, own.field, opened)
    if item in articles:
        reason = "Text of another story, whose headline stands twice in this section"
        return Finding(item, "related_article", RULE, reason, evidence=opened)
    label, reason = "related_link", "Stands in a section of other stories"
    if opener(view, item):
        label, reason = "related_heading", "Heading within a section of other stories"
    elif view.separator[item]:
        label = "separator"
    return Finding(item, label, RULE, reason, evidence=opened)
