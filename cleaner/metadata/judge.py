"""`extract`: one best answer a field out of a page's head."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from cleaner.metadata import keys
from cleaner.metadata.authors import author_key, has_label, reversed_name, split_authors
from cleaner.metadata.dates import day_of, instant_of, parse_date, url_date
from cleaner.metadata.jsonld import Facts, facts, minutes_of
from cleaner.metadata.titles import Candidates, best_title, title_key
from cleaner.model import Head, Metadata

MAX_METAS = 1_000  # metas read on one page
MAX_ENTRIES = 50  # tags, times and bylines read on one page
MAX_BYLINES = 250  # bylines read on one page
MAX_TEXT = 4_000  # characters of one value that are kept

_MINUTES = re.compile(r"(?<![\d.])(\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"\A\s*(?:(?:https?:)?//|@|www\.)", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][\w.@-]*)?\s*(?:[,;]|\Z)")
FAR="far"
_NEAR = ("near", "near-author")
NEAREST=int(os.environ.get("NR","6"))
MAX_SHOWN=int(os.environ.get("MS","100"))
_UPDATED = re.compile(r"updat|modif|review|edited|aktualis|stand:|mis[e]? à jour|actualiz|aggiornat|обновл", re.IGNORECASE)
_PUBLISHED_KEY = re.compile(r"publi(?:sh|cation|e)|issued|pub-?_?date|posted|release", re.IGNORECASE)
RULE={"a":lambda s,m: True,"b":lambda s,m: not m or m[:10]!=s[:10],"c":lambda s,m: False}[os.environ.get("RULE","b")]
NEAR = "near"  # kind of `Head.bylines` for short texts around the h1, nearest first
MIN_SITE = 4  # characters of a site name from which an author that begins with it is the site
MAX_LABEL = 24  # characters of a line that holds nothing but "Written by"
_YEAR = re.compile(r"(?:19|20)\d\d|\d/\d\d?/\d\d\b")
_BYLINE_ORDER = ("itemprop", "rel", "class", "near-author")
_EXPLICIT = ("itemprop", "rel")  # marks that hold a name and nothing else, as a rule
_NAMES_OF_LANGUAGES = {"english": "en", "deutsch": "de", "german": "de", "français": "fr", "french": "fr", "español": "es", "spanish": "es"}


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
        for name in names:
            yield from self._by_key.get(name, ())

    def first(self, names: Iterable[str]) -> str | None:
        """The first value under the first of `names` that has one, entities resolved and spaces collapsed."""
        found = next(self.all(names), None)
        return _plain(found) if found else None

    def matching(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Every value under a key that `pattern` is found in."""
        return (value for key, values in self._by_key.items() if pattern.search(key) for value in values)

    def of_first(self, names: Iterable[str]) -> tuple[str, ...]:
        """All values under the first of `names` that has any."""
        return tuple(next((found for name in names if (found := self._by_key.get(name))), ()))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that the answers are judged from."""

    head: Head
    metas: Metas
    facts: Facts
    url: str | None
    crawled: date | None
    language: str  # as written by the page, such as `en-US`; "" where unknown


def extract(head: Head, *, url: str | None, crawled: date | None) -> Metadata:
    """What `head` says of the article at `url`, fetched on `crawled`. Never raises: what cannot be read is left out."""
    metas = Metas(head.metas)
    found = facts(head.jsonld, url)
    language = head.language or found.language or metas.first(keys.LANGUAGES) or ""
    page = _Evidence(head, metas, found, url, crawled, language[:20])
    return Metadata(
        title=_title(page),
        authors=_authors(page),
        published=_published(page),
        modified=_date(page, [found.modified, *metas.all(keys.MODIFIED)]),
        site_name=_site_name(page),
        section=next(iter(found.sections), None) or metas.first(keys.SECTIONS),
        tags=_tags(page),
        canonical_url=_canonical(page),
        image=_address(page, metas.first(keys.IMAGES) or found.image),
        description=metas.first(keys.DESCRIPTIONS) or found.description,
        reading_time_minutes=_reading_time(page),
        page_language=_language(page),
    )


def _plain(text: str) -> str:
    return " ".join((html.unescape(text) if "&" in text else text).split())


def _title(page: _Evidence) -> str | None:
    named = (*page.facts.headlines[:2], *page.metas.all(keys.TITLES))
    return best_title(Candidates(page.head.h1, named, page.head.title, _site_keys(page)))


def _site_keys(page: _Evidence) -> frozenset[str]:
    """The site's own names as keys without spaces: its name, publisher, host and the host's main label."""
    names = [*page.metas.all(keys.SITES), page.facts.publisher or ""]
    host = _host(page.url)
    labels = host.split(".")
    names += [host, labels[-2] if len(labels) > 1 else ""]
    if len(labels) > 2 and len(labels[-2]) <= 3:  # co.uk, com.au: the name stands one label further left
        names.append(labels[-3])
    return frozenset(key for name in names if (key := title_key(name).replace(" ", "")))


def _host(url: str | None) -> str:
    try:
        return (urlsplit((url or "")[:MAX_TEXT]).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _authors(page: _Evidence) -> tuple[str, ...]:
    """The names of the first source that gives any besides the site's own; the site's own where no source does better."""
    site = _site_keys(page)
    fallback: tuple[str, ...] = ()
    for names in _author_sources(page):
        people = tuple(name for name in names if not _is_site(author_key(name), site))
        if people:
            return people
        fallback = fallback or names
    return fallback


def _is_site(name: str, site: frozenset[str]) -> bool:
    """Whether an author's key is the site's own name, or begins with it: "The Gazette Newsroom"."""
    return name in site or any(len(own) >= MIN_SITE and name.startswith((own, f"the{own}")) for own in site)


def _author_sources(page: _Evidence) -> Iterator[tuple[str, ...]]:
    """Names by source, most trusted first; a source is read only when those before it gave nobody."""
    yield split_authors(page.facts.authors)
    for key in keys.AUTHORS:
        yield split_authors(text for text in page.metas.all((key,)) if not _ADDRESS.match(text))
    yield split_authors(reversed_name(text) for text in page.metas.of_first(keys.CITED_AUTHORS))
    for mark in _BYLINE_ORDER:
        for kind, text in page.head.bylines[:MAX_BYLINES]:
            if kind == mark:
                yield split_authors([text], prose=mark not in _EXPLICIT or len(text.split()) > 3)
    near = [text for kind, text in page.head.bylines[:MAX_BYLINES] if kind.startswith(NEAR)]
    for before, text in pairwise(["", *near]):
        if has_label(text) or (len(before) < MAX_LABEL and has_label(f"{before} x y")):
            yield split_authors([text], prose=True)


def _published(page: _Evidence) -> str | None:
    """The page's own data, corrected by the one day it shows its readers beside the headline."""
    stated = [page.facts.published, *page.metas.all(keys.PUBLISHED), *page.metas.matching(_PUBLISHED_KEY)]
    times = [stamp or text for stamp, text in page.head.times[:MAX_ENTRIES] if not _UPDATED.search(text)]
    found = _date(page, stated)
    if found is None:
        return _unstated(page, times)
    found = _local(page, found, [*stated, *times])
    others = (_only_shown(page, found), url_date(page.url, crawled=page.crawled))
    return next((day for day in others if day and _beats(page, day, found)), found)


def _only_shown(page: _Evidence, stated: str) -> str | None:
    """The one day that short texts beside the headline show; None where they show several, or the stated one too."""
    near = [text for kind, text in page.head.bylines[:MAX_BYLINES] if kind in _NEAR][:NEAREST]
    days = _date_all(page, near)
    plain = _shown(page, near)
    if any(day[:10] == stated[:10] for day in days) or len({day[:10] for day in plain}) != 1:
        return None
    return plain[0]


def _unstated(page: _Evidence, times: list[str]) -> str | None:
    """A date for a page whose head has none: what stands nearest the headline, then what stands anywhere."""
    near = [text for kind, text in page.head.bylines[:MAX_BYLINES] if kind in _NEAR]
    rest = [text for kind, text in page.head.bylines[:MAX_BYLINES] if kind not in _NEAR]
    for days in (_shown(page, near), _date_all(page, times)):
        if days: return days[0]
    if day := url_date(page.url, crawled=page.crawled):
        return day
    updated = [text for text in (*near, *rest) if _UPDATED.search(text)]
    return next(iter(_shown(page, rest)), None) or _date(page, [*updated, *(stamp or text for stamp, text in page.head.times[:MAX_ENTRIES])])


def _beats(page: _Evidence, shown: str, stated: str) -> bool:
    """Whether a day shown to readers is to be believed against a hidden date: not when it is that of the last change."""
    apart = abs((day_of(shown) - day_of(stated)).days)
    if apart == 1:  # the story of an evening, dated in UTC
        moment = instant_of(stated)
        return moment is not None and not moment.utcoffset()
    modified = _date(page, [page.facts.modified, *page.metas.all(keys.MODIFIED)])
    return apart > 1 and RULE(shown, modified)


def _shown(page: _Evidence, texts: list[str]) -> list[str]:
    """The dates in short texts that no label calls those of an update, in the order of the texts."""
    return _date_all(page, [_UPDATED.split(text, 1)[0] for text in texts if len(text) <= MAX_SHOWN])


def _date_all(page: _Evidence, texts: list[str]) -> list[str]:
    return [day for text in texts if _YEAR.search(text) and (day := _date(page, [text]))]


def _date(page: _Evidence, texts: Iterable[str | None]) -> str | None:
    parsed = (parse_date(text, language=page.language, crawled=page.crawled) for text in texts)
    return next((found for found in parsed if found), None)


def _local(page: _Evidence, found: str, others: list[str]) -> str:
    """The same moment in the publisher's own zone, where the page gives that too: it is the day readers see."""
    moment = instant_of(found)
    if moment is None or moment.utcoffset():
        return found
    for text in others:
        other = parse_date(text, language=page.language, crawled=page.crawled)
        there = instant_of(other) if other else None
        if other and there == moment and there.utcoffset():
            return other
    return found


def _site_name(page: _Evidence) -> str | None:
    return page.metas.first(keys.SITES[:3]) or page.facts.publisher or page.metas.first(keys.SITES)


def _tags(page: _Evidence) -> tuple[str, ...]:
    """Tags of the first source that has any: one a value, or many in one parted by commas or semicolons."""
    values = page.facts.keywords or page.metas.of_first(keys.TAGS)
    tags = [tag for value in values[:MAX_ENTRIES] for tag in re.split(r"[,;]", _plain(value))]
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))[:MAX_ENTRIES]


def _canonical(page: _Evidence) -> str | None:
    links = (href for rel, href in page.head.links if "canonical" in rel.split())
    return _address(page, next(links, None) or page.metas.first(("og:url",)) or page.facts.url)


def _address(page: _Evidence, address: str | None) -> str | None:
    """`address` made absolute; None where it is no web address."""
    if not address:
        return None
    try:
        whole = urljoin(page.url or "", address.strip()[:MAX_TEXT])
        return whole if urlsplit(whole).scheme in ("http", "https") else None
    except ValueError:
        return None


def _reading_time(page: _Evidence) -> int | None:
    if page.facts.reading_time and (minutes := minutes_of(page.facts.reading_time)):
        return minutes
    match = _MINUTES.search(page.metas.first(keys.READING_TIMES) or "")
    return int(match[1]) if match and int(match[1]) else None


def _language(page: _Evidence) -> str | None:
    """The primary subtag, as in `en` of `en-GB`, of JSON-LD, og:locale and their like, or <html lang>."""
    for text in (page.facts.language, *page.metas.all(keys.LANGUAGES), page.head.language):
        if text and (match := _LANGUAGE.match(text)):
            return match[1].lower()
        if text and (named := _NAMES_OF_LANGUAGES.get(text.strip().lower())):
            return named
    return None
