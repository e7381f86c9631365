"""All ways to clean one dump, each giving a digest a page: `WAYS`. A new adapter enters itself there.

A way takes the dump (JSONL: id, url, html or text) and an empty folder, and gives {id: digest of text and log}.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import zstandard

from cleaner.arrow import CleanBatches, Settings
from cleaner.batch import names_for
from cleaner.cli import main
from cleaner.extras import import_extra
from cleaner.provenance import RECORD_FIELDS
from cleaner.ray import clean_dataset
from cleaner.ray_engine import RayEngine
from cleaner.spark import clean_frame
from cleaner.spark_engine import SparkEngine
from tests.adapters.material import service

Digests = dict[str, str]
Way = Callable[[Path, Path], Digests]
WORKERS = 2
_SPAN = [name for name in RECORD_FIELDS if name not in ("type", "doc_id", "url")]


def digest(text: str | None, spans: Iterable[Mapping[str, Any]]) -> str:
    """Of a page: its body ("" or None where there is none) and the records of its log, in their order."""
    facts = [text or "", [[span.get(name) for name in _SPAN] for span in spans]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def of_files(folder: Path) -> Digests:
    """From the files of a run."""
    names = names_for("jsonl")
    texts: dict[str, str | None] = {row["id"]: row["text"] for row in _lines(folder / names.results)}
    texts |= {row["id"]: None for row in _lines(folder / names.dead)}
    spans: dict[str, list[dict[str, Any]]] = {page: [] for page in texts}
    for record in _lines(folder / names.log):
        if record["type"] == "span":
            spans[record["doc_id"]].append(record)
    return {page: digest(text, spans[page]) for page, text in texts.items()}


def of_rows(rows: Iterable[Mapping[str, Any]]) -> Digests:
    """From rows as cleaner.arrow makes them."""
    return {
        row["id"]: digest(row["text"], ({**span, "base_sha256": row["base_sha256"]} for span in row["removals"]))
        for row in rows
    }


def _run(dump: Path, folder: Path, *options: str) -> Digests:
    """By the command."""
    given = ["run", str(dump), "--out", str(folder / "out"), "--workers", str(WORKERS), "--quiet", "--no-report"]
    with contextlib.suppress(SystemExit):
        main([*given, *options])
    return of_files(folder / "out")


def _processes(dump: Path, folder: Path) -> Digests:
    return _run(dump, folder, "--engine", "processes")


def _spark(dump: Path, folder: Path) -> Digests:
    return _run(dump, folder, "--engine", "spark")


def _ray(dump: Path, folder: Path) -> Digests:
    return _run(dump, folder, "--engine", "ray")


def _arrow(dump: Path, folder: Path) -> Digests:
    pa: Any = import_extra("pyarrow", "arrow")
    table = pa.Table.from_pylist(
        list(_lines(dump)), pa.schema([(n, pa.string()) for n in ("id", "url", "html", "text")])
    )
    cleaner = CleanBatches()
    return of_rows(row for batch in cleaner.stream(table.to_batches(64)) for row in batch.to_pylist())


def _spark_table(dump: Path, folder: Path) -> Digests:
    with SparkEngine(workers=WORKERS) as engine:
        session: Any = engine._session
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        pages = session.read.json(str(dump), schema="id string, url string, html string, text string").repartition(4)
        clean_frame(pages, Settings(keep=("html",))).drop("html").write.parquet(str(folder / "out"))
    return _table(folder / "out")


def _ray_table(dump: Path, folder: Path) -> Digests:
    data = import_extra("ray.data", "ray")
    with RayEngine(workers=WORKERS):
        pages = data.from_items(list(_lines(dump)), override_num_blocks=4)
        clean_dataset(pages, workers=WORKERS).write_parquet(str(folder / "out"))
    return _table(folder / "out")


def _filter(dump: Path, folder: Path) -> Digests:
    line = [sys.executable, "-m", "cleaner", "clean", "--jsonl", "--row-log", "--workers", str(WORKERS)]
    with dump.open("rb") as stream, (folder / "out.jsonl").open("wb") as out:
        subprocess.run(line, stdin=stream, stdout=out, check=True)
    return of_rows(_lines(folder / "out.jsonl"))


def _serve(dump: Path, folder: Path) -> Digests:
    """By the service; a page that is lost is a problem, and has an id."""
    with service("--workers", WORKERS) as (address, _), ThreadPoolExecutor(WORKERS) as threads:

        def asked(row: dict[str, Any]) -> dict[str, Any]:
            kind = {"Content-Type": "application/json"}
            request = urllib.request.Request(f"{address}/clean", json.dumps(row).encode(), kind)
            try:
                with urllib.request.urlopen(request) as answer:
                    page: dict[str, Any] = json.load(answer)
            except urllib.error.HTTPError as error:
                page = {"text": None, "removals": [], "base_sha256": None, **json.load(error)}
            return page

        return of_rows(threads.map(asked, _lines(dump)))


def _datatrove(dump: Path, folder: Path) -> Digests:
    from datatrove.data import Document

    from cleaner.adapters.datatrove import CleanHtml, CleanText

    found: dict[str, str] = {}
    for step, name in ((CleanHtml, "html"), (CleanText, "text")):
        rows = [row for row in _lines(dump) if name in row]
        documents = [Document(row[name], row["id"], metadata={"url": row["url"]}) for row in rows]
        for document in step(log=True, keep_empty=True).run(documents):
            facts = document.metadata["cleaner"]
            spans = ({**span, "base_sha256": facts["base_sha256"]} for span in facts["removals"])
            found[document.id] = digest(document.text, spans)
    return found


def _table(path: Path) -> Digests:
    pq: Any = import_extra("pyarrow.parquet", "arrow")
    return of_rows(pq.read_table(path).to_pylist())


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return map(json.loads, data.splitlines())


# The first one is what the others are compared with.
WAYS: dict[str, Way] = {
    "local": _run,
    "processes": _processes,
    "arrow": _arrow,
    "filter": _filter,
    "serve": _serve,
    "datatrove": _datatrove,
    "spark": _spark,
    "spark-table": _spark_table,
    "ray": _ray,
    "ray-table": _ray_table,
}
