"""What the answers are judged from: one page's head, indexed once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cleaner.metadata import keys
from cleaner.metadata.dates import parse_date
from cleaner.metadata.jsonld import Facts, facts
from cleaner.metadata.titles import title_key
from cleaner.model import Head

MAX_METAS = 1_000  # metas read on one page
MAX_TIMES = 50  # <time> elements read on one page
MAX_BYLINES = 250  # bylines and texts beside the headline read on one page
MAX_DATE = 200  # characters of a <time> element that are read
MAX_TEXT = 4_000  # characters of one value that are kept

# Kinds of `Head.bylines` besides rel, itemprop and class: short blocks of text that stand
NEAR = "near"  # beside the h1: those after it in document order, then those before it, nearest first
NEAR_AUTHOR = "near-author"  # the same, within an element whose class or id speaks of an author
FAR = "far"  # anywhere on the page, with a year in them


class Metas:
    """The metas of one head by key, in document order: one pass instead of one for each of a hundred keys."""

    __slots__ = ("_by_key",)

    def __init__(self, metas: tuple[tuple[str, str], ...]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for key, content in metas[:MAX_METAS]:
            if text := content[:MAX_TEXT].strip():
                self._by_key.setdefault(key, []).append(text)

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """Every value under `names`, name by name."""
        return (value for values in self.groups(names) for value in values)

    def groups(self, names: Iterable[str]) -> list[list[str]]:
        """The values under each of `names` that has any."""
        return [self._by_key[name] for name in names if name in self._by_key]

    def first(self, names: Iterable[str]) -> str | None:
        """The first value under the first of `names` that has one, entities resolved and spaces collapsed."""
        found = next(self.all(names), None)
        return plain(found) if found else None

    def of_first(self, names: Iterable[str]) -> tuple[str, ...]:
        """All values under the first of `names` that has any."""
        return tuple(next(iter(self.groups(names)), ()))

    def matching(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Every value under a key that `pattern` is found in."""
        return (value for key, values in self._by_key.items() if pattern.search(key) for value in values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page. `language` as the page writes it (`en-US`), "" where unknown; `site` see `_site_keys`."""

    head: Head
    metas: Metas
    facts: Facts
    url: str | None
    crawled: date | None
    language: str
    site: frozenset[str]

    def date(self, texts: Iterable[str | None]) -> str | None:
        """The first date in `texts`, ISO 8601."""
        return next(self.dates(texts), None)

    def dates(self, texts: Iterable[str | None]) -> Iterator[str]:
        """The dates in `texts`, at most one each, ISO 8601."""
        parsed = (parse_date(text, language=self.language, crawled=self.crawled) for text in texts)
        return (found for found in parsed if found)

    def times(self) -> list[tuple[str, str]]:
        """(datetime attribute or "", text) of <time> elements, cut to what a date may need."""
        return [(stamp[:MAX_DATE], text[:MAX_DATE]) for stamp, text in self.head.times[:MAX_TIMES]]

    def bylines(self, *kinds: str) -> list[str]:
        """The texts of `Head.bylines` of these kinds."""
        return [text[:MAX_TEXT] for kind, text in self.head.bylines[:MAX_BYLINES] if kind in kinds]


def gather(head: Head, url: str | None, crawled: date | None) -> Evidence:
    """Index `head` once for all the answers."""
    metas = Metas(head.metas)
    found = facts(head.jsonld, url)
    return Evidence(head, metas, found, url, crawled, _language(head, metas, found), _site_keys(metas, found, url))


def plain(text: str) -> str:
    """Entities resolved, spaces collapsed."""
    return " ".join((html.unescape(text) if "&" in text else text).split())


def _language(head: Head, metas: Metas, found: Facts) -> str:
    """The language as written, rather one with a region: `en-GB` settles whose 3/4/2024 it is, `en` does not."""
    written = [
        text[:20].strip()
        for text in (head.language, found.language, *metas.all(keys.LANGUAGES))
        if text and text[:20].strip()
    ]
    if not written:
        return ""
    primary = written[0][:2].lower()
    return next((text for text in written if len(text) > 3 and text[:2].lower() == primary), written[0])


def _site_keys(metas: Metas, found: Facts, url: str | None) -> frozenset[str]:
    """The site's own names as keys without spaces: its name, publisher, host and the host's main label."""
    host = host_of(url)
    labels = host.split(".")
    names = [*metas.all(keys.SITES), found.publisher or "", host, labels[-2] if len(labels) > 1 else ""]
    if len(labels) > 2 and len(labels[-2]) <= 3:  # co.uk, com.au: the name stands one label further left
        names.append(labels[-3])
    return frozenset(key for name in dict.fromkeys(names) if (key := title_key(name).replace(" ", "")))


def host_of(url: str | None) -> str:
    """The host in `url` without `www.`, "" where there is none. By hand: urlsplit costs 40 µs and may raise."""
    rest = (url or "")[:MAX_TEXT].partition("://")[2]
    authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return authority.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
