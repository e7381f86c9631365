"""`cleaner run`: many pages."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cleaner.api import Cleaner
from cleaner.batch import RunOptions, Summary, WorkerLimits, count_sites, names_for
from cleaner.batch import run as run_batch
from cleaner.batch.summary import EXIT_OK, EXIT_SOME_FAILED, Tally
from cleaner.classifier import PAGE_TYPES
from cleaner.cli.amount import Amount
from cleaner.cli.engines import engine_of, engine_options
from cleaner.cli.grouped import GroupedCommand, under
from cleaner.cli.options import (
    LIMITS_HELP,
    PATH,
    RuleSettings,
    cores,
    example,
    has_broken_rules,
    read_limits,
    rule_options,
)
from cleaner.cli.progress import watch
from cleaner.cli.session import Session
from cleaner.cli.summary import print_summary, spoken_totals
from cleaner.readers import FieldMap, Shard

_MEGABYTE = 1_000_000
_PAGES, _INPUT, _OUTPUT = under("Which pages"), under("Reading"), under("Output")
_SITES = under("The dump as a whole")
_WORK, _AGAIN, _SHOW = under("Workers and limits"), under("Going on, beginning anew"), under("Progress and reports")
_EPILOG = (
    example(
        "cleaner run pages/ --out out",
        "cleaner run crawl.warc.gz feed.jsonl.zst --out out --only-host example.org --limit 1000",
        "cleaner run dump.parquet --out out --field text=body --field url=link --only article",
        "cleaner run s3://bucket/crawl/ --out s3://bucket/clean --quiet --json-log",
    )
    + """

\b
Exit codes:
  0    all is well
  1    done, but some pages failed or inputs were unreadable (dead.jsonl names
       them), a rule file was set aside, or the disk is full: free space and run
       the same command again
  2    the command line is wrong
  3    no page was read, or DIR holds a run made differently
  130  interrupted (Ctrl-C, SIGTERM); the same command goes on"""
)


def _fields(ctx: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> FieldMap:
    try:
        return FieldMap.of(pairs)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _shard(ctx: click.Context, parameter: click.Parameter, text: str | None) -> Shard | None:
    try:
        return None if text is None else Shard.of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(cls=GroupedCommand, epilog=_EPILOG, short_help="Clean many pages: folders, JSONL, WARC, Parquet.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_OUTPUT("--out", required=True, metavar="DIR", help="Folder of the output, made when it is missing; or a URL.")
@_OUTPUT(
    "--format",
    "form",
    type=click.Choice(["jsonl", "parquet", "text", "markdown"]),
    default="jsonl",
    help="Of results and log; text and markdown make a file for each page besides.  [default: jsonl]",
)
@_OUTPUT("--log-text/--log-digest", default=True, help="Log the removed text, or only its sha256.  [default: text]")
@_OUTPUT("--report/--no-report", default=True, help="Make report.html at the end.  [default: yes]")
@_OUTPUT("--work-dir", type=PATH, metavar="DIR", help="Where to work when --out is a URL.  [default: the user's cache]")
@_PAGES("--only-host", "hosts", multiple=True, metavar="HOST", help="Only pages of this host and below.")
@_PAGES(
    "--only",
    "types",
    multiple=True,
    type=click.Choice(PAGE_TYPES),
    metavar="TYPE",
    help=f"Only pages of this type, others are skipped: {', '.join(PAGE_TYPES)}.",
)
@_PAGES("--limit", type=click.IntRange(min=1), metavar="N", help="Clean N pages at most.")
@_PAGES(
    "--sample",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Clean this share of the pages, such as 0.01; always the same ones.",
)
@_INPUT(
    "--field",
    "fields",
    multiple=True,
    callback=_fields,
    metavar="NAME=FIELD",
    help="Where rows of JSONL and Parquet hold text, html, content (either), url, id or date (of the crawl); "
    "FIELD may be a path (meta.url). Known layouts need none.",
)
@_PAGES(
    "--shard",
    callback=_shard,
    metavar="I/N",
    help="Only the I-th of N shares of the inputs, by bytes, large WARC files cut: for several machines.",
)
@_INPUT("--archive", default="", metavar="DIR", help="Where the dumps lie that a CDX names.  [default: beside it]")
@_SITES(
    "--site-frequency",
    is_flag=True,
    help="Read all twice: what a site repeats on many pages goes, what other sites' copies of a story share stays.",
)
@_SITES("--site-index", type=PATH, metavar="FILE", help="The site-index.sqlite that an earlier run has counted.")
@_SITES(
    "--dedup",
    type=click.Choice(["off", "mark", "drop-exact", "drop-near"]),
    default="off",
    help="Copies of bodies: mark them in the results, or leave them out (dead.jsonl names them).  [default: off]",
)
@_WORK(
    "--workers", type=click.IntRange(min=0), metavar="N", help="Processes to clean in; 0: this one.  [default: cores]"
)
@_WORK(
    "--page-seconds",
    type=click.FloatRange(min=0.1),
    default=WorkerLimits().seconds,
    metavar="S",
    help="Time a page may take; then it is failed (timeout).  [default: 10]",
)
@_WORK(
    "--page-memory",
    type=click.IntRange(min=50),
    default=WorkerLimits().memory_bytes // _MEGABYTE,
    metavar="MB",
    help="Memory a page may take; then it is failed (out_of_memory).  [default: 2000]",
)
@_WORK(
    "--max",
    "page_limits",
    multiple=True,
    callback=read_limits,
    metavar="NAME=N",
    help=LIMITS_HELP,
)
@_AGAIN("--restart", is_flag=True, help="Begin anew, whatever DIR holds of an earlier run.")
@_AGAIN("--accept-changes", is_flag=True, help="Go on with a run though rules or settings have changed.")
@_SHOW("--quiet", "-q", is_flag=True, help="No progress and no summary; errors only.")
@_SHOW("--json-log", is_flag=True, help="Progress, warnings and the end as lines of JSON on standard error.")
@_SHOW("--openlineage", type=PATH, metavar="FILE", help="Append OpenLineage events of the run, as lines of JSON.")
@engine_options
@rule_options
def run(inputs: tuple[str, ...], out: str, settings: RuleSettings, **given: Any) -> None:
    """Clean all pages of each INPUT: folders of HTML and text files, JSONL and WARC (plain, .gz, .zst or .bz2), WACZ,
    Parquet, the records that a CDX lists; here or behind a URL (s3://, hf://).

    DIR gets results (a line a page), log (a line a removed span), dead.jsonl (pages and inputs without a result, with
    the reason), manifest.json and report.html. A page that crashes, loops or eats memory is named there, and the run
    goes on. Interrupted or killed, the same command goes on where it was.
    """
    settings = replace(settings, limits=given["page_limits"])
    session = Session(inputs, out, given)
    with session.guarded():
        cleaner = settings.cleaner(session.warn)
        given |= {"recipe": settings.recipe(cleaner), "made_engine": engine_of(given, out)}
        session.begin()
        summary = _run(inputs, cleaner, _options(settings, cleaner, given, session), given, session)
        files = session.finish(summary)
    if not given["quiet"]:
        print_summary(summary, out, files, Console(highlight=False, emoji=False, markup=False))
    sys.exit(session.end(summary, _exit_code(summary, cleaner)))


def _run(
    inputs: tuple[str, ...], cleaner: Cleaner, options: RunOptions, given: Mapping[str, Any], session: Session
) -> Summary:
    """The run, after a first pass where one is asked for."""
    console = None if given["quiet"] else Console(stderr=True, highlight=False, emoji=False, markup=False)
    path: Path | None = given["site_index"]
    if path is None and given["site_frequency"]:
        # The whole dump even for one of its shards: a site's pages may lie anywhere.
        with watch(Amount(inputs, given["limit"]), console, session.log, "counting") as progress:
            counted = count_sites(inputs, session.folder, replace(options, progress=progress, shard=None))
        if counted.path is None:
            return Tally().summary(interrupted=True)
        path = counted.path
        if console and session.log is None:
            console.print(f"counting: {spoken_totals(counted)}", soft_wrap=True)
    recipe = given["recipe"]
    if path is not None:
        cleaner = cleaner.with_site_index(path)
        recipe = replace(recipe, site_index=str(path.absolute())) if options.engine else recipe
        digest = cleaner.site_index.digest if cleaner.site_index else ""
        lineage = replace(options.lineage, settings=(*options.lineage.settings, ("site_index", digest)))
        options = replace(options, lineage=lineage)
    with watch(Amount(inputs, given["limit"], given["shard"]), console, session.log) as progress:
        clean = recipe if options.engine else cleaner.clean_page
        return run_batch(inputs, session.folder, clean, replace(options, progress=progress))


def _exit_code(summary: Summary, cleaner: Cleaner) -> int:
    code = summary.exit_code
    return EXIT_SOME_FAILED if code == EXIT_OK and has_broken_rules(cleaner) else code


def _options(settings: RuleSettings, cleaner: Cleaner, given: Mapping[str, Any], session: Session) -> RunOptions:
    form = given["form"]
    return RunOptions(
        settings.lineage(cleaner),
        log_text=given["log_text"],
        limit=given["limit"],
        only_hosts=given["hosts"],
        sample=given["sample"],
        names=names_for(form),
        pages=form if form in ("text", "markdown") else None,
        workers=cores(given["workers"]),
        limits=WorkerLimits(given["page_seconds"], given["page_memory"] * _MEGABYTE),
        restart=given["restart"],
        accept_changes=given["accept_changes"],
        fields=given["fields"],
        archive=given["archive"],
        shard=given["shard"],
        only_types=given["types"],
        dedup=given["dedup"],
        on_sealed=session.sealed,
        engine=given["made_engine"],
    )
