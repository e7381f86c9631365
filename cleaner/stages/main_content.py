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
_TABLE, _PARAGRAPH = TAG_IDS["table"], TAG_IDS["p"]
_HEADINGS = {TAG_IDS[tag] for tag in ("h2", "h3", "h4", "h5", "h6")}
_WORD = re.compile(r"[^\W_]")
_SENTENCE = re.compile(r"[.!?。．！？…؟۔।॥]['\"”’»›）)\]」』】]*\s*$")
STRUCTURE = frozenset({"nav", "aside", "header", "footer", "article", "main", "section", "form"})
ASK_BELOW = 0.8  # confidence below which `auto` asks: 12 % of snippets-dev, where it moved loss and leak by .002
TABLE_CELLS, CELL_CHARACTERS = 4, 60  # from so many cells of such a mean length a table holds data, not a page's layout
# Mean probability from which such a table is kept between two kept blocks of an article. Out of fold 6 of 12 stood in
# the known body; the others on three pages whose known bodies hold no table as a whole. Chosen on these twelve.
DOUBTFUL_TABLE = 0.2
TABLE_LINKS = 0.2  # share of link text from which a table is a list of other pages
# Probability from which such a block is kept. Out of fold 50 of 67 of those between two alike were body, 23 of 24
# subheads between kept blocks, and 29 of 38 paragraphs that are made like one neighbour.
DOUBTFUL = 0.3
REACH = 8  # blocks to the neighbour that it is made like
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
    """`keep` with the doubtful blocks without a link that stand in a row with kept ones, as `_in_row` says."""
    out = keep.copy()
    kept = np.flatnonzero(keep)
    for block in np.flatnonzero(~keep & (probability >= DOUBTFUL)).tolist():
        place = int(np.searchsorted(kept, block))
        if place and not document.columns.linked[block]:
            before = block - 1 if out[block - 1] else int(kept[place - 1])
            after = int(kept[place]) if place < len(kept) else -1
            out[block] = _in_row(document, sibling, block, (before, after))
    return out


def _in_row(document: Document, sibling: Ints, block: int, nearest: tuple[int, int]) -> bool:
    """Whether `block` is a subhead between two kept blocks; a paragraph made like the nearest kept one before or after
    it, in the same element; another block between two such; or the sentence right after the last one.

    nearest: the kept blocks before and after it, -1 where there is none after it.
    """
    columns = document.columns
    before, after = nearest
    holder = columns.parent[columns.element[block]]
    alike = [
        0 <= other
        and abs(other - block) <= REACH
        and holder == columns.parent[columns.element[other]]
        and sibling[block] == sibling[other]
        for other in nearest
    ]
    if after < 0:
        return before == block - 1 and alike[0] and _SENTENCE.search(document.texts[block][-12:]) is not None
    between = before == block - 1 and after == block + 1
    tag = columns.tag_id[columns.element[block]]
    if tag in _HEADINGS:
        return between
    return any(alike) if tag == _PARAGRAPH else between and all(alike)


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
