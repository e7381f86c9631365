"""When the article was published: what the head states, corrected by what the page shows its readers."""

from __future__ import annotations

import re

from cleaner.metadata import keys
from cleaner.metadata.dates import day_of, instant_of, url_date
from cleaner.metadata.evidence import FAR, NEAR, NEAR_AUTHOR, Evidence

NEAREST = 6  # texts beside the headline in which a date is taken for the article's own
MAX_SHOWN = 100  # characters of such a text; longer ones are prose that mentions a date
MAX_RIVAL = 60  # characters of one that may overrule the head: a date with its label and the author's name

_YEAR = re.compile(r"(?:19|20)\d\d|\d([./])\d\d?\1\d\d\b")
_FULL_YEAR = re.compile(r"(?:19|20)\d\d")
_UPDATED = re.compile(
    r"updat|modif|review|edited|aktualis|stand:|mise? à jour|actualiz|aggiornat|обновл", re.IGNORECASE
)
_PUBLISHED_KEY = re.compile(r"publi(?:sh|cation|e)|issued|pub-?_?date|posted|release", re.IGNORECASE)


def published(page: Evidence) -> str | None:
    """The date of publication, ISO 8601, or None."""
    found = _stated(page)
    if found is None:
        return _unstated(page)
    found = _local(page, found)
    rivals = (_only_shown(page, found), url_date(page.url, crawled=page.crawled))
    return next((day for day in rivals if day and _beats(page, day, found)), found)


def modified(page: Evidence) -> str | None:
    """The date of the last change that the head states, ISO 8601, or None."""
    return page.date([page.facts.modified]) or page.date(page.metas.all(keys.MODIFIED))


def _stated(page: Evidence) -> str | None:
    return (
        page.date([page.facts.published])
        or page.date(page.metas.all(keys.PUBLISHED))
        or page.date(page.metas.matching(_PUBLISHED_KEY))
    )


def _local(page: Evidence, found: str) -> str:
    """The same moment in the publisher's own zone, where the page gives that too: it is the day readers see."""
    moment = instant_of(found)
    if moment is None or moment.utcoffset():
        return found
    stamps = [stamp for stamp, _ in page.times()]
    for other in page.dates([*page.metas.all(keys.PUBLISHED), *stamps]):
        there = instant_of(other)
        if there is not None and there == moment and there.utcoffset():
            return other
    return found


def _only_shown(page: Evidence, stated: str) -> str | None:
    """The one day that short texts beside the headline show; None where they show several, or the stated one too."""
    beside = page.bylines(NEAR, NEAR_AUTHOR)[:NEAREST]
    near = [text for text in beside if len(text) <= MAX_RIVAL and _FULL_YEAR.search(text)]
    if any(day[:10] == stated[:10] for day in page.dates(near)):
        return None
    days = _shown(page, near)
    return days[0] if len({day[:10] for day in days}) == 1 else None


def _beats(page: Evidence, shown: str, stated: str) -> bool:
    """Whether a day shown to readers is believed against a hidden date: not when it is that of the last change."""
    apart = abs((day_of(shown) - day_of(stated)).days)
    if apart == 1:  # the story of an evening, dated in UTC
        moment = instant_of(stated)
        return moment is not None and not moment.utcoffset()
    return apart > 1 and (modified(page) or "")[:10] != shown[:10]


def _shown(page: Evidence, texts: list[str]) -> list[str]:
    """The dates in short texts that no label calls those of an update, in the order of the texts."""
    dated = (_UPDATED.split(text, maxsplit=1)[0] for text in texts if len(text) <= MAX_SHOWN and _YEAR.search(text))
    return list(page.dates(text for text in dated if _YEAR.search(text)))


def _unstated(page: Evidence) -> str | None:
    """A date for a page whose head has none: what stands nearest the headline, then what stands anywhere."""
    near, far = page.bylines(NEAR, NEAR_AUTHOR), page.bylines("itemprop", "rel", "class", FAR)
    times = [stamp or text for stamp, text in page.times()]
    if days := _shown(page, near):
        return days[0]
    found = page.date(text for text in times if not _UPDATED.search(text)) or url_date(page.url, crawled=page.crawled)
    if found:
        return found
    days = _shown(page, far)
    return (
        days[0]
        if days
        else page.date(text for text in (*near, *far) if _UPDATED.search(text) and len(text) <= MAX_SHOWN)
    )
