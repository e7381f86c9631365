"""Main content: which blocks of a page are the article."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.document import Document
from cleaner.model import Removal
from cleaner.stages import second_opinion

RULE = "heuristic/main-content"
STRUCTURE = ("nav", "aside", "header", "footer", "article", "main", "section", "form")


@dataclass(frozen=True, slots=True)
class MainContent:
    """keep: one bool a block. dropped: (first block, stop block, removal) of each run that is not body."""

    keep: list[bool]
    dropped: tuple[tuple[int, int, Removal], ...]
    confidence: float
    page_type: str = ""


def find(document: Document) -> MainContent:
    keep = second_opinion.ask(document)
    confidence = 0.5
    if keep is None or not any(keep) or is_bare(document):
        keep = [True] * len(document)
        confidence = 0.1
    return MainContent(keep, _dropped(document, keep), confidence)


def is_bare(document: Document) -> bool:
    """Text in HTML's clothes: no link, class or structural element tells one block from another, so there is nothing to
    judge by but the lines themselves."""
    if any(document.columns.linked) or any(document.elements.bits):
        return False
    tags = {document.element_tag(element) for element in range(len(document.columns.node))}
    return not tags.intersection(STRUCTURE)


def _dropped(document: Document, keep: list[bool]) -> tuple[tuple[int, int, Removal], ...]:
    out = []
    block = 0
    while block < len(keep):
        if keep[block]:
            block += 1
            continue
        first = block
        while block < len(keep) and not keep[block]:
            block += 1
        start, end = document.block_span(first, block)
        removal = Removal(start, end, "nav", RULE, "main_content", "Not part of the article", path=document.path(first))
        out.append((first, block, removal))
    return tuple(out)
