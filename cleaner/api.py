"""The library's front door: `Cleaner(...).clean(content)`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cleaner.model import Kind, Opinion, Page
from cleaner.pipeline import clean_page
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook


class Cleaner:
    """Cleans pages with one rule book. Make it once and use it for all pages; it is not changed by use and pickles.

    rules: a loaded rule book; None loads the shipped one. site_rules: False leaves out `rules/sites`, the files for
    single publishers. user_rules: a folder of your own rule files, which win over the shipped ones; a bad file is set
    aside and named in `Cleaner.rules.problems`. second_opinion: whether trafilatura is heard about the main content,
    too: `never`, `auto` (where the classifier is unsure) or `always` (ten times slower).
    """

    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        site_rules: bool = True,
        user_rules: str | Path | None = None,
        second_opinion: Opinion = "never",
    ) -> None:
        self.second_opinion: Opinion = second_opinion
        self.rules = rules or Rulebook.load(user_rules=Path(user_rules) if user_rules else None, site_rules=site_rules)

    def clean(
        self,
        content: bytes | str,
        *,
        url: str | None = None,
        kind: Kind | None = None,
        content_type: str | None = None,
        crawled: date | str | None = None,
    ) -> Result:
        """The article body of one page, with the log of what was taken away.

        content: the page as fetched (bytes), or decoded (str). kind: `html`, `text`, or None to find out.
        content_type: the HTTP header, for its charset. crawled: date of the crawl (a `date`, or ISO 8601 as
        `2024-03-02`), for rules that hold for a time only. Never raises on content: see `Result.status`. Raises
        ValueError for a `crawled` that is no date.
        """
        day = date.fromisoformat(crawled[:10]) if isinstance(crawled, str) else crawled
        return self.clean_page(Page(content, url or "", url, kind, content_type, day))

    def clean_page(self, page: Page) -> Result:
        """The same for a `Page`, as readers give it."""
        return clean_page(page, self.rules, self.second_opinion)
