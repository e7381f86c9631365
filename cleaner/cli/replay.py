"""`cleaner replay`: the output again, from input and log."""

from __future__ import annotations

import click

from cleaner import provenance
from cleaner.cli.files import read_bytes, write_text
from cleaner.cli.logs import document_text, page_records
from cleaner.cli.options import example


@click.command(
    epilog=example("cleaner replay page.txt page.log.jsonl > body.txt"),
    short_help="Print the output again, from input and log.",
)
@click.argument("text")
@click.argument("log")
@click.option("--id", "page_id", help="Which page, where the log holds several: its doc_id.")
def replay(text: str, log: str, page_id: str | None) -> None:
    """Print the output again, from TEXT and LOG alone: no rules are used.

    TEXT is the page that was cleaned (text, or HTML, of which the visible text is taken).
    """
    records, _ = page_records(log, page_id)
    write_text(provenance.replay(document_text(text, read_bytes(text), records), records))
