"""Main content: which blocks of a page are the article. The classifier says; trafilatura is asked where that helps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cleaner import second_opinion
from cleaner.classifier import (
    ARTICLE,
    Model,
    Verdict,
    classify,
    label_dropped,
    reconsider,
    with_standfirst,
    without_islands,
)
from cleaner.document import TAG_IDS, Document
from cleaner.model import Opinion, Removal

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
RULE = "heuristic/main-content"
_TABLE = TAG_IDS["table"]
_WORD = re.compile(r"[^\W_]")
_SENTENCE = re.compile(r"[.!?。．！？…؟۔।॥]['\"”’»›）)\]」』】]*\s*$")
STRUCTURE = frozenset({"nav", "aside", "header", "footer", "article", "main", "section", "form"})
ASK_BELOW = 0.8  # confidence below which `auto` asks: 12 % of snippets-dev, where it moved loss and leak by .002
TABLE_CELLS, CELL_CHARACTERS = 4, 60  # from so many cells of such a mean length a table holds data, not a page's layout
# Mean probability from which such a table is kept between two kept blocks of an article. Out of fold 6 of 12 stood in
# the known body; the others on three pages whose known bodies hold no table as a whole. Chosen on these twelve.
DOUBTFUL_TABLE = 0.2
TABLE_LINKS = 0.2  # share of link text from which a table is a list of other pages
DOUBTFUL = 0.3  # probability from which such a paragraph is kept; out of fold 50 of 67 of them were body
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
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Who finds the main content. opinion: when trafilatura is heard too (`auto`: below ASK_BELOW). model: None is the
    shipped one."""

    opinion: Opinion = "never"
    model: Model | None = None


SHIPPED = Judge()


def find(document: Document, title: str | None = None, judge: Judge = SHIPPED) -> MainContent:
    """The main content of an HTML page."""
    if is_bare(document):
        return MainContent([True] * len(document), (), BARE_CONFIDENCE)
    verdict = classify(document, title, judge.model)
    asked = judge.opinion == "always" or (judge.opinion == "auto" and verdict.confidence < ASK_BELOW)
    if asked and (heard := second_opinion.ask(document)) is not None:
        verdict = reconsider(verdict, heard)
    keep = _coherent(document, verdict, without_islands(verdict))
    if verdict.page is not None:
        keep = _filled(document, keep, verdict.probability, verdict.page.sibling)
        keep = with_standfirst(verdict.page, verdict, keep)
    verdict = replace(verdict, keep=keep)
    keep = verdict.keep.tolist()
    dropped = _dropped(document, label_dropped(document, verdict), verdict.probability)
    return MainContent(keep, dropped, verdict.confidence, verdict.page_type, verdict.page_type_confidence, verdict)


def is_bare(document: Document) -> bool:
    """Text in HTML's clothes: no link, class or structural element tells one block from another, so there is nothing
    to judge by but the lines themselves."""
    if any(document.columns.linked) or any(document.elements.bits):
        return False
    tags = {document.element_tag(element) for element in range(len(document.columns.node))}
    return not tags & STRUCTURE


def _coherent(document: Document, verdict: Verdict, keep: Bools) -> Bools:
    """`keep` with data tables whole or gone, and the separators between two kept blocks kept."""
    out = keep.copy()
    columns = document.columns
    for element, tag_id in enumerate(columns.tag_id) if _TABLE in columns.tag_id else ():
        if tag_id == _TABLE:
            first, stop = columns.first[element], columns.stop[element]
            sizes = np.fromiter((len(text) for text in document.texts[first:stop]), dtype=np.int64, count=stop - first)
            if stop - first >= TABLE_CELLS and sizes.mean() <= CELL_CHARACTERS:
                out[first:stop] = (sizes * keep[first:stop]).sum() * 2 >= sizes.sum() or _is_of_story(
                    document, verdict, keep, (first, stop)
                )
    for block in (np.flatnonzero(~out[1:-1] & out[:-2] & out[2:]) + 1).tolist():
        if not _WORD.search(document.texts[block]):
            out[block] = True
    return out


def _is_of_story(document: Document, verdict: Verdict, keep: Bools, blocks: tuple[int, int]) -> bool:
    """Whether a doubtful data table stands between two kept blocks of an article. blocks: its first, and its stop."""
    first, stop = blocks
    if verdict.page_type != ARTICLE or not 0 < first < stop < len(keep) or not (keep[first - 1] and keep[stop]):
        return False
    linked = sum(document.columns.linked[first:stop])
    return (
        linked <= TABLE_LINKS * sum(map(len, document.texts[first:stop]))
        and float(verdict.probability[first:stop].mean()) >= DOUBTFUL_TABLE
    )


def _filled(document: Document, keep: Bools, probability: Floats, sibling: Ints) -> Bools:
    """`keep` with the doubtful paragraphs that stand in a row with kept ones: made alike, in the same element, without
    a link, between two of them, or right after the last one where it ends as a sentence does."""
    columns = document.columns
    out = keep.copy()
    kept = np.flatnonzero(keep)
    last = int(kept[-1]) if len(kept) else -1
    for block in np.flatnonzero(~keep & (probability >= DOUBTFUL)).tolist():
        if columns.linked[block] or block == 0 or not out[block - 1]:
            continue
        holder, beside_it = (columns.parent[columns.element[place]] for place in (block, block - 1))
        alike = holder == beside_it and sibling[block] == sibling[block - 1]
        beside = block + 1 < len(keep) and keep[block + 1] and sibling[block] == sibling[block + 1]
        ends = block == last + 1 and _SENTENCE.search(document.texts[block][-12:]) is not None
        out[block] = alike and (beside or ends)
    return out


def _dropped(document: Document, labels: list[str], probability: Floats) -> tuple[tuple[int, int, Removal], ...]:
    """A removal for each run of dropped blocks with one label; "" marks a block that is kept."""
    out = []
    sums = [0.0, *np.cumsum(probability, dtype=np.float64).tolist()]
    stop = 0
    for label, members in groupby(labels):
        first, stop = stop, stop + len(list(members))
        if label:
            start, end = document.block_span(first, stop)
            score = round(1 - (sums[stop] - sums[first]) / (stop - first), 3)
            removal = Removal(start, end, label, RULE, "main_content", _reason(label), score=score)
            out.append((first, stop, removal))
    return tuple(out)


@lru_cache(maxsize=64)  # as many labels as the taxonomy has, and half again
def _reason(label: str) -> str:
    return f"Not part of the article; by its looks and place: {label.replace('_', ' ')}"
