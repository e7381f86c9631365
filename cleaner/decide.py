"""Who wins where several rules claim the same text: the one place of precedence.

A site rule beats a pack, a pack beats a heuristic, and on one level `keep` beats `remove`; the stage that knows more
beats the one that knows less. What lost is remembered in `Removal.also`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from cleaner.model import Removal
from cleaner.rulebook.types import Layer


@dataclass(frozen=True, slots=True)
class Claim:
    """A removal that is proposed, or with `removal=None` a span [start, end) that must stay, for `rule`'s sake.

    certainty orders claims of one layer: 0 for main content, 1 for sections and zones, 2 for exact rules.
    """

    start: int
    end: int
    layer: Layer
    certainty: int
    rule: str
    removal: Removal | None = None

    @property
    def rank(self) -> int:
        """Higher wins: by layer, then by certainty, then what stays."""
        return self.layer << 3 | self.certainty << 1 | (self.removal is None)


@dataclass(slots=True)
class _Pieces:
    """What each claim got, strongest first; also: rules that wanted a piece, too, by the piece's number."""

    spans: list[tuple[int, int, Claim]]
    also: dict[int, list[str]]


def decide(claims: Iterable[Claim]) -> tuple[Removal, ...]:
    """Disjoint removals in document order. A claim that is covered in part goes with the rest of it."""
    pieces = _share_out(claims)
    also = pieces.also.get
    out = [
        _final(claim.removal.moved_to(start, end), also(i, ()))
        for i, (start, end, claim) in enumerate(pieces.spans)
        if claim.removal is not None
    ]
    return tuple(sorted(out, key=_start))


def removed_spans(claims: Iterable[Claim]) -> list[tuple[int, int]]:
    """The spans that `decide` would remove, in no order; at half its cost."""
    return [(start, end) for start, end, claim in _share_out(claims).spans if claim.removal is not None]


def _share_out(claims: Iterable[Claim]) -> _Pieces:
    taken = _Intervals()
    spans: list[tuple[int, int, Claim]] = []
    also: dict[int, list[str]] = {}
    for claim in sorted(claims, key=_rank, reverse=True):
        free, owners = taken.claim(claim.start, claim.end, len(spans))
        if claim.removal is not None:
            for owner in owners:
                if spans[owner][2].rule != claim.rule:
                    also.setdefault(owner, []).append(claim.rule)
        for start, end in free:
            spans.append((start, end, claim))
    return _Pieces(spans, also)


_rank = attrgetter("rank")
_start = attrgetter("start")


def _final(removal: Removal, also: Iterable[str]) -> Removal:
    return removal.noted(also=tuple(also)) if also else removal


class _Intervals:
    """Disjoint half-open intervals with an owner each, in columns."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._owners: list[int] = []

    def claim(self, start: int, end: int, owner: int) -> tuple[list[tuple[int, int]], list[int]]:
        """The parts of [start, end) that were free and now belong to `owner`, `owner + 1` …; and who owns the rest."""
        starts, ends = self._starts, self._ends
        at = bisect_right(starts, start)
        if at and ends[at - 1] > start:
            at -= 1
        elif start < end and (at == len(starts) or starts[at] >= end):  # free as a whole, as most claims are
            self._put(at, start, end, owner)
            return [(start, end)], []
        free: list[tuple[int, int]] = []
        owners: list[int] = []
        position = start
        while at < len(starts) and starts[at] < end:
            owners.append(self._owners[at])
            if starts[at] > position:
                free.append((position, starts[at]))
            position = max(position, ends[at])
            at += 1
        if position < end:
            free.append((position, end))
        for i, (left, right) in enumerate(free):
            self._put(bisect_right(starts, left), left, right, owner + i)
        return free, owners

    def _put(self, at: int, start: int, end: int, owner: int) -> None:
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        self._owners.insert(at, owner)
