"""pandas, Polars, DuckDB: a table of pages in, a table of the same kind out, all through Arrow.

    clean_frame(pandas.read_parquet("pages.parquet"))
    clean_frame(polars.read_parquet("pages.parquet"), Settings(keep=("crawl_id",)))
    clean = clean_frame(duckdb.sql("FROM 'pages.parquet'")); duckdb.sql("SELECT status, count(*) FROM clean GROUP BY 1")

A table is in memory as a whole; for more than that take batches (cleaner.arrow) or `cleaner run`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from cleaner.arrow import CleanBatches, Settings
from cleaner.errors import InputError
from cleaner.extras import import_extra
from cleaner.rows import USUAL

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = import_extra("pyarrow", "arrow")


def clean_frame(frame: Any, settings: Settings = USUAL) -> Any:
    """The rows of `frame`, cleaned, with the columns of cleaner.arrow. A DataFrame of pandas or Polars gives one, a
    LazyFrame is collected; all else that gives itself as Arrow (a relation of DuckDB, a pyarrow.Table) gives a
    pyarrow.Table, which DuckDB reads by the name of its variable. Raises InputError for what is no table.
    """
    library = type(frame).__module__.partition(".")[0]
    if hasattr(frame, "collect") and library == "polars":
        frame = frame.collect()
    table = _cleaner(settings).table(_table(frame, library))
    if library == "pandas":
        return table.to_pandas()
    return import_extra("polars", "arrow").from_arrow(table) if library == "polars" else table


def _table(frame: Any, library: str) -> pa.Table:
    if library == "pandas":
        return pa.Table.from_pandas(frame, preserve_index=False)
    if not hasattr(frame, "__arrow_c_stream__"):
        raise InputError(f"a {type(frame).__name__} is no table; give a DataFrame, a relation or a pyarrow.Table")
    return pa.table(frame)


@functools.lru_cache(1)
def _cleaner(settings: Settings) -> CleanBatches:
    return CleanBatches(settings)
