"""What several commands share: options, how examples are shown, and the cleaner they make."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from cleaner import __version__
from cleaner.api import Cleaner
from cleaner.batch.recipe import Recipe
from cleaner.cli.grouped import under
from cleaner.cli.inert import tell
from cleaner.document import USUAL_LIMITS
from cleaner.model import Kind, Limits, Lineage

PATH = click.Path(path_type=Path)
# What takes part in the output, for the lineage of the log.
_LIBRARIES = ("langdetect", "numpy", "resiliparse", "selectolax", "trafilatura")


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Which rules are used, within which limits. folder: the user's own rules."""

    folder: Path | None
    site_rules: bool
    limits: Limits = USUAL_LIMITS

    def cleaner(self, warn: Callable[[str], object] = tell) -> Cleaner:
        """A cleaner with these rules; `warn` hears of files that were set aside. Raises InputError."""
        cleaner = Cleaner(site_rules=self.site_rules, user_rules=self.folder, limits=self.limits)
        for problem in cleaner.rules.problems:
            if problem.severity == "error":
                warn(f"rule file set aside: {problem}")
        return cleaner

    def recipe(self, cleaner: Cleaner) -> Recipe:
        """What makes the same cleaner on another machine."""
        folder = str(self.folder) if self.folder else None
        return Recipe(self.site_rules, folder, digest=cleaner.rules.digest, limits=self.limits)

    def lineage(self, cleaner: Cleaner) -> Lineage:
        settings = [("rules", str(self.folder or "")), ("site_rules", str(self.site_rules).lower())]
        if self.limits != USUAL_LIMITS:
            settings.append(("limits", ",".join(f"{name}={value}" for name, value in asdict(self.limits).items())))
        return Lineage(__version__, cleaner.rules.digest, tuple(settings), libraries=tuple(map(_library, _LIBRARIES)))


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the user says about a page; None is: find it out."""

    rules: RuleSettings
    url: str | None = None
    kind: Kind | None = None
    crawled: date | None = None
    content_type: str | None = None
    page_id: str | None = None


def cores(asked: int | None) -> int:
    """How many processes to use where `asked` does not say: the cores that this one may use, in a container fewer than
    the machine has."""
    if asked is not None:
        return asked
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
            RuleSettings(given.pop("rules"), given.pop("site_rules"), given.pop("limits")),
            given.pop("url"),
            given.pop("kind"),
            day.date() if day else None,
            given.pop("content_type"),
            given.pop("page_id"),
        )
        return command(*args, settings=settings, **given)

    return _with(wrapper, _URL, _KIND, _CRAWLED, _CONTENT_TYPE, _PAGE_ID, max_option, rules_folder, _SITE_RULES)


def read_url(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """An address with its scheme: without one it has no host, and the rules of its site would be left out unnoticed."""
    if given is not None and "://" not in given:
        raise click.BadParameter(f"'{given}' has no scheme; write the whole address, as https://www.example.org/story")
    return given


def read_limits(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> Limits:
    """`--max NAME=N`, several times, as limits."""
    changed: dict[str, int] = {}
    for one in given:
        name, _, number = one.partition("=")
        if name not in _LIMIT_NAMES or not number.isdecimal() or not int(number):
            raise click.BadParameter(f"'{one}' is no limit; say NAME=N with NAME one of {', '.join(_LIMIT_NAMES)}")
        changed[_LIMIT_NAMES[name]] = int(number)
    return replace(USUAL_LIMITS, **changed)


_LIMIT_NAMES = {field.name.replace("_", "-"): field.name for field in fields(Limits)}
LIMITS_HELP = f"Limits of a page, beyond which it is skipped: {', '.join(_LIMIT_NAMES)}; such as depth=500."
max_option = click.option(
    "--max",
    "limits",
    multiple=True,
    callback=read_limits,
    metavar="NAME=N",
    help=LIMITS_HELP,
)
rules_folder = click.option(
    "--rules", type=PATH, metavar="DIR", help="A folder (or file) of your own rules; they win over the shipped ones."
)
_SITE_RULES = click.option(
    "--site-rules/--no-site-rules", default=True, help="Use the shipped rules for single publishers.  [default: yes]"
)
_PAGE = under("About the page")
_URL = _PAGE("--url", callback=read_url, help="The address of the page: chooses the rules of its site.")
_KIND = _PAGE("--kind", type=click.Choice(["html", "text"]), help="What the page is; found out when left out.")
_CRAWLED = _PAGE(
    "--crawled", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of the crawl, as 2024-03-02."
)
_CONTENT_TYPE = _PAGE("--content-type", metavar="TYPE", help="The HTTP header, with its charset.")
_PAGE_ID = _PAGE("--id", "page_id", help="The id or URL of one page, where PAGE is a dump (JSONL, WARC).")


def _with(command: Callable[..., Any], *options: Callable[[Any], Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def _library(name: str) -> tuple[str, str]:
    try:
        return name, version(name)
    except PackageNotFoundError:
        return name, "unknown"
