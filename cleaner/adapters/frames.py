"""pandas, Polars, DuckDB: a table of pages in, a table of the same kind out, all through Arrow.

    clean_frame(pandas.read_parquet("pages.parquet"))
    clean_frame(polars.read_parquet("pages.parquet"), Settings(keep=("crawl_id",)))
    clean = clean_frame(duckdb.sql("FROM 'pages.parquet'")); duckdb.sql("SELECT status, count(*) FROM clean GROUP BY 1")

A table is in memory as a whole; for more than that take batches (cleaner.arrow) or `cleaner run`.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from cleaner.arrow import CleanBatches, Settings
from cleaner.errors import InputError
from cleaner.extras import import_extra
from cleaner.readers.rows import KNOWN_FIELDS
from cleaner.rows import USUAL

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = import_extra("pyarrow", "arrow")

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_frame(frame: Any, settings: Settings = USUAL) -> Any:
    """The rows of `frame`, cleaned, with the columns of cleaner.arrow. A DataFrame of pandas gives one with its index,
    so that columns can be taken over into `frame`; one of Polars gives one, a LazyFrame is collected; all else that
    gives itself as Arrow (a relation of DuckDB, a pyarrow.Table) gives a pyarrow.Table, which DuckDB reads by the name
    of its variable. Raises InputError for what is no table, and for a column of several types of values.
    """
    library = type(frame).__module__.partition(".")[0]
    if hasattr(frame, "collect") and library == "polars":
        frame = frame.collect()
    table = _cleaner(settings).table(_of_pandas(frame, settings) if library == "pandas" else _table(frame))
    if library == "pandas":
        return table.to_pandas().set_axis(frame.index)
    return import_extra("polars", "arrow").from_arrow(table) if library == "polars" else table


def _table(frame: Any) -> pa.Table:
    if not hasattr(frame, "__arrow_c_stream__"):
        raise InputError(f"a {type(frame).__name__} is no table; give a DataFrame, a relation or a pyarrow.Table")
    return pa.table(frame)


def _of_pandas(frame: Any, settings: Settings) -> pa.Table:
    """Only the columns that are read or kept: of others, which may hold what Arrow cannot, the names."""
    names = [str(name) for name in frame.columns]
    if not names or len(set(names)) < len(names):
        raise InputError(f"columns with names of their own are needed, not ({', '.join(names)}); rename them")
    wanted = KNOWN_FIELDS | settings.fields.columns | set(settings.kept(names))
    columns = ((name, frame.iloc[:, at]) for at, name in enumerate(names))
    return pa.table({name: _column(name, one) if name in wanted else pa.nulls(len(frame)) for name, one in columns})


def _column(name: str, column: Any) -> pa.Array:
    try:
        return pa.array(column, from_pandas=True)
    except UnicodeEncodeError:  # lone surrogates, of which Arrow has none: U+FFFD, as in Parquet
        return pa.array(
            [_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value for value in column],
            from_pandas=True,
        )
    except pa.ArrowException as error:
        raise InputError(f"column {name}: {error.args[0]}; give it values of one type") from error


@functools.lru_cache(1)
def _cleaner(settings: Settings) -> CleanBatches:
    return CleanBatches(settings)
