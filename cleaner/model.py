"""The values that cross module boundaries: frozen, slotted, tuples inside.

Offsets are half-open ranges of code points in the *document text*: for text input the input itself, untouched; for
HTML the visible text, block by block in document order, joined by newlines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["html", "text"]
Action = Literal["drop", "metadata"]
Opinion = Literal["never", "auto", "always"]
Status = Literal["ok", "empty", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a page came from, so that a log line leads back to its bytes."""

    file: str = ""
    offset: int | None = None  # byte offset of the WARC record, or line number (from 1) in a JSONL file
    record_id: str = ""  # WARC-Record-ID where there is one

    def __reduce__(self) -> tuple[object, ...]:
        return Source, (self.file, self.offset, self.record_id)  # a third of the time of what dataclasses do


@dataclass(frozen=True, slots=True)
class Page:
    """One scraped page as it came in. `content` is bytes as fetched, or text that was decoded already."""

    content: bytes | str
    id: str = ""
    url: str | None = None
    kind: Kind | None = None  # None: found out from content_type and content
    content_type: str | None = None  # the HTTP header, charset parameter included
    crawled: date | None = None
    source: Source = Source()

    def __reduce__(self) -> tuple[object, ...]:
        return Page, (self.content, self.id, self.url, self.kind, self.content_type, self.crawled, self.source)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may be; beyond that it is `skipped`, with a reason of its own for each limit. Time and memory need
    a process that can be killed: those limits are the batch runner's.

    page_bytes (`too_large`): of the content as it came. decoded_bytes (`too_large_decoded`): of its text as UTF-8.
    depth (`too_deep`): levels of elements. nodes (`too_many_nodes`): elements, pieces of text and comments of HTML,
    lines of a text. attributes (`too_many_attributes`): on one element. Raises ValueError for limits below 1.
    """

    # The greatest of 2,399 real pages: 5.3 MB, depth 54, 34,447 nodes; 99.9 % have at most 70 attributes (hazards.md).
    page_bytes: int = 10_000_000
    decoded_bytes: int = 15_000_000
    depth: int = 2_000
    nodes: int = 200_000
    attributes: int = 10_000  # 0.16 s of Lexbor; broken pages reach some thousands where a quote swallows their text

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 1:
                raise ValueError(f"the limit {name} is {getattr(self, name)}; it must be 1 or more")


AFTER = "after: "  # begins the evidence that names the rules of the passes before


@dataclass(frozen=True, slots=True)
class Removal:
    """One span that left the body, with its author and its reason.

    start, end: code points in the document text, half open. label: id in the taxonomy (rules/taxonomy.yaml). action:
    `drop`, or `metadata` when the text moved to `field`. rule: full rule id, such as `lang/en/newsletter` or
    `heuristic/section`. stage: the module that found it. score: 0 to 1, how sure the finder is; None for rules that
    are exact. path: DOM path of the first block, "" for text input and until the text is cut. evidence: short facts
    behind the reason. also: ids of other rules that matched the same span and lost.
    """

    start: int
    end: int
    label: str
    rule: str
    stage: str
    reason: str
    action: Action = "drop"
    field: str | None = None
    score: float | None = None
    path: str = ""
    evidence: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def noted(self, facts: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Removal:
        """The same removal with more evidence and with more rules that lost; as fast as `placed`."""
        return Removal(
            self.start,
            self.end,
            self.label,
            self.rule,
            self.stage,
            self.reason,
            self.action,
            self.field,
            self.score,
            self.path,
            self.evidence + facts,
            tuple(dict.fromkeys(self.also + also)),
        )

    def moved_to(self, start: int, end: int) -> Removal:
        """The same removal over another span."""
        return self if start == self.start and end == self.end else self.placed(start, end, self.path)

    def placed(self, start: int, end: int, path: str) -> Removal:
        """The same removal over that span, at that path; three times as fast as `dataclasses.replace`, for a hundred
        a page."""
        return Removal(
            start,
            end,
            self.label,
            self.rule,
            self.stage,
            self.reason,
            self.action,
            self.field,
            self.score,
            path,
            self.evidence,
            self.also,
        )


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself outside its body: raw facts, in document order, not yet judged."""

    title: str = ""
    language: str | None = None  # <html lang>, as written
    metas: tuple[tuple[str, str], ...] = ()  # (property | name | itemprop | http-equiv in lower case, content)
    links: tuple[tuple[str, str], ...] = ()  # (rel in lower case, href) of those that name the canonical address
    jsonld: tuple[str, ...] = ()  # the raw text of each application/ld+json script
    h1: tuple[str, ...] = ()  # the texts of the h1 elements
    times: tuple[tuple[str, str], ...] = ()  # (datetime attribute or "", text) of <time> elements
    bylines: tuple[tuple[str, str], ...] = ()  # (what marked it: rel | itemprop | class, text)

    def meta(self, *keys: str) -> str | None:
        """The first non-empty content under the first of `keys` that has one."""
        for key in keys:
            for name, content in self.metas:
                if name == key and content.strip():
                    return content.strip()
        return None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about the article. Dates are ISO 8601 (`2024-03-02` or with time); None or () where unknown.

    `moved` holds verbatim, as (field, text), each span that left the body with action `metadata` (invariant 6).
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    site_name: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    image: str | None = None
    description: str | None = None
    reading_time_minutes: int | None = None
    contributors: tuple[str, ...] = ()
    source_credit: str | None = None
    author_bio: str | None = None
    page_language: str | None = None
    moved: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """Once a run: what produced the log. Two runs with equal lineage and input give equal bytes."""

    version: str
    rulebook_digest: str
    settings: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()  # (path, sha256 or size)
    libraries: tuple[tuple[str, str], ...] = field(default=())
