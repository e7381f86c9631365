"""What the stages moved out of the body: kept verbatim, and read where the page's own metadata says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from cleaner.metadata.authors import split_authors
from cleaner.metadata.dates import parse_date
from cleaner.metadata.judge import minutes_in, split_tags
from cleaner.metadata.titles import clean_title
from cleaner.model import Metadata

MAX_CHARS = 4_000  # characters of one moved text that are read; all of it is kept in `moved`
MAX_SOURCE = 120  # characters of a source's name; more is a sentence about it

_TAG_LABEL = re.compile(
    r"\A\W{0,8}(?:filed under|tags?|tagged(?: (?:with|under|in|as))?|topics?|related topics|keywords?|categor(?:y|"
    r"ies)|posted in|more on|"
    r"schlagw(?:ort|örter)e?|schlagworte|stichw(?:ort|orte|örter)|themen?|mots[- ]clés|étiquettes|sujets|etiquetas|"
    r"temas|palabras clave|"
    r"tag|argomenti|assuntos|trefwoorden|onderwerpen|tagi|метки|теги|темы|标签|關鍵字|キーワード|タグ)\s*[:：\-–—]?\s*",
    re.IGNORECASE,
)
_TAG_BREAKS = re.compile(r"\s*(?:[|•·\n#]|\s/\s)\s*")
_CREDIT_LABEL = re.compile(
    r"\s*\(?(?:(?:with )?(?:additional |further )?(?:reporting|writing|editing|research|contributions?|"
    r"photograph\w*|illustrations?|"
    r"graphics?|video|production|translat\w+|compiled|written|reported|edited|produced|fact[- ]check\w*)"
    r"(?:(?:,| and| &)\s*(?:additional |further )?(?:reporting|writing|editing|research|graphics|production|written|"
    r"edited))*\s+by|"
    r"mitarbeit|redaktion|bearbeitung|mit material von|avec la contribution de|con información de|"
    r"con la collaborazione di)\s*:?\s+",
    re.IGNORECASE,
)
_CREDIT_TAIL = re.compile(
    r"\s+(?:also\s+)?(?:contributed(?:\s+(?:to|reporting).*)?|reported from.*)\Z", re.IGNORECASE | re.DOTALL
)
_PLACE = re.compile(r",?\s+(?:in|from|at|à|aus|en|da)\s+[A-Z][^;,]*?(?=[;,]|\s+(?:and|und|et|y)\s|\Z)")
_SENTENCE_END = re.compile(r"(?<=[a-z\])])\.\s+|;\s*|\n")
_SYNDICATED = re.compile(r"\bappeared first (?:on|in|at)\s+(.{2,120}?)\s*\.?\s*\Z", re.IGNORECASE | re.DOTALL)
_SOURCE_LABEL = re.compile(
    r"\A\W{0,8}(?:(?:this (?:article|story|post|piece) )?(?:was |is )?(?:first |originally )?(?:published|appeared|"
    r"posted)(?: first)?\s+"
    r"(?:on|in|at|by)|sources?|via|credit|courtesy of|quellen?|fuentes?|fonti|fonte|bron|źródło|источник|来源|來源|"
    r"出典|출처)\s*[:：]?\s*",
    re.IGNORECASE,
)
_DATE_START = re.compile(
    r"[\s,|•·–—-]*(?:\d|(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*\.?\s+\d)", re.IGNORECASE
)


def merge(meta: Metadata, moved: tuple[tuple[str, str], ...]) -> Metadata:
    """`meta` with each (field, text) of `moved` kept verbatim, and read into fields that are still empty.

    >>> merge(Metadata(), (("reading_time_minutes", "4 Min Read"),)).reading_time_minutes
    4
    """
    for field, text in moved:
        read = _READERS.get(field)
        if read is not None and text.strip():
            meta = read(meta, text[:MAX_CHARS])
    return replace(meta, moved=meta.moved + moved)


def _title(meta: Metadata, text: str) -> Metadata:
    return meta if meta.title else replace(meta, title=clean_title(text) or None)


def _authors(meta: Metadata, text: str) -> Metadata:
    return meta if meta.authors else replace(meta, authors=split_authors([text], prose=True))


def _published(meta: Metadata, text: str) -> Metadata:
    return meta if meta.published else replace(meta, published=parse_date(text, language=meta.page_language or ""))


def _contributors(meta: Metadata, text: str) -> Metadata:
    """ "Reporting by A and B in Rome; editing by C": all of them, after those of earlier texts."""
    names: list[str] = list(meta.contributors)
    for part in _SENTENCE_END.split(" ".join(text.split()).strip("()[] ")):
        for piece in _CREDIT_LABEL.split(_CREDIT_TAIL.sub("", part.strip(" .()"))):
            names.extend(split_authors([_PLACE.sub("", piece)], prose=True))
    return replace(meta, contributors=tuple(dict.fromkeys(names)))


def _bio(meta: Metadata, text: str) -> Metadata:
    text = " ".join(text.split())
    return replace(meta, author_bio=f"{meta.author_bio}\n{text}" if meta.author_bio else text)


def _source(meta: Metadata, text: str) -> Metadata:
    """ "The post T appeared first on S.": S. "Source: S": S. Anything else short: as it is."""
    if meta.source_credit:
        return meta
    text = " ".join(text.split())
    found = _SYNDICATED.search(text)
    name = found[1] if found else _SOURCE_LABEL.sub("", text).strip(" ().[]")
    return replace(meta, source_credit=name) if 0 < len(name) <= MAX_SOURCE else meta


def _source_and_date(meta: Metadata, text: str) -> Metadata:
    """ "The Gazette, 3 March 2024": both."""
    start = _DATE_START.search(text)
    name = (text[: start.start()] if start else text).strip()
    return _published(_source(meta, name) if name else meta, text)


def _tags(meta: Metadata, text: str) -> Metadata:
    if meta.tags:
        return meta
    return replace(meta, tags=split_tags(_TAG_BREAKS.split(_TAG_LABEL.sub("", text.strip()))))


def _minutes(meta: Metadata, text: str) -> Metadata:
    return meta if meta.reading_time_minutes else replace(meta, reading_time_minutes=minutes_in(text))


def _section(meta: Metadata, text: str) -> Metadata:
    return meta if meta.section else replace(meta, section=" ".join(text.split())[:MAX_SOURCE])


# Fields that are not here (notices, captions, kicker) are kept verbatim only.
_READERS: dict[str, Callable[[Metadata, str], Metadata]] = {
    "title": _title,
    "authors": _authors,
    "published": _published,
    "contributors": _contributors,
    "author_bio": _bio,
    "source_credit": _source,
    "source_and_date": _source_and_date,
    "tags": _tags,
    "reading_time_minutes": _minutes,
    "section": _section,
}
