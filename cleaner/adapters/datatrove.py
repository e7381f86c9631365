"""datatrove: blocks that clean HTML or text, with the page's URL, and keep what they take away.

    LocalPipelineExecutor(pipeline=[
        WarcReader("crawl/"),
        CleanHtml(exclusion_writer=JsonlWriter("left-out/")),
        JsonlWriter("clean/"),
    ]).run()

datatrove's own extractors see the text alone; these see `metadata["url"]` too, so that the rules of a site apply.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.extras import import_extra
from cleaner.model import Kind, Page, Source
from cleaner.readers.rows import page_digest, parse_day
from cleaner.rows import USUAL, CleanPages, Record, Settings, record_of_outcome

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
else:
    Document = import_extra("datatrove.data", "datatrove").Document
    PipelineStep = import_extra("datatrove.pipeline.base", "datatrove").PipelineStep

_FACTS = "status code reason language confidence page_type page_type_confidence flags metadata base_sha256".split()


class CleanHtml(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Documents whose text is HTML become documents whose text is the article body; `metadata["cleaner"]` has the rest.

    exclusion_writer: a DiskWriter for what went: each removed span as a document with its record of the log as
    metadata, and each page without a body whole, with `filter_reason`. log: the spans stand in `metadata["cleaner"]`
    as `removals`, too. keep_empty: pages without a body go on, with no text, for those who count rows.
    """

    name = "🧹 cleaner"
    type = "🛢 - EXTRAC"
    kind: Kind | None = "html"

    def __init__(
        self,
        settings: Settings = USUAL,
        exclusion_writer: Any = None,
        *,
        log: bool = False,
        keep_empty: bool = False,
    ) -> None:
        super().__init__()
        self.exclusion_writer = exclusion_writer
        self.log = log
        self.keep_empty = keep_empty
        self._clean = CleanPages(settings)

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """See PipelineStep."""
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for document, outcome in self._clean.outcomes((self._page(document), document) for document in data):
                record = record_of_outcome(outcome, self._clean.settings.columns)
                self.stat_update("total", record["status"], *(f"removed_{s['label']}" for s in _removed(record)))
                if writer is not None:
                    for excluded in _exclusions(document, record):
                        writer.write(excluded, rank)
                if record["status"] == "ok" or self.keep_empty:
                    yield self._cleaned(document, record)
                    self.update_doc_stats(document)

    def _page(self, document: Document) -> Page:
        known = document.metadata
        url = known.get("url")
        day = parse_day(known.get("date") or known.get("timestamp"))
        source = Source(str(known.get("file_path", "")), None, document.id)
        return Page(document.text, document.id or page_digest(url, document.text), url, self.kind, None, day, source)

    def _cleaned(self, document: Document, record: Record) -> Document:
        document.text = record["text"] or ""
        facts = {name: record[name] for name in _FACTS}
        document.metadata["cleaner"] = facts | ({"removals": record["removals"]} if self.log else {})
        return document


class CleanText(CleanHtml):
    """The same for documents whose text is text, as of WET files or of another extractor."""

    type = "✂️ - FORMAT"
    kind = "text"


def _exclusions(document: Document, record: Record) -> Iterator[Document]:
    for span in _removed(record):
        facts = {**span, "doc_id": document.id, "url": record["url"], "base_sha256": record["base_sha256"]}
        yield Document(facts.pop("text") or "", f"{document.id}/{span['seq']}", metadata=facts)
    if record["status"] != "ok":
        why = {"filter_reason": record["code"] or record["status"], "filter_detail": record["reason"]}
        yield Document(document.text, document.id, metadata={**document.metadata, **why})


def _removed(record: Record) -> list[dict[str, Any]]:
    """Without the spans of rules under test, which stayed."""
    return [span for span in record["removals"] if span["applied"]]
