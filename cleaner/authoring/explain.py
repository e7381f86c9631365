"""A result as the page in order, each piece kept or taken away: what terminal and HTML views are made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cleaner.authoring.families import Family, family_of
from cleaner.model import Removal
from cleaner.result import Result

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Taken:
    """A removal with its number on the page, from 1 in document order, and its family, which gives the colour."""

    number: int
    removal: Removal
    family: Family


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a block; `taken` is None where it was kept."""

    text: str
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block in document order. tag: of its element, "" for text input. pieces: never empty."""

    tag: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def taken(self) -> Taken | None:
        """What took the whole block; None where some of it was kept."""
        first = self.pieces[0].taken
        return first if all(piece.taken is first for piece in self.pieces) else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring blocks that went with one removal, or (`taken` None) that were kept, at least in part."""

    taken: Taken | None
    blocks: tuple[Block, ...]

    @property
    def characters(self) -> int:
        return sum(len(block.text) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many spans of a label were taken from the page, and how many characters they hold."""

    label: str
    family: Family
    spans: int
    characters: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The page in order. labels: most characters first. kept, total: characters of the body and the document text."""

    result: Result
    passages: tuple[Passage, ...]
    labels: tuple[LabelCount, ...]

    @property
    def total(self) -> int:
        return len(self.result.base)

    @property
    def kept(self) -> int:
        return len(self.result.text)


def explain(result: Result) -> Explanation:
    """The segments of `result`; a result whose document is gone (it came through a pickle) has no tags."""
    taken = tuple(Taken(n, r, family_of(r.label, r.action)) for n, r in enumerate(result.explained(), 1))
    grouped = groupby(_blocks(result, taken), key=lambda block: block.taken)
    passages = tuple(Passage(by, tuple(blocks)) for by, blocks in grouped)
    return Explanation(result, passages, _counted(taken))


def _blocks(result: Result, taken: Sequence[Taken]) -> Iterator[Block]:
    at = 0
    for tag, start, end in _spans(result):
        while at < len(taken) and taken[at].removal.end <= start:
            at += 1
        yield Block(tag, tuple(_pieces(result.base, (start, end), taken[at:])))


def _spans(result: Result) -> Iterator[tuple[str, int, int]]:
    """(tag, start, end) of each block that holds more than white space."""
    document = result.document
    if document is None:
        for line in _LINE.finditer(result.base):
            if line.group().strip():
                yield "", *line.span()
        return
    for block in range(len(document)):
        yield document.tag(block), document.starts[block], document.end(block)


def _pieces(base: str, span: tuple[int, int], taken: Sequence[Taken]) -> Iterator[Piece]:
    position, end = span
    for one in taken:
        if one.removal.start >= end:
            break
        if one.removal.start > position:
            yield Piece(base[position : one.removal.start])
            position = one.removal.start
        upto = min(end, one.removal.end)
        yield Piece(base[position:upto], one)
        position = upto
    if position < end:
        yield Piece(base[position:end])


def _counted(taken: Sequence[Taken]) -> tuple[LabelCount, ...]:
    groups: dict[tuple[str, str], list[Taken]] = {}
    for one in taken:
        groups.setdefault((one.removal.label, one.family.name), []).append(one)
    counts = [
        LabelCount(label, group[0].family, len(group), sum(one.removal.end - one.removal.start for one in group))
        for (label, _), group in groups.items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.characters, count.label)))
