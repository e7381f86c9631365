"""`cleaner run`: many pages."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from cleaner.batch import RunOptions
from cleaner.batch import run as run_batch
from cleaner.batch.summary import EXIT_OK, EXIT_SOME_FAILED
from cleaner.cli.options import PATH, RuleSettings, example, has_broken_rules, rule_options
from cleaner.cli.progress import Amount, watch
from cleaner.cli.summary import print_summary


@click.command(
    epilog=example(
        "cleaner run pages/ --out out",
        "cleaner run crawl.warc.gz feed.jsonl.zst --out out --only-host example.org --limit 1000",
    ),
    short_help="Clean many pages: folders, JSONL, WARC.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Folder of the output; made when it is missing.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Clean N pages at most.")
@click.option("--only-host", "hosts", multiple=True, metavar="HOST", help="Only pages of this host and below.")
@click.option(
    "--log-text/--log-digest", default=True, help="Log the removed text, or only its sha256.  [default: text]"
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; errors only.")
@rule_options
def run(inputs: tuple[str, ...], out: Path, quiet: bool, settings: RuleSettings, **given: object) -> None:
    """Clean all pages of each INPUT: folders of HTML and text files, JSONL, WARC; plain, .gz, .zst or .bz2.

    DIR gets results.jsonl (a line a page), log.jsonl (a line a removed span), dead.jsonl (pages and inputs without a
    result, with the reason) and manifest.json. What cannot be read is named there, and the run goes on.
    """
    cleaner = settings.cleaner()
    limit, hosts = given["limit"], given["hosts"]
    console = Console(stderr=True, highlight=False, emoji=False, markup=False)
    amount = Amount(inputs, limit if isinstance(limit, int) else None)
    with watch(amount, None if quiet else console) as progress:
        options = RunOptions(
            settings.lineage(cleaner),
            log_text=bool(given["log_text"]),
            limit=amount.limit,
            only_hosts=hosts if isinstance(hosts, tuple) else (),
            progress=progress,
        )
        summary = run_batch(inputs, out, cleaner.clean_page, options)
    if not quiet:
        print_summary(summary, out, Console(highlight=False, emoji=False, markup=False))
    code = summary.exit_code
    if code == EXIT_OK and has_broken_rules(cleaner):
        code = EXIT_SOME_FAILED
    sys.exit(code)
