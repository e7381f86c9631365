"""Metadata against what is known: title, authors and day of publication.

A title is right where its letters and digits, case folded, are those of the gold; a date where it is the same calendar
day; authors where the same set of names is given. Pages whose gold says nothing of a field do not count for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import mean

from cleaner.api import Cleaner
from cleaner.bench.gold import Labelled

_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile("['\u2019\u2018]")
_BETWEEN = re.compile(r"\s*(?:[;,&|/]|\b(?:and|und|et|y)\b)\s*", re.I)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a system says of a page; "" where it says nothing."""

    title: str = ""
    author: str = ""
    date: str = ""


Read = Callable[[str, str | None], Facts]


def readers(cleaner: Cleaner) -> dict[str, Read]:
    """The systems that give metadata: the project's own, and trafilatura, whose dates are those of htmldate."""
    extract = import_module("trafilatura").extract_metadata

    def ours(html: str, url: str | None) -> Facts:
        found = cleaner.clean(html, url=url).metadata
        return Facts(found.title or "", "; ".join(found.authors), found.published or "")

    def trafilatura(html: str, url: str | None) -> Facts:
        found = extract(html, default_url=url)
        return Facts(found.title or "", found.author or "", found.date or "") if found else Facts()

    return {"cleaner": ours, "trafilatura": trafilatura}


def measure_facts(read: Read, pages: Sequence[Labelled]) -> dict[str, float]:
    """Shares of pages with the right title, author and date (0 to 1), each over the pages where the gold has one."""
    right: dict[str, list[bool]] = {"title": [], "author": [], "date": []}
    for page in pages:
        if not (page.title or page.author or page.date):
            continue
        found = read(page.html, page.url)
        if page.title:
            right["title"].append(_plain(page.title) == _plain(found.title))
        if page.author:
            right["author"].append(_names(page.author) == _names(found.author))
        if page.date and (day := _day(page.date)):
            right["date"].append(day == _day(found.date))
    return {name: mean(hits) for name, hits in right.items() if hits}


def _plain(text: str) -> str:
    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_WORD.findall(folded))


def _names(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(_plain, _BETWEEN.split(text))))


def _day(text: str) -> str:
    found = _DAY.match(text)
    return found.group() if found else ""
