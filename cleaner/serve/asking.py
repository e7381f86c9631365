"""What a client sends as a page: a row of JSON, or the page itself with the rest in the query."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast, get_args

from starlette.requests import ClientDisconnect, Request

from cleaner.model import Kind, Page, Source
from cleaner.readers import BadInput, FieldMap
from cleaner.readers.lines import parse_json
from cleaner.readers.rows import page_digest, page_of_row, parse_day
from cleaner.serve.problems import Problem

_BODY = Source("body", 1)
_BODY_SECONDS = 30.0
_KINDS: Mapping[str, Kind | None] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/octet-stream": None,
    "": None,
}
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


async def read_page(request: Request, fields: FieldMap, max_bytes: int) -> Page:
    """The page of a request. Raises Problem."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if not is_json and media_type not in _KINDS:
        cure = "send application/json, text/html, text/plain or application/octet-stream"
        raise Problem(415, "media_type", f"a body of type {media_type} is not taken; {cure}")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "content_encoding", "compressed bodies are not taken; send it as it is")
    body = await _body(request, max_bytes)
    return _of_row(body, fields) if is_json else _of_body(body, request, _KINDS[media_type])


def is_asked(request: Request, name: str, usual: bool) -> bool:
    """A yes or no of the query. Raises Problem."""
    value = request.query_params.get(name, "").lower()
    if value and value not in (*_YES, *_NO):
        raise Problem(400, "bad_query", f"{name}={value}: say true or false")
    return value in _YES if value else usual


async def _body(request: Request, max_bytes: int) -> bytes:
    too_large = Problem(413, "too_large", f"the body is larger than {max_bytes:,} bytes (--max-body)")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise too_large
    held = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                held += chunk
                if len(held) > max_bytes:
                    raise too_large
    except TimeoutError as error:
        raise Problem(408, "slow_body", f"the body did not come within {_BODY_SECONDS:g} seconds") from error
    except ClientDisconnect as error:
        raise Problem(400, "torn_body", "the connection ended within the body") from error
    return bytes(held)


def _of_row(body: bytes, fields: FieldMap) -> Page:
    parsed = parse_json(body)
    if parsed.problem:
        raise Problem(400, "bad_json", f"the body is no JSON: {parsed.problem}")
    page = page_of_row(parsed.value, _BODY, fields)
    if isinstance(page, BadInput):
        status = 413 if page.reason == "too_large" else 422
        raise Problem(status, page.reason, page.detail, id=page.id, url=page.url)
    return page


def _of_body(body: bytes, request: Request, kind: Kind | None) -> Page:
    query = request.query_params
    url, asked = query.get("url"), query.get("kind", kind)
    if asked is not None and asked not in get_args(Kind):
        raise Problem(400, "bad_query", f"kind={asked}: say html or text")
    crawled = parse_day(query.get("crawled"))
    if query.get("crawled") and crawled is None:
        raise Problem(400, "bad_query", f"crawled={query['crawled']}: say a date, such as 2024-03-02")
    page_id = query.get("id") or page_digest(url, body)
    header = request.headers.get("content-type") if kind else None
    return Page(body, page_id, url, cast("Kind | None", asked), header, crawled, _BODY)
