"""`cleaner rules backtest` and `drift`: what a change of rules does to a dump, and which rules have gone stale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import click
import orjson

from cleaner.authoring.backtest import Backtest, RuleEffect
from cleaner.authoring.backtest import backtest as compared
from cleaner.authoring.drift import LOG_COLUMNS, RESULT_COLUMNS, Drift, Finding, Missed, Watch
from cleaner.authoring.reference import book_of
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import write_text
from cleaner.cli.inert import tell
from cleaner.cli.options import PATH, RuleSettings, example, rule_options
from cleaner.cli.tables import columns, markdown
from cleaner.errors import InputError
from cleaner.model import Page
from cleaner.readers import BadInput, open_inputs
from cleaner.report.rows import rows
from cleaner.rulebook.book import Rulebook

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "json"]), default="table",
    help="Of the output; markdown is for a pull request.  [default: table]",
)  # fmt: skip
_PERCENT = click.FloatRange(0, 100)
_KINDS = (".jsonl", ".jsonl.zst", ".jsonl.gz", ".parquet")
_EXAMPLE = 70  # characters of an example in a table


@click.command(
    epilog=example(
        "cleaner rules backtest crawl.jsonl --rules my-rules --against HEAD",
        "cleaner rules backtest crawl.warc.gz --against old-rules/ --format markdown --max-loss 0.5",
    )
)
@click.argument("dump", nargs=-1, required=True, metavar="DUMP...")
@click.option(
    "--against",
    default="HEAD",
    metavar="REF",
    help="Compare with: a git revision of the rules, or a folder of rules.  [default: HEAD]",
)
@click.option("--max-loss", type=_PERCENT, metavar="PERCENT", help="Exit with 1 when more of all bodies is lost.")
@click.option("--max-page-loss", type=_PERCENT, metavar="PERCENT", help="Exit with 1 when a page loses more.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Clean N pages at most.")
@_FORMAT
@rule_options
def backtest(dump: tuple[str, ...], against: str, form: str, settings: RuleSettings, **given: float | None) -> None:
    """Clean the pages of a DUMP with the rules as they were and as they are: what text the bodies lose and gain, rule
    by rule.

    Lost is what was body before and is none now, which is what a new rule is for: look at the examples.
    """
    before = book_of(against, settings.folder, settings.site_rules)
    after = Rulebook.load(settings.folder, settings.site_rules)
    for problem in after.problems:
        if problem.severity == "error":
            tell(f"rule file set aside: {problem}")
    limit = given["limit"]
    result = compared(islice(_pages(dump), int(limit) if limit else None), before, after)
    if not result.pages:
        raise InputError(f"{', '.join(dump)}: no page could be cleaned; give a folder of pages or a dump")
    write_text(_json(result) if form == "json" else _told(result, against, form == "markdown"))
    worst = max((effect.share for effect in result.worst), default=0.0)
    over = _over(result.share, given["max_loss"], "of all bodies") + _over(worst, given["max_page_loss"], "of a page")
    for line in over:
        click.echo(line, err=True)
    if over:
        raise SystemExit(EXIT_SOME_FAILED)


@click.command(epilog=example("cleaner rules drift out/", "cleaner rules drift out/log.jsonl.zst --format markdown"))
@click.argument("logs", nargs=-1, required=True, type=PATH, metavar="LOG...")
@click.option("--check", is_flag=True, help="Exit with 1 when a rule or body wants a look.")
@_FORMAT
@rule_options
def drift(logs: tuple[Path, ...], check: bool, form: str, settings: RuleSettings) -> None:
    """Find stale rules in what real runs left: each LOG is the folder that `cleaner run` wrote, or its log beside the
    results.

    Rules of sites that never hit, that have stopped, that take too much or were refused by a guard; and the bodies that
    were missed, by host and month. Where it began to fail, the day before is proposed as `valid.until`.
    """
    watch = Watch(Rulebook.load(settings.folder, settings.site_rules))
    for results, log in [_files(path) for path in logs]:
        for row in rows(results, RESULT_COLUMNS):
            watch.result(row)
        for row in rows(log, LOG_COLUMNS):
            watch.record(row)
        watch.close()
    found = watch.drift()
    write_text(_json(found) if form == "json" else _stale(found, form == "markdown"))
    if check and (found.findings or found.missed):
        raise SystemExit(EXIT_SOME_FAILED)


def _pages(names: tuple[str, ...]) -> Iterator[Page]:
    for item in open_inputs(list(names)):
        if not isinstance(item, BadInput):
            yield item
        elif item.status == "failed":
            tell(f"passed over: {item.detail}")


def _files(path: Path) -> tuple[Path, Path]:
    """The results and the log of a run. Raises InputError."""
    folder = path if path.is_dir() else path.parent
    kinds = _KINDS if path.is_dir() else tuple(kind for kind in _KINDS if path.name.endswith(kind))
    for kind in kinds:
        results, log = folder / f"results{kind}", folder / f"log{kind}" if path.is_dir() else path
        if results.is_file() and log.is_file():
            return results, log
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the spelling")
    raise InputError(f"{path}: results and log of a run do not stand here; give the folder that `cleaner run` wrote")


def _over(share: float, limit: float | None, what: str) -> list[str]:
    if limit is None or share <= limit:
        return []
    return [f"{share:.2f} % {what} is lost, more than the {limit:g} % allowed"]


def _json(value: Backtest | Drift) -> str:
    extra = {"lost_percent": round(value.share, 4)} if isinstance(value, Backtest) else {}
    shown = {**dataclasses.asdict(value), **extra}
    return orjson.dumps(shown, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _told(result: Backtest, against: str, marked: bool) -> str:
    table = markdown if marked else columns
    head = f"### Rules against `{against}`\n\n" if marked else f"rules against {against}\n"
    change = 100 * (result.after - result.before) / max(1, result.before)
    lines = [
        f"{head}{result.pages:,} pages, {result.changed:,} with another body; characters of all bodies:"
        f" {result.before:,} before, {result.after:,} now ({change:+.2f} %),"
        f" {result.lost:,} lost ({result.share:.2f} %), {result.gained:,} gained."
    ]
    if result.rules:
        header = ("rule", "pages", "lost", "gained", "by another rule", "such as")
        lines.append(table(header, [_effect(effect) for effect in result.rules]))
    if result.worst:
        held = [(one.page, f"{one.share:.1f} %", f"{one.lost:,}", f"{one.gained:,}") for one in result.worst]
        lines.append(table(("page", "of its body lost", "lost", "gained"), held))
    return "\n\n".join(lines) + "\n"


def _effect(effect: RuleEffect) -> tuple[str, ...]:
    numbers = (effect.pages, effect.lost, effect.gained, effect.moved)
    examples = effect.lost_examples[:1] or effect.gained_examples[:1]
    sign = "−" if effect.lost_examples else "+"
    shown = f"{sign} {_cut(examples[0].text)}" if examples else ""
    return effect.rule, *(f"{number:,}" for number in numbers), shown


def _stale(found: Drift, marked: bool) -> str:
    table = markdown if marked else columns
    head = "### Stale rules\n\n" if marked else ""
    parts = [f"{head}{found.pages:,} pages of {found.hosts:,} hosts, {found.undated:,} of them without a crawl date."]
    if found.findings:
        header = "rule", "state", "pages", "hits", "last hit", "valid.until", "owner", "place", "why"
        parts.append(table(header, [_finding(one) for one in found.findings]))
    if found.missed:
        names = "body missed on", "month", "pages", "missed", "first", "valid.until", "owner", "files"
        parts.append(table(names, [_missed(one) for one in found.missed]))
    if not found.findings and not found.missed:
        parts.append("No rule of a site is stale, and no body was missed.")
    return "\n\n".join(parts) + "\n"


def _finding(one: Finding) -> tuple[str, ...]:
    numbers = f"{one.pages:,}", f"{one.hits:,}"
    return one.rule, one.state, *numbers, *_days(one.last_hit, one.until), one.owner or "nobody", one.place, one.why


def _missed(one: Missed) -> tuple[str, ...]:
    numbers, days = (f"{one.pages:,}", f"{one.missed:,}"), _days(one.first, one.until)
    return one.host, one.month or "undated", *numbers, *days, one.owner or "nobody", ", ".join(one.files)


def _days(*days: object) -> Iterable[str]:
    return ("–" if day is None else str(day) for day in days)


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE else text[:_EXAMPLE].rstrip() + "…"
