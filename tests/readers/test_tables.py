"""Parquet and WACZ."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cleaner.readers import BadInput

from .makers import HTML, members, numbers, pages, read, reasons, record


def parquet(path: Path, rows: Sequence[Mapping[str, object]], group: int = 100) -> Path:
    """A Parquet file with these rows, `group` of them in each row group."""
    pa: Any = pytest.importorskip("pyarrow")
    pq: Any = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path, row_group_size=group)
    return path


def wacz(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_rows_of_parquet_are_pages_with_their_row_number(tmp_path: Path) -> None:
    rows = [{"id": f"n{n}", "text": f"boat {n}", "url": f"https://h.example/{n}", "other": n} for n in range(5)]
    found = pages(read(parquet(tmp_path / "table", rows, group=2)))
    assert [(f"n{n}", f"boat {n}", f"https://h.example/{n}", n + 1) for n in range(5)] == [
        (page.id, page.content, page.url, page.source.offset) for page in found
    ]


def test_bytes_and_times_of_parquet_are_understood(tmp_path: Path) -> None:
    row = {"html": HTML, "url": "https://h.example/", "timestamp": datetime(2024, 3, 2, 23, tzinfo=UTC)}
    (page,) = pages(read(parquet(tmp_path / "table", [row])))
    assert (HTML, "html", date(2024, 3, 2)) == (page.content, page.kind, page.crawled)


def test_nested_metadata_of_parquet_is_read(tmp_path: Path) -> None:
    (page,) = pages(read(parquet(tmp_path / "table", [{"text": "boat", "metadata": {"url": "https://h.example/"}}])))
    assert "https://h.example/" == page.url


def test_a_parquet_file_without_a_page_column_names_its_columns(tmp_path: Path) -> None:
    (item,) = read(parquet(tmp_path / "table", [{"first": 1, "second": 2}]))
    assert isinstance(item, BadInput)
    assert ("no_content", True) == (item.reason, "first, second" in item.detail)


def test_a_damaged_row_group_costs_only_itself(tmp_path: Path) -> None:
    rows = [{"text": f"{n} boats and " + "gulls " * 50} for n in range(30)]
    path = parquet(tmp_path / "table", rows, group=10)
    data = bytearray(path.read_bytes())
    pq: Any = pytest.importorskip("pyarrow.parquet")
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    at = column.data_page_offset
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(data)
    items = read(path)
    assert ["broken_parquet"] == reasons(items)
    assert {*range(10), *range(20, 30)} <= {int(str(page.content).split()[0]) for page in pages(items)}


def test_without_pyarrow_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path / "table", [{"text": "boat"}])
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    (item,) = read(path)
    assert isinstance(item, BadInput)
    assert ("missing_extra", True) == (item.reason, "article-cleaner[arrow]" in item.detail)


def test_the_warc_files_of_a_wacz_are_read(tmp_path: Path) -> None:
    files = {
        "archive/b.warc.gz": b"".join(members([record(1)])),
        "archive/a.warc": record(2) + record(3),
        "pages/pages.jsonl": b'{"url": "https://h.example/", "text": "boat"}\n',
        "datapackage.json": b"{}",
    }
    items = read(wacz(tmp_path / "crawl.zip", files))
    assert ([2, 3, 1], []) == (numbers(items), reasons(items))
    assert f"{tmp_path / 'crawl.zip'}!archive/a.warc" == pages(items)[0].source.file


def test_a_zip_file_without_warc_files_is_told_apart(tmp_path: Path) -> None:
    (item,) = read(wacz(tmp_path / "other.zip", {"letter.txt": b"boat"}))
    assert isinstance(item, BadInput)
    assert ("unknown_type", True) == (item.reason, "a zip archive" in item.detail)


def test_a_damaged_wacz_gives_what_is_whole(tmp_path: Path) -> None:
    path = wacz(tmp_path / "crawl.wacz", {"archive/a.warc": record(1) + record(2), "archive/b.warc": record(3)})
    data = path.read_bytes().replace(b"harbour.example/2", b"harbour.example/7")  # its checksum is wrong now
    path.write_bytes(data)
    items = read(path)
    assert {1, 3} <= set(numbers(items))
    assert ["broken_compression"] == reasons(items)
