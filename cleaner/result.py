"""What `Cleaner.clean` gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cleaner import provenance
from cleaner.classifier import Verdict, explain
from cleaner.document import Document, markdown
from cleaner.model import Kind, Metadata, Removal, Source, Status
from cleaner.rulebook.types import Hit


@dataclass(frozen=True)
class Result:
    """One cleaned page.

    text: the body. base: the document text that the removals' offsets count in. removals: what was cut, disjoint and
    in order. observed: what would have been cut but was not (rules under test, and removals that a guard refused).
    language: ISO 639-1, or `und`. confidence: 0 to 1. status with `reason`, a sentence, where it is not `ok`; `code`
    is the reason in a word, such as `not_html`. page_type: article, forum, product …, with its probability; "" for
    text input. flags: see the README, section "The log".
    """

    page_id: str
    text: str
    status: Status
    kind: Kind = "text"
    url: str | None = None
    removals: tuple[Removal, ...] = ()
    observed: tuple[Removal, ...] = ()
    metadata: Metadata = Metadata()
    language: str = "und"
    confidence: float = 0.0
    flags: tuple[str, ...] = ()
    code: str = ""
    reason: str = ""
    page_type: str = ""
    page_type_confidence: float = 0.0
    base: str = ""
    charset: str = ""
    source: Source = Source()
    digests: tuple[tuple[str, str], ...] = ()  # (rule file id, digest) of the files whose rules stand in removals
    document: Document | None = field(default=None, compare=False, repr=False)
    verdict: Verdict | None = field(default=None, compare=False, repr=False)
    hits: tuple[Hit, ...] = field(default=(), compare=False, repr=False)  # what rules matched, before any was weighed
    crawled: date | None = None

    def to_markdown(self) -> str:
        """The body as markdown: headings, lists, tables, quotes, code, links. For text input the text itself.

        Made on demand from the parsed page; a result that came through a pickle has lost it and gives its text.
        """
        if self.document is None or self.document.kind == "text":
            return self.text
        return markdown.render(self.document, self.removals)

    def to_dict(self, *, log: bool = True) -> dict[str, Any]:
        """A JSON-ready dict; `log=False` leaves the removals out."""
        out: dict[str, Any] = {
            "id": self.page_id,
            "url": self.url,
            "crawled": self.crawled.isoformat() if self.crawled else None,
            "status": self.status,
            "code": self.code,
            "reason": self.reason,
            "text": self.text,
            "language": self.language,
            "confidence": round(self.confidence, 4),
            "page_type": self.page_type,
            "page_type_confidence": round(self.page_type_confidence, 4),
            "flags": list(self.flags),
            "metadata": {**_plain(self.metadata), "moved": [list(pair) for pair in self.metadata.moved]},
            "source": _plain(self.source),
        }
        if log:
            out["removals"] = list(self.records())
        return out

    def records(self, *, with_text: bool = True) -> Iterator[provenance.Record]:
        """The log of this page: a record for each removed span, then those that were observed only."""
        if not self.removals and not self.observed:
            return
        digest = provenance.digest(self.base)
        logged = provenance.Logged(self.page_id, self.url, self.base, digest, dict(self.digests), with_text)
        facts = self._facts()
        for seq, removal in enumerate(self.removals):
            yield logged.record(removal, seq, True, facts.get(removal.start, ()))
        for seq, removal in enumerate(self.observed, len(self.removals)):
            yield logged.record(removal, seq, False)

    def explained(self) -> tuple[Removal, ...]:
        """The removals, those of the main content with the two or three facts that weighed most as their evidence."""
        facts = self._facts()
        return tuple(r.noted(facts[r.start]) if r.start in facts else r for r in self.removals)

    def _facts(self) -> dict[int, tuple[str, ...]]:
        """What weighed most, by the offset at which a removal of the main content begins."""
        if self.verdict is None or self.document is None:
            return {}
        starts = [r.start for r in self.removals if r.stage == "main_content"]
        return dict(zip(starts, explain(self.verdict, list(map(self.document.block_at, starts))), strict=True))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "document": None, "verdict": None, "hits": ()}  # a parsed tree cannot be pickled


def _plain(value: Metadata | Source) -> dict[str, Any]:
    """The fields; nothing in them can change, so they need no copies, which take `dataclasses.asdict` 0.1 ms."""
    return {name: getattr(value, name) for name in value.__slots__}
