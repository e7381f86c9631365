"""`cleaner run`: many pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cleaner.api import Cleaner
from cleaner.batch import Limits, Progress, RunOptions, names_for
from cleaner.batch import run as run_batch
from cleaner.batch.summary import EXIT_OK, EXIT_SOME_FAILED
from cleaner.cli.options import PATH, RuleSettings, example, has_broken_rules, rule_options
from cleaner.cli.progress import Amount, watch
from cleaner.cli.summary import print_summary

_MEGABYTE = 1_000_000


@click.command(
    epilog=example(
        "cleaner run pages/ --out out",
        "cleaner run crawl.warc.gz feed.jsonl.zst --out out --only-host example.org --limit 1000",
        "cleaner run crawl.wacz --out out --format parquet --workers 8",
    ),
    short_help="Clean many pages: folders, JSONL, WARC, Parquet.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Folder of the output; made when it is missing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "parquet", "text", "markdown"]),
    default="jsonl",
    help="Of results and log; text and markdown make a file for each page besides.  [default: jsonl]",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Clean N pages at most.")
@click.option(
    "--sample",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Clean this share of the pages, such as 0.01; always the same ones.",
)
@click.option("--only-host", "hosts", multiple=True, metavar="HOST", help="Only pages of this host and below.")
@click.option(
    "--log-text/--log-digest", default=True, help="Log the removed text, or only its sha256.  [default: text]"
)
@click.option(
    "--workers", type=click.IntRange(min=0), metavar="N", help="Processes to clean in; 0: this one.  [default: cores]"
)
@click.option(
    "--page-seconds",
    type=click.FloatRange(min=0.1),
    default=Limits().seconds,
    metavar="S",
    help="Time a page may take; then it is failed (timeout).  [default: 10]",
)
@click.option(
    "--page-memory",
    type=click.IntRange(min=50),
    default=Limits().memory_bytes // _MEGABYTE,
    metavar="MB",
    help="Memory a page may take; then it is failed (out_of_memory).  [default: 2000]",
)
@click.option("--restart", is_flag=True, help="Begin anew, whatever DIR holds of an earlier run.")
@click.option("--accept-changes", is_flag=True, help="Go on with a run though rules or settings have changed.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; errors only.")
@rule_options
def run(inputs: tuple[str, ...], out: Path, quiet: bool, settings: RuleSettings, **given: Any) -> None:
    """Clean all pages of each INPUT: folders of HTML and text files, JSONL and WARC (plain, .gz, .zst or .bz2), WACZ,
    Parquet.

    DIR gets results (a line a page), log (a line a removed span), dead.jsonl (pages and inputs without a result, with
    the reason) and manifest.json. A page that crashes, loops or eats memory is named there, and the run goes on.
    Interrupted or killed, the same command goes on where it was.
    """
    cleaner = settings.cleaner()
    console = Console(stderr=True, highlight=False, emoji=False, markup=False)
    with watch(Amount(inputs, given["limit"]), None if quiet else console) as progress:
        options = _options(settings, cleaner, given, progress)
        summary = run_batch(inputs, out, cleaner.clean_page, options)
    if not quiet:
        print_summary(summary, out, options.names, Console(highlight=False, emoji=False, markup=False))
    code = summary.exit_code
    if code == EXIT_OK and has_broken_rules(cleaner):
        code = EXIT_SOME_FAILED
    sys.exit(code)


def _options(settings: RuleSettings, cleaner: Cleaner, given: Mapping[str, Any], progress: Progress) -> RunOptions:
    form = given["form"]
    workers = given["workers"]
    return RunOptions(
        settings.lineage(cleaner),
        log_text=given["log_text"],
        limit=given["limit"],
        only_hosts=given["hosts"],
        sample=given["sample"],
        names=names_for(form),
        pages=form if form in ("text", "markdown") else None,
        progress=progress,
        workers=_cores() if workers is None else workers,
        limits=Limits(given["page_seconds"], given["page_memory"] * _MEGABYTE),
        restart=given["restart"],
        accept_changes=given["accept_changes"],
    )


def _cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
