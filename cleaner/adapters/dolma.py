"""The log as attributes of Dolma: `{"id": …, "attributes": {"cleaner__related_link": [[start, end, score], …]}}`.

Dolma's mixer reads a file of attributes beside its file of documents, line by line, so there must be a line for each
document in the same order, also for those from which nothing went. Offsets are code points of the document's text, as
Dolma counts them; so the documents must be texts, and the very ones that were cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from cleaner import provenance
from cleaner.errors import InputError

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
    documents, or of HTML, whose text is not the one that the spans count in.
    """
    pages = _pages(log)
    waiting = next(pages, None)
    for number, document in enumerate(documents, 1):
        name = str(document.get("id"))
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
    spans = (record for record in log if record.get("type") == "span")
    for page, records in groupby(spans, key=lambda record: str(record.get("doc_id"))):
        yield page, list(records)


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
