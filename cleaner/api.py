"""The library's front door: `Cleaner(...).clean(content)`."""

from __future__ import annotations

import copy
import gc
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from types import NoneType

from cleaner.classifier import load_model
from cleaner.document import USUAL_LIMITS
from cleaner.model import Kind, Limits, Opinion, Page
from cleaner.pipeline import clean_prepared, prepare
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.stages.main_content import Judge
from cleaner.survey import NOTHING_KNOWN, SiteIndex


class Cleaner:
    """Cleans pages with one rule book. Make it once and use it for all pages; it is not changed by use and pickles.

    rules: a loaded rule book; None loads the shipped one. site_rules: False leaves out `rules/sites`, the files for
    single publishers. user_rules: a folder of your own rule files, which win over the shipped ones; a bad file is set
    aside and named in `Cleaner.rules.problems`. second_opinion: whether trafilatura is heard about the main content,
    too: `never`, `auto` (where the classifier is unsure) or `always` (ten times slower). model: a classifier of your
    own, made by `python -m cleaner.classifier.train`; InputError where the file is none. limits: what a page may be.
    site_index: the file that `cleaner run --site-frequency` left, with the lines that sites repeat; InputError where it
    is none.
    """

    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        site_rules: bool = True,
        user_rules: str | Path | None = None,
        second_opinion: Opinion = "never",
        model: str | Path | None = None,
        site_index: str | Path | None = None,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self.limits = limits
        self.judge = Judge(second_opinion, load_model(Path(model)) if model else None)
        self.site_index = SiteIndex(site_index) if site_index else None
        self.rules = rules or Rulebook.load(user_rules=Path(user_rules) if user_rules else None, site_rules=site_rules)

    def clean(
        self,
        content: bytes | bytearray | memoryview | str | None,
        *,
        url: str | None = None,
        kind: Kind | None = None,
        content_type: str | None = None,
        crawled: date | str | None = None,
    ) -> Result:
        """The article body of one page, with the log of what was taken away.

        content: the page as fetched (bytes or a buffer), or decoded (str); None, where nothing was fetched, is
        `empty`. url: its address, for the rules of its site; without one a page stands at the canonical address it
        names. kind: `html`, `text`, or None to find out. content_type: the HTTP header, for its charset. crawled:
        date of the crawl (a `date` or `datetime`, or ISO 8601 as `2024-03-02`), for rules that hold for a time only.
        Never raises on content: see `Result.status`. Raises TypeError for a page or an address of another type,
        ValueError for a `crawled` that is no date and a `kind` that is none.
        """
        _check_types(content, url, kind)
        page = content if isinstance(content, str) else bytes(content or b"")
        return self.clean_page(Page(page, url or "", url, kind, content_type, _day(crawled)))

    def clean_page(self, page: Page) -> Result:
        """The same for a `Page`, as readers give it.

        The collector of cyclic garbage rests meanwhile: a page leaves none, and the collector, which finds the page's
        tree alive and looks through all rules again for it, took a quarter of the time.
        """
        collecting = gc.isenabled()
        gc.disable()
        try:
            known = self.site_index.of(page) if self.site_index else NOTHING_KNOWN
            prepared = prepare(page, known, self.limits)
            return prepared if isinstance(prepared, Result) else clean_prepared(prepared, self.rules, self.judge)
        finally:
            if collecting:
                gc.enable()

    def with_site_index(self, path: str | Path) -> Cleaner:
        """The same cleaner with the site index at `path`. Raises InputError where there is none."""
        other = copy.copy(self)
        other.site_index = SiteIndex(path)
        return other


def _check_types(content: object, url: object, kind: object) -> None:
    if not isinstance(content, (str, bytes, bytearray, memoryview, NoneType)):
        raise TypeError(f"a page is str or bytes, not {type(content).__name__}; give its HTML or text")
    if not isinstance(url, (str, NoneType)):
        raise TypeError(f"url is a str or None, not {type(url).__name__}; say url=str(url)")
    if kind not in ("html", "text", None):
        raise ValueError(f"kind={kind!r} is neither 'html' nor 'text'; leave it out to find out")


def _day(crawled: date | str | None) -> date | None:
    """The day of a crawl. A datetime is a date, too, but cannot be compared with one, as windows of rules are."""
    if isinstance(crawled, datetime):
        return crawled.date()
    if crawled is None or isinstance(crawled, date):
        return crawled
    with suppress(ValueError, TypeError):
        return date.fromisoformat(crawled[:10])
    raise ValueError(f"crawled={crawled!r} is no date; give a date, or a text such as 2024-03-02")
