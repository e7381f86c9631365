"""`cleaner report`: the report of a run, made anew."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.cli.files import refuse_overwriting
from cleaner.cli.options import PATH, example
from cleaner.report import REPORT, write_report


@click.command(
    epilog=example("cleaner report out", "cleaner report out --html night.html"),
    short_help="Make the report of a run as an HTML page.",
)
@click.argument("folder", type=PATH, metavar="OUT_DIR")
@click.option("--html", type=PATH, metavar="FILE", help="Where it goes.  [default: OUT_DIR/report.html]")
def report(folder: Path, html: Path | None) -> None:
    """Make report.html of the finished run in OUT_DIR: pages by status, what was taken away by label and rule, hosts
    with low confidence, samples of removals, time per page.

    One page that needs nothing else: no script, nothing fetched. `cleaner run` makes it at its end.
    """
    refuse_overwriting(html, *(path for path in folder.glob("*") if path.name != REPORT))
    click.echo(f"{write_report(folder, html)}: written; open it in a browser", err=True)
