"""Makes the same pages into dumps of every format.

    python -m tests.soak.dump OUT --pages 20000
    python -m tests.soak.dump OUT --pages 1000 --benchmark

OUT gets dump.warc.gz, dump.jsonl.zst, dump.parquet and the folder dump/. The pages are those of corpus/ in turn (or of
../shared/benchmark), each with an address, a day and a last paragraph of its own.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import orjson
import zstandard

from tests.conftest import CORPUS, SHARED, records

FORMATS = ("warc.gz", "jsonl.zst", "parquet", "folder")
HOSTS = 40
_BENCHMARK = ("press-dev", "news-dev", "wcxb-dev")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?(?!utf-8)[\w-]+", re.I)
_ROWS = 500  # of a row group


@dataclass(frozen=True, slots=True)
class DumpPage:
    """One page. number: told by all of its names, whatever the format."""

    number: int
    kind: Literal["html", "text"]
    content: str

    @property
    def name(self) -> str:
        return f"page-{self.number:06}"

    @property
    def url(self) -> str:
        return f"https://host-{self.number % HOSTS}.example/{self.day:%Y/%m/%d}/{self.name}"

    @property
    def day(self) -> date:
        return date(2024, 1, 1) + timedelta(self.number % 60)

    @property
    def row(self) -> dict[str, str]:
        return {"id": self.name, "url": self.url, "crawled": str(self.day), self.kind: self.content}


def pages(count: int, benchmark: bool = False) -> Iterator[DumpPage]:
    """`count` pages, the same at every call."""
    sources = _benchmark() if benchmark else itertools.cycle(_corpus())
    for number, (kind, content) in enumerate(itertools.islice(sources, count)):
        own = f"Page {number} of the dump was copied on the {number % 28 + 1}th by the keeper of lamp {number * 7}."
        yield DumpPage(number, kind, _with_line(content, own, kind))


def _with_line(content: str, own: str, kind: str) -> str:
    """A last line of its own, so that no page is like another."""
    if kind == "text":
        return f"{content.rstrip()}\n{own}\n"
    at = content.rfind("</p>") + len("</p>")
    if at < len("</p>"):
        at = max(0, content.rfind("</body>"))
    return f"{content[:at]}<p>{own}</p>{content[at:]}"


def write(folder: Path, count: int, form: str, benchmark: bool = False) -> Path:
    """The dump in one of FORMATS; what is there already is taken."""
    path = folder / ("dump" if form == "folder" else f"dump.{form}")
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    made = pages(count, benchmark)
    {"warc.gz": _warc, "jsonl.zst": _jsonl, "parquet": _parquet, "folder": _folder}[form](path, made)
    return path


def _corpus() -> list[tuple[Literal["html", "text"], str]]:
    """Pages that say nothing false about their encoding once they are UTF-8."""
    found: list[tuple[Literal["html", "text"], str]] = []
    for path in sorted(CORPUS.glob("*/page.*")):
        data = path.read_bytes()
        if not _CHARSET.search(data[:4096]):
            found.append(("text" if path.suffix == ".txt" else "html", data.decode("utf-8")))
    return found


def _benchmark() -> Iterator[tuple[Literal["html", "text"], str]]:
    for name in _BENCHMARK:
        for record in records(SHARED / "benchmark" / f"{name}.jsonl.zst"):
            html = str(record["html"])
            if not _CHARSET.search(html[:4096].encode("utf-8", "replace")):
                yield "html", html.encode("utf-8", "replace").decode()


def _warc(path: Path, made: Iterator[DumpPage]) -> None:
    with path.open("wb") as file:
        for page in made:
            file.write(gzip.compress(warc_record(page), 3, mtime=0))


def warc_record(page: DumpPage) -> bytes:
    """The page as a response record."""
    kind = "text/plain" if page.kind == "text" else "text/html"
    body = page.content.encode()
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    block += body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{page.name}>\r\n"
        f"WARC-Target-URI: {page.url}\r\nWARC-Date: {page.day}T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _jsonl(path: Path, made: Iterator[DumpPage]) -> None:
    packer = zstandard.ZstdCompressor(level=3)
    with path.open("wb") as raw, packer.stream_writer(raw) as file:
        for page in made:
            file.write(orjson.dumps(page.row, option=orjson.OPT_APPEND_NEWLINE))


def _parquet(path: Path, made: Iterator[DumpPage]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in ("id", "url", "crawled", "html", "text")])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        while rows := [page.row for page in itertools.islice(made, _ROWS)]:
            file.write_table(pa.Table.from_pylist(rows, schema))


def _folder(path: Path, made: Iterator[DumpPage]) -> None:
    for page in made:
        folder = path / f"{page.number // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{page.name}.{'txt' if page.kind == 'text' else 'html'}").write_bytes(page.content.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--benchmark", action="store_true", help="pages of ../shared/benchmark, 1,800 at most")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    given = parser.parse_args()
    for form in given.formats:
        print(write(given.out, given.pages, form, given.benchmark))


if __name__ == "__main__":
    main()
