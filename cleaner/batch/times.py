"""How long pages took: counted in bins that double, with the slowest of each bin by name."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

LAST_BIN = 20  # 17 minutes and more; a page's limit is seconds
NAMED = 3  # pages that are named for each bin
_URL_CHARACTERS = 300
_Slow = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pages that took from `low` milliseconds to twice that (the first one from nothing, the last one and more).

    slowest: (milliseconds, id, URL) of at most NAMED pages.
    """

    low: int
    pages: int
    slowest: tuple[_Slow, ...]


@dataclass(slots=True)
class Times:
    """Counts while a run goes on."""

    pages: dict[int, int] = field(default_factory=dict)
    slow: dict[int, tuple[_Slow, ...]] = field(default_factory=dict)

    def add(self, milliseconds: float, page_id: str, url: str | None) -> None:
        number = min(LAST_BIN, max(0, int(math.log2(milliseconds)))) if milliseconds >= 1 else 0
        one = (milliseconds, page_id, (url or "")[:_URL_CHARACTERS])
        self._put(number, 1, (one,))

    def merge(self, other: Times) -> None:
        for number, pages in other.pages.items():
            self._put(number, pages, other.slow[number])

    def bins(self) -> tuple[Bin, ...]:
        """From the first bin that holds pages to the last one."""
        if not self.pages:
            return ()
        numbers = range(min(self.pages), max(self.pages) + 1)
        return tuple(Bin(2**n if n else 0, self.pages.get(n, 0), self.slow.get(n, ())) for n in numbers)

    def to_json(self) -> dict[str, object]:
        return {str(n): {"pages": self.pages[n], "slowest": list(map(list, self.slow[n]))} for n in sorted(self.pages)}

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Times:
        """Raises KeyError, TypeError or ValueError where `state` is not what `to_json` gave."""
        slow = {int(n): tuple((float(ms), page, url) for ms, page, url in one["slowest"]) for n, one in state.items()}
        return cls({int(n): one["pages"] for n, one in state.items()}, slow)

    def _put(self, number: int, pages: int, slow: Iterable[_Slow]) -> None:
        self.pages[number] = self.pages.get(number, 0) + pages
        held = self.slow.get(number, ())
        self.slow[number] = tuple(heapq.nlargest(NAMED, (*held, *slow)))
