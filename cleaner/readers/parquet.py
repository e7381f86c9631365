"""Pages of a Parquet file: a row each, fields as in JSONL."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaner.model import Source
from cleaner.readers.fields import FieldMap
from cleaner.readers.raw import Item, raw_of
from cleaner.readers.rows import KNOWN_FIELDS, page_of_row
from cleaner.readers.types import Anchor, BadInput, How

# Rows decoded at once: with pages at their limit 80 MB.
_BATCH_ROWS = 8
_EXTRA = 'reading Parquet needs pyarrow: pip install "article-cleaner[arrow]"'


def read_parquet(name: str, stream: BinaryIO, how: How) -> Iterator[Item]:
    """The rows of all row groups; a damaged group costs itself.

    Anchors are row groups and the numbers of their first rows.
    """
    try:
        pq = importlib.import_module("pyarrow.parquet")
    except ImportError:
        yield BadInput(Source(name), "failed", "missing_extra", f"{name}: {_EXTRA}")
        return
    try:
        stream.seek(0)
        file = pq.ParquetFile(stream, pre_buffer=False)
    except (ValueError, OSError) as error:  # ArrowInvalid is a ValueError
        yield BadInput(Source(name), "failed", "broken_parquet", _told(name, "cannot be opened", error))
        return
    start = how.anchor or Anchor(0)
    number = start.number
    for group in range(start.offset, file.num_row_groups):
        yield Anchor(group, number)
        yield from _group(file, group, Source(name, number), how.fields)
        number += file.metadata.row_group(group).num_rows


def _group(file: Any, group: int, first: Source, fields: FieldMap) -> Iterator[Item]:
    """The rows of one group; `first`: the place of its first row."""
    names = file.schema_arrow.names
    wanted = KNOWN_FIELDS | fields.columns
    columns = [column for column in names if column in wanted] or names
    number = first.offset or 1
    try:
        for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False):
            for row in batch.to_pylist():
                yield raw_of(page_of_row(row, Source(first.file, number), fields))
                number += 1
    except (ValueError, OSError) as error:
        lost = file.metadata.row_group(group).num_rows - (number - (first.offset or 1))
        detail = _told(first.file, f"row group {group} is damaged, {lost:,} rows are lost", error)
        yield BadInput(Source(first.file, number), "failed", "broken_parquet", detail)


def _told(name: str, problem: str, error: Exception) -> str:
    told = " ".join(str(error).split())[:200]
    return f"{name}: {problem}: {told}; fetch the file again"
