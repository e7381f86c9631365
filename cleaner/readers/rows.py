"""One JSON object of a crawl dump as a page: which fields hold the text, the URL, the id and the date of the crawl.

| layout | text | date of the crawl | URL |
|---|---|---|---|
| C4 | text | timestamp | url |
| Dolma | text | added (`created` is the publication) | metadata.url |
| FineWeb | text | date (with `dump` or `file_path` beside it) | url |
| RefinedWeb | content | timestamp | url |
| cc_news | text | none (`date` is the publication) | url |
| own, feeds | html, text, content … | crawled, fetched, … | url, link |

Feeds of Scrapy often hold lists of strings: paragraphs, joined by line breaks. Other names are mapped (`FieldMap`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import chain

from cleaner.model import Kind, Page, Source
from cleaner.readers.fields import FieldMap, look_up
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

_USUAL = FieldMap()
Row = Mapping[str, object]


def page_of_row(value: object, source: Source, fields: FieldMap = _USUAL) -> Page | BadInput:
    """The page in `value`, a parsed JSON line. fields: where the user says which fields hold what."""
    if not isinstance(value, dict):
        detail = f"{_place(source)}: a {type(value).__name__} in place of an object; give one JSON object a line"
        return BadInput(source, "failed", "not_an_object", detail)
    row: Row = value
    url = _url(row, fields)
    found = _content(row, fields)
    row_id = _row_id(row, fields)
    if found is None:
        return BadInput(source, "failed", "no_content", _no_content(row, source, fields), row_id, url)
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
        crawled=_crawled(row, fields),
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
    """The day in an ISO 8601 or RFC 2822 string, a 14-digit time stamp or a Unix time; None for all else.

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
    if not text:
        return None
    try:
        return date.fromisoformat(text[:8] if text[:8].isdigit() else text[:10])
    except ValueError:
        return _mail_day(text)


def _mail_day(text: str) -> date | None:
    """`Tue, 05 Mar 2024 10:00:00 GMT`, as feeds write it."""
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _no_content(row: Row, source: Source, fields: FieldMap) -> str:
    names = ", ".join(map(str, row)) or "(none)"
    asked = ", ".join(fields.content_names)
    if asked:
        return f"{_place(source)}: no page in {asked}; the fields are {names}; mend --field"
    return f"{_place(source)}: no page in the fields {names}; name it html, text or content, or give --field text=NAME"


def content_field(row: Row, fields: FieldMap = _USUAL) -> str:
    """The name of the field that holds the page; "" where none does."""
    return _held(row, fields)[0]


def _held(row: Row, fields: FieldMap) -> tuple[str, str | bytes | None]:
    """The field that holds the page, and the page; ("", None) where none does. Empty fields last."""
    empty: tuple[str, str | bytes | None] = ("", None)
    for name in chain(*_content_names(fields)):
        value = _joined(look_up(row, name))
        if value and not value.isspace():
            return name, value
        if value is not None and not empty[0]:
            empty = name, value
    return empty


def _content_names(fields: FieldMap) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Those that hold HTML, text, and either."""
    if fields.content_names:
        return (fields.html,), (fields.text,), (fields.content,)
    return _HTML_FIELDS, _TEXT_FIELDS, _EITHER_FIELDS


def _content(row: Row, fields: FieldMap) -> tuple[str | bytes, Kind] | None:
    """The page and its kind: HTML first, since a dump with both has the text extracted from it."""
    name, value = _held(row, fields)
    if value is None:
        return None
    html, _, either = _content_names(fields)
    if name in either:
        head = value[:HEAD_BYTES]
        is_html = looks_like_html(head.encode("utf-8", "replace") if isinstance(head, str) else head)
        return value, "html" if is_html else "text"
    return value, "html" if name in html else "text"


def _joined(value: object) -> str | bytes | None:
    """A page: text, bytes as they were fetched (Parquet has them), or a list of paragraphs; None for all else."""
    if isinstance(value, list) and value and all(isinstance(piece, str) for piece in value):
        return "\n".join(value)
    return value if isinstance(value, str | bytes) else None


def _url(row: Row, fields: FieldMap) -> str | None:
    if fields.url:
        return _first_string(look_up(row, fields.url)) or None
    return _string(row, _URL_FIELDS) or _string(_mapping(row.get("metadata")), _URL_FIELDS) or None


def _crawled(row: Row, fields: FieldMap) -> date | None:
    if fields.date:
        value = look_up(row, fields.date)
        return parse_day(value[0] if isinstance(value, list) and value else value)
    places = (row, metadata) if (metadata := _mapping(row.get("metadata"))) else (row,)
    for name in _CRAWL_FIELDS:
        for place in places:
            if name in place and (day := parse_day(place[name])):
                return day
    return parse_day(row.get("date")) if any(mark in row for mark in _FINEWEB_MARKS) else None


def _row_id(row: Row, fields: FieldMap) -> str:
    for name in (fields.id,) if fields.id else _ID_FIELDS:
        value = look_up(row, name)
        if text := _first_string(value):
            return text
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _string(row: Row, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _first_string(row.get(name)))), "")


def _first_string(value: object) -> str:
    """The string in `value`, or the first one of a list; "" for all else."""
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() if isinstance(value, str) else ""


def _mapping(value: object) -> Row:
    return value if isinstance(value, dict) else {}


def _place(source: Source) -> str:
    return f"{source.file}:{source.offset}"
