"""One JSON object of a crawl dump as a page: which fields hold the text, the URL, the id and the date of the crawl.

| layout | text | date of the crawl | URL |
|---|---|---|---|
| C4 | text | timestamp | url |
| Dolma | text | added (`created` is the publication) | metadata.url |
| FineWeb | text | date (with `dump` or `file_path` beside it) | url |
| RefinedWeb | content | timestamp | url |
| cc_news | text | none (`date` is the publication) | url |
| own, feeds | html, text, content … | crawled, fetched, … | url, link |
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime

from cleaner.model import Kind, Page, Source
from cleaner.readers.sniff import looks_like_html
from cleaner.readers.types import HEAD_BYTES, MAX_PAGE_BYTES, BadInput

_HTML_FIELDS = ("html", "raw_html", "page_html")
_TEXT_FIELDS = ("text", "maintext", "raw_content")
_EITHER_FIELDS = ("content", "body")
_URL_FIELDS = ("url", "source_url", "link", "uri")
_ID_FIELDS = ("id", "warc_record_id", "_id")
_CRAWL_FIELDS = (
    "crawled",
    "crawl_date",
    "crawled_at",
    "fetched",
    "fetched_at",
    "date_download",
    "warc_date",
    "timestamp",
    "added",
)
# `date` is the day of the crawl only beside these; elsewhere it is the day of publication.
_FINEWEB_MARKS = ("dump", "file_path")
# What a row is asked for; columns of other names need not be read.
KNOWN_FIELDS = frozenset(
    {"date", "metadata", "content_type", *_HTML_FIELDS, *_TEXT_FIELDS, *_EITHER_FIELDS}
    | {*_URL_FIELDS, *_ID_FIELDS, *_CRAWL_FIELDS, *_FINEWEB_MARKS}
)
# Unix times between 1990 and 2100; larger numbers are milliseconds.
_EPOCH_SECONDS = (631_152_000, 4_102_444_800)

Row = Mapping[str, object]


def page_of_row(value: object, source: Source) -> Page | BadInput:
    """The page in `value`, a parsed JSON line."""
    if not isinstance(value, dict):
        detail = f"{_place(source)}: a {type(value).__name__} in place of an object; give one JSON object a line"
        return BadInput(source, "failed", "not_an_object", detail)
    row: Row = value
    url = _string(row, _URL_FIELDS) or _string(_mapping(row.get("metadata")), _URL_FIELDS) or None
    found = _content(row)
    row_id = _row_id(row)
    if found is None:
        fields = ", ".join(map(str, row)) or "(none)"
        detail = f"{_place(source)}: no page in the fields {fields}; name it html, text or content"
        return BadInput(source, "failed", "no_content", detail, row_id, url)
    content, kind = found
    if len(content) > MAX_PAGE_BYTES:
        detail = f"{_place(source)}: {len(content):,} characters; pages over {MAX_PAGE_BYTES:,} are left out"
        return BadInput(source, "skipped", "too_large", detail, row_id, url)
    return Page(
        content=content,
        id=row_id or page_digest(url, content),
        url=url,
        kind=kind,
        content_type=_string(row, ("content_type",)) or None,
        crawled=_crawled(row),
        source=source,
    )


def page_digest(url: str | None, content: bytes | str) -> str:
    """The id of a page that has none: `sha256:` and 32 hexadecimal digits of URL and content.

    >>> page_digest(None, "a") == page_digest(None, b"a")
    True
    """
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return "sha256:" + hashlib.sha256((url or "").encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest()[:32]


def parse_day(value: object) -> date | None:
    """The day in an ISO 8601 string, a 14-digit time stamp or a Unix time; None for all else.

    >>> parse_day("2024-03-02T23:00:00Z"), parse_day("20240302230000"), parse_day("yesterday")
    (datetime.date(2024, 3, 2), datetime.date(2024, 3, 2), None)
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = _EPOCH_SECONDS
        seconds = value / 1000 if value >= high else value
        return datetime.fromtimestamp(seconds, UTC).date() if low <= seconds < high else None
    if isinstance(value, date):  # and datetime, which is one
        return date(value.year, value.month, value.day)
    text = value.strip() if isinstance(value, str) else ""
    try:
        return date.fromisoformat(text[:8] if text[:8].isdigit() else text[:10])
    except ValueError:
        return None


def _content(row: Row) -> tuple[str | bytes, Kind] | None:
    """The page and its kind: HTML first, since a dump with both has the text extracted from it; empty fields last."""
    names = (*_HTML_FIELDS, *_TEXT_FIELDS, *_EITHER_FIELDS)
    # Bytes occur in Parquet: pages as they were fetched.
    held = [(name, value) for name in names if isinstance(value := row.get(name), str | bytes)]
    if not held:
        return None
    name, value = next(((name, value) for name, value in held if value.strip()), held[0])
    if name in _EITHER_FIELDS:
        head = value[:HEAD_BYTES]
        is_html = looks_like_html(head.encode("utf-8", "replace") if isinstance(head, str) else head)
        return value, "html" if is_html else "text"
    return value, "html" if name in _HTML_FIELDS else "text"


def _crawled(row: Row) -> date | None:
    metadata = _mapping(row.get("metadata"))
    for name in _CRAWL_FIELDS:
        day = parse_day(row.get(name)) or parse_day(metadata.get(name))
        if day:
            return day
    return parse_day(row.get("date")) if any(mark in row for mark in _FINEWEB_MARKS) else None


def _row_id(row: Row) -> str:
    for name in _ID_FIELDS:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _string(row: Row, names: tuple[str, ...]) -> str:
    return next((value.strip() for value in map(row.get, names) if isinstance(value, str) and value.strip()), "")


def _mapping(value: object) -> Row:
    return value if isinstance(value, dict) else {}


def _place(source: Source) -> str:
    return f"{source.file}:{source.offset}"
