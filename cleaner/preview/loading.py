"""Pages for the preview: read once, parsed once, kept with what no rule changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from cleaner.authoring.reading import read_saved
from cleaner.errors import InputError
from cleaner.model import Page
from cleaner.pipeline import Prepared
from cleaner.readers import BadInput, open_inputs
from cleaner.result import Result

LIMIT = 50  # pages that are loaded unless the user says more; each keeps its parsed tree, some 5 MB


@dataclass(slots=True)
class Loaded:
    """One page. prepared: None where it cannot be read, and then `saved` says why.

    saved: the result under the rules as they stand on disk; now: under those in the editor.
    """

    number: int
    name: str
    host: str
    prepared: Prepared | None
    saved: Result
    now: Result

    @property
    def title(self) -> str:
        """The headline, else the last part of the address or file."""
        known = self.saved.metadata.title
        return known or self.name.rstrip("/").rpartition("/")[2] or self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """Pages as read. problems: a sentence for each input that is none. more: there were more pages than the limit."""

    pages: tuple[tuple[Page, Prepared | Result], ...]
    problems: tuple[str, ...]
    more: bool


def read(paths: Sequence[str], limit: int = LIMIT, url: str | None = None) -> Reading:
    """The first `limit` pages of files, folders and dumps. Raises InputError where there is not one.

    url: the address of pages that come without one. Where that is None too, the address that a page gives itself is
    taken, so that the rules of its site can be tried.
    """
    problems: list[str] = []
    pages = _pages(open_inputs(paths), problems)
    taken = tuple(_prepared(page, url) for page in islice(pages, limit))
    more = next(pages, None) is not None
    if not taken:
        raise InputError(problems[0] if problems else f"{' '.join(paths)}: there is no page in it")
    return Reading(taken, tuple(problems), more)


def name_of(page: Page) -> str:
    """What the user knows the page by: its address, else its file or id."""
    return page.url or page.source.file or page.id


def host_of(page: Page) -> str:
    """The host of the page's address without `www.`, "" where it has none."""
    try:
        host = urlsplit(page.url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _prepared(page: Page, url: str | None) -> tuple[Page, Prepared | Result]:
    page = replace(page, url=page.url or url)
    got = read_saved(page)
    return page if isinstance(got, Result) else got.page, got


def _pages(items: Iterable[Page | BadInput], problems: list[str]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, BadInput):
            problems.append(item.detail)
        else:
            yield item
