"""Apache Spark: DataFrames of pages, cleaned by `mapInArrow`. (`cleaner run --engine spark` is in spark_engine.py.)

    pages = spark.read.parquet("s3a://bucket/pages")
    clean_frame(pages, Settings(keep=("crawl_id",))).write.parquet("s3a://bucket/clean")

Every machine of the cluster needs Python with article-cleaner[arrow]; `spark-submit` and its settings work as always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cleaner.arrow import CleanBatches, Settings
from cleaner.writers.parquet import FieldType, Schema

if TYPE_CHECKING:
    import pyarrow as pa

_USUAL = Settings()
_TYPES = {"string": "string", "int64": "bigint", "double": "double", "bool": "boolean", "strings": "array<string>"}
_PAIRS: FieldType = ({"field": "string", "text": "string"},)


class CleanPartition:
    """For `DataFrame.mapInArrow`: batches in, batches out. What it holds is loaded once a Python worker of Spark."""

    def __init__(self, settings: Settings = _USUAL) -> None:
        self._clean = CleanBatches(settings)

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Raises as CleanBatches."""
        return self._clean.stream(batches)


def clean_frame(frame: Any, settings: Settings = _USUAL) -> Any:
    """The pages of a DataFrame, cleaned: columns as in cleaner.arrow. Raises InputError for a column to keep that is
    not there. Rows go through in batches of `spark.sql.execution.arrow.maxRecordsPerBatch`: 64 is enough for pages.
    """
    kept = settings.kept(frame.columns)
    types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
    schema = ", ".join([ddl(settings.columns), *(f"`{new}` {types[name]}" for name, new in kept.items())])
    return frame.mapInArrow(CleanPartition(settings), schema)


def ddl(fields: Schema) -> str:
    """The schema of the output in the language of Spark.

    >>> ddl({"id": "string", "spans": ({"start": "int64"},)})
    '`id` string, `spans` array<struct<`start`:bigint>>'
    """
    return ", ".join(f"`{name}` {_type(kind)}" for name, kind in fields.items())


def _type(kind: FieldType) -> str:
    if isinstance(kind, Mapping):
        return f"struct<{','.join(f'`{name}`:{_type(inner)}' for name, inner in kind.items())}>"
    if isinstance(kind, tuple):
        return f"array<{_type(kind[0])}>"
    return _type(_PAIRS) if kind == "pairs" else _TYPES[kind]
