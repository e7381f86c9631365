"""Main content: which blocks of a page are the article. The classifier says; trafilatura is asked where that helps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from cleaner import second_opinion
from cleaner.classifier import classify, label_dropped, reconsider
from cleaner.document import Document
from cleaner.model import Opinion, Removal

RULE = "heuristic/main-content"
STRUCTURE = frozenset({"nav", "aside", "header", "footer", "article", "main", "section", "form"})
_REASON = "Not part of the article; by its looks and place: {}"
ASK_BELOW = 0.8  # confidence below which `auto` asks; see the README, "Measured"
BARE_CONFIDENCE = 0.5  # of a page without markup to judge by


@dataclass(frozen=True, slots=True)
class MainContent:
    """keep: one bool a block. dropped: (first block, stop block, removal) of each run that is not body.

    confidence: 0 to 1, the calibrated expected word F1 of the kept blocks. page_type: article, forum, product ….
    """

    keep: list[bool]
    dropped: tuple[tuple[int, int, Removal], ...]
    confidence: float
    page_type: str = ""
    page_type_confidence: float = 0.0


def find(document: Document, title: str | None = None, opinion: Opinion = "never") -> MainContent:
    """The main content of an HTML page. opinion: when trafilatura is heard too; `auto`: below ASK_BELOW."""
    if is_bare(document):
        return MainContent([True] * len(document), (), BARE_CONFIDENCE)
    verdict = classify(document, title)
    asked = opinion == "always" or (opinion == "auto" and verdict.confidence < ASK_BELOW)
    if asked and (heard := second_opinion.ask(document)) is not None:
        verdict = reconsider(verdict, heard)
    keep = verdict.keep.tolist()
    dropped = _dropped(document, label_dropped(document, verdict), verdict.probability.tolist())
    return MainContent(keep, dropped, verdict.confidence, verdict.page_type, verdict.page_type_confidence)


def is_bare(document: Document) -> bool:
    """Text in HTML's clothes: no link, class or structural element tells one block from another, so there is nothing
    to judge by but the lines themselves."""
    if any(document.columns.linked) or any(document.elements.bits):
        return False
    tags = {document.element_tag(element) for element in range(len(document.columns.node))}
    return not tags & STRUCTURE


def _dropped(document: Document, labels: list[str], probability: list[float]) -> tuple[tuple[int, int, Removal], ...]:
    """A removal for each run of dropped blocks with one label; "" marks a block that is kept."""
    out = []
    for label, members in groupby(range(len(labels)), key=labels.__getitem__):
        if label:
            blocks = list(members)
            first, stop = blocks[0], blocks[-1] + 1
            start, end = document.block_span(first, stop)
            score = round(1 - sum(probability[first:stop]) / len(blocks), 3)
            reason = _REASON.format(label.replace("_", " "))
            removal = Removal(start, end, label, RULE, "main_content", reason, score=score, path=document.path(first))
            out.append((first, stop, removal))
    return tuple(out)
