"""`cleaner learn-site`: rules from what the sites of a dump repeat."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cleaner.authoring.learn import Learned, learn
from cleaner.batch import RunOptions, count_sites
from cleaner.batch.summary import EXIT_INTERRUPTED, EXIT_OK, EXIT_SOME_FAILED
from cleaner.cli.amount import Amount
from cleaner.cli.options import PATH, RuleSettings, cores, example, rule_options
from cleaner.cli.progress import watch
from cleaner.survey import SiteIndex, Totals
from cleaner.writers import output_errors, write_whole

_WORK = ".learn-site"
_SHOWN = 20  # hosts that are named at the end


@click.command(
    "learn-site",
    epilog=example(
        "cleaner learn-site crawl.warc.gz --out learned",
        "cleaner learn-site pages.jsonl.zst --only-host example.org --out learned",
    ),
    short_help="Write rules for what the sites of a dump repeat.",
)
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP...")
@click.option(
    "--out",
    type=PATH,
    default=Path("learned-rules"),
    metavar="DIR",
    help="Folder of the rule files, one a host.  [default: learned-rules]",
)
@click.option("--only-host", "hosts", multiple=True, metavar="HOST", help="Only pages of this host and below.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read N pages at most.")
@click.option(
    "--workers", type=click.IntRange(min=0), metavar="N", help="Processes to read in; 0: this one.  [default: cores]"
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; errors only.")
@rule_options
def learn_site(dumps: tuple[str, ...], out: Path, quiet: bool, settings: RuleSettings, **given: Any) -> None:
    """Clean all pages of each DUMP, count what stays and yet stands on many pages of its host, and write it as rules of
    status testing: they are logged and cut nothing until somebody has read them.

    A line counts as repeated on 5 pages and 2 percent of its host's, on two days; prose, or any line where the days are
    not known, on 20 pages. Near copies of a page count once. A file that is there already is left as it is.
    """
    cleaner = settings.cleaner()
    options = RunOptions(
        settings.lineage(cleaner), limit=given["limit"], only_hosts=given["hosts"], workers=cores(given["workers"])
    )
    console = Console(stderr=True, highlight=False, emoji=False, markup=False)
    with watch(Amount(dumps, given["limit"]), None if quiet else console, doing="reading") as progress:
        counted = count_sites(dumps, out / _WORK, replace(options, progress=progress), cleaner.clean_page)
    if counted.path is None:
        click.echo(f"interrupted; the same command goes on from there (what was counted is in {out / _WORK})", err=True)
        sys.exit(EXIT_INTERRUPTED)
    learned = _learned(counted.path)
    kept = [one for one in learned if not _write(out / one.name, one.text)]
    shutil.rmtree(out / _WORK)
    for one in kept:
        click.echo(f"{out / one.name}: is there already and left as it is; move it away to have it made anew", err=True)
    if not quiet:
        _tell(counted.totals, [one for one in learned if one not in kept], out)
    sys.exit(EXIT_SOME_FAILED if kept else EXIT_OK)


def _learned(path: Path) -> list[Learned]:
    index = SiteIndex(path)
    try:
        return [learn(site) for site in index.sites()]
    finally:
        index.close()


def _write(path: Path, text: str) -> bool:
    """Whether the file was written, or says just this already. Raises CleanerError."""
    if path.exists():
        return path.read_bytes() == text.encode()
    with output_errors(path):
        write_whole(path, text.encode())
    return True


def _tell(totals: Totals, learned: Sequence[Learned], out: Path) -> None:
    folded = f", {totals.folded:,} near copies left aside" if totals.folded else ""
    click.echo(f"{totals.pages:,} pages of {totals.hosts:,} hosts read{folded}")
    for one in learned[:_SHOWN]:
        rules, lines = (f"{n} {what}{'' if n == 1 else 's'}" for n, what in ((one.rules, "rule"), (one.lines, "line")))
        click.echo(f"  {out / one.name}: {rules} about {lines}")
    if len(learned) > _SHOWN:
        click.echo(f"  and {len(learned) - _SHOWN:,} more hosts")
    if learned:
        click.echo(f"check them with: cleaner rules lint {out}; see what they would cut: cleaner run --rules {out}")
    else:
        click.echo("no host repeats a line on enough pages: 5 of them and 2 percent, on two days or else 20")
