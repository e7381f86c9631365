"""What one page adds to the counts of a first pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaner.survey.shingles import NO_SIGNATURE, Signature


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One distinct line of a page. text: as written. place: a selector of the element around it, "" where unknown."""

    key: int
    prose: bool
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page adds. key: see `page_key`. day: of publication, else of the crawl. whole, lead: signatures of its
    prose and of how that begins. prose: its lines, normalised. places: (selector, blocks within) of its elements.
    """

    key: int
    host: str
    day: date | None
    lines: tuple[LineFacts, ...]
    whole: Signature = NO_SIGNATURE
    lead: Signature = NO_SIGNATURE
    prose: str = ""
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """pages: counted, without near copies. folded: near copies of an earlier page of their host."""

    pages: int
    folded: int
    hosts: int


@dataclass(slots=True)
class HostSum:
    """A host as the database has it, and what the present batch adds."""

    id: int
    pages: int
    folded: int
    days: Days
    pages_before: int


@dataclass(slots=True)
class LineSum:
    """What the present batch adds to one line of a host."""

    line: LineFacts
    pages: int
    days: Days


Days = tuple[int | None, int | None]  # first and last, as ordinals


def span(days: Days, day: int | None) -> Days:
    """`days` widened so that `day` lies within."""
    if day is None:
        return days
    first, last = days
    return day if first is None else min(first, day), day if last is None else max(last, day)
