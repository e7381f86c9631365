"""`cleaner clean`: one page."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner import provenance
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import read_page, write_lines, write_text
from cleaner.cli.options import PATH, PageSettings, example, has_broken_rules, page_options
from cleaner.errors import InputError
from cleaner.result import Result
from cleaner.writers import encode


@click.command(
    epilog=example(
        "cleaner clean page.html --url https://www.example.org/story",
        "cleaner clean page.txt --log page.log.jsonl > body.txt",
        "curl -s https://www.example.org/story | cleaner clean - --format markdown",
    ),
    short_help="Print the article body of one page.",
)
@click.argument("page")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--log", type=PATH, metavar="FILE", help="Write the log of what was taken away: JSON lines (.gz, .zst).")
@page_options
def clean(page: str, form: str, log: Path | None, settings: PageSettings) -> None:
    """Print the article body of PAGE, an HTML or text file (- is standard input).

    Text is written as it is, without a line break added: `cleaner restore` makes the input of it again.
    """
    cleaner = settings.rules.cleaner()
    result = cleaner.clean_page(read_page(page, settings))
    if result.status in ("skipped", "failed") or result.code == "no_input":
        raise InputError(f"{page}: {result.reason}")
    if log:
        write_lines(log, [provenance.header(settings.rules.lineage(cleaner)), *result.records()])
    write_text(_formatted(result, form))
    if result.flags:
        click.echo(f"{page}: note: {', '.join(result.flags)}", err=True)
    if result.status == "empty":
        click.echo(f"{page}: no text is left: {result.reason}", err=True)
    if result.status == "empty" or has_broken_rules(cleaner):
        raise SystemExit(EXIT_SOME_FAILED)


def _formatted(result: Result, form: str) -> str:
    if form == "json":
        return encode(result.to_dict()).decode("utf-8")
    if form == "markdown":
        return result.to_markdown().rstrip("\n") + "\n"
    return result.text
