"""Logs and the texts that belong to them, for `restore` and `replay`."""

from __future__ import annotations

from cleaner import provenance
from cleaner.cli.files import Record, read_records, read_text
from cleaner.document import Refused, segment
from cleaner.errors import InputError, ReplayError
from cleaner.model import Kind, Page
from cleaner.readers.sniff import sniff
from cleaner.readers.types import HEAD_BYTES

_SHOWN_IDS = 5


def page_records(log: str, page_id: str | None) -> tuple[list[Record], str | None]:
    """The span records of one page and its id (None where the log has no spans and none was asked for).

    Rows that were the same from the first to the last character have one id and one record each: those of the first
    are given. Raises InputError where the log holds several pages and none was chosen, or several that differ under one
    id, or is no log.
    """
    spans: list[Record] = []
    ids: dict[str, None] = {}
    for number, record in enumerate(read_records(log)):
        if number == 0 and record.get("type") not in ("run", "span", "note"):
            raise InputError(f"{log}: no log of cleaner: its records have no type; give the file written by --log")
        if record.get("type") != "span":
            continue
        _check(log, record)
        if len(ids) <= _SHOWN_IDS:
            ids.setdefault(str(record.get("doc_id")))
        if page_id is None or record.get("doc_id") == page_id:
            spans.append(record)
        if page_id is None and len(ids) > _SHOWN_IDS:
            break
    if page_id is None and len(ids) > 1:
        shown = ", ".join(list(ids)[:_SHOWN_IDS]) + (" …" if len(ids) > _SHOWN_IDS else "")
        raise InputError(f"{log}: holds several pages ({shown}); choose one with --id")
    found_id = page_id or next(iter(ids), None)
    pages = _pages(spans)
    if any(page != pages[0] for page in pages):
        raise InputError(
            f'{log}: {len(pages)} pages have the id "{found_id}" and differ; run them again with ids of their own'
        )
    return pages[0] if pages else [], found_id


def _pages(spans: list[Record]) -> list[list[Record]]:
    """The records by page: those of each are numbered from 0."""
    pages: list[list[Record]] = []
    for record in spans:
        if not pages or record.get("seq") == 0:
            pages.append([])
        pages[-1].append(record)
    return pages


def output_text(name: str, page_id: str | None) -> str:
    """The body in `name`: a text file, or the line of page `page_id` in the results of a run. Raises InputError."""
    if not name.endswith((".jsonl", ".jsonl.gz", ".jsonl.zst")):
        return read_text(name)
    for record in read_records(name):
        text = record.get("text")
        if isinstance(text, str) and page_id in (None, record.get("id")):
            return text
    raise InputError(f'{name}: holds no page with the id "{page_id}"; take one that the file names')


def document_text(name: str, content: bytes, records: list[Record]) -> str:
    """The text that the offsets of `records` count in, read from the page as it came in. Raises ReplayError."""
    kinds: tuple[Kind, ...] = ("html", "text") if sniff(content[:HEAD_BYTES]) == "html" else ("text",)
    texts = [content.decode("utf-8", "surrogatepass")] if _is_utf8(content) else []
    for kind in kinds:
        document = segment(Page(content, kind=kind))
        texts += [] if isinstance(document, Refused) else [document.text]
    wanted = records[0].get("base_sha256") if records else None
    for text in texts:
        if wanted is None or provenance.digest(text) == wanted:
            return text
    raise ReplayError(f"{name}: this is not the page the log was made from: their sha256 differ")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _check(log: str, record: Record) -> None:
    if not (isinstance(record.get("start"), int) and isinstance(record.get("end"), int)):
        raise InputError(f"{log}: a span without start and end: {str(record)[:80]}; take another copy of the log")
