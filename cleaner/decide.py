"""Who wins where several rules claim the same text: the one place of precedence.

A site rule beats a pack, a pack beats a heuristic, and on one level `keep` beats `remove`; the stage that knows more
beats the one that knows less. What lost is remembered in `Removal.also`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    def rank(self) -> tuple[int, int, int]:
        """Higher wins."""
        return self.layer, self.certainty, self.removal is None


def decide(claims: Iterable[Claim]) -> tuple[Removal, ...]:
    """Disjoint removals in document order. A claim that is covered in part goes with the rest of it."""
    ordered = sorted(claims, key=lambda claim: claim.rank, reverse=True)
    taken = _Intervals()
    pieces: list[tuple[int, int, Claim]] = []
    also: dict[int, list[str]] = {}
    for claim in ordered:
        free, owners = taken.claim(claim.start, claim.end, len(pieces))
        for owner in owners:
            if pieces[owner][2].rule != claim.rule and claim.removal is not None:
                also.setdefault(owner, []).append(claim.rule)
        pieces.extend((start, end, claim) for start, end in free)
    out = [
        _final(claim.removal.moved_to(start, end), also.get(i, ()))
        for i, (start, end, claim) in enumerate(pieces)
        if claim.removal is not None
    ]
    return tuple(sorted(out, key=lambda removal: removal.start))


def _final(removal: Removal, also: Iterable[str]) -> Removal:
    return replace(removal, also=tuple(dict.fromkeys(also))) if also else removal


class _Intervals:
    """Disjoint half-open intervals with an owner each, in columns."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._owners: list[int] = []

    def claim(self, start: int, end: int, owner: int) -> tuple[list[tuple[int, int]], list[int]]:
        """The parts of [start, end) that were free and now belong to `owner`, `owner + 1` …; and who owns the rest."""
        at = bisect_right(self._starts, start)
        if at and self._ends[at - 1] > start:
            at -= 1
        free: list[tuple[int, int]] = []
        owners: list[int] = []
        position = start
        while at < len(self._starts) and self._starts[at] < end:
            owners.append(self._owners[at])
            if self._starts[at] > position:
                free.append((position, self._starts[at]))
            position = max(position, self._ends[at])
            at += 1
        if position < end:
            free.append((position, end))
        for i, (left, right) in enumerate(free):
            place = bisect_right(self._starts, left)
            self._starts.insert(place, left)
            self._ends.insert(place, right)
            self._owners.insert(place, owner + i)
        return free, owners
