"""Lines of JSON as a Parquet table with a fixed schema, in bounded memory."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from cleaner.errors import MissingExtra
from cleaner.writers.atomic import AtomicFile
from cleaner.writers.jsonl import encode
from cleaner.writers.run_files import FileFacts

# Rows of a row group and bytes of their JSON: what is held in memory at once, about eight times that as objects.
GROUP_ROWS = 2_000
_GROUP_BYTES = 16_000_000
_SOURCE = {"file": "string", "offset": "int64", "record_id": "string"}
_METADATA = {
    **dict.fromkeys(("title", "published", "modified", "site_name", "section", "canonical_url", "image"), "string"),
    **dict.fromkeys(("description", "source_credit", "author_bio", "page_language"), "string"),
    **dict.fromkeys(("authors", "tags", "contributors"), "strings"),
    "reading_time_minutes": "int64",
    "moved": "pairs",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
# A name of a type, the fields of a struct, or in a tuple the fields of the structs of a list.
FieldType = str | Mapping[str, Any] | tuple[Mapping[str, Any]]
Schema = Mapping[str, FieldType]
SCHEMAS: Mapping[str, Schema] = {
    "results": {
        **dict.fromkeys(("id", "url", "crawled", "status", "code", "reason", "text", "language"), "string"),
        "confidence": "double",
        "page_type": "string",
        "page_type_confidence": "double",
        "flags": "strings",
        "metadata": _METADATA,
        "source": _SOURCE,
        "copy": {"cluster": "string", "of": "string", "kind": "string", "similarity": "double"},
        "markdown": "string",
        "file": "string",
    },
    "log": {
        **dict.fromkeys(("type", "doc_id", "url"), "string"),
        **dict.fromkeys(("seq", "start", "end"), "int64"),
        **dict.fromkeys(("path", "label", "action", "field", "rule", "rule_digest", "stage", "reason"), "string"),
        "score": "double",
        **dict.fromkeys(("evidence", "also"), "strings"),
        "applied": "bool",
        **dict.fromkeys(("base_sha256", "text_sha256", "text", "detail"), "string"),
        "source": _SOURCE,
    },
    "dead": {**dict.fromkeys(("id", "url", "status", "reason", "detail"), "string"), "source": _SOURCE},
}


class ParquetSink:
    """See `Sink`. What is no UTF-8 (lone surrogates) becomes U+FFFD, since Parquet cannot hold it."""

    def __init__(self, path: Path, kind: str) -> None:
        self._pa, self._pq = library()
        self._file = AtomicFile(path)
        self._schema = arrow_schema(SCHEMAS[kind])
        self._writer: Any = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._lines = 0

    def head(self, record: Mapping[str, object]) -> None:
        """Stands in the metadata of the table, under `cleaner`."""
        self._schema = self._schema.with_metadata({"cleaner": encode(record).rstrip()})

    def add(self, lines: bytes) -> None:
        for line in lines.splitlines():
            self._waiting.append(line)
            self._waiting_bytes += len(line)
            self._lines += 1
            if len(self._waiting) >= GROUP_ROWS or self._waiting_bytes >= _GROUP_BYTES:
                self._write_group()

    def commit(self) -> FileFacts:
        self._write_group()
        self._writer.close()
        self._file.commit()
        return FileFacts(self._file.path.name, self._lines, self._file.size, self._file.sha256)

    def discard(self) -> None:
        self._file.discard()

    def _write_group(self) -> None:
        if self._writer is None:
            sink = self._pa.PythonFile(_Appending(self._file), mode="w")
            self._writer = self._pq.ParquetWriter(sink, self._schema, compression="zstd")
        rows = [_row(record_of(line), self._schema.names) for line in self._waiting]
        if rows:
            self._writer.write_table(self._pa.Table.from_pylist(rows, self._schema), row_group_size=len(rows))
        self._waiting, self._waiting_bytes = [], 0


def arrow_schema(fields: Schema) -> Any:
    """As pyarrow wants it. Raises MissingExtra."""
    pa, _ = library()
    return pa.schema([pa.field(name, _arrow_type(pa, kind)) for name, kind in fields.items()])


def _arrow_type(pa: Any, kind: FieldType) -> Any:
    if isinstance(kind, Mapping):
        return pa.struct([pa.field(name, _arrow_type(pa, inner)) for name, inner in kind.items()])
    if isinstance(kind, tuple):
        return pa.list_(_arrow_type(pa, kind[0]))
    if kind == "pairs":
        return _arrow_type(pa, ({"field": "string", "text": "string"},))
    simple = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}
    return {**simple, "strings": pa.list_(pa.string())}[kind]


class _Appending:
    """What pyarrow writes to: an AtomicFile, which cannot seek."""

    closed = False

    def __init__(self, file: AtomicFile) -> None:
        self._file = file

    def write(self, data: Any) -> int:
        self._file.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """The file syncs itself when it is committed."""

    def close(self) -> None:
        """Who opened the file closes it."""


def record_of(line: bytes) -> dict[str, Any]:
    """A line of results, log or dead letters, as tables can hold it."""
    try:
        record: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:  # an escaped lone surrogate
        record = json.loads(_SURROGATE.sub("\ufffd", json.dumps(json.loads(line), ensure_ascii=False)))
    metadata = record.get("metadata")
    if metadata:
        metadata["moved"] = [{"field": field, "text": text} for field, text in metadata["moved"]]
    return record


def _row(record: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: record.get(name) for name in names}


def library() -> tuple[Any, Any]:
    """pyarrow and its Parquet module. Raises MissingExtra."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtra('writing Parquet needs pyarrow: pip install "article-cleaner[arrow]"') from error
