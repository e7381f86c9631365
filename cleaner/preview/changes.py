"""What another set of rules does to a page: the text it gains and the text it loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.model import Removal
from cleaner.result import Result

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that changed sides. block, last: where it begins and ends on the page. rule: what took or takes
    it away."""

    text: str
    block: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True)
class Change:
    """One page's difference. gained: text that was removed and stays now. lost: text that stayed and goes now."""

    page: int
    gained: tuple[Passage, ...]
    lost: tuple[Passage, ...]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)

    @property
    def sizes(self) -> tuple[int, int]:
        """Characters gained and lost."""
        return sum(len(p.text) for p in self.gained), sum(len(p.text) for p in self.lost)


def change(page: int, before: Result, after: Result) -> Change:
    """The difference between two results of the same page; empty where the page could not be read."""
    if before.base != after.base:
        return Change(page, (), ())
    gained = _passages(before, before.removals, after.removals)
    lost = _passages(after, after.removals, before.removals)
    return Change(page, tuple(gained), tuple(lost))


def minus(spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """What `spans` cover and `others` do not; both ascending and disjoint.

    >>> list(minus([(0, 10)], [(2, 4), (9, 12)]))
    [(0, 2), (4, 9)]
    """
    at = 0
    for start, end in spans:
        while at < len(others) and others[at][1] <= start:
            at += 1
        position = start
        for low, high in others[at:]:
            if low >= end:
                break
            if low > position:
                yield position, low
            position = max(position, high)
        if position < end:
            yield position, end


def _passages(owner: Result, removals: Sequence[Removal], others: Sequence[Removal]) -> Iterator[Passage]:
    """The text under `removals` of `owner` that no removal of `others` covers, a passage a removal."""
    covered = [(other.start, other.end) for other in others]
    for removal in removals:
        for start, end in minus([(removal.start, removal.end)], covered):
            text = owner.base[start:end].strip()
            if text:
                skipped = len(owner.base[start:end]) - len(owner.base[start:end].lstrip())
                first = start + skipped
                yield Passage(text, _block(owner, first), _block(owner, first + len(text) - 1), removal.rule)


def _block(result: Result, offset: int) -> int:
    return max(0, result.document.block_at(offset)) if result.document is not None else 0
