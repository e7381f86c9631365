"""What the stages are told of a page's site, and the keys that lines, pages and hosts are known by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cleaner.model import Page

_KEY_BYTES = 8
_SHORT_LABEL = 3  # characters: co.uk, com.br, or.jp
_SQL_MAX = 1 << 63  # SQLite's integers are signed


@dataclass(frozen=True, slots=True)
class Known:
    """What a first pass knows of one page. host: of the page. pages: of that host, near copies counted once.

    lines: key of a line (`line_key`) to the number of these pages that hold it; only lines that count as repeated.
    copies: the prose of the same story on other hosts, normalised.
    """

    host: str = ""
    pages: int = 0
    lines: Mapping[int, int] = field(default_factory=dict)
    copies: tuple[str, ...] = ()


NOTHING_KNOWN = Known()


def host_of(url: str | None) -> str:
    """The host of `url` in lower case, without `www.`; "" where there is none.

    >>> host_of("https://www.Example.com:8080/a"), host_of(None)
    ('example.com', '')
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def publisher_of(host: str) -> str:
    """The part of a host that somebody registers, as far as its form tells: sections and countries of one publisher are
    no other sites.

    >>> publisher_of("uk.shop.example.com"), publisher_of("news.example.co.uk")
    ('example.com', 'example.co.uk')
    """
    labels = host.split(".")
    long = len(labels) > 2 and len(labels[-1]) == 2 and (len(labels[-2]) <= _SHORT_LABEL)
    return ".".join(labels[-3 if long else -2 :])


def line_key(norm: str) -> int:
    """The key of a normalised line: equal lines have equal keys on every machine."""
    return number(norm.encode("utf-8", "surrogatepass"))


def page_key(page: Page) -> int:
    """The key of a page within its dump: the same in the first and in the second pass."""
    source = page.source
    parts = (page.id, page.url or "", source.file, str(source.offset), source.record_id)
    return number("\0".join(parts).encode("utf-8", "surrogatepass"))


def number(data: bytes) -> int:
    """A digest of `data` as an integer that SQLite takes."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=_KEY_BYTES).digest(), "big") - _SQL_MAX
