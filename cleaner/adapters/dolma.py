"""The log as attributes of Dolma: `{"id": …, "attributes": {"cleaner__related_link": [[start, end, score], …]}}`.

Dolma's mixer reads a file of attributes beside its file of documents, line by line, so there must be a line for each
document in the same order, also for those from which nothing went. Offsets are code points of the document's text, as
Dolma counts them; so the documents must be texts, and the very ones that were cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cleaner import provenance
from cleaner.errors import InputError
from cleaner.model import Source
from cleaner.readers import FieldMap
from cleaner.readers.rows import page_of_row

Record = Mapping[str, Any]
PREFIX = "cleaner__"
# Rules that are exact have no score.
_SURE = 1.0


def attributes(log: Iterable[Record], prefix: str = PREFIX) -> Iterator[dict[str, Any]]:
    """A line for each page of a log, in its order, with the spans that were taken away by label."""
    for page, spans in _pages(log):
        yield _line(page, spans, prefix)


def attributes_beside(
    documents: Iterable[Record], log: Iterable[Record], prefix: str = PREFIX
) -> Iterator[dict[str, Any]]:
    """A line for each document, in their order, which is that of the log. Raises InputError where the log is of other
    documents, or of HTML, whose text is not the one that the spans count in. A document without an id, as in C4, has
    that of the log: a digest.
    """
    pages = _pages(log)
    waiting = next(pages, None)
    for number, document in enumerate(documents, 1):
        name = page_of_row(document, Source("documents", number), FieldMap()).id
        spans: list[Record] = []
        if waiting is not None and waiting[0] == name:
            spans = waiting[1]
            _check(document, spans, number)
            waiting = next(pages, None)
        yield _line(name, spans, prefix)
    if waiting is not None:
        raise InputError(
            f'the log names the page "{waiting[0]}", and the documents do not, at least not in that order; '
            "give the documents that were cleaned, in one file"
        )


def _pages(log: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Each page with its spans. Two in a row may have one id, copies without ids of their own: then `seq` starts
    anew."""
    page, spans = "", list[Record]()
    for record in log:
        if record.get("type") != "span":
            continue
        name = str(record.get("doc_id"))
        if spans and (name != page or record.get("seq", 0) <= spans[-1].get("seq", 0)):
            yield page, spans
            spans = []
        page = name
        spans.append(record)
    if spans:
        yield page, spans


def _line(page: str, spans: Iterable[Record], prefix: str) -> dict[str, Any]:
    found: dict[str, list[list[float]]] = {}
    for span in spans:
        if span.get("applied"):
            score = span.get("score")
            place = [span["start"], span["end"], _SURE if score is None else score]
            found.setdefault(f"{prefix}{span['label']}", []).append(place)
    return {"id": page, "attributes": found}


def _check(document: Record, spans: Iterable[Record], number: int) -> None:
    text = document.get("text")
    expected = next((span.get("base_sha256") for span in spans), None)
    if not isinstance(text, str) or (expected is not None and provenance.digest(text) != expected):
        raise InputError(
            f"document {number}: its text is not the one that the log counts in; Dolma's attributes are of texts, "
            "so clean documents whose page is in the field text, not HTML"
        )
