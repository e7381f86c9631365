"""`cleaner restore`: the input again, from output and log."""

from __future__ import annotations

import click

from cleaner import provenance
from cleaner.cli.files import write_text
from cleaner.cli.logs import output_text, page_records
from cleaner.cli.options import example


@click.command(
    epilog=example(
        "cleaner restore body.txt page.log.jsonl > page.txt",
        "cleaner restore out/results.jsonl out/log.jsonl --id page-17",
    ),
    short_help="Print the input again, from output and log.",
)
@click.argument("output")
@click.argument("log")
@click.option("--id", "page_id", help="Which page, where the log holds several: its doc_id.")
def restore(output: str, log: str, page_id: str | None) -> None:
    """Print the text that OUTPUT was cut from, with the removed spans of LOG put back.

    OUTPUT is what `cleaner clean` printed, or the results.jsonl of a run. For a text page this is the input, code point
    for code point, as UTF-8; for an HTML page its visible text. The log must hold the removed text.
    """
    records, found_id = page_records(log, page_id)
    text = output_text(output, found_id)
    write_text(provenance.restore(text, records))
