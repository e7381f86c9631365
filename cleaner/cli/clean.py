"""`cleaner clean`: one page, or with `--jsonl` a row for a row."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cleaner import provenance
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import read_page, refuse_overwriting, write_lines, write_text
from cleaner.cli.grouped import GroupedCommand, under
from cleaner.cli.inert import tell
from cleaner.cli.options import PATH, PageSettings, example, has_broken_rules, page_options
from cleaner.cli.shared import field_option, page_limit_options
from cleaner.cli.stream import Filter, clean_stream
from cleaner.errors import InputError
from cleaner.readers import STDIN
from cleaner.result import Result
from cleaner.writers import encode

_OUTPUT, _FILTER = under("Output"), under("A filter for JSON lines (docs/pipelines.md)")
_OF_FILTER = ("row_log", "keep_content", "workers", "no_sandbox", "fields", "page_seconds", "page_memory")


@click.command(
    cls=GroupedCommand,
    epilog=example(
        "cleaner clean page.html --url https://www.example.org/story",
        "cleaner clean page.txt --log page.log.jsonl > body.txt",
        "curl -s https://www.example.org/story | cleaner clean - --format markdown",
        "zcat crawl.jsonl.gz | cleaner clean --jsonl | gzip > clean.jsonl.gz",
    ),
    short_help="Print the article body of one page; a filter for JSON lines.",
)
@click.argument("page", required=False)
@_OUTPUT("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@_OUTPUT("--log", type=PATH, metavar="FILE", help="Write the log of what was taken away: JSON lines (.gz, .zst).")
@_FILTER("--jsonl", is_flag=True, help="A filter: a row of JSON out for each in, as soon as it is done.")
@_FILTER("--row-log", is_flag=True, help="The log stands in each row, as `removals`.")
@_FILTER("--keep-content", is_flag=True, help="Pass the page itself on, too, as `html` or `input_text`.")
@_FILTER(
    "--workers", type=click.IntRange(min=0), metavar="N", help="Processes to clean in; 0: this one.  [default: cores]"
)
@_FILTER("--no-sandbox", is_flag=True, help="Clean in this process: no limits of time and memory.")
@field_option(_FILTER)
@page_limit_options(_FILTER)
@page_options
def clean(page: str | None, form: str, log: Path | None, settings: PageSettings, **given: Any) -> None:
    """Print the article body of PAGE, an HTML or text file (- is standard input).

    Text is written as it is, without a line break added: `cleaner restore` makes the input of it again.

    With --jsonl PAGE holds JSON lines (default: standard input). Each becomes a row with text, metadata, status and
    reason; its other fields pass through, and a bad line is a row with status failed. The options below --jsonl
    belong to it.
    """
    refuse_overwriting(log, page or STDIN)
    if given.pop("jsonl"):
        sys.exit(_filter(page or STDIN, settings, {**given, "format": form, "log": log}))
    _refuse_others(page)
    assert page is not None
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
        tell(f"{page}: no text is left: {result.reason}")
    if result.status == "empty" or has_broken_rules(cleaner):
        raise SystemExit(EXIT_SOME_FAILED)


def _filter(name: str, settings: PageSettings, given: Mapping[str, Any]) -> int:
    if settings.url or settings.page_id:
        raise click.UsageError("--url and --id are of one page; rows name theirs, in fields that --field maps")
    wanted = Filter(
        settings,
        given["fields"],
        given["page_limits"],
        given["log"],
        given["row_log"],
        given["keep_content"],
        given["format"] == "markdown",
        given["workers"],
        not given["no_sandbox"],
    )
    return clean_stream(name, wanted)


def _refuse_others(page: str | None) -> None:
    """What belongs to the filter says nothing about one page."""
    context = click.get_current_context()
    for name in _OF_FILTER:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{'field' if name == 'fields' else name.replace('_', '-')} goes with --jsonl")
    if page is None:
        raise click.UsageError("Missing argument 'PAGE': a file, - for standard input, or --jsonl for a filter")


def _formatted(result: Result, form: str) -> str:
    if form == "json":
        return encode(result.to_dict()).decode("utf-8")
    if form == "markdown":
        return result.to_markdown().rstrip("\n") + "\n"
    return result.text
