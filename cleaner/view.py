"""The lines a text stage looks at, with their features: all lines of a text, or the blocks of a page that may be
body.

Everything is read in the normalised view (text-stage.md, points 1 and 2); offsets stay those of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from cleaner.document import Document
from cleaner.model import Action
from cleaner.rulebook.phrases import bare_line
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Phrase
from cleaner.survey import NOTHING_KNOWN, Known
from cleaner.textnorm import normalise

PROSE_TOKENS = 12  # tokens of a sentence that counts as prose (taxonomy.yaml, head)
LONG_PROSE_TOKENS = 40  # tokens that are prose whatever the line ends in (text-stage.md, point 2)
PROSE_CHARACTERS = 30  # the same for scripts without spaces
LONG_PROSE_CHARACTERS = 100
HEADLINE_TOKENS = (3, 40)  # tokens of a title-like line (text-stage.md, point 2)
HEADLINE_CHARACTERS = (6, 90)
MATCHED_CHARACTERS = 600  # of a line that are normalised and matched; no phrase or credit is longer
HEAD_LINES = 8  # lines at most before the first prose line (taxonomy.yaml)

_TERMINAL = re.compile(r"[.!?。．！？…؟۔।॥]['\"”’»›）)\]」』】*]*\s*$")
_FULL_STOP = re.compile(r"(?<!\.)[.。．۔।]['\"”’»›）)\]」』】]*\s*$")
_WORD = re.compile(r"[^\W_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def count_tokens(text: str) -> tuple[int, bool]:
    """Tokens of a line, and whether its script writes no spaces, when a token is a character."""
    if not text.isascii() and _UNSPACED.search(text):
        unspaced = len(_UNSPACED.findall(text))
        if unspaced * 3 > len(text):
            return unspaced, True
    if text.isprintable() and "  " not in text:  # with no white space but single U+0020, in a tenth of the time
        text = text.strip(" ")
        return text.count(" ") + bool(text), False
    return len(text.split()), False


def is_terminal(text: str) -> bool:
    """True where the line ends as a sentence does, in any script."""
    return _TERMINAL.search(text[-12:]) is not None


@dataclass(frozen=True)
class View:
    """Some blocks of a document as lines. All columns are parallel; an index into them is an *item*.

    blocks: the block of each item. title: the page's own title, "" where unknown (always for text input). known: the
    normalised lines of blocks that another view of this document has read; give it the same dict to share them.
    survey: what a first pass over the dump knows of the page's site. authors: whom its metadata names.
    """

    document: Document
    blocks: Sequence[int]
    rules: RuleSet
    title: str = ""
    section: str = ""
    known: dict[int, str] = field(default_factory=dict, compare=False, repr=False)
    survey: Known = NOTHING_KNOWN
    authors: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.blocks)

    @cached_property
    def texts(self) -> list[str]:
        return [self.document.texts[block] for block in self.blocks]

    @cached_property
    def norms(self) -> list[str]:
        known, texts = self.known, self.document.texts
        for block in self.blocks:
            if block not in known:
                known[block] = normalise(texts[block][:MATCHED_CHARACTERS])
        return [known[block] for block in self.blocks]

    @cached_property
    def bare(self) -> list[str]:
        """The normalised lines without what may trail a phrase: colons, arrows, counts."""
        return [bare_line(norm) for norm in self.norms]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """All normalised lines, bare and whole."""
        return frozenset(self.norms) | frozenset(self.bare)

    @cached_property
    def joined(self) -> str:
        """All normalised lines, each after a newline: one search tells whether any begins in a certain way."""
        return "\n" + "\n".join(self.norms)

    @cached_property
    def _matched(self) -> list[tuple[Phrase, ...]]:
        return list(map(self.rules.phrases.lookup, self.norms))

    @cached_property
    def hits(self) -> list[tuple[Phrase, ...]]:
        """The phrases each item matches, strongest pack first; those under test are left out."""
        return [tuple(hit for hit in found if hit.status != "testing") for found in self._matched]

    @cached_property
    def tested(self) -> list[tuple[int, Phrase]]:
        """Items with the phrases under test that they match: observed, never cut."""
        return [(item, hit) for item, found in enumerate(self._matched) for hit in found if hit.status == "testing"]

    @cached_property
    def counts(self) -> list[tuple[int, bool]]:
        return [count_tokens(text) for text in self.texts]

    @cached_property
    def prose_before(self) -> list[int]:
        """How many items of body prose stand before each item; one more entry for the end."""
        return [0, *accumulate(map(int, self.body_prose))]

    @cached_property
    def size_before(self) -> list[int]:
        """Characters of the items before each item; one more entry for the end."""
        return [0, *accumulate(map(len, self.texts))]

    @cached_property
    def terminal(self) -> list[bool]:
        return [is_terminal(text) for text in self.texts]

    @cached_property
    def prose(self) -> list[bool]:
        """A sentence of 12 tokens (30 characters), or 40 tokens (100 characters) whatever they end in."""
        return [
            n >= (LONG_PROSE_CHARACTERS if unspaced else LONG_PROSE_TOKENS)
            or (end and n >= (PROSE_CHARACTERS if unspaced else PROSE_TOKENS))
            for (n, unspaced), end in zip(self.counts, self.terminal, strict=True)
        ]

    @cached_property
    def headline(self) -> list[bool]:
        """Title-like: not prose, 3 to 40 tokens, no full stop."""
        out = []
        for text, prose, (n, unspaced) in zip(self.texts, self.prose, self.counts, strict=True):
            low, high = HEADLINE_CHARACTERS if unspaced else HEADLINE_TOKENS
            out.append(not prose and low <= n <= high and not _FULL_STOP.search(text[-12:]))
        return out

    @cached_property
    def separator(self) -> list[bool]:
        """No letter and no digit: `___`, `...`, `* * *`."""
        return [not _WORD.search(text) for text in self.texts]

    @cached_property
    def linked(self) -> list[float]:
        """Share of the item's characters that stand in links; 0 for text input."""
        linked = self.document.columns.linked
        return [linked[block] / max(1, len(self.document.texts[block])) for block in self.blocks]

    @cached_property
    def heading(self) -> list[bool]:
        """The item is a heading in the markup; False for text input."""
        tag = self.document.tag
        return [tag(block) in ("h1", "h2", "h3", "h4", "h5", "h6") for block in self.blocks]

    @cached_property
    def body_prose(self) -> list[bool]:
        """Prose that no phrase claims: what marks where the body begins and ends."""
        return [
            prose and not any(hit.tier != "1" and hit.match != "prefix" for hit in hits)
            for prose, hits in zip(self.prose, self.hits, strict=True)
        ]

    @cached_property
    def first_prose(self) -> int:
        """The first item of body prose; the number of items where there is none."""
        return next((i for i, prose in enumerate(self.body_prose) if prose), len(self))

    @cached_property
    def last_prose(self) -> int:
        """The last item of body prose, -1 where there is none."""
        return next((i for i in range(len(self) - 1, -1, -1) if self.body_prose[i]), -1)

    def in_head(self, item: int) -> bool:
        """Before the first prose line, within the first eight."""
        return item < min(self.first_prose, HEAD_LINES)

    def in_tail(self, item: int) -> bool:
        """After the last prose line; nothing is, where there is no prose at all."""
        return item > self.last_prose >= 0

    def span(self, item: int) -> tuple[int, int]:
        """The item's span in the document text."""
        block = self.blocks[item]
        return self.document.starts[block], self.document.end(block)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text stage reports: one item that should leave the body, and why. The pipeline makes a `Removal` of it.

    sure: the line would go wherever it stood; where a text is nothing but tail, only such lines go.
    """

    item: int
    label: str
    rule: str
    reason: str
    action: Action = "drop"
    field: str | None = None
    evidence: tuple[str, ...] = ()
    sure: bool = False


def from_phrase(item: int, hit: Phrase, where: str) -> Finding:
    """The finding for a phrase of a pack. `where` says what allowed the match, e.g. "as a whole line"."""
    reason = f"{hit.why.rstrip('.')}; matched {where}"
    evidence = (f"phrase: {hit.text}",)
    if hit.label == "tags" and hit.match == "line":  # the label alone: its list is lost, so there is nothing to keep
        return Finding(item, hit.label, hit.rule, reason, evidence=evidence)
    return Finding(item, hit.label, hit.rule, reason, hit.action, hit.field, evidence, hit.tier in ("3", "meta"))
