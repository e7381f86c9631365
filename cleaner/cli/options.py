"""What several commands share: options, how examples are shown, and the cleaner they make."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from cleaner import __version__
from cleaner.api import Cleaner
from cleaner.model import Kind, Lineage

PATH = click.Path(path_type=Path)
# What takes part in the output, for the lineage of the log.
_LIBRARIES = ("langdetect", "numpy", "resiliparse", "selectolax", "trafilatura")


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Which rules are used. folder: the user's own rules."""

    folder: Path | None
    site_rules: bool

    def cleaner(self) -> Cleaner:
        """A cleaner with these rules; files that were set aside are named on standard error. Raises InputError."""
        cleaner = Cleaner(site_rules=self.site_rules, user_rules=self.folder)
        for problem in cleaner.rules.problems:
            if problem.severity == "error":
                click.echo(f"rule file set aside: {problem}", err=True)
        return cleaner

    def lineage(self, cleaner: Cleaner) -> Lineage:
        settings = (("rules", str(self.folder or "")), ("site_rules", str(self.site_rules).lower()))
        return Lineage(__version__, cleaner.rules.digest, settings, libraries=tuple(map(_library, _LIBRARIES)))


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the user says about a page; None is: find it out."""

    rules: RuleSettings
    url: str | None = None
    kind: Kind | None = None
    crawled: date | None = None
    content_type: str | None = None
    page_id: str | None = None


def has_broken_rules(cleaner: Cleaner) -> bool:
    """A rule file was set aside, so the result is not what was asked for."""
    return any(problem.severity == "error" for problem in cleaner.rules.problems)


def example(*lines: str) -> str:
    """An epilog with examples, shown line for line."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--rules` and `--site-rules`, given to the command as `settings: RuleSettings`."""

    @functools.wraps(command)
    def wrapper(*args: Any, rules: Path | None, site_rules: bool, **others: Any) -> Any:
        return command(*args, settings=RuleSettings(rules, site_rules), **others)

    return _with(wrapper, rules_folder, _SITE_RULES)


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said about one page, given to the command as `settings: PageSettings`."""

    @functools.wraps(command)
    def wrapper(*args: Any, **given: Any) -> Any:
        day: datetime | None = given.pop("crawled")
        settings = PageSettings(
            RuleSettings(given.pop("rules"), given.pop("site_rules")),
            given.pop("url"),
            given.pop("kind"),
            day.date() if day else None,
            given.pop("content_type"),
            given.pop("page_id"),
        )
        return command(*args, settings=settings, **given)

    return _with(wrapper, _URL, _KIND, _CRAWLED, _CONTENT_TYPE, _PAGE_ID, rules_folder, _SITE_RULES)


rules_folder = click.option(
    "--rules", type=PATH, metavar="DIR", help="A folder (or file) of your own rules; they win over the shipped ones."
)
_SITE_RULES = click.option(
    "--site-rules/--no-site-rules", default=True, help="Use the shipped rules for single publishers.  [default: yes]"
)
_URL = click.option("--url", help="The address of the page: chooses the rules of its site.")
_KIND = click.option("--kind", type=click.Choice(["html", "text"]), help="What the page is; found out when left out.")
_CRAWLED = click.option(
    "--crawled", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of the crawl, as 2024-03-02."
)
_CONTENT_TYPE = click.option("--content-type", metavar="TYPE", help="The HTTP header, with its charset.")
_PAGE_ID = click.option("--id", "page_id", help="The id or URL of one page, where PAGE is a dump (JSONL, WARC).")


def _with(command: Callable[..., Any], *options: Callable[[Any], Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def _library(name: str) -> tuple[str, str]:
    try:
        return name, version(name)
    except PackageNotFoundError:
        return name, "unknown"
