"""What a change of rules does to the pages of a dump: text that leaves the bodies, text that comes back, by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from cleaner.authoring.reading import read_saved
from cleaner.model import Page, Removal
from cleaner.pipeline import clean_prepared
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook

EXAMPLES = 3  # of a rule, the longest texts
PAGES_SHOWN = 10  # those that change most
EXAMPLE_CHARACTERS = 160
_MARK = "…"


@dataclass(frozen=True, slots=True)
class Example:
    """A text that changed sides: page (its id or address), and how it begins."""

    page: str
    text: str
    characters: int


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one rule takes more (lost) or less (gained) than before, in characters that are not white space. moved: that
    another rule took before, or takes now. pages: on which anything changes by it."""

    rule: str
    pages: int
    lost: int
    gained: int
    moved: int
    lost_examples: tuple[Example, ...] = ()
    gained_examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class PageEffect:
    """What a page loses and gains. before: characters of its body."""

    page: str
    before: int
    lost: int
    gained: int

    @property
    def share(self) -> float:
        """Per cent of its body that it loses."""
        return 100 * self.lost / self.before if self.before else 0.0


@dataclass(frozen=True, slots=True)
class Backtest:
    """The whole dump. before, after: characters of all bodies. rules: those with an effect, most lost first. worst: the
    pages that lose the largest share. skipped: pages that cannot be cleaned."""

    pages: int
    changed: int
    skipped: int
    before: int
    after: int
    lost: int
    gained: int
    rules: tuple[RuleEffect, ...]
    worst: tuple[PageEffect, ...]

    @property
    def share(self) -> float:
        """Per cent of all bodies that is lost."""
        return 100 * self.lost / self.before if self.before else 0.0


@dataclass(slots=True)
class _Count:
    pages: int = 0
    lost: int = 0
    gained: int = 0
    moved: int = 0
    last: str = ""
    lost_examples: list[Example] = field(default_factory=list)
    gained_examples: list[Example] = field(default_factory=list)

    def on(self, page: str) -> None:
        self.pages += self.last != page
        self.last = page


@dataclass(slots=True)
class _State:
    pages: int = 0
    changed: int = 0
    skipped: int = 0
    before: int = 0
    after: int = 0
    counts: dict[str, _Count] = field(default_factory=dict)
    worst: list[PageEffect] = field(default_factory=list)
    lost: int = 0
    gained: int = 0


def backtest(pages: Iterable[Page], before: Rulebook, after: Rulebook) -> Backtest:
    """Each page is read once and cleaned with both rule books; memory does not grow with the dump."""
    state = _State()
    for page in pages:
        prepared = read_saved(page)
        if isinstance(prepared, Result):
            state.skipped += 1
            continue
        old, new = (clean_prepared(prepared, book) for book in (before, after))
        state.pages += 1
        state.before += _size(old.text, 0, len(old.text))
        state.after += _size(new.text, 0, len(new.text))
        if old.removals != new.removals:
            _compare(page.url or page.id, old, new, state)
    effects = (_effect(rule, count) for rule, count in state.counts.items())
    return Backtest(
        state.pages,
        state.changed,
        state.skipped,
        state.before,
        state.after,
        state.lost,
        state.gained,
        tuple(sorted(effects, key=lambda one: (-one.lost, -one.gained, -one.moved, one.rule))),
        tuple(state.worst),
    )


def _compare(page: str, old: Result, new: Result, state: _State) -> None:
    lost = gained = 0
    for removal, start, end in _without(new.removals, old.removals):
        size = _size(old.base, start, end)
        if size:
            count = _count(state, removal.rule, page)
            count.lost += size
            _example(count.lost_examples, page, old.base[start:end])
            lost += size
    for removal, start, end in _without(old.removals, new.removals):
        size = _size(old.base, start, end)
        if size:
            count = _count(state, removal.rule, page)
            count.gained += size
            _example(count.gained_examples, page, old.base[start:end])
            gained += size
    _moved(page, old, new, state)
    if lost or gained:
        state.changed += 1
        state.lost += lost
        state.gained += gained
        state.worst.append(PageEffect(page, _size(old.text, 0, len(old.text)), lost, gained))
        state.worst.sort(key=lambda effect: (-effect.share, -effect.gained, effect.page))
        del state.worst[PAGES_SHOWN:]


def _moved(page: str, old: Result, new: Result, state: _State) -> None:
    """What both take, each by another rule."""
    at = 0
    for left in old.removals:
        while at < len(new.removals) and new.removals[at].end <= left.start:
            at += 1
        for right in _begun(new.removals[at:], left.end):
            start, end = max(left.start, right.start), min(left.end, right.end)
            if left.rule != right.rule and (size := _size(old.base, start, end)):
                for rule in (left.rule, right.rule):
                    _count(state, rule, page).moved += size


def _begun(removals: Sequence[Removal], end: int) -> Iterator[Removal]:
    return takewhile(lambda removal: removal.start < end, removals)


def _count(state: _State, rule: str, page: str) -> _Count:
    count = state.counts.setdefault(rule, _Count())
    count.on(page)
    return count


def _without(removals: Sequence[Removal], others: Sequence[Removal]) -> Iterator[tuple[Removal, int, int]]:
    """The pieces of `removals` that `others` leave alone; both are disjoint and in order."""
    at = 0
    for removal in removals:
        position = removal.start
        while at < len(others) and others[at].end <= position:
            at += 1
        look = at
        while look < len(others) and others[look].start < removal.end:
            if others[look].start > position:
                yield removal, position, others[look].start
            position = max(position, others[look].end)
            look += 1
        if position < removal.end:
            yield removal, position, removal.end


def _size(base: str, start: int, end: int) -> int:
    """Characters that are not white space: line ends between blocks change sides with their neighbours."""
    return sum(len(word) for word in base[start:end].split())


def _example(held: list[Example], page: str, text: str) -> None:
    flat = " ".join(text.split())
    shown = flat if len(flat) <= EXAMPLE_CHARACTERS else flat[:EXAMPLE_CHARACTERS].rstrip() + _MARK
    held.append(Example(page, shown, len(flat)))
    held.sort(key=lambda example: (-example.characters, example.page, example.text))
    del held[EXAMPLES:]


def _effect(rule: str, count: _Count) -> RuleEffect:
    examples = tuple(count.lost_examples), tuple(count.gained_examples)
    return RuleEffect(rule, count.pages, count.lost, count.gained, count.moved, *examples)
