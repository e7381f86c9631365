"""Pages as Arrow batches: `clean_batch(batch)`, the core of all adapters to engines that hold tables.

One row out for one row in, in the same order, always with the columns of `SCHEMA`; what is wrong with a page stands in
its row. The input may name its columns as any dump that cleaner reads (README, "Clean a crawl"):

    html, text or content   the page, string or binary; html wins where there are several
    url, id                 its address, which chooses the rules of its site; its name in the log
    content_type, crawled   the HTTP header, for its charset; the day of the crawl: date, timestamp or ISO 8601
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cleaner.batch.answers import PageWork
from cleaner.extras import import_extra
from cleaner.model import Page, Source
from cleaner.readers import BadInput, FieldMap
from cleaner.readers.rows import KNOWN_FIELDS, page_of_row
from cleaner.rows import FIELDS, USUAL, CleanPages, Settings, record_of_outcome
from cleaner.writers.parquet import arrow_schema, record_of

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = import_extra("pyarrow", "arrow")

__all__ = ["FIELDS", "SCHEMA", "CleanBatches", "Settings", "clean_batch"]

SCHEMA: pa.Schema = arrow_schema(FIELDS)


class CleanBatches:
    """Cleans batches with one rule book and one model, loaded once a process when the first batch comes.

    Pickles as its settings. Not for several threads at the same time: they wait for each other.
    """

    def __init__(self, settings: Settings = USUAL, work: PageWork | None = None) -> None:
        """work: in place of the usual one, for tests."""
        self.settings = settings
        self._clean = CleanPages(settings, work)
        self._schema = arrow_schema(settings.columns)

    def __reduce__(self) -> tuple[type[CleanBatches], tuple[Settings, PageWork]]:
        return type(self), (self.settings, self._clean.work)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of `batch`, cleaned. Raises InputError for settings that cannot be met, never for a page."""
        return next(self.stream((batch,)))

    def table(self, table: pa.Table) -> pa.Table:
        """The same for a table."""
        batches = list(self.stream(table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]))
        return pa.Table.from_batches(batches)

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Batch after batch, each when it is done; the next ones are read ahead so that the sandbox is never idle."""
        waiting: deque[pa.RecordBatch] = deque()
        rows: list[dict[str, Any]] = []
        for _, outcome in self._clean.outcomes(self._pages(batches, waiting)):
            rows.append(record_of_outcome(outcome, self._schema.names, record_of))
            while waiting and len(rows) >= waiting[0].num_rows:
                batch = waiting.popleft()
                yield self._batch(batch, rows[: batch.num_rows])
                rows = rows[batch.num_rows :]
        for batch in waiting:
            yield self._batch(batch, [])

    def close(self) -> None:
        """End the sandbox; it would end with this process, too."""
        self._clean.close()

    def _pages(
        self, batches: Iterable[pa.RecordBatch], waiting: deque[pa.RecordBatch]
    ) -> Iterator[tuple[Page | BadInput, None]]:
        for batch in batches:
            waiting.append(batch)
            for page in _pages(batch, self.settings.fields):
                yield page, None

    def _batch(self, batch: pa.RecordBatch, rows: list[dict[str, Any]]) -> pa.RecordBatch:
        made = pa.RecordBatch.from_pylist(rows, schema=self._schema)
        kept = self.settings.kept(batch.schema.names)
        arrays = [batch.column(batch.schema.names.index(name)) for name in kept]
        fields = [pa.field(new, array.type) for new, array in zip(kept.values(), arrays, strict=True)]
        return pa.RecordBatch.from_arrays([*made.columns, *arrays], schema=pa.schema([*self._schema, *fields]))


def clean_batch(batch: pa.RecordBatch, settings: Settings = USUAL) -> pa.RecordBatch:
    """The rows of `batch`, cleaned: see the module. The rule book is loaded once for equal settings.

    Raises InputError for settings that cannot be met (rules that are not there, a column to keep), never for a page.
    """
    return _cleaner(settings)(batch)


@functools.lru_cache(1)
def _cleaner(settings: Settings) -> CleanBatches:
    return CleanBatches(settings)


def _pages(batch: pa.RecordBatch, fields: FieldMap) -> Iterator[Page | BadInput]:
    names = batch.schema.names
    wanted = KNOWN_FIELDS | fields.columns
    # Of other columns only the names are told, where there is no page among them.
    chosen = [at for at, name in enumerate(names) if name in wanted]
    others = dict.fromkeys(name for name in names if name not in wanted)
    columns = [(names[at], batch.column(at)) for at in chosen]
    for number in range(batch.num_rows):
        source = Source("row", number + 1)
        try:
            row: Mapping[str, object] = {name: column[number].as_py() for name, column in columns}
        except Exception as error:  # bytes that are no UTF-8, dates beyond the year 9999
            detail = f"row:{number + 1}: cannot be read: {type(error).__name__}: {error}; mend the column"
            yield BadInput(source, "failed", "bad_row", detail)
            continue
        yield page_of_row({**row, **others}, source, fields)
