"""`cleaner export-dolma`: a log as attributes of Dolma."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.adapters.dolma import PREFIX, attributes, attributes_beside
from cleaner.cli.files import read_records, refuse_overwriting, write_text
from cleaner.cli.options import PATH, example
from cleaner.errors import CleanerError
from cleaner.writers import AtomicFile, encode


@click.command(
    "export-dolma",
    epilog=example(
        "cleaner export-dolma out/log.jsonl.zst --documents documents/part-0.jsonl.gz "
        "--out attributes/cleaner/part-0.jsonl.gz"
    ),
    short_help="A log as attributes of Dolma, for its mixer.",
)
@click.argument("log")
@click.option("--documents", metavar="FILE", help="The documents that were cleaned: a line for each, in their order.")
@click.option("--out", type=PATH, metavar="FILE", help="JSON lines (.gz, .zst).  [default: standard output]")
@click.option("--prefix", default=PREFIX, show_default=True, help="What the names of attributes begin with.")
def export_dolma(log: str, documents: str | None, out: Path | None, prefix: str) -> None:
    """Write the spans of LOG (of `cleaner run` or `cleaner clean --jsonl`) as tagger attributes of Dolma, by label.

    Dolma wants a line for each document; a log has only those from which something went, so give --documents.
    """
    refuse_overwriting(out, log, *([documents] if documents else []))
    records = read_records(log)
    lines = attributes_beside(read_records(documents), records, prefix) if documents else attributes(records, prefix)
    if out is None:
        for line in lines:
            write_text(encode(line).decode("utf-8"))
        return
    try:
        file = AtomicFile(out)
        try:
            for line in lines:
                file.write(encode(line))
            file.commit()
        finally:
            file.discard()
    except OSError as error:
        raise CleanerError(f"{out}: cannot write: {error.strerror or error}; choose another place") from error
