"""Dates as pages write them, turned into ISO 8601: `2024-03-02`, or `2024-03-02T14:05:00+01:00` where a time is given.

The day stays the one the page wrote: no conversion to UTC, which would move evening stories to the next day.
Nothing here asks the clock, so that a page gives the same bytes tomorrow; the crawl date, where known, bounds the
future. Month names come from CLDR (babel) for the page's language, loaded when a date first needs them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_month_names

OLDEST = date(1990, 1, 1)  # before the web; older values are epochs, defaults or the subject of the story
NEWEST = date(2100, 1, 1)  # bound when the crawl date is unknown
SLACK = timedelta(days=2)  # how far past the crawl date a page's date may lie: date line and clocks that are wrong
MAX_CHARS = 200  # characters of a text that are searched for a date
_BUDDHIST_FROM, _BUDDHIST = 2400, 543  # Thai calendar: from which year on it is meant, and how far it is ahead
_CENTURY = 70  # two-digit years below are of the 2000s; others are no dates of web pages
_MONTH_FIRST = ("en", "en-us", "en-ca", "en-ph", "fil")  # languages in which 3/4/2024 is the 4th of March

_ISO = re.compile(
    r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:[T_ ,-]{1,2}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z\b|UTC|GMT|[+-]\d{2}(?::?\d{2})?(?!\d))?|"
    r"(?!\d))"
)
_COMPACT = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d{1,5}(?!\d)|\d{7})")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_EPOCH = re.compile(r"\A(\d{10})(?:\.\d{1,6}|\d{3})?\Z")
_MAIL = re.compile(r"\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|[.,])?[\s-]{0,2}(?:de |d'|of )?([^\s\d.,:;/|"
    r"()-]{2,20})[.,]{0,2}[\s-]{0,2}(?:de |del |do )?(\d{4})(?!\d)"
)
_MONTH_DAY = re.compile(r"([^\s\d.,:;/|()-]{2,20})[.,]?\s{0,2}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[.,]?\s{1,2}([^\s\d.,:;/|()-]{2,20})\.?\s{1,2}(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.h](\d{2})(?![\d.])(?::\d{2})?\s?(?:([ap])\.?m)?", re.IGNORECASE)
_URL = re.compile(
    r"(?<![\dA-Za-z])((?:19|20)\d{2})([/_.-]?)(0?[1-9]|1[0-2]|[a-z]{3})\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|T\d|\Z)",
    re.IGNORECASE,
)


def parse_date(text: str | None, *, language: str = "", crawled: date | None = None) -> str | None:
    """The date in `text` as ISO 8601, or None. `language`, as `de` or `en-GB`, settles month names and 3/4/2024.

    >>> parse_date("Samstag, 2. März 2024, 14:05 Uhr", language="de")
    '2024-03-02T14:05:00'
    """
    if not text or not (text := text.strip()[:MAX_CHARS]):
        return None
    return _parse(text, language.lower().replace("_", "-"), crawled)


def url_date(url: str | None, *, crawled: date | None = None) -> str | None:
    """The day in the path of `url` (`/2024/03/02/`, `/2024/mar/02/`, `-20240302`), or None."""
    path = (url or "")[:2000].partition("://")[2].partition("/")[2]
    for match in _URL.finditer(path):
        year, _, month, day = match.groups()
        number = int(month) if month.isdigit() else _months("en").get(month.lower(), 0)
        if found := _day(int(year), number, int(day)):
            return found.isoformat() if _plausible(found, crawled) else None
    return None


def day_of(iso: str) -> date:
    """The calendar day of a date that `parse_date` gave."""
    return date.fromisoformat(iso[:10])


def instant_of(iso: str) -> datetime | None:
    """The moment of a date that `parse_date` gave, or None where it has no time or no zone."""
    moment = datetime.fromisoformat(iso) if len(iso) > 10 else None
    return moment if moment is not None and moment.tzinfo is not None else None


@lru_cache(maxsize=4096)
def _parse(text: str, language: str, crawled: date | None) -> str | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    for read in (_read_iso, _read_epoch, _read_mail):
        if found := read(text):
            return _iso(found, crawled)
    found_day = _read_cjk(text) or _read_names(text, language) or _read_numeric(text, language) or _read_compact(text)
    if found_day is None:
        return None
    clock = _read_clock(text)
    return _iso(datetime.combine(found_day, clock) if clock else found_day, crawled)


def _iso(found: date | datetime, crawled: date | None) -> str | None:
    day = found.date() if isinstance(found, datetime) else found
    return found.isoformat() if _plausible(day, crawled) else None


def _plausible(day: date, crawled: date | None) -> bool:
    return OLDEST <= day <= (crawled + SLACK if crawled else NEWEST)


def _day(year: int, month: int, day: int) -> date | None:
    year = year - _BUDDHIST if year > _BUDDHIST_FROM else year + 2000 if year < _CENTURY else year
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_iso(text: str) -> date | datetime | None:
    match = _ISO.search(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second, zone = match.groups()
    found = _day(int(year), int(month), int(day))
    if found is None or hour is None:
        return found
    try:
        return datetime.combine(found, time(int(hour), int(minute), int(second or 0), tzinfo=_zone(zone)))
    except ValueError:
        return found


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _read_epoch(text: str) -> datetime | None:
    match = _EPOCH.match(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _read_mail(text: str) -> datetime | None:
    if not _MAIL.search(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None


def _read_cjk(text: str) -> date | None:
    match = _CJK.search(text)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _read_names(text: str, language: str) -> date | None:
    """A date with a month name, in the page's language or in English."""
    for pattern, year_at, month_at, day_at in ((_DAY_MONTH, 3, 2, 1), (_MONTH_DAY, 3, 1, 2), (_YEAR_FIRST, 1, 2, 3)):
        for match in pattern.finditer(text):
            name = match[month_at].casefold()
            month = _months("en").get(name) or _months(language).get(name)
            if month and (found := _day(int(match[year_at]), month, int(match[day_at]))):
                return found
    return None


def _read_numeric(text: str, language: str) -> date | None:
    match = _NUMERIC.search(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    month_first = match[2] == "/" and (not language or language in _MONTH_FIRST)
    if first > 12 or second > 12:
        month_first = second > 12
    return _day(year, first, second) if month_first else _day(year, second, first)


def _read_compact(text: str) -> date | None:
    match = _COMPACT.search(text)
    return _day(int(match[0][:4]), int(match[0][4:6]), int(match[0][6:])) if match else None


def _read_clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    """Month names and abbreviations of one language, case folded and without their dots, to 1 … 12."""
    try:
        locale = Locale.parse(language.partition("-")[0] or "en")
    except (UnknownLocaleError, ValueError, TypeError):
        return {}
    return {
        name.casefold().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, context, locale).items()
    }
