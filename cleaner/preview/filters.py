"""Which pages the list shows: by words, host, label, confidence, and by whether the edit changes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaner.preview.loading import Loaded
from cleaner.textnorm import normalise

Confidence = Literal["any", "low", "middling", "high"]
BOUNDS: dict[Confidence, tuple[float, float]] = {
    "any": (0.0, 1.0),
    "low": (0.0, 0.6),  # pipeline.LOW_CONFIDENCE: below it a page is flagged
    "middling": (0.6, 0.85),
    "high": (0.85, 1.0),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """All conditions hold together; "" and `any` let everything pass. words: each stands in address, title or body."""

    words: str = ""
    host: str = ""
    label: str = ""
    confidence: Confidence = "any"
    changed: bool = False


def select(pages: Iterable[Loaded], wanted: Filter, changed: frozenset[int] = frozenset()) -> tuple[Loaded, ...]:
    """The pages that pass, in their order. changed: numbers of the pages that the edit changes."""
    words = normalise(wanted.words).split()
    return tuple(page for page in pages if _passes(page, wanted, changed) and _says(page, words))


def hosts(pages: Sequence[Loaded]) -> tuple[str, ...]:
    """All hosts, the commonest first."""
    return _by_count(page.host for page in pages if page.host)


def labels(pages: Sequence[Loaded]) -> tuple[str, ...]:
    """All labels of removals, those on most pages first."""
    return _by_count(label for page in pages for label in {removal.label for removal in page.now.removals})


def _passes(page: Loaded, wanted: Filter, changed: frozenset[int]) -> bool:
    low, high = BOUNDS[wanted.confidence]
    return (
        (not wanted.host or page.host == wanted.host)
        and (not wanted.label or any(removal.label == wanted.label for removal in page.now.removals))
        and (low <= page.now.confidence < high or (high == 1.0 <= page.now.confidence))
        and (not wanted.changed or page.number in changed)
    )


def _says(page: Loaded, words: Sequence[str]) -> bool:
    if not words:
        return True
    said = normalise(f"{page.name} {page.title} {page.now.base}")
    return all(word in said for word in words)


def _by_count(names: Iterable[str]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
