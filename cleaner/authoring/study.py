"""Pages as rules are made from them: cleaned, with what each block is: story, boilerplate, or settled already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import accumulate
from urllib.parse import urlsplit

from cleaner.authoring.reading import read_saved
from cleaner.document import Document
from cleaner.model import Page, Removal
from cleaner.pipeline import Prepared, clean_prepared
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.fields import canonical_host
from cleaner.rulebook.ruleset import RuleSet
from cleaner.textnorm import normalise
from cleaner.view import View

SURE = 0.1  # probability of being body at or below which the classifier is certain that a block is none
BODY_SHARE = 0.9  # of the kept prose that the element of the body must hold
REPEATS = 3  # pages at least on which a text must stand to be a repeated one
REPEAT_SHARE = 0.3  # of the pages of a host, likewise


class Kind(Enum):
    """What is known of a block."""

    BODY = "kept, and on no other page"
    BOILERPLATE = "repeated, or dropped with certainty"
    SETTLED = "taken by a rule or moved to the metadata"
    UNSURE = "dropped without certainty"


@dataclass
class Studied:
    """One page with its result. name: the path or id that users know it by."""

    name: str
    prepared: Prepared
    result: Result
    kinds: tuple[Kind, ...] = field(default=(), repr=False)

    @property
    def document(self) -> Document:
        return self.prepared.document

    @property
    def host(self) -> str:
        """The host of the page's address, which may be its canonical one; "" where it has none."""
        return host_of(self.prepared.page.url)

    @cached_property
    def view(self) -> View:
        return View(self.document, range(len(self.document)), RuleSet())

    @cached_property
    def norms(self) -> tuple[str, ...]:
        return tuple(map(normalise, self.document.texts))

    @cached_property
    def removals(self) -> tuple[Removal | None, ...]:
        """What took each block whole, or most of it; None for what was kept."""
        out: list[Removal | None] = [None] * len(self.document)
        for removal in self.result.removals:
            first, last = self.document.block_at(removal.start), self.document.block_at(removal.end - 1)
            for block in range(max(0, first), last + 1):
                start, end = self.document.starts[block], self.document.end(block)
                if 2 * (min(end, removal.end) - max(start, removal.start)) > end - start:
                    out[block] = removal
        return tuple(out)

    @cached_property
    def body(self) -> range:
        """The blocks of the deepest element that holds nearly all prose that was kept."""
        document, kept = self.document, self.removals
        prose = (
            len(text) if is_prose and kept[block] is None else 0
            for block, (text, is_prose) in enumerate(zip(document.texts, self.view.prose, strict=True))
        )
        before = [0, *accumulate(prose)]
        columns = document.columns
        if not before[-1]:
            return range(0)
        holding = [
            element
            for element in range(len(columns.first))
            if before[columns.stop[element]] - before[columns.first[element]] >= BODY_SHARE * before[-1]
        ]
        deepest = holding[-1] if holding else 0
        return range(columns.first[deepest], columns.stop[deepest]) if holding else range(len(document))

    def kind(self, block: int) -> Kind:
        """What the block is; `study` has looked at all pages before."""
        return self.kinds[block]

    def certain(self, block: int) -> bool:
        """Whether the block was dropped, and the classifier or a stage that reads lines is certain of it."""
        removal, verdict = self.removals[block], self.result.verdict
        if removal is None:
            return False
        if removal.stage == "main_content" and verdict is not None:
            return float(verdict.probability[block]) <= SURE
        return True


def study(pages: Sequence[tuple[str, Page]], book: Rulebook) -> tuple[tuple[Studied, ...], tuple[str, ...]]:
    """All (name, page) that can be cleaned and are HTML, studied together; and a line for each of the others."""
    found: list[Studied] = []
    refused: list[str] = []
    for name, page in pages:
        prepared = read_saved(page)
        if isinstance(prepared, Result):
            refused.append(f"{name}: {prepared.reason}")
        elif prepared.document.kind != "html":
            refused.append(f"{name}: is plain text; selectors are made from HTML")
        else:
            found.append(Studied(name, prepared, clean_prepared(prepared, book)))
    repeated = _repeated(found)
    for page_ in found:
        page_.kinds = tuple(_kind(page_, block, repeated) for block in range(len(page_.document)))
    return tuple(found), tuple(refused)


def host_of(url: str | None) -> str:
    """The host of an address without `www.`; "" where it has none.

    >>> host_of("https://www.Example.com/a")
    'example.com'
    """
    try:
        return canonical_host(urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _repeated(pages: Sequence[Studied]) -> frozenset[str]:
    """Normalised texts that stand on several pages of the host."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update(set(page.norms))
    least = max(REPEATS, REPEAT_SHARE * len(pages))
    return frozenset(text for text, count in counts.items() if text and count >= least)


def _kind(page: Studied, block: int, repeated: frozenset[str]) -> Kind:
    removal = page.removals[block]
    if removal is not None and (removal.stage == "site_rules" or removal.action == "metadata"):
        return Kind.SETTLED
    if page.norms[block] in repeated or page.certain(block):
        return Kind.BOILERPLATE
    return Kind.BODY if removal is None else Kind.UNSURE
