"""`cleaner rules`: what there is, what a page gets, and whether rule files are sound."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.inert import clean_text, tell
from cleaner.cli.lazy import LazyGroup
from cleaner.cli.options import RuleSettings, example, read_url, rule_options
from cleaner.cli.rule_docs import docs
from cleaner.cli.rule_lint import explain_code, lint
from cleaner.cli.rule_test import test
from cleaner.cli.tables import columns
from cleaner.errors import Problem
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.json_schema import json_schema
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Match, Rule, Traits

_TOOLS = {  # in modules of their own; `lint`, `test` and others are added below
    "backtest": "cleaner.cli.rule_reports:backtest",
    "drift": "cleaner.cli.rule_reports:drift",
    "import-ftr": "cleaner.cli.rule_tools:import_ftr",
    "new": "cleaner.cli.rule_tools:new",
    "suggest": "cleaner.cli.rule_tools:suggest",
    "tune": "cleaner.cli.rule_tune:tune",
}


@click.group(cls=LazyGroup, places=_TOOLS, epilog=example("cleaner rules which https://www.example.org/story"))
def rules() -> None:
    """The rule book: list it, ask it, check it."""


@rules.command("list", epilog=example("cleaner rules list", "cleaner rules list --rules my-rules"))
@rule_options
def list_(settings: RuleSettings) -> None:
    """List all rule files: id, status, rules, phrases, tests, and what attaches them to a page."""
    book = Rulebook.load(settings.folder, settings.site_rules)
    header = ("id", "status", "rules", "phrases", "tests", "attached by")
    rows = [
        (
            file.id,
            file.status,
            *(str(len(held)) for held in (file.rules, file.phrases, file.tests)),
            _attached(file.match),
        )
        for file in book.files
    ]
    click.echo(columns(header, rows))
    count = sum(len(file.rules) + len(file.phrases) for file in book.files)
    click.echo(f"{len(book.files)} files, {count:,} rules and phrases, digest {book.digest}")
    _end(_errors(book.problems))


@rules.command(epilog=example("cleaner rules which https://www.example.org/story --language en --crawled 2024-03-02"))
@click.argument("url", callback=read_url)
@click.option("--language", "languages", multiple=True, help="Language of the page, e.g. de; attaches its packs.")
@click.option("--generator", default="", help='The page\'s <meta name="generator">, e.g. "WordPress 6.4".')
@click.option("--token", "tokens", multiple=True, help="A class or id on the page, e.g. jp-relatedposts.")
@click.option("--crawled", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of the crawl, as 2024-03-02.")
@rule_options
def which(url: str, settings: RuleSettings, crawled: datetime | None, **given: object) -> None:
    """Show which rules a page at URL gets, strongest first, and where they stand."""
    book = Rulebook.load(settings.folder, settings.site_rules)
    chosen = book.for_page(_traits(url, crawled, given))
    rows = [(r.id, r.verb, r.label, r.status, f"{r.place.file}:{r.place.line}") for r in _rules(chosen)]
    click.echo("files, strongest first: " + (", ".join(chosen.files) or "none"))
    if rows:
        click.echo(columns(("rule", "verb", "label", "status", "place"), rows))
    click.echo(f"{len(rows)} rules and {len(chosen.phrases.phrases):,} phrases")
    for off in chosen.disabled:
        click.echo(clean_text(f"switched off: {off.rule} by {off.by}: {off.why}"))
    if chosen.undated:
        click.echo("some rules hold for a time only: without --crawled all of them are tried")
    _end(_errors(book.problems))


@rules.command(epilog=example("cleaner rules schema > rule.schema.json"))
def schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    click.echo(json_schema(), nl=False)


def _traits(url: str, crawled: datetime | None, given: dict[str, object]) -> Traits:
    words = {name: value if isinstance(value, tuple) else () for name, value in given.items()}
    day = crawled.date() if crawled else None
    return Traits(url, day, words["languages"], str(given["generator"]).lower(), frozenset(words["tokens"]))


def _rules(chosen: RuleSet) -> tuple[Rule, ...]:
    return (*chosen.body, *chosen.remove, *chosen.keep, *chosen.metadata)


def _attached(match: Match) -> str:
    parts = [", ".join(match.hosts)] if match.hosts else []
    parts += [f"language {', '.join(match.languages)}"] if match.languages else []
    parts += [f"generator {', '.join(match.generators)}"] if match.generators else []
    parts += [f"tokens {', '.join(match.tokens)}"] if match.tokens else []
    parts += ["always"] if match.always else []
    return "; ".join(parts) or "use only"


def _errors(problems: Iterable[Problem]) -> bool:
    """Name the errors on standard error; whether there are any."""
    found = [problem for problem in problems if problem.severity == "error"]
    for problem in found:
        tell(str(problem))
    return bool(found)


def _end(failed: bool) -> None:
    if failed:
        raise SystemExit(EXIT_SOME_FAILED)


for command in (lint, explain_code, test, docs):
    rules.add_command(command)
