"""Bounded collections: an even sample of what comes by, and the first by some measure."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

# Knuth's linear congruential generator, MMIX.
_FACTOR, _STEP = 6_364_136_223_846_793_005, 1_442_695_040_888_963_407


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: a page, or a span of one. url, id: of the page. facts: short. text: of the span, or a sentence.

    label, action: of a span, for its colour.
    """

    id: str = ""
    url: str = ""
    facts: tuple[str, ...] = ()
    text: str = ""
    label: str = ""
    action: str = "drop"


@dataclass(slots=True)
class Sample:
    """At most `size` of all entries that came by, each as likely as the others, in the order in which they came."""

    size: int
    seen: int = 0
    _held: list[tuple[int, Entry]] = field(default_factory=list)
    _state: int = 1

    def add(self, make: Callable[[], Entry]) -> None:
        """`make` is called for those that are held only."""
        self.seen += 1
        if len(self._held) < self.size:
            self._held.append((self.seen, make()))
        elif self.size and (place := self._draw()) < self.size:
            self._held[place] = (self.seen, make())

    def _draw(self) -> int:
        """0 to seen - 1; equal runs draw alike. One number of state, since there is a sample for each rule."""
        self._state = (self._state * _FACTOR + _STEP) % 2**64
        return (self._state >> 33) % self.seen

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for _, entry in sorted(self._held, key=lambda pair: pair[0]))


@dataclass(slots=True)
class Top:
    """The `size` entries with the highest measure; of equal ones the first that came."""

    size: int
    _heap: list[tuple[float, int, Entry]] = field(default_factory=list)
    _seen: int = 0

    def takes(self, measure: float) -> bool:
        """Whether an entry of this measure would be held."""
        return len(self._heap) < self.size or measure > self._heap[0][0]

    def add(self, measure: float, entry: Entry) -> None:
        self._seen += 1
        item = (measure, -self._seen, entry)
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The highest first."""
        return tuple(entry for _, _, entry in sorted(self._heap, key=lambda item: item[:2], reverse=True))
