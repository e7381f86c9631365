"""Pages that a dump holds damaged say so in their results: readers of the results see no log."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cleaner.batch import run
from tests.batch.cleaners import fake
from tests.batch.test_runner import OPTIONS, rows
from tests.readers.makers import HTML, chunked, http, members, record


def torn_checksum() -> bytes:
    (stored,) = members([record(1)])
    return stored[:-8] + b"\0\0\0\0" + stored[-4:]


def torn_coding() -> bytes:
    packed = gzip.compress(HTML * 3, 0)
    return record(1, http(packed[: len(packed) // 2], Content_Encoding="gzip"))


def flags(tmp_path: Path, second: bytes) -> list[list[str]]:
    """Of the results of a dump whose second record of three is that."""
    (tmp_path / "in.warc").write_bytes(record(0) + second + record(2))
    run([str(tmp_path / "in.warc")], tmp_path / "out", fake, OPTIONS)
    return [row["flags"] for row in rows(tmp_path / "out/results.jsonl")]


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(torn_coding(), id="its compression breaks off"),
        pytest.param(record(1, http(chunked(HTML)[:-50], Transfer_Encoding="chunked")), id="a chunk is cut"),
        pytest.param(
            record(1, http(chunked(HTML).replace(b"\r\n28\r\n", b"\r\nxx\r\n", 1), Transfer_Encoding="chunked")),
            id="a size of a chunk is none",
        ),
        pytest.param(record(1, WARC_Truncated="length"), id="the crawler cut it short"),
    ],
)
def test_a_page_that_was_damaged_on_its_way_is_flagged_and_no_other(tmp_path: Path, damaged: bytes) -> None:
    assert [[], ["damaged_input"], []] == flags(tmp_path, damaged)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(record(1, http(gzip.compress(HTML), Content_Encoding="gzip")), id="compressed"),
        pytest.param(record(1, http(chunked(HTML), Transfer_Encoding="chunked")), id="chunked"),
        pytest.param(record(1, http(HTML, Content_Encoding="gzip")), id="a coding that lies"),
        pytest.param(record(1, HTML), id="no HTTP head"),
    ],
)
def test_a_page_with_all_its_bytes_is_not_flagged_whatever_is_noted_of_it(tmp_path: Path, sound: bytes) -> None:
    assert [[], [], []] == flags(tmp_path, sound)


@pytest.mark.parametrize(
    ("stored", "flag"), [(torn_checksum(), ["damaged_input"]), (members([record(1)])[0], [])], ids=["wrong", "right"]
)
def test_the_checksum_of_a_compressed_record_tells_whether_its_page_is_flagged(
    tmp_path: Path, stored: bytes, flag: list[str]
) -> None:
    before, after = members([record(0), record(2)])
    (tmp_path / "in.warc.gz").write_bytes(before + stored + after)
    run([str(tmp_path / "in.warc.gz")], tmp_path / "out", fake, OPTIONS)
    assert [[], flag, []] == [row["flags"] for row in rows(tmp_path / "out/results.jsonl")]


def test_a_page_at_the_end_of_a_torn_file_is_flagged(tmp_path: Path) -> None:
    (tmp_path / "in.warc").write_bytes(record(0) + record(1)[:-60])
    run([str(tmp_path / "in.warc")], tmp_path / "out", fake, OPTIONS)
    assert [[], ["damaged_input"]] == [row["flags"] for row in rows(tmp_path / "out/results.jsonl")]
