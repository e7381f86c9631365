"""`extract`: one best answer a field out of a page's head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urljoin, urlsplit

from cleaner.metadata import keys
from cleaner.metadata.evidence import MAX_TEXT, Evidence, gather, plain
from cleaner.metadata.jsonld import minutes_of
from cleaner.metadata.people import authors
from cleaner.metadata.published import modified, published
from cleaner.metadata.titles import Candidates, best_title
from cleaner.model import Head, Metadata

MAX_TAGS = 50  # tags kept
MAX_MINUTES = 600  # minutes of reading beyond which a number is something else

_MINUTES = re.compile(r"(?<![\d.])(\d{1,3})(?![\d.])")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][\w.@-]*)?\s*(?:[,;]|\Z)")
_NAMED_LANGUAGES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
}


def extract(head: Head, *, url: str | None, crawled: date | None) -> Metadata:
    """What `head` says of the article at `url`, fetched on `crawled`. Never raises: what cannot be read is left out."""
    page = gather(head, url, crawled)
    return Metadata(
        title=_title(page),
        authors=authors(page),
        published=published(page),
        modified=modified(page),
        site_name=page.metas.first(keys.SITES[:2]) or page.facts.publisher or page.metas.first(keys.SITES),
        section=next(iter(page.facts.sections), None) or page.metas.first(keys.SECTIONS),
        tags=split_tags(page.facts.keywords or page.metas.of_first(keys.TAGS)),
        canonical_url=_canonical(page),
        image=_address(page, page.metas.first(keys.IMAGES) or page.facts.image),
        description=page.metas.first(keys.DESCRIPTIONS) or page.facts.description,
        reading_time_minutes=_reading_time(page),
        page_language=_language(page),
    )


def split_tags(values: Iterable[str]) -> tuple[str, ...]:
    """Tags: one a value, or many in one parted by commas or semicolons; each once, in order.

    >>> split_tags(["floods, rivers", "Floods"])
    ('floods', 'rivers', 'Floods')
    """
    tags = (tag.strip() for value in values for tag in re.split(r"[,;，、]", plain(value)))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MAX_TAGS]


def minutes_in(text: str) -> int | None:
    """The first whole number of minutes in a text such as "4 min read", None where there is none to believe."""
    match = _MINUTES.search(text)
    return int(match[1]) if match and 0 < int(match[1]) <= MAX_MINUTES else None


def _title(page: Evidence) -> str | None:
    named = (*page.facts.headlines[:2], *page.metas.all(keys.TITLES))
    return best_title(Candidates(page.head.h1, named, page.head.title, page.site))


def _canonical(page: Evidence) -> str | None:
    links = (href for rel, href in page.head.links if "canonical" in rel.split())
    return _address(page, next(links, None) or page.metas.first(("og:url",)) or page.facts.url)


def _address(page: Evidence, address: str | None) -> str | None:
    """`address` made absolute; None where it is no web address."""
    if not address:
        return None
    if address.startswith(("https://", "http://")):  # nearly all are absolute, and parsing one costs 20 µs
        return address[:MAX_TEXT].strip()
    try:
        whole = urljoin(page.url or "", address.strip()[:MAX_TEXT])
        return whole if urlsplit(whole).scheme in ("http", "https") else None
    except ValueError:
        return None


def _reading_time(page: Evidence) -> int | None:
    stated = minutes_of(page.facts.reading_time) if page.facts.reading_time else None
    return stated or minutes_in(page.metas.first(keys.READING_TIMES) or "")


def _language(page: Evidence) -> str | None:
    """The primary subtag, as in `en` of `en-GB`, of JSON-LD, og:locale and their like, or <html lang>."""
    for text in (page.facts.language, *page.metas.all(keys.LANGUAGES), page.head.language):
        if text and (match := _LANGUAGE.match(text)):
            return match[1].lower()
        if text and (named := _NAMED_LANGUAGES.get(text.strip().lower())):
            return named
    return None
